"""Does a scenario say what it asks, and is every bad one refused whole, in plain words, with the nearest fix?"""

# ruff: noqa: E501 - a bad file is one line
import dataclasses
import pickle
import random
import string
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import evidence
from sim.inputs.faults import Fault, FaultList, ScenarioFaults
from sim.inputs.keys import read_keys
from sim.scenario import (
    TABLES,
    Arm,
    Event,
    Programme,
    Scenario,
    UnknownSettingError,
    fields_of,
    load,
    loads,
    scenario_folder,
    shipped,
)  # fmt: skip
from sim.scenario.catalogue import limits

GOOD = """
title = "A small town after a flood"
summary = '''Two plans,
compared.'''
start = 2018-08-29
weeks = 52
people_seed = 7
default_scale = 0.5

[event]
kind = "hurricane_katrina"
first_impact = -1.1
strain_level = -0.5

[programme.clinic]
label = "Clinic therapy"
intervention = "my_cbt"
channel = "clinic"
slots = 20
sites = 3
opens = 2018-09-29
closes = 40
ramp_weeks = 8
price = 120.0
insured_share = 0.8
cost = 130
languages = ["en", "es"]
entry = "ask"
priority = "severity"
min_severity = 0.5
max_severity = 9.0
min_age = 16
max_age = 90
only = ["struck", "working"]
evenings = false
adapted = true
matched = true
paced = false
screened = true
then = "first_aid"
then_from = 1.5

[programme.first_aid]
intervention = "pfa"
channel = "home_visit"
slots = 100
sites = "everywhere"

[arm.usual_care]
label = "Usual care"
programmes = ["clinic"]

[arm.all_of_it]
programmes = ["clinic", "first_aid"]

[numbers]
"stress.distress.recovery_rate" = 0.04

[intervention.my_cbt]
like = "cbt"
label = "Our therapy"
sessions = 10
symptom_cut = { value = 0.05, low = 0.03, high = 0.06, source = "our trial", grade = "trial" }

[channel.home_visit]
like = "outreach"
barriers = ["noise", "language"]

[barrier.noise]
hindrance = "travel_miles"
effect = -0.01

[[place]]
place = "Riverside"
population = 800
lon = -90.1
lat = 29.9
exposure = 0.7

[[place]]
place = "Hill"
population = 1200
lon = -90.12
lat = 29.97
"""
CLINIC, AID = "[programme.clinic]", "[programme.first_aid]"


def edited(*changes):
    """Return the good text with (old, new) pieces of it exchanged; each old piece has to stand there."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def faults_of(text, **options):
    """Return the faults of a bad text."""
    with pytest.raises(ScenarioFaults) as caught:
        loads(text, **options)
    return caught.value.faults


@pytest.fixture(scope="module")
def plan():
    return loads(GOOD)


# What a good file becomes.


def test_a_good_file_is_complete(plan):
    assert isinstance(plan, Scenario)
    assert (plan.name, plan.title, plan.weeks) == ("scenario", "A small town after a flood", 52)
    assert (plan.people_seed, plan.default_scale, plan.start) == (7, 0.5, date(2018, 8, 29))
    assert plan.summary == "Two plans,\ncompared."
    assert plan.event == Event(
        kind="hurricane_katrina",
        label=plan.event.label,
        hazard="flood",
        first_impact=-1.1,
        strain_level=-0.5,
        fading=plan.book["events.hurricane_katrina.fading"].value,
        struck=plan.event.struck,
    )
    assert plan.places.names == ("Riverside", "Hill")
    assert list(plan.arms) == ["usual_care", "all_of_it"]
    assert plan.baseline == "usual_care"
    assert plan.arms["all_of_it"] == Arm(name="all_of_it", label="All of it", programmes=("clinic", "first_aid"))
    assert plan.numbers == {"stress.distress.recovery_rate": 0.04}
    assert plan.book["stress.distress.recovery_rate"].value == 0.04
    assert plan.path is None


def test_every_key_of_a_programme_is_read(plan):
    assert plan.programmes["clinic"] == Programme(
        name="clinic", label="Clinic therapy", intervention="my_cbt", channel="clinic", slots=20,
        sites=("Hill", "Riverside", "Hill"), opens=4, closes=40, ramp_weeks=8, price=120.0, insured_share=0.8,
        cost=130.0, languages=("en", "es"), entry="ask", priority="severity", min_severity=0.5, max_severity=9.0,
        min_age=16, max_age=90, only=("struck", "working"), evenings=False, adapted=True, matched=True, paced=False,
        screened=True, then="first_aid", then_from=1.5,
    )  # fmt: skip


def test_defaults_are_filled_in(plan):
    assert plan.programmes["first_aid"] == Programme(
        name="first_aid", label="First aid", intervention="pfa", channel="home_visit", slots=100,
        sites=("Riverside", "Hill"), opens=0, closes=None, ramp_weeks=0, price=0.0, insured_share=0.0, cost=0.0,
        languages=("en",), entry="outreach", priority="first_come", min_severity=0.0, max_severity=10.0,
        min_age=18, max_age=120,
    )  # fmt: skip


def test_the_event_has_its_own_numbers_unless_told_otherwise():
    plan = loads(edited(("first_impact = -1.1\nstrain_level = -0.5\n", "")))
    assert plan.event.first_impact == plan.book["events.hurricane_katrina.first_impact"].value
    assert plan.event.strain_level == plan.book["events.hurricane_katrina.strain_level"].value


def test_nothing_can_be_changed(plan):
    for frozen in (plan, plan.event, plan.arms["usual_care"], plan.programmes["clinic"]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            frozen.name = "other"


def test_a_scenario_travels_between_processes(plan):
    again = pickle.loads(pickle.dumps(plan))
    assert again.programmes == plan.programmes
    assert again.places.names == plan.places.names
    assert dict(again.book) == dict(plan.book)


def test_a_programme_without_travel_has_one_site():
    text = edited(('sites = "everywhere"\n', ""))
    assert loads(text).programmes["first_aid"].sites == ("Hill",)


def test_slots_are_split_over_as_many_sites_as_there_are():
    with pytest.raises(ScenarioFaults, match="one for each site"):
        loads(edited(("sites = 3", 'sites = ["Riverside"]\nsplit = [1, 2]')))
    twice = loads(edited(("sites = 3", 'sites = ["Riverside", "Hill"]\nsplit = [2, 2]')))
    assert twice.programmes["clinic"].split == (2, 2), "two sites may have as many"
    assert loads(edited(("sites = 3", 'sites = ["Riverside"]\nsplit = [3]'))).programmes["clinic"].split == (3,)


def test_sites_may_be_named():
    assert loads(edited(("sites = 3", 'sites = ["Riverside"]'))).programmes["clinic"].sites == ("Riverside",)


@pytest.mark.parametrize(("days", "week"), [(0, 0), (6, 0), (7, 1), (363, 51)])
def test_dates_become_weeks(days, week):
    opens = date(2018, 8, 29) + timedelta(days)
    plan = loads(edited(("opens = 2018-09-29\ncloses = 40", f"opens = {opens}")))
    assert plan.programmes["clinic"].opens == week == plan.week_of(opens)


def test_numbers_need_no_quotes():
    plan = loads(edited(('"stress.distress.recovery_rate" =', "stress.distress.recovery_rate =")))
    assert plan.numbers == {"stress.distress.recovery_rate": 0.04}


# Entries of one's own.


def test_an_own_entry_takes_over_what_it_does_not_say(plan):
    own, cbt = plan.interventions["my_cbt"], plan.interventions["cbt"]
    assert own["label"] == "Our therapy"
    assert own["kind"] == cbt["kind"]
    assert own["skills_gain"].value == cbt["skills_gain"].value
    assert own["skills_gain"].path == "interventions.my_cbt.skills_gain"
    assert plan.channels["home_visit"]["entry"] == "outreach"
    assert plan.channels["home_visit"]["label"] == "Home visit"
    assert plan.channels["home_visit"]["barriers"] == ("noise", "language")


def test_a_bare_number_is_assumed_and_has_the_unit_of_its_namesakes(plan):
    sessions = plan.interventions["my_cbt"]["sessions"]
    assert (sessions.value, sessions.low, sessions.high, sessions.grade) == (10, 10, 10, "assumed")
    assert sessions.unit == plan.interventions["cbt"]["sessions"].unit
    cut = plan.interventions["my_cbt"]["symptom_cut"]
    assert (cut.low, cut.value, cut.high, cut.grade, cut.source) == (0.03, 0.05, 0.06, "trial", ("our trial",))


def test_own_entries_are_part_of_the_book_and_leave_the_catalogue_alone(plan):
    assert plan.book["interventions.my_cbt.sessions"].value == 10
    assert set(plan.barriers) - set(evidence.load().table("barriers")) == {"noise"}
    assert "interventions.my_cbt.sessions" not in evidence.load()
    assert plan.book.grades()["assumed"] > evidence.load().grades()["assumed"]


def test_an_entry_of_the_catalogue_may_be_changed():
    plan = loads(GOOD + "\n[intervention.cbt]\nsessions = 8\n")
    assert plan.interventions["cbt"]["sessions"].value == 8
    assert plan.interventions["cbt"]["label"] == evidence.load().table("interventions")["cbt"]["label"]
    assert plan.interventions["my_cbt"]["sessions"].value == 10


def test_a_number_of_an_own_entry_can_be_moved_by_path():
    plan = loads(edited(('"stress.distress.recovery_rate" = 0.04', '"interventions.my_cbt.sessions" = 6')))
    assert plan.interventions["my_cbt"]["sessions"].value == 6


def test_a_book_of_ones_own_may_be_given():
    book = evidence.load().with_values({"care.waiting.leaves": 0.03})
    assert loads(GOOD, book=book).book["care.waiting.leaves"].value == 0.03


def test_limits_hold_what_evidence_says_and_keep_signs():
    for number in evidence.load().values():
        low, high = limits([number])
        assert low <= number.low <= number.high <= high
        assert low >= 0 or number.low <= 0


# Settings.

SETTINGS = """
[setting.survey]
[setting.anchor]
label = "As an earlier model has it"
summary = "Nobody waits."
programme.clinic.slots = 90_000
programme.clinic.price = 0.0
event.strain_level = -1.25
numbers."stress.distress.recovery_rate" = 0.02
"""


def test_the_first_setting_holds_unless_another_is_asked_for(plan):
    default, anchor = loads(GOOD + SETTINGS), loads(GOOD + SETTINGS, setting="anchor")
    assert (default.setting, anchor.setting) == ("survey", "anchor")
    assert default.programmes == plan.programmes and default.event == plan.event
    assert default.numbers == plan.numbers
    assert default.full_title == "A small town after a flood (survey)"
    assert anchor.full_title == "A small town after a flood (As an earlier model has it)"
    clinic = anchor.programmes["clinic"]
    assert (clinic.slots, clinic.price, clinic.cost) == (90_000, 0.0, 130.0)
    assert clinic.label == plan.programmes["clinic"].label
    assert (anchor.event.first_impact, anchor.event.strain_level) == (-1.1, -1.25)
    assert anchor.book["stress.distress.recovery_rate"].value == 0.02
    assert anchor.programmes["first_aid"] == plan.programmes["first_aid"]
    assert list(pickle.loads(pickle.dumps(anchor)).settings) == ["survey", "anchor"]


def test_without_settings_all_is_as_before(plan):
    assert (plan.setting, plan.settings, plan.full_title) == ("", {}, plan.title)


def test_a_setting_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(UnknownSettingError, match=r"no setting 'ancor'.*Did you mean 'anchor'\?.*survey, anchor"):
        loads(GOOD + SETTINGS, setting="ancor")
    with pytest.raises(UnknownSettingError, match="no settings"):
        loads(GOOD, setting="anchor")


def test_every_fault_of_every_setting_is_listed_at_once():
    bad = SETTINGS.replace("clinic.slots = 90_000", "clinic.slots = -1").replace("clinic.price", "clinik.price")
    bad = bad.replace("label =", "labels =").replace("event.strain_level = -1.25", "event.strain_level = 'low'")
    bad = (
        bad.replace("recovery_rate", "recovery_rat") + "[setting.third]\nprogramme = 3\n[setting.fourth]\nevent = []\n"
    )
    said = "\n".join(map(str, faults_of(GOOD + bad)))
    for words in (
        "[setting.anchor.programme.clinic] slots: given -1", "[setting.anchor] programme: given 'clinik'",
        "Did you mean 'clinic'?", "[setting.anchor] labels: given an unknown key", "Did you mean 'label'?",
        "[setting.anchor.event] strain_level: given 'low'", "[setting.anchor.numbers] stress.distress.recovery_rat:",
        "[setting.third] programme: given 3", "[setting.fourth.event]: given []",
    ):  # fmt: skip
        assert words in said, (words, said)
    assert len(said.splitlines()) == 7


def test_what_shows_only_in_a_setting_names_it():
    text = GOOD + "[setting.survey]\n[setting.late]\nprogramme.first_aid.opens = 60\n"
    assert loads(text).setting == "survey"
    said = str(faults_of(text, setting="late")[0])
    assert said.startswith("scenario.toml (setting late): [programme.first_aid] opens: given week 60")


# Where scenarios lie.


def test_shipped_scenarios_are_found_by_name_and_by_path():
    assert scenario_folder().is_dir()
    assert "minimal" in shipped()
    by_name, by_path = load("minimal"), load(scenario_folder() / "minimal.toml")
    assert by_name.name == by_path.name == "minimal"
    assert by_name.programmes == by_path.programmes
    assert load(str(scenario_folder() / "minimal.toml")).path == by_name.path


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_is_good(name):
    plan = load(name)
    assert plan.places.people > 0
    assert len(plan.arms) > 1


def test_an_installed_package_has_its_scenarios_inside(tmp_path, monkeypatch):
    package = tmp_path / "site" / "sim"
    (package / "scenarios_data").mkdir(parents=True)
    (package / "scenarios_data" / "town.toml").write_text(GOOD)
    monkeypatch.setattr("sim.scenario.folder.PACKAGE", package)
    assert shipped() == ["town"]
    assert load("town").name == "town"


def test_a_table_of_places_beside_the_file(tmp_path):
    (tmp_path / "My Town!.toml").write_text(
        GOOD[: GOOD.index("[[place]]")].replace("weeks", 'places = "p.csv"\nweeks', 1)
    )
    (tmp_path / "p.csv").write_text("place,population,lon,lat\nA,10,0,0\n")
    plan = load(tmp_path / "My Town!.toml")
    assert plan.places.names == ("A",)
    assert (plan.name, plan.path) == ("my_town", tmp_path / "My Town!.toml")
    (tmp_path / "p.csv").write_text("place,population,lon,lat\nA,-10,0,0\n")
    with pytest.raises(ScenarioFaults, match=r"^p\.csv: line 2, column population: given -10"):
        load(tmp_path / "My Town!.toml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("minimul", ("an unknown scenario", "Did you mean 'minimal'?")),
        ("scenarios/minimul.toml", ("does not exist", "Did you mean 'minimal'?")),
        (".", ("a folder",)),
        ("", ("a folder",)),
        ("a\0b", ("given",)),
        ("x" * 5000, ("given",)),
        (Path("/dev/null"), ("a device or pipe",)),
    ],
)
def test_what_is_no_scenario_is_said(name, words):
    with pytest.raises(ScenarioFaults) as caught:
        load(name)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert len(str(caught.value)) < 500


# What is refused: (old, new) edits of the good file, and the words that have to be said.

EVERY_ONE = ("x.toml: ", "given ", "; allowed is ")
BAD = {
    "unknown key": ([("weeks = 52", "weeks = 52\nwekks = 3")], ["wekks: given an unknown key with 3", "'weeks'"]),
    "unknown table": ([("[event]", "[evnt]")], ["evnt: given an unknown key", "Did you mean 'event'?"]),
    "plural table": ([("[arm.usual_care]", "[arms.usual_care]")], ["arms:", "Did you mean 'arm'?"]),
    "unknown key of the event": ([("first_impact", "first_inpact")], ["[event] first_inpact", "'first_impact'"]),
    "unknown key of a programme": ([("slots = 20", "slosts = 20")], [f"{CLINIC} slosts", "Did you mean 'slots'?"]),
    "unknown key of an arm": ([("programmes = [\"clinic\"]", "programs = [\"clinic\"]")], ["[arm.usual_care] programs", "'programmes'"]),
    "unknown key of a place": ([("population = 800", "populaton = 800")], ["[[place]] 1 populaton", "'population'"]),
    "unknown key of an own entry": ([("sessions = 10", "sesions = 10")], ["[intervention.my_cbt] sesions", "'sessions'"]),
    "unknown key of a number": ([("low = 0.03", "loww = 0.03")], ["[intervention.my_cbt.symptom_cut] loww", "'low'"]),
    "duplicate key": ([("weeks = 52", "weeks = 52\nweeks = 53")], ["line 7", "each key once"]),
    "duplicate table": ([("[arm.all_of_it]", "[arm.usual_care]")], ["each [table] once"]),
    "syntax": ([("weeks = 52", "weeks is 52")], ["line 6", "'weeks is 52'"]),
    "no title": ([('title = "A small town after a flood"', "")], ["title: given nothing", "1 to 200 letters"]),
    "empty title": ([("A small town after a flood", "  ")], ["title: given '  '"]),
    "long title": ([("A small town", "A" * 300)], ["title", "1 to 200 letters"]),
    "title with a line end": ([("A small town", "A\\nsmall town")], ["title", "U+000A"]),
    "title is a number": ([('"A small town after a flood"', "5")], ["title: given 5", "double quotes"]),
    "date in quotes": ([("2018-08-29", '"2018-08-29"')], ["start: given '2018-08-29'", "without quotes"]),
    "date with time": ([("2018-08-29", "2018-08-29T10:00:00")], ["start", "Write 2018-08-29 without the time"]),
    "time only": ([("2018-08-29", "10:00:00")], ["start: given 10:00:00", "a date"]),
    "date long ago": ([("2018-08-29", "0029-08-29")], ["start: given 0029-08-29", "1800-01-01"]),
    "date that is none": ([("2018-08-29", "2018-02-30")], ["line 5", "a date that exists"]),
    "too few weeks": ([("weeks = 52", "weeks = 3")], ["weeks: given 3", "from 4 to 1,040 (weeks)"]),
    "negative weeks": ([("weeks = 52", "weeks = -52")], ["weeks: given -52"]),
    "weeks nan": ([("weeks = 52", "weeks = nan")], ["weeks: given nan"]),
    "weeks as text": ([("weeks = 52", 'weeks = "52"')], ["weeks: given '52'", "without quotes"]),
    "weeks true": ([("weeks = 52", "weeks = true")], ["weeks: given true"]),
    "weeks a list": ([("weeks = 52", "weeks = [52]")], ["weeks: given [52]"]),
    "weeks a table": ([("weeks = 52", "weeks = {a = 52}")], ["weeks: given a table"]),
    "weeks of 400 digits": ([("weeks = 52", f"weeks = {10**400}")], ["weeks: given a number of more than 25 digits"]),
    "weeks 1e400": ([("weeks = 52", "weeks = 1e400")], ["weeks: given inf"]),
    "seed below zero": ([("people_seed = 7", "people_seed = -1")], ["people_seed: given -1", "4,294,967,295"]),
    "scale of nobody": ([("default_scale = 0.5", "default_scale = 0.0")], ["default_scale: given 0.0", "0.001 to 1"]),
    "scale above all": ([("default_scale = 0.5", "default_scale = 1.5")], ["default_scale: given 1.5", "to 1"]),
    "no event": ([("[event]\nkind = \"hurricane_katrina\"\nfirst_impact = -1.1\nstrain_level = -0.5", "")], ["[event]: given nothing"]),
    "event is a text": ([("[event]\nkind = \"hurricane_katrina\"\nfirst_impact = -1.1\nstrain_level = -0.5", "event = 'flood'"),
                         ("[programme", "\n[programme")], ["given"]),
    "unknown event": ([('"hurricane_katrina"', '"huricane_katrina"')], ["[event] kind: given 'huricane_katrina'", "Did you mean 'hurricane_katrina'?"]),
    "impact inf": ([("first_impact = -1.1", "first_impact = -inf")], ["[event] first_impact: given -inf", "-5 to 5 (log severity)"]),
    "strain out of range": ([("strain_level = -0.5", "strain_level = 50")], ["[event] strain_level: given 50"]),
    "negative slots": ([("slots = 20", "slots = -3")], [f"{CLINIC} slots: given -3; allowed is a whole number from 0 to 1,000,000 (sessions a week)."]),
    "half a slot": ([("slots = 20", "slots = 20.5")], [f"{CLINIC} slots: given 20.5"]),
    "slots with a point": ([("slots = 20", "slots = 20.0")], [f"{CLINIC} slots: given 20.0", "Write 20."]),
    "slots true": ([("slots = 20", "slots = true")], [f"{CLINIC} slots: given true"]),
    "a billion slots": ([("slots = 20", "slots = 1_000_000_000")], [f"{CLINIC} slots: given 1000000000"]),
    "unknown intervention": ([('intervention = "pfa"', 'intervention = "pfaa"')], [f"{AID} intervention: given 'pfaa'", "Did you mean 'pfa'?"]),
    "intervention is a number": ([('intervention = "pfa"', "intervention = 1")], [f"{AID} intervention: given 1"]),
    "unknown channel": ([('channel = "clinic"', 'channel = "klinic"')], [f"{CLINIC} channel: given 'klinic'", "'clinic'"]),
    "no channel": ([('channel = "clinic"\n', "")], [f"{CLINIC} channel: given nothing"]),
    "no sites though people travel": ([("sites = 3\n", "")], [f"{CLINIC} sites: given nothing", "say where to"]),
    "unknown site": ([("sites = 3", 'sites = ["Riversyde"]')], [f"{CLINIC} sites: given 'Riversyde'", "Did you mean 'Riverside'?"]),
    "site twice": ([("sites = 3", 'sites = ["Hill", "Hill"]')], [f"{CLINIC} sites", "is listed twice"]),
    "no site": ([("sites = 3", "sites = 0")], [f"{CLINIC} sites: given 0"]),
    "sites everywere": ([('sites = "everywhere"', 'sites = "everywere"')], [f"{AID} sites", "'everywhere'"]),
    "opens before the event": ([("opens = 2018-09-29", "opens = 2018-08-01")], [f"{CLINIC} opens: given 2018-08-01, before the event", "Write 2018-08-29 or later."]),
    "opens after the end": ([("opens = 2018-09-29\ncloses = 40", "opens = 60")], [f"{CLINIC} opens: given week 60", "a week from 0 to 51"]),
    "opens as it ends": ([("opens = 2018-09-29\ncloses = 40", "opens = 52")], [f"{CLINIC} opens: given week 52", "a week from 0 to 51"]),
    "opens half way": ([("opens = 2018-09-29", "opens = 4.5")], [f"{CLINIC} opens: given 4.5"]),
    "closes before it opens": ([("closes = 40", "closes = 2018-09-10")], [f"{CLINIC} closes: given week 1", "5 or later"]),
    "closes as it opens": ([("closes = 40", "closes = 4")], [f"{CLINIC} closes: given week 4", "5 or later"]),
    "negative price": ([("price = 120.0", "price = -1")], [f"{CLINIC} price: given -1", "(USD a session)"]),
    "insured share in percent": ([("insured_share = 0.8", "insured_share = 80")], [f"{CLINIC} insured_share: given 80", "For 80 percent write 0.8."]),
    "languages as text": ([('languages = ["en", "es"]', 'languages = "en"')], [f"{CLINIC} languages: given 'en'", "Write ['en']."]),
    "language in full": ([('languages = ["en", "es"]', 'languages = ["English"]')], [f"{CLINIC} languages", "such as 'en'"]),
    "no language": ([('languages = ["en", "es"]', "languages = []")], [f"{CLINIC} languages: given []", "1 to 20"]),
    "unknown entry": ([('entry = "ask"', 'entry = "aks"')], [f"{CLINIC} entry: given 'aks'", "Did you mean 'ask'?"]),
    "unknown priority": ([('priority = "severity"', 'priority = "worst"')], [f"{CLINIC} priority: given 'worst'", "'first_come', 'severity', 'vulnerability'"]),
    "severity upside down": ([("min_severity = 0.5", "min_severity = 9.5")], [f"{CLINIC} min_severity: given 9.5 with max_severity = 9.0"]),
    "age upside down": ([("min_age = 16", "min_age = 95")], [f"{CLINIC} min_age: given 95 with max_age = 90", "Swap the two."]),
    "for whom misspelt": ([('only = ["struck"', 'only = ["strucc"')], [f"{CLINIC} only", "'strucc' is not allowed", "Did you mean 'struck'?"]),
    "no harm was meant": ([('intervention = "pfa"', 'intervention = "restorative_justice"')], ["[programme.first_aid] intervention: given 'restorative_justice' after flood, where nobody meant harm", "only after: violence"]),
    "yes in quotes": ([("adapted = true", 'adapted = "yes"')], [f"{CLINIC} adapted: given 'yes'", "Write true, without quotes."]),
    "age of 200": ([("max_age = 90", "max_age = 200")], [f"{CLINIC} max_age: given 200", "0 to 120 (years)"]),
    "programme with capitals": ([("[programme.first_aid]", '[programme."First Aid"]')], ["[programme]: given the name 'First Aid'", "Write 'first_aid'."]),
    "programme with look-alikes": ([("[programme.first_aid]", '[programme."f\u0456rst_aid"]')], ["U+0456 CYRILLIC SMALL LETTER"]),
    "programme that climbs": ([("[programme.first_aid]", '[programme."../../etc"]')], ["given the name '../../etc'"]),
    "programmes in a list": ([("[programme.clinic]", "[[programme]]"), ("[programme.first_aid]", "[[programme]]")], ["[programme]: given", "tables with a name"]),
    "programme is no table": ([("[programme.first_aid]", "[programme]\nx = 3\n[programme.first_aid]"), ("[programme.clinic]", "[programme.clinic]")], ["[programme] x: given 3"]),
    "17 programmes": ([("[arm.usual_care]", "".join(f"[programme.p{n}]\nintervention='pfa'\nchannel='outreach'\nslots=1\n" for n in range(15)) + "[arm.usual_care]")], ["[programme]: given 17 tables", "16"]),
    "no arm": ([('[arm.usual_care]\nlabel = "Usual care"\nprogrammes = ["clinic"]', ""), ('[arm.all_of_it]\nprogrammes = ["clinic", "first_aid"]', "")], ["[arm]: given nothing"]),
    "arm with unknown programme": ([('programmes = ["clinic"]', 'programmes = ["clinics"]')], ["[arm.usual_care] programmes: given 'clinics'", "Did you mean 'clinic'?"]),
    "arm with a new programme": ([('programmes = ["clinic"]', 'programmes = ["zebra"]')], ["Add a table [programme.zebra]."]),
    "arm with a programme twice": ([('programmes = ["clinic"]', 'programmes = ["clinic", "clinic"]')], ["is listed twice"]),
    "arm with a text": ([('programmes = ["clinic"]', 'programmes = "clinic"')], ["[arm.usual_care] programmes: given 'clinic'", "Write ['clinic']."]),
    "arm without programmes": ([('programmes = ["clinic"]', "")], ["[arm.usual_care] programmes: given nothing"]),
    "unknown number": ([("recovery_rate\"", "recovery_rat\"")], ["[numbers] stress.distress.recovery_rat: given an unknown number with 0.04", "Did you mean 'stress.distress.recovery_rate'?"]),
    "number below zero": ([("recovery_rate\" = 0.04", "recovery_rate\" = -0.04")], ["[numbers] stress.distress.recovery_rate: given -0.04", "(per week)"]),
    "number nan": ([("recovery_rate\" = 0.04", "recovery_rate\" = nan")], ["[numbers] stress.distress.recovery_rate: given nan"]),
    "number as text": ([("recovery_rate\" = 0.04", "recovery_rate\" = '0.04'")], ["without quotes"]),
    "number huge": ([("recovery_rate\" = 0.04", "recovery_rate\" = 1e300")], ["given 1e+300"]),
    "numbers in a list": ([('[numbers]\n"stress.distress.recovery_rate" = 0.04', "[[numbers]]\na = 1")], ["[numbers]: given"]),
    "like nobody": ([('like = "cbt"', 'like = "cbd"')], ["[intervention.my_cbt] like: given 'cbd'", "Did you mean 'cbt'?"]),
    "own entry without like": ([('like = "cbt"\n', "")], ["[intervention.my_cbt] kind: given nothing", "[intervention.my_cbt] dropout: given nothing"]),
    "own number out of range": ([("sessions = 10", "sessions = -1")], ["[intervention.my_cbt] sessions: given -1", "(sessions)"]),
    "own number as text": ([("sessions = 10", "sessions = '10'")], ["[intervention.my_cbt] sessions: given '10'", "without quotes"]),
    "own number outside its range": ([("value = 0.05, low = 0.03", "value = 0.01, low = 0.03")], ["value 0.01, low 0.03", "low <= value <= high"]),
    "own grade unknown": ([('grade = "trial"', 'grade = "trail"')], ["[intervention.my_cbt.symptom_cut] grade: given 'trail'", "'trial'"]),
    "own grade without source": ([('source = "our trial", ', "")], ["grade 'trial' without source"]),
    "own unit wrong": ([("value = 0.05,", 'value = 0.05, unit = "kg",')], ["[intervention.my_cbt.symptom_cut] unit: given 'kg'", "'share of severity'"]),
    "own channel with unknown barrier": ([('["noise", "language"]', '["nois", "language"]')], ["[channel.home_visit] barriers: given 'nois'", "Did you mean 'noise'?"]),
    "own barrier with unknown hindrance": ([('"travel_miles"', '"travel_mile"')], ["[barrier.noise] hindrance", "Did you mean 'travel_miles'?"]),
    "13 barriers": ([("[barrier.noise]", "".join(f"[barrier.b{n}]\nlike='cost'\n" for n in range(4)) + "[barrier.noise]")], ["[barrier]: given 13 barriers", "12 at most"]),
    "two kinds of places": ([("weeks = 52", 'weeks = 52\nplaces = "p.csv"')], ["places: given a table and [[place]] tables"]),
    "place twice": ([('"Hill"', '"riverside"')], ["[[place]] 2 place: given 'riverside', also in [[place]] 1", "each place once"]),
    "people as text": ([("population = 800", "population = '800'")], ["[[place]] 1 population: given '800'"]),
    "nobody": ([("population = 800", "population = 0"), ("population = 1200", "population = 0")], ["0 people", "1 to 50,000,000"]),
    "a billion people": ([("population = 800", "population = 1_000_000_000")], ["[[place]] 1 population: given 1000000000", "50,000,000 (people)"]),
    "exposure above one": ([("exposure = 0.7", "exposure = 7")], ["[[place]] 1 exposure: given 7", "0 to 1"]),
    "shares that are not 1": ([("exposure = 0.7", "share_black = 0.7\nshare_white = 0.5")], ["[[place]] 1: share_white to share_other", "sum to 1.2"]),
    "place is no list": ([("[[place]]\nplace = \"Riverside\"", "[place]\nplace = \"Riverside\""), ("[[place]]\nplace = \"Hill\"", "[place.b]\nplace = \"Hill\"")], ["[[place]]"]),
    "letters that cannot be seen": ([("weeks = 52", "we\u200beks = 52")], ["line 6", "U+200B ZERO WIDTH SPACE"]),
    "look-alike key": ([("weeks = 52", "w\u0435eks = 52")], ["line 6", "U+0435 CYRILLIC SMALL LETTER IE"]),
    "look-alike key in quotes": ([("weeks = 52", '"w\u0435eks" = 52')], ["U+0435 CYRILLIC SMALL LETTER IE", "Did you mean 'weeks'?"]),
    "right-to-left key": ([("weeks = 52", '"\u05d0\u05d1" = 52')], ["U+05D0 HEBREW LETTER ALEF"]),
    "nul": ([("weeks = 52", "weeks = 52\x00")], ["line 6", "U+0000"]),
    "nesting": ([("weeks = 52", "weeks = " + "[" * 500 + "]" * 500)], ["line 6", "16 levels at most"]),
    "256 KB": ([("weeks = 52", "weeks = 52\n# " + "x" * 300_000)], ["256 KB"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_within_a_second_in_plain_words(name):
    changes, words = BAD[name]
    text = edited(*changes)
    start = time.process_time()
    faults = faults_of(text, name="x")
    assert time.process_time() - start < 1
    said = "\n".join(map(str, faults))
    assert all(word in said for word in words), said
    assert all(part in str(fault) for fault in faults for part in EVERY_ONE), said
    assert all("\n" not in str(fault) and str(fault).isprintable() for fault in faults)


def test_there_are_many_bad_files():
    assert len(BAD) >= 100


@pytest.mark.parametrize("path", ["nowhere.csv", ".", "../..", "/", "a" * 400, "x\\u0000y"])
def test_a_table_of_places_that_cannot_be_read(path, tmp_path):
    text = edited(("weeks = 52", f'weeks = 52\nplaces = "{path}"'))
    text = text[: text.index("[[place]]")]
    assert faults_of(text, folder=tmp_path)


def test_no_places_at_all():
    assert "either places = " in str(faults_of(GOOD[: GOOD.index("[[place]]")])[0])


def test_every_fault_is_listed_at_once():
    together = [
        "unknown key", "negative slots", "seed below zero", "impact inf", "negative price", "age of 200", "own unit wrong",
        "unknown number", "exposure above one", "arm with unknown programme", "unknown channel", "unknown intervention",
        "place twice", "own channel with unknown barrier", "opens before the event", "unknown key of an own entry",
    ]  # fmt: skip
    faults = faults_of(edited(*(change for name in together for change in BAD[name][0])), name="x")
    said = "\n".join(map(str, faults))
    assert len(faults) == len(together), said
    for name in together:
        assert all(word in said for word in BAD[name][1]), (name, said)


def test_a_fault_says_no_more_than_it_must():
    assert faults_of(edited(("slots = 20", "slost = 20"))) == (
        Fault(
            "scenario.toml: [programme.clinic] slost", "an unknown key with 20",
            f"one of {', '.join(key.name for key in fields_of(Programme))}", "Did you mean 'slots'?",
        ),
    )  # fmt: skip


def test_thousands_of_faults_stay_quick():
    start = time.process_time()
    assert len(faults_of("\n".join(f"titel{n} = 1" for n in range(15_000)))) == 1000
    numbers = "[numbers]\n" + "\n".join(f'"stress.distress.recovery_{n}" = 1' for n in range(5000))
    assert len(faults_of(numbers)) == 1000
    # Seconds of the processor: what else the machine does is no fault of ours.
    assert time.process_time() - start < 4


# Typing errors.

LETTERS = string.ascii_lowercase + "_"


def one_letter_typos(word, rng):
    """Return a word with a letter dropped, doubled, swapped, changed and added, each at a random place."""
    i, letter = rng.randrange(len(word)), rng.choice(LETTERS)
    j = rng.randrange(len(word) - 1)
    made = {
        word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], word[:j] + word[j + 1] + word[j] + word[j + 2 :],
        word[:i] + letter + word[i + 1 :], word[:i] + letter + word[i:],
    }  # fmt: skip
    return sorted(made - {word, ""})


def all_keys():
    """Return every (line of the good file, its key) that can be misspelt."""
    lines = [
        (n, line.partition(" =")[0])
        for n, line in enumerate(GOOD.splitlines())
        if " = " in line and line[0] not in "{'\""
    ]
    # How slots are split follows from the sites, and other sites are tried throughout: it has a test of its own.
    assert {key for _, key in lines} >= {key.name for key in fields_of(Programme)} - {"split"}
    return lines


def test_nearly_every_one_letter_typo_is_understood():
    rng, lines = random.Random(1), GOOD.splitlines()
    right = wrong = 0
    for n, word in all_keys():
        for typo in one_letter_typos(word, rng):
            if f"\n{typo} =" in GOOD:
                continue
            text = "\n".join([*lines[:n], lines[n].replace(word, typo, 1), *lines[n + 1 :]])
            said = [str(fault) for fault in faults_of(text)]
            understood = any(f"Did you mean {word!r}?" in line for line in said)
            right, wrong = right + understood, wrong + (not understood)
    assert right + wrong > 200
    assert right / (right + wrong) >= 0.9, (right, wrong)


def test_typos_in_names_of_the_catalogues_are_understood():
    rng, right, total = random.Random(2), 0, 0
    book = evidence.load()
    for stem, piece in (
        ("interventions", 'intervention = "pfa"'),
        ("channels", 'channel = "clinic"'),
        ("events", 'kind = "hurricane_katrina"'),
    ):
        for name in book.table(stem):
            for typo in one_letter_typos(name, rng):
                key = piece.partition(" ")[0]
                said = "\n".join(map(str, faults_of(edited((piece, f'{key} = "{typo}"')))))
                total, right = total + 1, right + (f"Did you mean {name!r}?" in said)
    assert right / total >= 0.9, (right, total)


# Anything at all.


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_no_text_raises_anything_but_faults(text):
    with pytest.raises(ScenarioFaults):
        loads(text)


def assert_sound(plan):
    """Check what every scenario that was let through has to be."""
    assert 4 <= plan.weeks <= 1040
    assert plan.arms
    assert 1 <= plan.places.people <= 50_000_000
    assert all(np.isfinite(plan.places.frame().drop(columns="place")).all())
    assert all(name in plan.programmes for arm in plan.arms.values() for name in arm.programmes)
    for programme in plan.programmes.values():
        assert 0 <= programme.opens < plan.weeks
        assert programme.closes is None or programme.closes > programme.opens
        assert 0 <= programme.slots <= 1_000_000
        assert set(programme.sites) <= set(plan.places.names)
        assert programme.intervention in plan.interventions
        assert plan.channels[programme.channel]["entry"] in ("ask", "outreach")
    assert all(not number.faults() for number in plan.book.values())


PIECES = st.sampled_from(
    ["nan", "-inf", "1e400", "-1", "2.5", "true", '"x"', "'\u202e'", "[]", "[[1]]", "{}", "{a = 1}", "2018-01-01", "07:30:00",
     "[programme.x]", "[[programme.x]]", "[place]", "[[place]]", "[event.x]", "arm = 1", "\n", "=", "slots", "[numbers]", "\0"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(GOOD.splitlines()) - 1), PIECES, st.sampled_from(["value", "line", "after", "cut"]))
def test_no_edit_of_a_good_file_raises_anything_but_faults(n, piece, how):
    lines = GOOD.splitlines()
    if how == "value":
        lines[n] = f"{lines[n].partition('=')[0]}= {piece}"
    elif how == "line":
        lines[n] = piece
    elif how == "after":
        lines.insert(n, piece)
    else:
        lines = [*lines[: n + 1], piece]
    try:
        assert_sound(loads("\n".join(lines)))
    except ScenarioFaults as faults:
        assert all(part in str(fault) for fault in faults.faults for part in ("given ", "; allowed is "))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_faults(tmp_path_factory, raw):
    file = tmp_path_factory.mktemp("raw") / "x.toml"
    file.write_bytes(raw)
    with pytest.raises(ScenarioFaults):
        load(file)


# The declared keys.


def test_every_key_is_declared_once_with_meaning_and_what_is_allowed():
    for table in (Scenario, Event, Programme, Arm):
        keys = fields_of(table)
        assert len({key.name for key in keys}) == len(keys)
        for key in keys:
            assert key.meaning.endswith(".")
            assert key.allowed
            assert key.required or key.otherwise
    slots = next(key for key in fields_of(Programme) if key.name == "slots")
    assert (slots.unit, slots.required) == ("sessions a week", True)
    assert set(TABLES) >= {"event", "programme", "arm"}


def test_defaults_keep_their_own_rules():
    for table in (Scenario, Programme):
        for key in fields_of(table):
            if key.default is not None and not isinstance(key.default, tuple) and key.default != "":
                assert read_keys((key,), {key.name: key.default}, "", FaultList("x"))[key.name] == key.default
