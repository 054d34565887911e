"""What happens to files when the disk fails, when they are damaged, and when a name points elsewhere?

The k-th call of open, fsync, replace, mkdir or write fails; a limit on the size of files stands for a full disk; bits are flipped. The
same is done to every kind of file that is saved: results of a comparison, runs, manifest and points of a sweep, tables, single files.
"""

from __future__ import annotations

import errno
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sim.outcomes import saving
from sim.outcomes.results import Results

__all__ = ["CALLS", "audited", "damaged_results", "failing", "snapshot", "which_fail"]

CALLS = ((Path, "open"), (Path, "replace"), (Path, "mkdir"), (os, "fsync"))
# Events of the interpreter that reading data has no business with. (NumPy parses the header of an array as a literal, which is a
# `compile` without an `exec`.)
FORBIDDEN = ("exec", "pickle.find_class", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect",
             "marshal.loads", "ctypes.dlopen", "shutil.rmtree", "os.remove", "os.rename")  # fmt: skip


@contextmanager
def failing(count: int, number: int = errno.ENOSPC) -> Iterator[list[int]]:
    """Let the call number `count` of CALLS fail; yield a list whose only item is how many calls there were."""
    calls = [0]

    def fails(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            calls[0] += 1
            if calls[0] == count:
                raise OSError(number, os.strerror(number), str(given[0]))
            return real(*given, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, fails(getattr(owner, name)))
        yield calls


def which_fail(act: Callable[[], Any], most: int = 400) -> Iterator[tuple[int, BaseException | None]]:
    """Do something again and again, the k-th call failing for k = 1, 2, ...; yield k and how it ended, until no call failed."""
    for k in range(1, most):
        problem: BaseException | None = None
        with failing(k) as calls:
            try:
                act()
            except BaseException as met:
                problem = met
        yield k, problem
        if calls[0] < k:
            return


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its name; links are followed to nothing."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.is_symlink()
    }


def damaged_results(folder: Path, results: Results, luck: random.Random, flips: int, cuts: int) -> list[str]:
    """Return the damages to saved results of a comparison that reading did not notice: bits flipped, ends cut off, in either file."""
    saving.save_results(results, folder)
    unseen = []
    for name in (saving.COUNTS, saving.NAMES):
        path = folder / name
        content = path.read_bytes()
        for n in range(flips + cuts):
            if n < flips:
                bit = luck.randrange(8 * len(content))
                broken = bytearray(content)
                broken[bit // 8] ^= 1 << bit % 8
                what = f"{name}: bit {bit}"
            else:
                cut = luck.randrange(len(content) - 1)
                broken, what = bytearray(content[:cut]), f"{name}: cut at {cut}"
            path.write_bytes(broken)
            try:
                saving.load_results(folder)
                unseen.append(what)
            except saving.DamagedResultsError:
                pass
        path.write_bytes(content)
    return unseen


HEARD: list[tuple[str, str]] = []
LISTENING = [False]


def listen(event: str, given: tuple[Any, ...]) -> None:
    """Note what the interpreter says it does, while somebody listens."""
    if LISTENING[0]:
        HEARD.append((event, " ".join(str(item)[:200] for item in given[:2])))


@contextmanager
def audited() -> Iterator[list[tuple[str, str]]]:
    """Yield a list that fills with every audit event of what is done within."""
    if not getattr(sys, "_promises_listen", False):
        sys.addaudithook(listen)
        sys._promises_listen = True  # type: ignore[attr-defined]
    HEARD.clear()
    heard: list[tuple[str, str]] = []
    LISTENING[0] = True
    try:
        yield heard
    finally:
        LISTENING[0] = False
        heard.extend(HEARD)
