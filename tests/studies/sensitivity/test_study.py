"""Are the right numbers moved, does a number that is switched off matter nothing, and does nothing depend on the workers?"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import load
from sim.cli import app
from sim.outcomes.registry import levels
from sim.report import figures
from sim.report.figures.sheet import WIDTH
from sim.scenario import Scenario, loads
from sim.scenario.drawing import with_numbers_from
from sim.studies.compare import run_batch
from sim.studies.sensitivity import Explained, Study, StudySize, VariedNumbers, choose, cost, study, tables, words
from sim.studies.sensitivity.points import MEASURES, SensitivityTown
from sim.studies.sensitivity.values import ordered, places_with, with_values

pytest.importorskip("SALib")
OFF = "care.culture.matched_trust"
FEW = (
    "stress.distress.recovery_rate",
    "stress.distress.strain_spread",
    "care.asking.case",
    OFF,
    "community.ties.mean_given",
)
PLAN = StudySize(trajectories=2, top=2, samples=4)
SCALE = 0.3


@cache
def town() -> Scenario:
    return with_numbers_from(replace(load("minimal"), weeks=26), "values")


@cache
def chosen(*only: str) -> VariedNumbers:
    return choose(town(), tuple(town().arms), SCALE, only)


@cache
def done(workers: int = 1) -> Study:
    return study(town(), None, SCALE, PLAN, workers, chosen(*FEW))


def test_only_what_the_plans_have_is_moved() -> None:
    choice = chosen()
    paths = set(choice.paths)
    assert {
        *FEW,
        "events.hurricane_katrina.strain_level",
        "barriers.cost.effect",
        "hazards.flood.income_struck",
    } <= paths
    assert {"interventions.cbt.symptom_cut", "interventions.pfa.symptom_cut", "channels.outreach.accepts"} <= paths
    for prefix in ("policies.", "hazards.earthquake", "interventions.emdr", "channels.school", "events.september_11"):
        assert not any(path.startswith(prefix) for path in paths)
    # Its blanks are none, so that the nation's figures fill nothing; a range of one value cannot be moved in.
    assert "community.national.share_female" not in paths and "interventions.pfa.sessions" not in paths
    assert len(paths) + sum(choice.left_out.values()) == len(town().book)
    assert choice.settling == {path for path in paths if path.startswith("community.")}


def test_what_the_scenario_says_itself_is_left_alone() -> None:
    own = replace(town(), event=replace(town().event, strain_level=-0.3))
    choice = choose(own, ("first_aid",), SCALE, ("events.",))
    assert "events.hurricane_katrina.first_impact" in choice.paths and choice.left_out["own"] == 1
    assert "events.hurricane_katrina.strain_level" not in choice.paths


def test_levels_are_those_of_a_batch() -> None:
    values = {
        "stress.distress.recovery_rate": 0.045,
        "community.ties.mean_given": 9.0,
        "events.hurricane_katrina.strain_level": -0.3,
    }
    ours = SensitivityTown(town(), tuple(town().arms), (1, 2), SCALE, chosen(*FEW)).by_seed(values, (1, 2))
    results = run_batch(with_values(town(), values), scale=SCALE, seeds=2, workers=1)
    cases, reach = (levels(results, name)[0] for name in ("prevalence_end", "reach"))
    gap = cases[..., results.group("income", "poorest fifth")] - cases[..., results.group("income", "richest fifth")]
    every = results.group("all", "all")
    assert ours == pytest.approx(np.stack([cases[..., every], reach[..., every], gap], axis=-1))


def test_a_number_that_is_switched_off_moves_nothing() -> None:
    off = chosen(*FEW).paths.index(OFF)
    for found in done().morris.values():
        assert found["mu_star"][off] == found["sigma"][off] == 0
    assert off not in done().leading and done().morris[Explained("prevalence", town().baseline)]["mu_star"].max() > 0.02


def test_nothing_depends_on_the_workers_or_on_the_order_of_points() -> None:
    one, two = done(), done(2)
    assert one.screened.tobytes() == two.screened.tobytes() and one.sampled.tobytes() == two.sampled.tobytes()
    assert one.leading == two.leading and tables.top(one).equals(tables.top(two))
    place = SensitivityTown(town(), one.arms, PLAN.seeds, SCALE, one.choice)
    middle = place.default()
    assert place.at(1 - middle).levels.tobytes() != place.at(middle).levels.tobytes()
    assert place.at(middle).levels.tobytes() == one.default.tobytes()


def test_tables_have_each_outcome_and_each_arm() -> None:
    found, numbers = done(), len(chosen(*FEW).numbers)
    assert len(found.outcomes) == len(MEASURES) * 2 and len(tables.screening(found)) == numbers * len(found.outcomes)
    assert set(tables.top(found).columns) >= {"path", "mu_star", "sigma", "first", "total_high", "grade", "meaning"}
    ranks = tables.rankings(found)
    assert len(ranks) == 3 * len(MEASURES) * 2
    assert ranks.groupby(["over", "measure"])["best_share"].sum().to_numpy() == pytest.approx(1)
    ends = words.rows_of(tables.ends(found), Explained("prevalence", town().baseline))
    assert np.all(np.diff((ends["at_high"] - ends["at_low"]).abs()) <= 1e-12)
    assert cost(numbers, 2, PLAN)["screened"] == len(found.screened) and cost(numbers, 2, PLAN)["sampled"] == len(
        found.sampled
    )


def test_what_belongs_in_an_order_is_put_in_it() -> None:
    given = {
        "care.asking.case": 0.08,
        "care.asking.serious": 0.04,
        "hazards.flood.injury_near": 0.5,
        "hazards.flood.injury_struck": 0.1,
    }
    placed = ordered(given, town().book)
    assert placed["care.asking.case"] == 0.04 and placed["care.asking.serious"] == 0.08
    assert placed["hazards.flood.injury_near"] == 0.1 and placed["hazards.flood.injury_struck"] == 0.5
    assert ordered({"care.asking.case": 0.08}, town().book) == {"care.asking.case": 0.08}


def test_a_refused_point_is_named_and_the_rest_goes_on() -> None:
    number = replace(town().book["care.calling.round"], low=0.0)
    choice = replace(chosen(*FEW), numbers=(*chosen(*FEW).numbers, number))
    found = study(town(), None, SCALE, StudySize(2, 4, 2, 0), 1, choice)
    assert found.refusals and all("ZeroDivisionError" in refusal.said for refusal in found.refusals)
    assert any(refusal.moved == "care.calling.round = 0" for refusal in found.refusals) or found.refusals[0].where
    assert np.isfinite(found.default).all() and "Refused by the model" in words.page(found, "healing ...", "1 s")


def test_blanks_of_a_table_follow_the_nation(tmp_path: Path) -> None:
    path = tmp_path / "blank.toml"
    path.write_text(
        Path("scenarios/minimal.toml").read_text(encoding="utf-8").replace("share_insured = 0.84\n", ""),
        encoding="utf-8",
    )
    scenario, values = load(path), {"community.national.share_insured": 0.7}
    assert (
        "community.national.share_insured"
        in choose(scenario, (town().baseline,), SCALE, ("community.national",)).settling
    )
    assert places_with(scenario, values).places.share_insured[0] == 0.7
    assert places_with(town(), values) is town()
    unfiled = loads(path.read_text(encoding="utf-8"))
    assert choose(unfiled, (town().baseline,), SCALE).left_out["text"] == 1


def test_the_tornado_is_drawn() -> None:
    ends = tables.ends(done())
    parts = [words.rows_of(ends, outcome) for outcome in words.shown_outcomes(done())]
    figure = figures.tornado(parts, [words.in_words(done(), outcome) for outcome in words.shown_outcomes(done())])
    assert len(figure.axes) == 6 and figure.get_figwidth() == WIDTH
    labels = [tick.get_text() for axes in figure.axes for tick in axes.get_yticklabels()]
    assert len(labels) == 12 and all(label.count("\n") <= 1 for label in labels)
    assert any(label.startswith("distress.strain_spread: How much") for label in labels)
    assert figures.png(figure, dpi=40).startswith(b"\x89PNG")
    assert figures.png(figures.tornado([], []), dpi=40).startswith(b"\x89PNG")


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["sensitivity", *words, "--quiet"])
    return done.exit_code, done.output


def test_the_command_prints_writes_and_refuses(tmp_path: Path) -> None:
    asked = ("minimal", "--scale", "0.3", "--trajectories", "2", "--sobol-samples", "2", "--top", "2", "--workers", "1")
    code, said = typed(*asked, "--number", FEW[0], "--number", OFF, "--json", "--out", str(tmp_path))
    assert code == 0
    told = json.loads(said)
    assert told["varied"] == 2 and told["top"][0]["path"] == FEW[0] and told["refused"] == []
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"top.csv", "screening.csv", "rankings.csv", "tornado.png", "tornado_differences.png", "README.md"}
    assert "healing sensitivity minimal" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert typed("minimal", "--levels", "3")[0] == 2
    assert "power of two" in typed("minimal", "--sobol-samples", "100")[1]
    assert "Did you mean" in typed("minimal", "--number", "stress.distress.recovery_rat3")[1]


@pytest.mark.parametrize(
    ("value", "said"), [(0.56789, "0.568"), (-4, "-4"), (999.6, "1,000"), (1213.0, "1,210"), (-56_780, "-56,800"), (1e-7, "1e-07")]
)  # fmt: skip
def test_large_numbers_are_written_without_powers_of_ten(value: float, said: str) -> None:
    assert words.digits(value) == said
