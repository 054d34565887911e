"""Is every reading in the log of a page, about a number of the model, and does the model carry what was read?"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from sim import evidence

FOLDER = Path(__file__).parents[2] / "experiments" / "evidence"
STRENGTHS = ("printed", "converted", "inside")


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the folder."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", table("reading.csv"), ids=lambda row: row["parameter"])
def test_what_was_read_stands_behind_the_number(row: dict[str, str]) -> None:
    number, known, keys = evidence.load()[row["parameter"]], evidence.sources(), row["sources"].split()
    assert keys and set(keys) == set(number.source), "other sources in sim/evidence than in the log"
    assert not [key for key in keys if known[key].seen in ("memory", "own")], "a source that nobody read"
    assert row["grade"] == number.grade
    assert row["address"] and row["printed"] and row["conversion"] and row["strength"] in STRENGTHS
    assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_each_number_is_read_once_and_classed_once() -> None:
    told = Counter(row["parameter"] for name in ("reading.csv", "classes.csv") for row in table(name))
    assert [path for path, times in told.items() if times > 1] == []


@pytest.mark.parametrize("row", table("classes.csv"), ids=lambda row: row["parameter"])
def test_a_class_is_that_of_the_number(row: dict[str, str]) -> None:
    assert evidence.load()[row["parameter"]].grade == row["grade"]
