"""The rows beyond single courses of help: risks, policies, events, and stepped care."""

from __future__ import annotations

from typing import Any

from sim.coverage.row import Row, catalogued

__all__ = ["EVENTS", "POLICIES", "RISKS", "STEPPED"]

CARE = "tests/care"
BARRIERS = ("cost", "stigma", "distance", "digital", "language", "culture", "trust")
EXPOSURE = {"intervention": "prolonged_exposure", "channel": "group"}

RISKS = (
    Row(
        name="retraumatization", label="Retraumatization", group="risks",
        meaning="Early work on memories can make worse for a while, more so without readiness; paced, it does not last.",
        where=("care.deliver", "care.worsening", "interventions.prolonged_exposure.worsens"), off={"care.worsening.share": 0.0},
        test=f"{CARE}/test_sessions.py::test_exposure_makes_a_tenth_worse_for_a_while", town={"programme": EXPOSURE},
    ),
    Row(
        name="pacing", label="Pacing and grounding", group="risks",
        meaning="Readiness is checked and grounding taught before work on memories, so that an early worsening leaves nothing behind.",
        where=("programme.paced", "care.worsening.lasting", "care.worsening.unready"), off={"programme.paced": False},
        test=f"{CARE}/test_sessions.py::test_without_pacing_the_unready_get_worse_more_often_and_keep_a_trace",
        town={"programme": {**EXPOSURE, "paced": True}},
    ),
    Row(
        name="cultural_misfit", label="Individualist content in a collectivist place", group="risks",
        meaning="Content about the individual loses part of its effect with residents oriented to family and community.",
        where=("care.deliver", "care.culture.misfit", "residents.collectivism"), off={"care.culture.misfit": 0.0},
        test=f"{CARE}/test_sessions.py::test_individualist_content_fits_others_less_and_adapted_content_fits_all",
    ),
    Row(
        name="adapted_content", label="Cultural adaptation", group="risks",
        meaning="Content adapted to the culture of those it is for keeps its effect, and fewer are put off by it.",
        where=("programme.adapted", "care.culture.adapted_opens"), off={"programme.adapted": False},
        test=f"{CARE}/test_sessions.py::test_individualist_content_fits_others_less_and_adapted_content_fits_all",
        town={"programme": {"adapted": True}},
    ),
    Row(
        name="matched_provider", label="Matching of provider", group="risks",
        meaning="A provider of one's own culture raises entry and staying, and hardly the effect.",
        where=("programme.matched", "care.culture.matched_odds", "care.culture.matched_entry"), off={"programme.matched": False},
        test=f"{CARE}/test_sessions.py::test_a_matched_provider_is_taken_up_more_and_left_less", town={"programme": {"matched": True}},
    ),
    Row(
        name="pressure_to_be_resilient", label="Over-emphasis on resilience (theory, off by default)", group="risks",
        meaning="Where everybody is told to be resilient, distress is hidden, help is not asked for, and who speaks of it is not believed. "
        "Theory and not measurement: off unless a scenario sets its level.",
        where=("stress.press", "stress.pressure"), off={"stress.pressure.level": 0.0}, town={"numbers": {"stress.pressure.level": 1.0}},
        test="tests/stress/test_pressure.py::test_fewer_seek_support_and_fewer_ask",
    ),
    Row(
        name="shifting_responsibility", label="Shifting responsibility to individuals", group="risks",
        meaning="Skills for workers leave the load at work as it is. Compare stress management with and without lowering the load itself.",
        where=("interventions.workload_relief", "interventions.stress_management"), moves=("severity", "stressor"),
        off={"interventions.workload_relief.stressor_cut": 0.0},
        test=f"{CARE}/test_sessions.py::test_case_management_takes_stressors_and_leaves_symptoms",
        town={"programme": {"intervention": "workload_relief", "channel": "workplace"}},
    ),
    Row(
        name="inequality_of_access", label="Inequality of access", group="risks",
        meaning="Price, stigma, distance, internet, language, culture and trust stand in the way of some more than of others.",
        where=("care.pass_barriers", *(f"barriers.{name}" for name in BARRIERS)), off={f"barriers.{name}.effect": 0.0 for name in BARRIERS},
        test=f"{CARE}/test_barriers.py::test_chance_to_pass_is_the_exponential_of_effect_times_hindrance",
    ),
)  # fmt: skip


def policy(name: str, label: str, test: str = "test_every_lever_does_something", **more: Any) -> Row:
    """Return the row of a policy of the catalogue."""
    return catalogued("policies", name, label, "policies", f"{CARE}/test_policies.py::{test}", **more)


def taken_first(word: str, label: str, meaning: str) -> Row:
    """Return the row of a priority of programmes; off, first come is first served."""
    return Row(
        name=f"priority_by_{word}", label=label, group="policies", meaning=meaning, where=("programme.priority", "care.admit"),
        off={"programme.priority": "first_come"}, test=f"{CARE}/test_priorities.py::test_priority_decides_who_is_taken_first",
        town={"programme": {"priority": word, "sites": 1}, "slots": 3},
    )  # fmt: skip


POLICIES = (
    policy("parity", "Mental-health parity"),
    policy("free_care", "Free care", "test_free_care_lets_more_people_in"),
    policy("vouchers", "Vouchers"),
    policy("transport", "Transport", town={"programme": {"sites": ["Hill"]}}),
    policy("devices_and_broadband", "Devices and broadband", "test_a_household_gets_internet_as_one"),
    policy(
        "telehealth_across_state_lines",
        "Telehealth across state lines",
        town={"programme": {"channel": "telehealth", "opens": 6}, "slots": 4},
    ),
    policy(
        "lay_helper_training", "Training of lay helpers", town={"programme": {"intervention": "pm_plus"}, "slots": 6}
    ),
    policy("screening", "Screening", "test_seeing_a_need_makes_more_ask"),
    policy("proactive_outreach", "Proactive outreach"),
    policy("anti_stigma_campaign", "Campaign against stigma"),
    policy("faster_social_services", "Faster social services for the poor", "test_stressors_fade_faster"),
    taken_first("severity", "Priority by need", "Those who are worst off are taken first when a slot is free."),
    taken_first(
        "vulnerability", "Priority by vulnerability", "Residents of the most vulnerable places are taken first."
    ),
)


def hazard(name: str, label: str, scenario: str) -> Row:
    """Return the row of an event: its hazard, and a scenario file with its footprint, losses and aftermath."""
    return catalogued(
        "hazards", name, label, "events", "tests/test_catalogue.py::test_every_event_runs",
        where=(f"scenarios/{scenario}.toml", "hazards.strike"),
    )  # fmt: skip


EVENTS = (
    hazard("flood", "Hurricane and flood", "new_orleans"),
    hazard("earthquake", "Earthquake", "earthquake"),
    hazard("wildfire", "Wildfire", "wildfire"),
    hazard("violence", "Mass violence", "shooting"),
    hazard("pandemic", "Pandemic", "pandemic"),
    hazard("industrial_accident", "Industrial accident", "industrial_accident"),
    Row(
        name="strain_of_the_event", label="Strain set per event", group="events",
        meaning="How hard an event hits and where distress is heading: two numbers for each event, fitted to what was found after it.",
        where=("stress.first_impact", "events.hurricane_katrina", "events.september_11"), reads_only=True, moves=(),
        test="tests/surveys/test_events.py::test_an_event_meets_its_waves",
    ),
    Row(
        name="footprint_of_the_event", label="Footprint", group="events",
        meaning="Where and how hard a hazard strikes, from the table of places or by distance from an epicentre.",
        where=("hazards.strike", "residents.struck", "residents.exposure", "hazards.flood.exposure_struck"),
        off={"hazards.flood.exposure_struck": 0.0, "hazards.flood.exposure_near": 0.0},
        test="tests/community/test_footprints.py::test_the_footprint_decides_who_is_struck",
    ),
    Row(
        name="losses_of_the_event", label="Losses", group="events",
        meaning="Home, work or income, health, somebody close: what the event takes weighs on those who lost it, for years.",
        where=("hazards.strike", "residents.loss", "hazards.flood.bereaved_struck", "stress.appraisal.home"),
        off={f"stress.appraisal.{name}": 0.0 for name in ("home", "income", "injury", "bereavement")},
        test="tests/hazards/test_footprint.py::test_losses_are_likelier_in_struck_homes",
    ),
    Row(
        name="settling_elsewhere", label="Return, or settling elsewhere", group="events",
        meaning="Many who leave come back within weeks or years; some settle elsewhere for good: more where more was struck around, "
        "in vulnerable places, and among renters.",
        where=("hazards.strike", "residents.settled_elsewhere", "residents.back_home", "aftermath.settling", "hazards.flood.settles_struck",
               "hazards.flood.settles_near"),
        off={"hazards.flood.settles_struck": 0.0, "hazards.flood.settles_near": 0.0}, moves=("settled_elsewhere", "severity"),
        test="tests/hazards/test_homecoming.py::test_more_settle_elsewhere_where_more_was_struck",
    ),
    Row(
        name="isolation", label="Isolation in a pandemic", group="events",
        meaning="While people are kept apart, support comes by fewer ways and groups do not meet.",
        where=("stress.share_support", "hazards.pandemic.isolation", "hazards.pandemic.isolation_weeks"),
        off={"hazards.pandemic.isolation": 0.0}, town={"event": "pandemic"},
        test="tests/stress/test_reminders.py::test_contact_stops_in_a_pandemic_and_comes_back",
    ),
    Row(
        name="aftermath_stressors", label="Aftermath", group="events",
        meaning="Housing, money, paperwork and closed services: secondary stressors that keep distress up and fade with the years.",
        where=("hazards.unfold", "stress.distress.stressor_share", "stress.distress.stressor_weeks"),
        off={"stress.distress.stressor_share": 0.0},
        test="tests/hazards/test_footprint.py::test_stressors_fade_slower_below_the_poverty_line",
    ),
    Row(
        name="anniversaries", label="Anniversaries", group="events",
        meaning="In the weeks around an anniversary the event is near again for those who were struck.",
        where=("stress.appraise", "stress.appraisal.reminder"), off={"stress.appraisal.reminder": 0.0},
        test="tests/stress/test_reminders.py::test_anniversaries_remind_and_the_event_itself_does_not",
    ),
    Row(
        name="media_exposure", label="Media exposure", group="events",
        meaning="Hours of pictures of the event add to strain, of those who were not there as well.",
        where=("stress.appraise", "stress.appraisal.media", "hazards.violence.media", "aftermath.reminders.media_weeks"),
        off={"stress.appraisal.media": 0.0}, test="tests/stress/test_reminders.py::test_news_fade_and_come_back_at_the_anniversary",
    ),
)  # fmt: skip

STEPS = {"intervention": "skills_for_psychological_recovery", "min_severity": 0.5, "max_severity": 3.0}

STEPPED = (
    Row(
        name="stepped_care", label="Stepped care (Cohen and colleagues)", group="stepped care",
        meaning="Lighter help comes first, and whoever still has much distress after it is called on for the next step: five boroughs in "
        "scenarios/sandy.toml, with the exposure and care rules of the published model under its own setting.",
        where=("scenarios/sandy.toml", "programme.then", "programme.then_from", "interventions.skills_for_psychological_recovery"),
        off={"programme.then": ""},
        test=f"{CARE}/test_referral.py::test_those_with_distress_left_are_called_on_the_week_after",
        town={"programme": {**STEPS, "then": "clinic", "then_from": 0.6}},
    ),
    Row(
        name="screening_that_errs", label="Screening that errs", group="stepped care",
        meaning="Who is distressed enough for a step is decided by a questionnaire that misses some and calls others.",
        where=("programme.screened", "care.screening"), off={"programme.screened": False},
        test=f"{CARE}/test_referral.py::test_the_screen_errs_as_often_as_it_says", town={"programme": {**STEPS, "screened": True}},
    ),
)  # fmt: skip
