"""A town of three hundred in which everything happens within a year: each channel, each barrier, each priority, a queue and a closing.

In the arm `helped` policies move every lever there is, from the start and later. Screens err, and some are referred on.
"""

from __future__ import annotations

from functools import cache

from sim.population import Community, settle
from sim.scenario import Scenario, loads

TEXT = """
title = "Three hundred people"
start = 2024-01-01
weeks = 52

[event]
kind = "hurricane_katrina"
first_impact = -0.6
strain_level = -0.1

[[place]]
place = "Harbour"
population = 140
lon = -90.00
lat = 30.00
share_no_vehicle = 0.5
share_no_internet = 0.5
share_limited_english = 0.4
share_hispanic = 0.5
share_white = 0.2
share_black = 0.2
share_asian = 0.05
share_other = 0.05
share_poverty = 0.4
share_insured = 0.6
vulnerability = 0.9
exposure = 0.8
exposure_days = 20
miles_to_care = 9.0

[[place]]
place = "Middle"
population = 90
lon = -90.05
lat = 30.02
vulnerability = 0.5
exposure = 0.4
exposure_days = 4
miles_to_care = 3.0

[[place]]
place = "Hill"
population = 70
lon = -90.10
lat = 30.04
share_poverty = 0.03
vulnerability = 0.1
exposure = 0.05
exposure_days = 1
miles_to_care = 1.0

[programme.clinic]
intervention = "cbt"
channel = "clinic"
slots = 3
sites = 2
opens = 2
ramp_weeks = 8
price = 120.0
insured_share = 0.8
min_severity = 0.5
evenings = false

[programme.first_aid]
intervention = "pfa"
channel = "outreach"
slots = 8
sites = "everywhere"
opens = 1
closes = 20
priority = "severity"
min_age = 6
then = "circles"
then_from = 0.8

[programme.circles]
intervention = "support_group"
channel = "group"
slots = 3
sites = ["Harbour"]
opens = 4
closes = 30
priority = "vulnerability"
max_severity = 2.5
screened = true
then = "clinic"

[programme.screen]
intervention = "cbt"
channel = "telehealth"
slots = 2
opens = 3
price = 60.0
insured_share = 0.5
languages = ["en", "es"]
priority = "severity"
min_severity = 0.6
screened = true

[programme.talks]
intervention = "crisis_counselling"
channel = "outreach"
slots = 5
sites = 1
opens = 6
priority = "vulnerability"
min_severity = 0.7
max_severity = 3.0
screened = true
then = "screen"

[programme.tales]
intervention = "narrative_exposure_therapy"
channel = "home_visit"
entry = "outreach"
slots = 3
opens = 3
closes = 24
min_severity = 0.8
paced = false

[programme.desk]
intervention = "case_management"
channel = "outreach"
slots = 3
sites = 1
opens = 8
matched = true
only = ["struck", "away"]

[programme.hall]
intervention = "anti_stigma_contact"
channel = "faith_centre"
slots = 2
sites = ["Middle"]
opens = 5
closes = 14
only = ["working"]
adapted = true

[programme.debrief]
intervention = "debriefing"
channel = "outreach"
slots = 3
opens = 1
closes = 6
min_severity = 1.0

[intervention.crisis_counselling]
attends = 0.8
attends_well = 0.6
attends_spread = 0.7
well_weeks = 3

[numbers]
"care.asking.distress" = 0.08
"care.asking.case" = 0.25
"care.asking.serious" = 0.35
"care.waiting.leaves" = 0.05
"stress.pressure.level" = 0.2
"interventions.narrative_exposure_therapy.worsens" = 0.4
"barriers.distance.effect" = -0.1

[arm.usual_care]
programmes = ["clinic"]

[arm.first_aid]
programmes = ["clinic", "first_aid"]

[arm.circles]
programmes = ["clinic", "circles"]

[arm.screen]
programmes = ["clinic", "screen"]

[arm.everything]
programmes = ["clinic", "first_aid", "circles", "screen", "talks", "tales", "desk", "hall", "debrief"]

[policy.helping_hand]
weeks_until = 6
reaches = "vulnerable_places"
internet = 0.4
transport = 0.5
insured = 0.6
english = 0.3
stigma = 0.2
trust = 0.3
seen = 0.3
media = 0.5
cost_each = 100

[policy.better_terms]
weeks_until = 12
channels = ["clinic", "telehealth", "outreach"]
price = 0.8
insured_share = 0.9
covers_uninsured = 0.3
covers_poor = 0.7
slots = 1.7
stigma_share = 0.5
dropout = 0.5
accepts = 2.0
interpreters = 0.6
priority = "vulnerability"

[policy.lines_down]
weeks_until = 15
weeks_long = 4
channels = ["telehealth", "outreach", "group"]
shut = 1

[policy.sooner]
channels = ["group", "telehealth"]
opens_earlier = 2
fade = 1.5

[arm.helped]
programmes = ["clinic", "first_aid", "circles", "screen", "talks", "tales", "desk", "hall", "debrief"]
policies = ["helping_hand", "better_terms", "lines_down", "sooner", "faster_social_services"]

[arm.nothing]
programmes = []
"""


HARDSHIP = """
"stress.hardship.away" = 0.2
"stress.hardship.income" = 0.4
"stress.distress.highest" = 2.5
"""


@cache
def town_plan(hazard: str = "flood") -> Scenario:
    """The scenario of the town, struck by a hazard of the catalogue; violence counts from a survey, and hardship holds back."""
    return loads(town_text(hazard))


def town_text(hazard: str = "flood") -> str:
    """The text of that scenario."""
    survey = "\nstruck = 0.6" if hazard == "violence" else ""
    numbers = "[numbers]" + HARDSHIP if hazard == "violence" else "[numbers]"
    return TEXT.replace("[numbers]", numbers).replace(
        'kind = "hurricane_katrina"', f'kind = "hurricane_katrina"\nhazard = "{hazard}"\nagain = [9]{survey}'
    )


@cache
def town() -> Community:
    """The whole population of the town."""
    return settle(town_plan(), 1.0)
