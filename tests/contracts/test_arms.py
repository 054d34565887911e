"""Do two arms differ only by the arm? Same people, same ties, same random streams."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.evidence import load as load_evidence
from sim.population import Community
from sim.population.ties import Ties
from sim.scenario import Arm, loads, scenario_folder
from tests.conftest import MORE_HELP

ZERO = """
[intervention.talk]
like = "cbt"
symptom_cut = 0.0
skills_gain = 0.0
support_gain = 0.0

[programme.empty]
intervention = "cbt"
channel = "clinic"
slots = 0
sites = 1

[programme.talk]
intervention = "talk"
channel = "clinic"
slots = 20
sites = 1

[arm.usual_and_empty]
programmes = ["clinic", "empty"]

[arm.talk]
programmes = ["talk"]
"""


def severities(model: HealingModel, weeks: int = 60) -> np.ndarray:
    """Severity of every resident in every week, `(weeks, n)`."""
    rows = []
    while model.week < weeks:
        model.step()
        rows.append(model.world.residents.severity.copy())
    return np.array(rows)


@pytest.fixture(scope="module")
def plan():
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    return loads(text + MORE_HELP + ZERO)


@pytest.mark.parametrize("seed", range(1, 11))
def test_a_programme_without_slots_changes_nothing_at_all(make_model, plan, seed):
    usual, empty = make_model("usual_care", seed, plan=plan), make_model("usual_and_empty", seed, plan=plan)
    assert np.array_equal(severities(usual), severities(empty))
    for column in usual.world.residents.columns():
        assert np.array_equal(getattr(usual.world.residents, column), getattr(empty.world.residents, column)), column
    assert np.array_equal(usual.record.cells, empty.record.cells)


@pytest.mark.parametrize("seed", [1, 2])
def test_care_without_effect_changes_nobodys_severity(make_model, plan, seed):
    nothing, talk = make_model("nothing", seed, plan=plan), make_model("talk", seed, plan=plan)
    assert np.array_equal(severities(nothing), severities(talk))
    assert talk.record.weekly()["sessions"].sum() > 0


def test_no_help_means_no_care(make_model, plan):
    model = make_model("nothing", plan=plan)
    severities(model)
    r = model.world.residents
    assert not r.care.any()
    assert (r.programme == -1).all()
    assert set(np.unique(r.refused_by)) <= {-1, len(plan.barriers) + 1}


def test_without_ties_help_for_one_changes_nobody_else(scenario, community, strata):
    n = len(community.residents)
    nobody = Ties(np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros_like(community.ties.layer_counts))
    alone = replace(community, ties=nobody)
    usual, helped = (HealingModel(scenario, "nothing", 1, community=alone, strata=strata) for _ in range(2))
    helped.world.residents.skills[17] = 1.0
    one, other = severities(usual), severities(helped)
    others = np.arange(n) != 17
    assert np.array_equal(one[:, others], other[:, others])
    assert (other[-1, 17] < one[-1, 17]).all()


def test_no_internet_concerns_only_what_needs_it(make_model, community: Community):
    for arm, concerned in (("usual_care", False), ("groups", False), ("telehealth", True)):
        online, offline = make_model(arm), make_model(arm)
        offline.world.residents.internet[:] = 0
        same = np.array_equal(severities(online), severities(offline))
        assert same is not concerned, arm


def test_the_order_of_arms_in_the_file_does_not_matter(make_model, scenario):
    turned = replace(scenario, arms=dict(reversed(scenario.arms.items())))
    assert np.array_equal(severities(make_model("pfa")), severities(make_model("pfa", plan=turned)))


def test_an_arm_with_fewer_programmes_is_not_touched_by_those_of_other_arms(make_model, scenario):
    other = {**scenario.arms, "clinic_again": Arm(name="clinic_again", label="again", programmes=("clinic",))}
    plan = replace(scenario, arms=other)
    assert np.array_equal(severities(make_model("usual_care")), severities(make_model("clinic_again", plan=plan)))


def test_numbers_of_the_scenario_reach_the_week(make_model, scenario):
    book = load_evidence().with_values({"stress.distress.recovery_rate": 0.07})
    faster = replace(scenario, book=book)
    assert not np.array_equal(severities(make_model(), 4), severities(make_model(plan=faster), 4))
