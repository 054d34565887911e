"""Does each example of "Add your own" work as printed on the page?"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.evidence import Number
from sim.outcomes import equity_table, refusals
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import Results
from sim.population.footprints import FOOTPRINTS
from sim.scenario import Scenario, loads
from sim.studies.compare import run_batch

PAGE = Path(__file__).resolve().parents[2] / "experiments" / "extend" / "README.md"
# The table of what can be added, in the words of the design.
KINDS = (
    "scenario", "hazard", "intervention", "channel", "barrier", "programme", "policy", "arm", "stratum", "number", "setting",
    "trial", "survey", "event", "experiment", "process", "curve", "footprint", "outcome",
)  # fmt: skip
IN_ONE_FILE = KINDS[: KINDS.index("trial")]
SECTION = re.compile(r"^### (\w+)\n.*?```(?:toml|python)\n(.*?)```", re.M | re.S)
EXAMPLES = {name.lower(): text for name, text in SECTION.findall(PAGE.read_text(encoding="utf-8"))}


def town(**other: str) -> str:
    """The scenario of the page, with other text in place of some blocks."""
    return "\n".join(other.get(kind, EXAMPLES[kind]) for kind in IN_ONE_FILE)


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return loads(town(), name="valley")


@pytest.fixture(scope="module")
def results(plan: Scenario) -> Results:
    return run_batch(plan, seeds=1, workers=1)


def test_the_page_has_each_kind_once_in_the_order_of_the_design():
    assert tuple(EXAMPLES) == KINDS


def test_scenario_arm_and_stratum_stand_in_the_table(plan, results):
    table = equity_table(results)
    assert set(table["arm"]) == {"nothing", "garden", "garden_and_gravel"}
    groups = set(table[table["stratum"] == "belonging"]["worst_group"].dropna())
    assert groups and groups <= {"more for themselves", "more for the family"}


def test_the_programme_brings_the_intervention_by_the_channel(plan, results):
    sessions = results.final["sessions_garden"][:, 0, 0]
    assert sessions[0] == 0 < sessions[1]
    cut = plan.book["interventions.garden_work.symptom_cut"]
    assert isinstance(cut, Number) and (cut.grade, cut.high) == ("trial", 0.15)
    assert plan.channels["farm"]["barriers"] == ("distance", "muddy_road")


def test_the_barrier_turns_people_away(results):
    table = refusals(results)
    turned = table[(table["barrier"] == "muddy_road") & (table["stratum"] == "all")].groupby("arm")["refusals"].sum()
    assert turned["nothing"] == 0 < turned["garden"]


def test_the_policy_costs_and_the_road_turns_fewer_away(plan):
    several = run_batch(plan, seeds=8, workers=1)
    cost, refused = (several.final[name][:, :, 0].sum(axis=1) for name in ("cost", "refused_muddy_road"))
    assert cost[2] > cost[1] and refused[2] < refused[1]


def test_the_hazard_takes_homes(plan):
    r = HealingModel(plan, "nothing", 1).world.residents
    assert (r.home_lost[r.struck > 0] == 1).all() and (r.struck > 0).any()
    assert 0.1 < r.bereaved[r.struck > 0].mean() < 0.5


def test_the_numbers_hold(plan):
    assert plan.book["care.asking.case"].value == 0.3 and plan.book["care.asking.distress"].value == 0.1


def test_the_setting_holds_when_it_is_chosen():
    dry = loads(town(), name="valley", setting="dry")
    assert dry.book["barriers.muddy_road.effect"].value == 0.0
    assert dry.settings["dry"].label == "if the road were dry"


def test_the_trial_runs():
    from sim.validation.trials.estimates import run
    from sim.validation.trials.plan import loads as trials

    (row,) = run(trials(EXAMPLES["trial"])["gardens"], seeds=1)
    assert np.isfinite(row.value)


def test_the_survey_is_asked():
    from sim.validation.surveys import run
    from sim.validation.surveys.plan import loads as surveys

    (row,) = run(surveys(EXAMPLES["survey"])["valley"], 1)
    assert 0 < row.values[0] < 60


def test_the_event_is_taken_as_it_is_said():
    place = EXAMPLES["scenario"].partition("[[place]]")
    head = place[0].partition("[event]")[0]
    plan = loads(town(scenario=f"{head}{EXAMPLES['event']}\n[[place]]{place[2]}"))
    assert (plan.event.hazard, plan.event.own) == ("landslide", ("first_impact", "strain_level"))


def test_the_experiment_has_its_points(tmp_path):
    from sim.studies.sweep import load_experiment

    path = tmp_path / "mine.toml"
    path.write_text(EXAMPLES["experiment"], encoding="utf-8")
    experiment = load_experiment(path)
    assert experiment.scenario == "minimal" and len(experiment.levers) == 1


def run_block(kind: str) -> dict[str, object]:
    """Run a block of Python unchanged, as in a notebook, and return its names."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(EXAMPLES[kind], f"{PAGE.name}, {kind}", "exec"), names)
    return names


@pytest.mark.parametrize(("kind", "column"), [("process", "severity"), ("curve", "hassles")])
def test_a_process_of_ones_own_moves_its_column(kind, column):
    mine = run_block(kind)["model"]
    ours = HealingModel("minimal", scale=0.2)
    for _ in range(8):
        ours.step()
    assert getattr(mine.world.residents, column).mean() != getattr(ours.world.residents, column).mean()


def test_the_footprint_says_where_it_strikes(monkeypatch):
    monkeypatch.setattr("sim.population.footprints.FOOTPRINTS", FOOTPRINTS)
    try:
        exposure = run_block("footprint")["community"].places.exposure
    finally:
        FOOTPRINTS.pop("river", None)
    assert exposure[0] == pytest.approx(0.8) and exposure[0] > exposure[1] > exposure[2] > 0


def test_the_outcome_stands_in_the_table(capsys):
    try:
        run_block("outcome")
    finally:
        OUTCOMES.pop("turned_away", None)
    assert "turned_away" in capsys.readouterr().out
