"""Does every entry of the catalogue say what it is, follow the evidence it names, and run in a scenario?"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from sim import evidence
from sim.engine.mesa_model import HealingModel
from sim.population import Community, settle
from sim.population.residents import EVER
from sim.scenario import Scenario, loads, scenario_folder

BOOK = evidence.load()
INTERVENTIONS, CHANNELS, EVENTS = (BOOK.table(stem) for stem in ("interventions", "channels", "events"))
KEPT = math.exp(-BOOK["stress.distress.recovery_rate"].value)
PLACES = """
[[place]]
place = "Low Street"
population = 90
lon = -90.00
lat = 30.00
exposure = 0.7
share_no_internet = 0.3
[[place]]
place = "High Street"
population = 60
lon = -90.05
lat = 30.02
exposure = 0.1
"""
WEEKS = 8


TOWN = f"""
title = "Two streets"
start = 2024-01-01
weeks = {WEEKS}
[event]
kind = "EVENT"
{PLACES}
[programme.tried]
intervention = "INTERVENTION"
channel = "CHANNEL"
slots = 60
sites = "everywhere"
opens = 1
price = 0.0
[numbers]
"care.asking.case" = 0.5
"care.asking.serious" = 0.5
"care.asking.distress" = 0.5
[arm.nothing]
programmes = []
[arm.tried]
programmes = ["tried"]
"""


def plan_with(intervention: str, channel: str, event: str = "earthquake") -> Scenario:
    """Return a small town with two arms, nothing and one programme, in which most are badly hit and eager for help."""
    given = {"INTERVENTION": intervention, "CHANNEL": channel, "EVENT": event}
    text = TOWN
    for word, name in given.items():
        text = text.replace(word, name)
    return loads(text)


@cache
def town() -> Community:
    """The people of the town, who are the same whatever is tried."""
    return settle(plan_with("pfa", "outreach"), 1.0)


def lived_through(plan: Scenario, arm: str) -> HealingModel:
    """Run one arm to its end."""
    model = HealingModel(plan, arm, 1, community=town())
    for _ in range(WEEKS):
        model.step()
    return model


@cache
def without_help(event: str) -> HealingModel:
    """The town after an event, without any programme."""
    return lived_through(plan_with("pfa", "outreach", event), "nothing")


def had_sessions(model: HealingModel) -> np.ndarray:
    """Say who has stayed for half a course or finished it."""
    return (model.world.residents.ever & (EVER["stayed"] | EVER["finished"])) > 0


def felt_after(name: str) -> float:
    """By how much a course has lowered the logarithm of severity at its end, to first order; sizes are tested in tests/trials."""
    entry = INTERVENTIONS[name]
    n = int(entry["sessions"].value)
    cuts = (1 - KEPT**n) / (1 - KEPT)
    return float(entry["symptom_cut"].value * cuts + entry["skills_gain"].value * (n - cuts))


# What the entries say.


@pytest.mark.parametrize("stem", ["interventions", "channels", "barriers", "hazards", "events", "policies"])
def test_every_entry_has_words_and_numbers(stem):
    labels = []
    for name, entry in BOOK.table(stem).items():
        labels.append(entry["label"])
        assert len(entry["meaning"]) > 25 and entry["meaning"].endswith("."), name
        numbers = [leaf for leaf in entry.values() if isinstance(leaf, evidence.Number)]
        assert numbers and all(number.source for number in numbers), name
    assert len(set(labels)) == len(labels)


def test_the_list_of_the_field_is_there():
    assert set(INTERVENTIONS) >= {
        "pfa", "skills_for_psychological_recovery", "cbt", "tf_cbt", "tf_cbt_children", "prolonged_exposure",
        "cognitive_processing_therapy", "emdr", "dbt", "mbsr", "narrative_exposure_therapy", "somatic_experiencing",
        "psychoeducation", "support_group", "group_therapy", "peer_support", "pm_plus", "resilience_programme",
        "restorative_justice", "community_programme", "debriefing", "case_management", "financial_aid",
        "workload_relief", "trauma_informed_school", "anti_stigma_contact",
    }  # fmt: skip
    assert set(CHANNELS) >= {
        "clinic", "outreach", "home_visit", "telehealth", "telephone", "guided_internet", "school", "workplace",
        "faith_centre",
    }  # fmt: skip


def test_what_one_session_does_has_no_dropout():
    for name, entry in INTERVENTIONS.items():
        assert (entry["sessions"].high == 1) == (entry["dropout"].value == 0), name


# What the numbers follow.


@pytest.mark.parametrize(
    "order",
    [
        ("tf_cbt", "group_therapy", "pm_plus", "psychoeducation"),
        ("emdr", "group_therapy", "pm_plus", "psychoeducation"),
        ("prolonged_exposure", "group_therapy", "pm_plus", "psychoeducation"),
        ("dbt", "cognitive_processing_therapy"),
        ("tf_cbt", "tf_cbt_children", "school_group"),
        ("cbt", "guided_internet_cbt", "pm_plus"),
        ("cbt", "skills_for_psychological_recovery"),
        pytest.param(
            ("skills_for_psychological_recovery", "pfa"),
            marks=pytest.mark.xfail(
                strict=True,
                reason="one visit has to lower severity by 0.39 to give the published d = 0.42 four weeks later, since shocks fade fast at "
                "first in both arms; the course of five is solved for those who are ill for long and lowers it by 0.15",
            ),
        ),
        ("group_therapy", "mbsr", "peer_support", "support_group"),
        ("stress_management", "social_emotional_learning", "resilience_programme", "community_programme"),
    ],
)
def test_courses_are_ordered_as_published(order):
    effects = [felt_after(name) for name in order]
    assert effects == sorted(effects, reverse=True)
    assert len(set(effects)) == len(effects)


def test_what_is_known_to_do_nothing_for_symptoms_does_nothing():
    for name in ("psychoeducation", "support_group", "community_programme"):
        assert felt_after(name) == 0.0


def test_fewer_stop_where_care_comes_to_them():
    odds = {name: channel["dropout_odds"].value for name, channel in CHANNELS.items()}
    assert odds["home_visit"] < odds["telephone"] < odds["clinic"] < odds["telehealth"]
    assert CHANNELS["school"]["accepts"].value > CHANNELS["outreach"]["accepts"].value
    assert CHANNELS["school"]["stigma_share"].value < CHANNELS["clinic"]["stigma_share"].value


def test_lowering_the_load_itself_is_what_stress_courses_do_not_do():
    cuts = {name for name, entry in INTERVENTIONS.items() if "stressor_cut" in entry}
    assert cuts == {"case_management", "financial_aid", "workload_relief", "trauma_informed_school"}


# What they do.


@pytest.mark.parametrize("name", INTERVENTIONS)
def test_every_intervention_runs_and_helps_as_far_as_it_says(name):
    event = "mass_violence" if INTERVENTIONS[name].get("needs_intent") else "earthquake"
    model = lived_through(plan_with(name, "outreach", event), "tried")
    served = had_sessions(model)
    columns = model.world.residents.columns()
    assert served.any() or INTERVENTIONS[name]["sessions"].value > 2 * WEEKS
    for column in ("severity", "skills", "support"):
        values = getattr(model.world.residents, column)
        assert values.min() >= columns[column].low and values.max() <= columns[column].high
    change = (model.world.residents.severity - without_help(event).world.residents.severity)[served]
    if felt_after(name) < 0:
        assert change.mean() > 0
    if felt_after(name) > 0 and served.any():
        assert change.mean() < 0


@pytest.mark.parametrize("name", CHANNELS)
def test_every_channel_brings_help(name):
    model = lived_through(plan_with("pm_plus", name), "tried")
    assert had_sessions(model).any()


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_runs(name):
    model = lived_through(plan_with("pfa", "outreach", name), "tried")
    severity = model.world.residents.severity
    assert np.isfinite(severity).all() and severity.min() >= 0


def test_a_copy_of_a_copy_is_known_by_the_first_of_them_and_an_own_entry_by_its_kind():
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    own = '\n[intervention.second]\nlike = "cbt"\n\n[intervention.third]\nlike = "second"\n\n[channel.tent]\nlike = "clinic"\n'
    plan = loads(text + own)
    assert [plan.interventions[name]["like"] for name in ("second", "third")] == ["cbt", "cbt"]
    assert plan.channels["tent"]["like"] == "clinic"
    assert "like" not in plan.interventions["cbt"]
