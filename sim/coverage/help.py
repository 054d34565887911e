"""The rows of help: interventions, and the settings and channels by which they come."""

from __future__ import annotations

from typing import Any

from sim.coverage.row import Row, catalogued

__all__ = ["INTERVENTIONS", "SETTINGS"]

COURSE = "tests/trials/test_trials.py::test_a_course_has_its_published_effect"
RUNS = "tests/test_catalogue.py::test_every_intervention_runs_and_helps_as_far_as_it_says"
NOTHING = "tests/test_catalogue.py::test_what_is_known_to_do_nothing_for_symptoms_does_nothing"
SESSIONS = "tests/care/test_sessions.py"
COMES = "tests/test_catalogue.py::test_every_channel_brings_help"
CHILDREN = {"programme": {"channel": "school", "min_age": 6, "max_age": 17}}


def given(name: str, label: str, test: str = COURSE, **more: Any) -> Row:
    """Return the row of an intervention of the catalogue."""
    return catalogued("interventions", name, label, "interventions", test, **more)


def coming(name: str, label: str, **more: Any) -> Row:
    """Return the row of a channel of the catalogue."""
    return catalogued("channels", name, label, "settings", COMES, **more)


def at(place: str, name: str, label: str, test: str = COURSE, **more: Any) -> Row:
    """Return the row of what is given at school or at work."""
    town = CHILDREN if place == "school" else {"programme": {"channel": place}}
    return catalogued("interventions", name, label, "settings", test, town=town, **more)


INTERVENTIONS = (
    given("pfa", "Psychological first aid"),
    given("skills_for_psychological_recovery", "Skills for Psychological Recovery"),
    given("cbt", "Cognitive behavioural therapy"),
    given("tf_cbt", "Trauma-focused CBT, adults"),
    given("tf_cbt_children", "Trauma-focused CBT, children", town=CHILDREN),
    given("prolonged_exposure", "Prolonged exposure"),
    given("cognitive_processing_therapy", "Cognitive processing therapy"),
    given("emdr", "EMDR"),
    given("dbt", "Dialectical behaviour therapy"),
    given("mbsr", "MBSR and mindfulness"),
    given("narrative_exposure_therapy", "Narrative (exposure) therapy"),
    given("somatic_experiencing", "Somatic experiencing"),
    given("psychoeducation", "Psychoeducation", NOTHING, moves=("stigma",)),
    given("support_group", "Support groups", NOTHING, moves=("severity", "support")),
    given("group_therapy", "Group therapy"),
    given("peer_support", "Peer support"),
    given("pm_plus", "Lay-delivered care (PM+)"),
    given("resilience_programme", "Resilience-building programmes", RUNS),
    given(
        "restorative_justice", "Restorative justice (only where harm was intended)",
        town={"event": "mass_violence", "programme": {"channel": "group"}},
    ),
    given("debriefing", "Single-session debriefing (a warning)", f"{SESSIONS}::test_debriefing_leaves_people_worse_off"),
    given(
        "case_management", "Case management", f"{SESSIONS}::test_case_management_takes_stressors_and_leaves_symptoms",
        moves=("severity", "stressor"),
    ),
    given("financial_aid", "Social services", RUNS, moves=("severity", "stressor")),
    given("community_programme", "Community-led programmes", RUNS, moves=("severity", "support")),
)  # fmt: skip


def programme_key(name: str, label: str, meaning: str, key: str, value: Any, **more: Any) -> Row:
    """Return the row of a key of programmes; off, every programme has the value that hinders nobody."""
    return Row(
        name=name, label=label, group="settings", meaning=meaning, where=(f"programme.{key}", *more.pop("where", ())),
        off={f"programme.{key}": value}, **more,
    )  # fmt: skip


SETTINGS = (
    coming("clinic", "Clinic"),
    coming("outreach", "Outreach in shelters and streets"),
    coming("home_visit", "Home visit"),
    coming("telehealth", "Telehealth by video"),
    coming("telephone", "Telehealth by telephone"),
    coming("guided_internet", "Guided internet programme"),
    coming("school", "School", town=CHILDREN | {"programme": CHILDREN["programme"] | {"intervention": "school_group"}}),
    at("school", "school_group", "Groups at school"),
    at("school", "social_emotional_learning", "Social and emotional learning"),
    at("school", "trauma_informed_school", "Trauma-informed school", RUNS),
    coming("workplace", "Workplace", town={"programme": {"channel": "workplace", "intervention": "stress_management"}}),
    at("workplace", "workplace_mindfulness", "Mindfulness at work"),
    at("workplace", "stress_management", "Stress management at work"),
    at("workplace", "workload_relief", "Trauma-informed leadership", RUNS),
    coming("faith_centre", "Faith centre"),
    coming("group", "Community centre"),
    programme_key(
        "opening_dates", "Opening dates", "From which week a programme gives sessions; before that nobody is served.", "opens", 0,
        test="tests/care/test_capacity.py::test_nobody_is_served_before_opening_or_outside_the_arm",
    ),
    programme_key(
        "languages_spoken", "Languages", "In which languages a programme is given; others pass if they speak English well.",
        "languages", ("en", "es", "zh", "vi", "ht", "ru", "ar"), where=("barriers.language",),
        test="tests/care/test_barriers.py::test_language_stands_in_the_way_of_those_who_speak_little_english",
    ),
    programme_key(
        "price_of_help", "Price", "What a session costs, less what insurance bears; it weighs more on the poor.", "price", 0.0,
        where=("barriers.cost", "care.hindrance"),
        test="tests/care/test_barriers.py::test_price_weighs_less_with_insurance_and_more_in_poverty",
    ),
    Row(
        name="waiting_rules", label="Waiting rules", group="settings",
        meaning="Whole slots, a queue for each programme and site, priority by coming, severity or place; some give up waiting.",
        where=("care.admit", "programme.priority", "care.waiting.leaves"), off={"care.waiting.leaves": 0.0},
        test="tests/care/test_capacity.py::test_some_give_up_waiting_by_the_published_hazard", town={"slots": 2},
    ),
)  # fmt: skip
