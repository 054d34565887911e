"""How exactly does each part work? ODD elements 5 to 7: building the population, inputs, and each file's equations with its numbers.

A file uses a table of numbers if it names it ("stress.coping"); each table is printed once, under the first file that uses it.
Numbers that no file names (the catalogues, from which scenarios choose) come at the end, so that every number is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from sim import evidence
from sim.evidence import Number
from sim.population import settle
from sim.processes.schedule import OPENING, SCHEDULE
from sim.reference.model_pages.entities import KEY_HEAD, key_rows
from sim.reference.model_pages.markdown import NUMBER_HEAD, code, doc, first_sentence, number_row, table, texts
from sim.scenario import Scenario, load, shipped

if TYPE_CHECKING:
    from sim.processes.process import Process

__all__ = ["initialization", "input_data", "submodels"]

# The files that build the population, in order; then those between people and help.
SETTLING = (
    "settle",
    "apportion",
    "households",
    "ages",
    "means",
    "traits",
    "tie_circles",
    "tie_plan",
    "circles",
    "ties",
    "footprints",
)
ALREADY = ("residents", "frame")
BESIDES = (
    "processes.chunks", "processes.hardship", "kernels.marks", "engine.record", "population.strata", "kernels.random_streams",
)  # fmt: skip
CATALOGUES = ("interventions", "channels", "barriers", "hazards", "events", "policies")
PATH = re.compile(r'"((?:stress|care|aftermath|community|outcomes)\.[a-z_]+)[."]')


def initialization() -> str:
    """Return element 5."""
    return f"## 5. Initialization\n\n{texts('odd')['initialization']['text'].strip()}\n\n{doc(settle)}"


def input_data() -> str:
    """Return element 6: input files, and the shipped scenarios."""
    rows = [(f"`{one.name}`", one.title, one.event.label, one.weeks, len(one.places)) for one in map(load, shipped())]
    parts = [
        "## 6. Input data", texts("odd")["input"]["text"],
        "### 6.1 The scenario file", table(KEY_HEAD, key_rows(Scenario)),
        "### 6.2 Shipped scenarios", table(("Scenario", "Title", "Event", "Weeks", "Places"), rows),
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts)


def submodels() -> str:
    """Return element 7."""
    parts, printed = ["## 7. Submodels", texts("odd")["submodels"]["text"].strip()], set[str]()
    for at, module in enumerate(modules(), 1):
        parts += [f"### 7.{at} {title(module)}", doc(module), *processes_of(module)]
        used = [path for path in tables_of(module) if path not in printed]
        printed.update(used)
        rows = [number_row(number) for path in used for number in numbers_under(path)]
        parts += [table(NUMBER_HEAD, rows)] if rows else []
        again = [path for path in tables_of(module) if path not in used]
        parts += [f"It also uses {code(again)}, printed above."] if again else []
    return "\n\n".join([*parts, *catalogues(printed, at)])


def modules() -> Iterator[ModuleType]:
    """Yield each file that runs: the opening and the week in order, then building the population, then supporting files."""
    processes: list[Process] = [*OPENING, *SCHEDULE]
    names = [process.act.__module__ for process in processes]
    names += [f"sim.population.{name}" for name in SETTLING]
    for package in ("processes.hazards", "processes.stress", "processes.care", "population"):
        inside = iter_modules(import_module(f"sim.{package}").__path__)
        names += [f"sim.{package}.{one.name}" for one in inside if one.name not in ALREADY]
    names += [f"sim.{name}" for name in BESIDES]
    yield from map(import_module, dict.fromkeys(names))


def title(module: ModuleType) -> str:
    """Return the title of a section: the file."""
    return f"`{module.__name__.replace('.', '/')}.py`"


def processes_of(module: ModuleType) -> list[str]:
    """Return the processes of a file with a line on each, as one list; empty if there are none."""
    own = {one.name: one for one in (*OPENING, *SCHEDULE) if one.act.__module__ == module.__name__}
    lines = [f"- `{name}`: {first_sentence(one.__doc__ or '')}" for name, one in own.items()]
    return ["\n".join(lines)] if lines else []


@cache
def tables_of(module: ModuleType) -> tuple[str, ...]:
    """Return the tables of numbers that a file names, in order of appearance."""
    text = Path(module.__file__ or "").read_text(encoding="utf-8")
    known = {path.rpartition(".")[0] for path in evidence.load()}
    return tuple(path for path in dict.fromkeys(PATH.findall(text)) if path in known)


def numbers_under(path: str) -> list[Number]:
    """Return the numbers of a table."""
    return [number for at, number in evidence.load().items() if at.rpartition(".")[0] == path]


def catalogues(printed: set[str], sections: int) -> Iterator[str]:
    """Yield the tables of numbers that no file names: the catalogues, entry by entry, and the rest."""
    book = evidence.load()
    for at, stem in enumerate(CATALOGUES, sections + 1):
        yield f"### 7.{at} Catalogue: {stem}"
        for name, entry in book.table(stem).items():
            rows = [number_row(leaf, key) for key, leaf in entry.items() if isinstance(leaf, Number)]
            facts = [
                f"{key}: {fact}"
                for key, fact in entry.items()
                if not isinstance(fact, Number) and key not in ("label", "meaning")
            ]
            yield f"**`{stem}.{name}`** {entry['label']}. {entry['meaning']} {'; '.join(facts)}".strip()
            yield table(NUMBER_HEAD, rows)
    rest = [n for p, n in book.items() if p.partition(".")[0] not in CATALOGUES and p.rpartition(".")[0] not in printed]
    if rest:
        yield f"### 7.{sections + len(CATALOGUES) + 1} Further numbers"
        yield table(NUMBER_HEAD, map(number_row, rest))
