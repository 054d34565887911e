"""Which Python of somebody's own goes with a scenario? Parts named by import path, with their source, ready for any worker.

    "my_study.py:Training"      the class (or object) `Training` of a file; the file is found beside the scenario, or where one works
    "my_package.study:Training" the same of a package that is installed wherever runs are made
    Training                    the class itself, from Python

A part is a process, hazard, layer, analyzer or outcome: something with `own_kind` and `name` (`sim.Process`, `sim.Hazard`, `sim.Layer`,
`sim.Analyzer`, `sim.Outcome`). Its source travels with it, so that results can say by which code they were made, and a worker on
another machine runs the same text. Code from a file runs only if that is allowed where the file is read (`allow_code`).
"""

from __future__ import annotations

import hashlib
import inspect
import linecache
import os
import pickle
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.inputs.faults import FaultList, question, shown, visible
from sim.inputs.toml_file import LARGEST

__all__ = [
    "NOT_ALLOWED",
    "OwnCodeError",
    "OwnPart",
    "part_named",
    "part_of",
    "read_code",
    "texts_of",
]

KINDS = ("process", "layer", "analyzer", "outcome")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
NOT_ALLOWED = "If you have read that file and trust it, add --allow-code (in Python: allow_code=True)."
LEAST_WORDS = "class Training(sim.Process), for example"


class OwnCodeError(ValueError):
    """Python of one's own that cannot be used: not found, not of a known kind, or doing what it does not declare."""


@dataclass(frozen=True)
class OwnPart:
    """One part: where it comes from, the text that defines it, and the object made from it."""

    reference: str
    source: str
    made: Any = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """Its name in tables and messages."""
        return str(self.made.name)

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return str(self.made.own_kind)

    @property
    def digest(self) -> str:
        """The SHA-256 of its source."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @property
    def file(self) -> str:
        """The name of its file; empty for code without one."""
        stem, _, _ = self.reference.rpartition(":")
        return Path(stem).name if stem.endswith(".py") else ""

    def __reduce__(self) -> tuple[Any, ...]:
        if self.file:
            return part_named, (self.reference, self.source)
        return unpacked, (self.reference, self.source, packed(self.made))


def packed(made: Any) -> bytes:
    """Return an object of a notebook or a module as bytes; OwnCodeError if it cannot leave this process."""
    try:
        import cloudpickle as way  # type: ignore[import-untyped]
    except ImportError:
        way = pickle
    try:
        return bytes(way.dumps(made))
    except Exception as problem:
        raise OwnCodeError(
            f"{made.name}: this code cannot be sent to other processes ({problem}). Put it into a file and name that "
            f'("my_study.py:{type(made).__name__}"), or install cloudpickle, or use workers=1.'
        ) from None


def unpacked(reference: str, source: str, content: bytes) -> OwnPart:
    """Return a part from its bytes, in another process."""
    return checked(OwnPart(reference, source, pickle.loads(content)))


def part_named(reference: str, source: str) -> OwnPart:
    """Return the part of a reference from the text of its file; OwnCodeError says in which line that fails."""
    file, _, name = reference.rpartition(":")
    return checked(OwnPart(reference, source, made_by(named_in(module_of(file, source), file, name))))


def module_of(file: str, source: str) -> ModuleType:
    """Run the text of a file as a module, once for each text."""
    name = f"own_code_{hashlib.sha256(f'{file} {source}'.encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    module = ModuleType(name)
    module.__file__ = file
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    sys.modules[name] = module
    try:
        exec(compile(source, file, "exec"), module.__dict__)
    except Exception as problem:
        del sys.modules[name]
        raise OwnCodeError(f"{file}{line_of(problem, file)}: {type(problem).__name__}: {problem}") from problem
    return module


def line_of(problem: BaseException, file: str) -> str:
    """Return ", line N" of a file in which an error arose; nothing if it is not known."""
    if isinstance(problem, SyntaxError):
        return f", line {problem.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(problem.__traceback__) if frame.filename == file]
    return f", line {lines[-1]}" if lines else ""


def named_in(module: ModuleType, file: str, name: str) -> Any:
    """Return what a module calls by a name; OwnCodeError with the nearest one."""
    if not hasattr(module, name):
        known = [word for word, value in vars(module).items() if hasattr(value, "own_kind")]
        raise OwnCodeError(f"{file} has no {name!r}. {question(name, known) or f'It has: {listed(known)}'}".strip())
    return getattr(module, name)


def listed(names: Iterable[str]) -> str:
    """Return names in a row, or that there are none."""
    return ", ".join(names) or "none"


def made_by(thing: Any) -> Any:
    """Return the object of a class, or the object itself; OwnCodeError if it is none of the known kinds."""
    if getattr(thing, "own_kind", None) not in KINDS:
        raise OwnCodeError(
            f"{getattr(thing, '__name__', thing)!r} is no process, hazard, layer, analyzer or outcome; write {LEAST_WORDS}"
        )
    try:
        return thing() if isinstance(thing, type) else thing
    except TypeError as problem:
        raise OwnCodeError(f"{thing.__name__}: {problem}. From a file, a class is made without arguments") from problem


def checked(part: OwnPart) -> OwnPart:
    """Return a part whose own checks pass; OwnCodeError says what is wrong with it."""
    if not NAME.fullmatch(part.name):
        raise OwnCodeError(
            f"{part.reference}: {part.name!r} is no name; allowed are small letters, digits and _, a letter first"
        )
    try:
        part.made.check()
    except ValueError as problem:
        raise OwnCodeError(f"{part.reference}: {problem}") from problem
    return part


def part_of(thing: Any, folder: Path = Path()) -> OwnPart:
    """Return a part from a class, an object, or a reference such as "my_study.py:Training"."""
    if isinstance(thing, OwnPart):
        return thing
    if isinstance(thing, str):
        return from_reference(thing, folder)
    made = made_by(thing)
    kind = thing if isinstance(thing, type) else getattr(made, "act", None) or type(made)
    reference = f"{kind.__module__}:{getattr(kind, '__qualname__', made.name)}"
    return checked(OwnPart(reference, source_of(kind), made))


def source_of(kind: Any) -> str:
    """Return the text of the file that defines something, or of itself if it has none (a notebook)."""
    module = sys.modules.get(kind.__module__)
    try:
        if kind.__module__ != "__main__" and module is not None:
            return inspect.getsource(module)
        return inspect.getsource(kind)
    except (OSError, TypeError):
        return ""


def from_reference(reference: str, folder: Path) -> OwnPart:
    """Return the part of a reference; OwnCodeError for one that is not of the form file.py:Name, or whose file is not there."""
    stem, colon, name = reference.rpartition(":")
    if not colon or not name.isidentifier():
        raise OwnCodeError(f'{shown(reference)} is no reference to code; write "my_study.py:Training"')
    if stem.endswith(".py"):
        return part_named(reference, text_of(stem, folder))
    try:
        module = import_module(stem)
    except ImportError as problem:
        raise OwnCodeError(f'{reference}: {problem}. For a file, write "{stem}.py:{name}"') from problem
    found = part_of(named_in(module, stem, name))
    return replace(found, reference=reference)


def text_of(file: str, folder: Path) -> str:
    """Return the text of a file of code, beside the scenario or where one works."""
    for path in (folder / file, Path(file)):
        if path.is_file():
            if path.stat().st_size > LARGEST:
                raise OwnCodeError(f"{visible(file)}: {path.stat().st_size:,} bytes; allowed are {LARGEST:,}")
            return path.read_text(encoding="utf-8")
    raise OwnCodeError(f"{visible(file)}: no such file in {os.path.relpath(folder)} or here")


def texts_of(references: Iterable[str], folder: Path) -> dict[str, str]:
    """Return the text of the file of each reference to a file, by its name."""
    files = {reference.rpartition(":")[0] for reference in references}
    return {file: text_of(file, folder) for file in files if file.endswith(".py")}


def read_code(
    references: tuple[str, ...], folder: Path, texts: Mapping[str, str] | None, allow: bool, faults: FaultList
) -> tuple[OwnPart, ...]:
    """Return the parts that a file names; without permission each is a fault and nothing of it is run."""
    parts: list[OwnPart] = []
    for reference in references:
        if not allow:
            faults.add("code", shown(reference), "no Python, unless you allow it", NOT_ALLOWED)
            continue
        file = reference.rpartition(":")[0]
        try:
            held = texts is not None and file in texts
            parts.append(part_named(reference, texts[file]) if held and texts else part_of(reference, folder))
        except OwnCodeError as problem:
            faults.add("code", shown(reference), "Python that runs", str(problem))
    return tuple(parts)
