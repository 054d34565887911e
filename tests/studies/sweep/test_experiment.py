"""Is an experiment read as it is meant, and refused in words where it cannot be run? Ranges, points, every fault at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.evidence import load as evidence
from sim.scenario import ScenarioFaults, shipped
from sim.scenario.source import ScenarioSource
from sim.studies.sweep.design import count_points, points_of
from sim.studies.sweep.experiment import experiment_of, load_experiment
from sim.studies.sweep.manifest import manifest_of, plan_in
from sim.studies.sweep.plan import SweepPlan
from tests.studies.sweep.world import TINY

RATE, SLOTS = "stress.distress.recovery_rate", "programme.clinic.slots"


def asked(design: dict[str, Any], lever: dict[str, Any], **more: Any) -> Any:
    return experiment_of({"scenario": "minimal", "design": design, "lever": lever, **more})


def faults_of(tables: dict[str, Any]) -> str:
    with pytest.raises(ScenarioFaults) as found:
        experiment_of(tables)
    return str(found.value)


@pytest.mark.parametrize("name", shipped())
def test_a_source_gives_the_scenario_of_its_file(name: str) -> None:
    from sim.scenario import load

    source, file = ScenarioSource.of(name), load(name)
    again = ScenarioSource.from_json(source.to_json())
    assert again.digest == source.digest
    made = again.scenario()
    assert dict(made.book) == dict(file.book) and made.programmes == file.programmes and made.arms == file.arms
    assert made.event == file.event and made.policies == file.policies and made.strata == file.strata
    for column in ("population", "share_poverty", "exposure", "share_limited_english", "key"):
        np.testing.assert_array_equal(getattr(made.places, column), getattr(file.places, column))
    assert made.places.filled_in == file.places.filled_in and made.places.names == file.places.names


def test_a_number_without_a_range_takes_that_of_the_evidence() -> None:
    (lever,) = asked({"kind": "grid"}, {RATE: {}}).levers
    number = evidence()[RATE]
    assert (lever.low, lever.high, lever.unit) == (number.low, number.high, number.unit)


@pytest.mark.parametrize(
    ("design", "points"),
    [({"kind": "grid", "points": 3}, 9), ({"kind": "latin_hypercube", "points": 7}, 7), ({"kind": "sobol", "points": 8}, 8),
     ({"kind": "saltelli", "points": 4}, 16), ({"kind": "morris", "points": 5}, 15)],
)  # fmt: skip
def test_each_design_stays_in_its_ranges_and_counts_itself(design: dict[str, Any], points: int) -> None:
    experiment = asked(design, {RATE: {}, SLOTS: {"low": 4, "high": 12}})
    visited = list(points_of(experiment.design, experiment.levers))
    assert len(visited) == points == count_points(experiment.design, experiment.levers)
    assert visited == list(points_of(experiment.design, experiment.levers))
    number = evidence()[RATE]
    assert all(number.low <= point[RATE] <= number.high for point in visited)
    assert all(4 <= point[SLOTS] <= 12 and isinstance(point[SLOTS], int) for point in visited)
    assert len({tuple(point.values()) for point in visited}) > 2


def test_a_latin_hypercube_has_one_point_in_each_strip() -> None:
    experiment = asked({"kind": "latin_hypercube", "points": 9}, {SLOTS: {"low": 4, "high": 12}})
    xs = [point[SLOTS] for point in points_of(experiment.design, experiment.levers)]
    assert sorted(xs) == list(range(4, 13))


def test_a_list_stands_side_by_side_and_keeps_its_kinds() -> None:
    levers = {"event.kind": {"values": ["hurricane_katrina", "hurricane_ike"]}, "arm.first_aid.policies": {"values": [[], ["transport"]]},
              "policy.transport.transport": {"values": [0.1, 0.9]}}  # fmt: skip
    experiment = asked({"kind": "list"}, levers)
    points = list(points_of(experiment.design, experiment.levers))
    assert [point["event.kind"] for point in points] == ["hurricane_katrina", "hurricane_ike"]
    second = experiment.scenario_at(points[1])
    assert second.arms["first_aid"].policies == ("transport",) and second.event.kind == "hurricane_ike"
    assert float(second.policies["transport"]["transport"]) == 0.9


def test_levers_win_over_settings_numbers_and_draws() -> None:
    experiment = experiment_of({"scenario": "new_orleans", "scale": 0.01, "lever": {RATE: {"values": [0.05]}}})
    scenario = experiment.scenario_at({RATE: 0.05})
    from sim.scenario import drawn

    assert {drawn(scenario, seed).book[RATE].value for seed in (1, 2, 3)} == {0.05}


def test_a_manifest_gives_the_same_plan_again(tmp_path: Path) -> None:
    import json

    experiment = asked(
        {"kind": "latin_hypercube", "points": 5}, {RATE: {}, "arm.first_aid.policies": {"values": [[], ["transport"]]}},
        strata=["all", "income"], measures=["reach"], arms=["first_aid"], seeds=[3, 9], weeks=20, title="A try",
    )  # fmt: skip
    plan = SweepPlan.of(experiment)
    said = json.loads(json.dumps(manifest_of(plan, "typed", b"points")))
    again = plan_in(said, tmp_path)
    assert again == plan
    assert [again.job(run) for run in range(10)] == [plan.job(run) for run in range(10)]
    assert plan.job(3) == (3, 1, "first_aid", 9, plan.points[1])


def test_every_fault_is_said_at_once() -> None:
    said = faults_of({
        "scenario": "minimal", "arms": ["usual_car"], "measures": ["reech"], "strata": ["incom"], "seeds": 0, "weks": 3,
        "design": {"kind": "sobl"},
        "lever": {
            "stress.distress.recovery_rat": {}, SLOTS: {"low": 9, "high": 4}, "programme.clinic.price": {},
            RATE: {"low": 0.1, "hihg": 0.2}, "event.kind": {"values": ["hurricane_katrin"]}, "weeks": {"values": [2]},
        },
    })  # fmt: skip
    for words in (
        "Did you mean 'usual_care'", "Did you mean 'reach'", "Did you mean 'income'", "seeds", "Did you mean 'weeks'",
        "Did you mean 'sobol'",
        f"Did you mean '{RATE}'", "a low end below the high end", "no range", "Did you mean 'high'", "hurricane_katrin", "4 to 1,040",
    ):  # fmt: skip
        assert words in said, (words, said)


@pytest.mark.parametrize(
    ("tables", "words"),
    [({}, "scenario: given nothing"), ({"scenario": "nowhere"}, "an unknown scenario"), ({"scenario": 3}, "scenario"),
     ({"scenario": "minimal", "design": 3}, "[design]"), ({"scenario": "minimal", "lever": 3}, "[lever]"),
     ({"scenario": "minimal", "lever": {RATE: 3}}, "a table with low and high"),
     ({"scenario": "minimal", "setting": "other"}, "It has: no settings"),
     ({"scenario": "minimal", "lever": {RATE: {"values": []}}}, "a list of values"),
     ({"scenario": "minimal", "lever": {RATE: {"low": float("nan"), "high": 1.0}}}, "low"),
     ({"scenario": "minimal", "lever": {SLOTS: {"low": 1.5, "high": 9.5}}}, "whole numbers at both ends"),
     ({"scenario": "minimal", "design": {"kind": "saltelli", "points": 5}}, "Try 8"),
     ({"scenario": "minimal", "design": {"kind": "list"}, "lever": {RATE: {"values": [0.03]}, SLOTS: {"values": [4, 5]}}}, "as many"),
     ({"scenario": "minimal", "design": {"kind": "list"}, "lever": {RATE: {}}}, "values, one for each point")],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_in_words(tables: dict[str, Any], words: str) -> None:
    assert words in faults_of(tables)


def test_paths_may_be_written_without_quotes(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'scenario = "minimal"\n[lever.stress.distress.recovery_rate]\n[lever.programme.clinic.slots]\nlow = 4\nhigh = 12\n'
    )
    assert [lever.path for lever in load_experiment(file).levers] == list(TINY["lever"])
    assert load_experiment(file).title == "A small town after a flood"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"design": {"points": 1_000_000}, "lever": {RATE: {}, "care.waiting.leaves": {}}}, "1,000,000,000,000 points"),
        ({"seeds": 100_000, "design": {"points": 1000}, "lever": {RATE: {}}}, "200,000,000 runs"),
    ],
)  # fmt: skip
def test_more_points_or_runs_than_can_be_laid_out_are_refused_at_once(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioFaults, match=said):
        experiment_of({"scenario": "minimal", **more})


def test_letters_that_turn_round_are_spelt_out_in_a_path() -> None:
    with pytest.raises(ScenarioFaults) as caught:
        experiment_of({"scenario": "minimal", "lever": {"\u202egnol": {}}})
    assert "\u202e" not in str(caught.value)
