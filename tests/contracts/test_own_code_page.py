"""Does each example of "Your own Python" work as printed on the page, and is it as short as promised?"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.scenario.own_code import OwnCodeError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "own_code.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
# The five tasks, and the longest that each may be.
TASKS = ("class Training", "class Choir", "class Trained", "class Fire", "weeks=520")
MOST_LINES = 15


def block(beginning: str) -> str:
    """The one block that has some words."""
    (found,) = [text for text in BLOCKS if beginning in text]
    return found


def names(*beginnings: str) -> dict[str, object]:
    """Run the imports and some blocks of the page, as a file would."""
    made: dict[str, object] = {"__name__": "my_study"}
    for text in (BLOCKS[0], *(block(beginning) for beginning in beginnings)):
        exec(compile(text, PAGE.name, "exec"), made)
    return made


@pytest.mark.parametrize("task", TASKS)
def test_each_of_the_five_tasks_is_short(task: str) -> None:
    assert len(block(task).splitlines()) <= MOST_LINES


@pytest.fixture(scope="module")
def results() -> sim.Results:
    return names("class Training", "class Choir", "class Trained", "class Fire", "processes=[Training")["results"]  # type: ignore[return-value]


def test_training_is_a_plan_of_its_own_and_only_there_is_anybody_trained(results: sim.Results) -> None:
    assert results.arms == ("usual_care", "first_aid", "training")
    trained = results.weekly["trained"][:, :, -1, 0]
    assert (trained[:2] == 0).all() and (trained[2] > 0).all()
    table = sim.equity_table(results, ["income"], ["trained_end"])
    assert 0 < table["level"].iloc[2] <= 1


def test_the_fire_raises_cases_in_its_week_and_not_without_the_event(results: sim.Results) -> None:
    cases = results.weekly["cases"][0, :, :, 0].mean(axis=0)
    assert cases[26] > cases[25] + 10
    plain = sim.compare("minimal", ["usual_care"], 2, 0.3, 1, 30)
    assert results.no_event["cases_at_end"].shape == plain.no_event["cases_at_end"].shape


def test_the_choir_adds_ties_as_a_layer_of_its_own() -> None:
    choir = names("class Choir")["Choir"]
    with_it, without = (sim.settle(plan, 0.3) for plan in (sim.with_code("minimal", choir), sim.load("minimal")))
    assert with_it.ties.names[-1] == "choir" and len(with_it.ties) > len(without.ties)
    added = with_it.ties.layer_counts[:, -1]
    np.testing.assert_array_equal(np.diff(with_it.ties.indptr), np.diff(without.ties.indptr) + added)
    graph, every = with_it.to_networkx("choir"), with_it.to_networkx()
    assert graph.number_of_edges() == added.sum() and all(every.has_edge(b, a) for a, b in graph.edges)


@pytest.mark.slow
def test_ten_years_are_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert names("weeks=520")["results"].weeks == 520  # type: ignore[attr-defined]


def test_functions_do_and_the_mistake_on_the_page_is_found() -> None:
    made = names("sim.Process.of")
    with pytest.raises(OwnCodeError, match="night_shifts declares 'week_hours', which no resident has"):
        sim.run(sim.with_code("minimal", made["night_shifts"]), weeks=4, scale=0.1)
    mended = block("sim.Process.of").replace('reads="week_hours"', 'reads="work"')
    exec(compile(f"{BLOCKS[0]}{mended}", PAGE.name, "exec"), made)
    found = sim.run(sim.with_code("minimal", made["night_shifts"], made["hassles_left"]), weeks=4, scale=0.1)
    assert found.final["hassles_left"][0, 0, 0] > 0
