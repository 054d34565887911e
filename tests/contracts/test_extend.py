"""Is one TOML entry and no code enough for an intervention, channel, barrier, hazard, event, policy, stratum, and a whole scenario?"""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.outcomes import equity_table, refusals
from sim.outcomes.results import Results
from sim.outcomes.saving import load_results, save_results
from sim.scenario import Scenario, loads
from sim.studies.compare import run_batch

OWN = """
title = "A town of our own"
start = 2031-05-01
weeks = 40

[event]
kind = "hurricane_ike"
hazard = "landslide"
first_impact = -0.4
strain_level = 0.1

[hazard.landslide]
like = "earthquake"
label = "Landslide"
home = 1.0
bereaved_struck = 0.2

[[place]]
place = "Slope"
population = 420
lon = 7.0
lat = 46.0
exposure = 0.7
share_poverty = 0.3
share_owner = 0.5

[[place]]
place = "Valley"
population = 280
lon = 7.03
lat = 46.01
exposure = 0.05

[intervention.garden_work]
label = "Garden work"
meaning = "Working a garden together, with somebody to talk to."
kind = "group"
sessions = 8
symptom_cut = 0.08
skills_gain = 0.05
support_gain = 0.05
dropout = 0.02
group_size = 6

[channel.farm]
label = "A farm"
meaning = "On a farm outside the town."
entry = "ask"
barriers = ["distance", "muddy_road"]
travel = 1
needs_internet = 0
stigma_share = 0.3
dropout_odds = 1.0

[barrier.muddy_road]
label = "Muddy road"
meaning = "The road is deep in mud."
hindrance = "travel_miles"
effect = -0.4

[policy.gravel]
label = "Gravel and a bus"
meaning = "The road is mended, and a bus goes."
reaches = "without_car"
transport = 1.0
slots = 1.5
cost_each = 50.0

[stratum.home]
label = "Own or rent"
column = "owner"

[stratum.belonging]
column = "collectivism"
cuts = [0.0]
groups = ["more for themselves", "more for the family"]

[programme.garden]
intervention = "garden_work"
channel = "farm"
slots = 40
sites = ["Slope"]
opens = 2

[numbers]
"care.asking.case" = 0.3
"care.asking.distress" = 0.1

[arm.nothing]
programmes = []

[arm.garden]
programmes = ["garden"]

[arm.garden_and_gravel]
programmes = ["garden"]
policies = ["gravel"]
"""


@pytest.fixture(scope="module")
def plan() -> Scenario:
    return loads(OWN, name="own_town")


@pytest.fixture(scope="module")
def results(plan: Scenario) -> Results:
    return run_batch(plan, seeds=2, workers=1)


def reach(results: Results, arm: str) -> float:
    table = equity_table(results, ["home"], ["reach"]).set_index("arm")
    return float(table.loc[arm, "level"])


def test_own_strata_and_arms_stand_in_the_equity_table(plan, results):
    table = equity_table(results)
    assert set(table["arm"]) == set(plan.arms) == {"nothing", "garden", "garden_and_gravel"}
    groups = {stratum: set(part["worst_group"].dropna()) for stratum, part in table.groupby("stratum")}
    assert groups["home"] <= {"people who rent", "people who own their home"} and groups["home"]
    assert groups["belonging"] <= {"more for themselves", "more for the family"} and groups["belonging"]


def test_the_own_intervention_is_reached_by_the_own_channel_and_helps(results):
    assert reach(results, "nothing") == 0.0 and reach(results, "garden") > 0.2
    assert results.final["sessions_garden"][1:, :, 0].min() > 100
    level = equity_table(results, ["home"], ["prevalence_end"]).set_index("arm")["level"]
    assert level["garden"] < level["nothing"]


def test_the_own_barrier_turns_people_away_by_its_name(results):
    table = refusals(results)
    turned = table[(table["barrier"] == "muddy_road") & (table["stratum"] == "all")].groupby("arm")["refusals"].sum()
    assert "Muddy road" in results.barrier_labels
    assert turned["nothing"] == 0 < turned["garden"]


def test_the_own_policy_brings_more_people_and_costs(results):
    assert reach(results, "garden_and_gravel") > reach(results, "garden")
    cost = results.final["cost"].mean(axis=1)[:, 0]
    assert cost[results.arms.index("garden_and_gravel")] > cost[results.arms.index("garden")]


def test_the_own_hazard_strikes_where_the_own_event_says(plan):
    r = HealingModel(plan, "nothing", 1).world.residents
    share = [float((r.struck[r.place == q] > 0).mean()) for q in range(2)]
    assert share[0] > 0.5 and share[1] < 0.15
    assert (r.home_lost[r.struck > 0] == 1).all()
    assert r.bereaved[r.struck > 0].mean() > 0.1
    first = np.log(np.maximum(r.severity, 1e-6)).mean()
    usual = HealingModel(loads(OWN.replace("first_impact = -0.4\nstrain_level = 0.1\n", "")), "nothing", 1)
    assert first > np.log(np.maximum(usual.world.residents.severity, 1e-6)).mean()


def test_the_whole_scenario_is_kept_and_comes_back(results, tmp_path):
    save_results(results, tmp_path)
    back = load_results(tmp_path)
    assert (back.scenario, back.arms, back.groups) == ("own_town", results.arms, results.groups)
    assert dict(back.own_strata) == {"home": "Own or rent", "belonging": "Belonging"}
