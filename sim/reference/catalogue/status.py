"""Is a row implemented? Its places, switches and tests are looked up in the code; nothing about status is typed by hand.

works       every place is found, every switch is an existing number or entry, and its test exists
partly      at least one place is found, and something else is missing
not here    none of its places is found
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim import evidence
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import FINAL
from sim.population.residents import Residents
from sim.processes.schedule import OPENING, SCHEDULE
from sim.reference.catalogue.row import CatalogueRow
from sim.scenario import Programme, scenario_folder

if TYPE_CHECKING:
    from sim.validation.trials import Trial

__all__ = [
    "CATALOGUES",
    "NOT_HERE",
    "PARTLY",
    "ROOT",
    "WORKS",
    "RowStatus",
    "status_of",
    "switch_is_there",
    "trials_of",
]

ROOT = Path(__file__).resolve().parents[3]
CATALOGUES = ("interventions", "channels", "policies", "hazards")
WORKS, PARTLY, NOT_HERE = "works", "partly", "not here"


class RowStatus(NamedTuple):
    """The status, and what is missing."""

    word: str
    missing: tuple[str, ...]


def status_of(row: CatalogueRow) -> RowStatus:
    """Return the status of a row, and which parts cannot be found."""
    places = [name for name in row.where if not place_is_there(name)]
    switches = [path for path in row.off if not switch_is_there(path)]
    missing = tuple(dict.fromkeys([*places, *switches, *([] if test_exists(row.test) else [row.test])]))
    if len(places) == len(row.where):
        return RowStatus(NOT_HERE, missing)
    return RowStatus(PARTLY if missing else WORKS, missing)


def place_is_there(name: str) -> bool:
    """Return whether a place of a row exists: file, process, key, column, outcome, catalogue entry or numbers."""
    if "/" in name:
        return (ROOT / name).exists() or (scenario_folder() / Path(name).name).exists()
    stem, _, rest = name.partition(".")
    tables = {"programme": keys(), "residents": Residents.columns(), "outcomes": OUTCOMES, "final": FINAL}
    if stem in tables:
        return rest in tables[stem]
    return name in processes() or any(path == name or path.startswith(f"{name}.") for path in evidence.load())


def switch_is_there(path: str) -> bool:
    """Return whether this path can switch something off: a number, a catalogue entry or a key of programmes."""
    stem, _, rest = path.partition(".")
    if stem == "programme":
        return rest in keys()
    return path in evidence.load() or (stem in CATALOGUES and rest.count(".") == 0 and place_is_there(path))


@cache
def trials() -> dict[str, Trial]:
    """Return the published trials."""
    from sim.validation.trials import load

    return load()


@cache
def keys() -> frozenset[str]:
    """Return the fields of a programme."""
    return frozenset(item.name for item in fields(Programme))


@cache
def processes() -> frozenset[str]:
    """Return the names of all processes of the week and of the opening."""
    return frozenset(process.name for process in (*OPENING, *SCHEDULE))


def trials_of(row: CatalogueRow) -> tuple[str, ...]:
    """Return the trials of `healing evaluate --trial` that test a row: those of its intervention, its channel or its switch."""
    return tuple(name for name, trial in trials().items() if carries(trial, row))


def carries(trial: Trial, row: CatalogueRow) -> bool:
    """Return whether the arms of a trial differ in the row's subject, or the trial changes one of its switches."""
    ours, theirs = trial.gives, trial.against or {}
    for path in row.off:
        stem, _, name = path.partition(".")
        key = name if stem == "programme" else stem.removesuffix("s")
        given = (ours.get(key), theirs.get(key))
        compared = given[0] != given[1] and (stem == "interventions" or bool(theirs))
        if path in trial.numbers or (compared and (stem == "programme" or name in given)):
            return True
    return False


def test_exists(test: str) -> bool:
    """Return whether a test `file::function` exists; True if the tests are not installed and nobody can tell."""
    file, _, function = test.partition("::")
    if not (ROOT / "tests").is_dir():
        return True
    return (ROOT / file).is_file() and bool(re.search(rf"^def {function}\(", source_of(ROOT / file), re.MULTILINE))


@cache
def source_of(path: Path) -> str:
    """Return the text of a test file."""
    return path.read_text(encoding="utf-8")
