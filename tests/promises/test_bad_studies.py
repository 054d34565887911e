"""Are surveys and trials that are broken at random refused in plain words, with every key in every wrong shape?

The readers are found in the code: whatever module of `sim.validation` reads the tables of a file has `of_tables` and a `CATALOGUE`, and is
broken here.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest

import sim.validation
from sim.inputs.faults import FaultList, ScenarioFaults

WRONG: tuple[Any, ...] = (
    3, -1, 1e300, float("nan"), float("inf"), True, "", "x", "\x1b[31m", [], [1], [[1]], ["a", 2], [None], {}, {"a": 1}, {"a": {"b": []}},
    [{"a": 1}], [{}], None,
)  # fmt: skip
Path = tuple[Any, ...]


def readers() -> list[ModuleType]:
    """Return every module under `sim.validation` that reads a file of tables."""
    found = []
    for info in pkgutil.walk_packages(sim.validation.__path__, "sim.validation."):
        module = importlib.import_module(info.name)
        if hasattr(module, "of_tables") and hasattr(module, "CATALOGUE"):
            found.append(module)
    return found


def paths(held: Any, before: Path = ()) -> Iterator[Path]:
    """Yield the path of every key and every part of a list."""
    items = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for name, part in items:
        yield (*before, name)
        yield from paths(part, (*before, name))


def broken(tables: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Return the tables with one part made another, or taken out for None."""
    made = deepcopy(tables)
    held: Any = made
    for part in path[:-1]:
        held = held[part]
    if value is None:
        del held[path[-1]]
    else:
        held[path[-1]] = deepcopy(value)
    return made


def small(module: ModuleType, luck: random.Random) -> dict[str, Any]:
    """Return a few tables of a catalogue: quick to read, and every kind of key among many of them."""
    tables = tomllib.loads(module.CATALOGUE.read_text(encoding="utf-8"))
    if "survey" not in tables:
        return {name: tables[name] for name in luck.sample(sorted(tables), 2)}
    return {
        "care": tables.get("care", {}),
        "survey": {n: tables["survey"][n] for n in luck.sample(sorted(tables["survey"]), 1)},
    }


def test_the_readers_are_found() -> None:
    assert {module.__name__.split(".")[2] for module in readers()} >= {"surveys", "trials"}


@pytest.mark.parametrize("count", [150, pytest.param(2000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("module", readers(), ids=lambda module: module.__name__.split(".")[2])
def test_every_wrong_shape_is_a_fault_or_fine(module: ModuleType, count: int) -> None:
    luck = random.Random(count)
    refused = 0
    for _ in range(count):
        tables = small(module, luck)
        given = broken(tables, luck.choice(list(paths(tables))), luck.choice(WRONG))
        try:
            module.of_tables(given, FaultList("x.toml"))
        except ScenarioFaults as problem:
            refused += 1
            assert "\x1b" not in str(problem)
    assert refused > count / 4


@pytest.mark.parametrize(
    "text",
    [
        "survey = 3",
        "[survey]",
        "[[survey]]\na = 1",
        "[survey.a]\nevent.kind = 3",
        "care = 1",
        "[care]\nx = 1",
        "[care.a]\nb = 1",
    ],
)
def test_surveys_of_no_shape_are_refused_with_the_right_one(text: str) -> None:
    from sim.validation.surveys import loads

    with pytest.raises(ScenarioFaults, match="allowed is"):
        loads(text)
