"""What would change the answer? Numbers that mattered most if the results have a sensitivity study, else what the plans rest on.

top.csv of `healing sensitivity`     the numbers that move the outcome most, in order, with what each is taken to be
without it                           assumed numbers of the help that the plans give, and how many others are assumed
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from sim.outcomes.printed import Table

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["what_would_change"]

TOP = ("top.csv", "sensitivity/top.csv")
MOST = 8
EFFECTS = ("symptom_cut", "skills_gain", "dropout")
OUTCOME = "prevalence"
HEAD = ["Number", "Taken as, and range thought possible", "Rests on", "What it is"]


def what_would_change(scenario: Scenario | None, folder: Path | None = None) -> tuple[str, Table]:
    """Return a sentence and a table: the numbers on which the answer depends most, as far as it was studied."""
    for name in TOP if folder else ():
        assert folder is not None
        if (folder / name).is_file() and (rows := studied(folder / name)):
            said = (
                "A sensitivity study moved every number of the model over the range thought possible. These moved the answer most; if "
                "one of them is known better for this place, run again with it."
            )
            return said, Table(
                "The numbers that move the share with probable PTSD most, first the one that moves it most.", HEAD, rows
            )
    rows = assumed_effects(scenario)
    said = (
        "Nobody has yet moved the numbers of this scenario to see which ones the answer hangs on; `healing sensitivity` does. In earlier "
        "studies it was what sets how severe distress is and how long it lasts, more than any plan: the event's two numbers, and what "
        "strain, support and help do. What the plans' own help is taken to do:"
    )
    return said, Table("What the help in these plans is taken to do, assumed numbers first.", HEAD, rows)


def studied(path: Path) -> list[list[str]]:
    """Return the first rows of a study's table for the first outcome and plan; nothing if it is not such a table."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        chosen = [row for row in found if row["measure"] == found[0]["measure"] and row["arm"] == found[0]["arm"]][
            :MOST
        ]
        return [
            [row["path"], taken_as(row), row["grade"], row["meaning"]]
            for row in chosen
        ]  # fmt: skip
    except (OSError, KeyError, ValueError, IndexError):
        return []


def taken_as(row: dict[str, str]) -> str:
    """Return a number with its unit and range."""
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return f"{value:g} {row['unit']} ({low:g} to {high:g})"


def assumed_effects(scenario: Scenario | None) -> list[list[str]]:
    """Return the numbers of what the plans' interventions do, assumed ones first."""
    if scenario is None:
        return []
    programmes = {name for arm in scenario.arms.values() for name in arm.programmes}
    kinds = dict.fromkeys(p.intervention for name, p in scenario.programmes.items() if name in programmes)
    numbers = [
        scenario.book[path] for kind in kinds for word in EFFECTS if (path := f"interventions.{kind}.{word}") in scenario.book
    ]  # fmt: skip
    numbers.sort(key=lambda number: number.grade != "assumed")
    return [
        [named(scenario, n.path), f"{n.value:g} {n.unit} ({n.low:g} to {n.high:g})", n.grade, n.meaning]
        for n in numbers[:MOST]
    ]


def named(scenario: Scenario, path: str) -> str:
    """Return a number of an intervention by the label of that, for people who do not know our paths."""
    _, kind, word = path.split(".")
    return f"{scenario.interventions[kind]['label']}: {word.replace('_', ' ')}"
