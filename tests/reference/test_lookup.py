"""Can everything be explained, in plain words and with its source?"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import sim
from sim import evidence, outcomes
from sim.evidence.reading import HINDRANCES
from sim.kernels.random_streams import DECIDES, DECISION
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import FINAL, FLOWS, STATES
from sim.population.footprints import FOOTPRINTS
from sim.population.residents import Residents
from sim.processes.schedule import OPENING, SCHEDULE
from sim.reference import lookup
from sim.reference.details import table_columns
from sim.reference.glossary import GLOSSARY
from sim.scenario import Arm, Event, Programme, Scenario, fields_of, shipped
from sim.scenario.places import COLUMNS
from sim.studies.sweep.export import OF_TABLE
from sim.validation.surveys import plan as surveys
from sim.validation.trials import plan as trials


def test_every_name_is_explained() -> None:
    for name in lookup.names():
        found = lookup.explain(name)
        text = str(found)
        assert found.meaning.strip(), name
        assert text.startswith(f"{found.name} ({found.kind})"), name
        assert all(len(line) <= lookup.WIDTH for line in text.splitlines()), name


def test_what_is_covered() -> None:
    book = evidence.load()
    names = set(lookup.names())
    assert set(book) <= names
    assert {name for stem in lookup.CATALOGUES for name in book.table(stem)} <= names
    assert names >= {*Residents.columns(), *STATES, *FLOWS, *FINAL, *GLOSSARY}


def test_processes_trials_surveys_and_scenarios_are_covered() -> None:
    steps = {one.name for one in (*OPENING, *SCHEDULE)}
    assert {*steps, *trials.load(), *surveys.load(), *shipped(), *FOOTPRINTS} <= set(lookup.names())
    seek = lookup.explain("seek")
    assert seek == lookup.explain("care.seek") and seek.kind == "process"
    assert "step 9 of 17 of every week" in seek.meaning and "sim/processes/care/seeking.py" in seek.meaning
    assert "once, when the event happens and step 3" in lookup.explain("appraise").meaning
    assert lookup.explain("tf_cbt").also[0].kind == "trial"


def test_streams_of_luck_and_hindrances_are_covered() -> None:
    assert set(DECIDES) == set(DECISION)
    assert {f"draws.{name}" for name in DECISION} | set(HINDRANCES) <= set(lookup.names())
    grief = lookup.explain("draws.grief")
    assert (
        grief.kind == "random stream"
        and "turns to loss or to restoration" in grief.meaning
        and "Stream 302" in grief.meaning
    )
    assert lookup.explain("enrol") == lookup.explain("draws.enrol")
    assert lookup.explain("travel_miles").related == ("distance", "barrier")


def test_every_column_of_every_table_is_covered(results) -> None:
    seen = set()
    for name in outcomes.__all__:
        table = getattr(outcomes, name)
        if name == "spread_shares" or isinstance(table, type) or not callable(table):
            continue
        for column in table(results).columns:
            seen.add(column)
            assert lookup.explain(str(column)).meaning, (name, column)
    assert {"icer", "per_100_asks", "level_low", "income_gap_high", "variance_ratio"} <= seen
    for column in OF_TABLE:
        assert lookup.explain(column).meaning, column


def test_no_column_of_tables_is_said_that_is_not_there(results) -> None:
    there = {
        str(c)
        for name in outcomes.__all__
        if name != "spread_shares"
        for c in columns_of(getattr(outcomes, name), results)
    }
    assert set(table_columns()) <= there | set(OF_TABLE)


def columns_of(table, results) -> list[str]:
    return [] if isinstance(table, type) or not callable(table) else list(table(results).columns)


def test_the_end_of_a_band_says_of_what() -> None:
    low = lookup.explain("cost_per_daly_low")
    assert (
        low.meaning.startswith("Lower end of what one city may see")
        and "healthy year gained" in low.meaning
        and low.unit == "USD"
    )
    assert lookup.explain("extra_cost_se").meaning.startswith("Standard error over seeds")
    with pytest.raises(lookup.UnknownNameError, match="nothing_of_ours"):
        lookup.explain("nothing_of_ours_low")


@pytest.fixture(scope="module")
def results():
    return sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)


def test_outcomes_and_scenario_keys_are_covered() -> None:
    keys = {item.name for table in (Scenario, Event, Programme, Arm) for item in fields_of(table)}
    assert {*OUTCOMES, *keys, *COLUMNS} <= set(lookup.names())


def test_a_scenario_key_says_what_is_allowed() -> None:
    text = str(lookup.explain("slots"))
    assert "slots (word)" in text
    assert "slots (key of a scenario file [programme.NAME])" in text
    assert "whole number from 0 to 1,000,000 (sessions a week)" in text


def test_stigma_says_all_that_is_known() -> None:
    barrier = lookup.explain("stigma")
    assert (barrier.kind, barrier.unit, barrier.value) == ("barrier", "log odds at full stigma", "-0.49")
    assert (barrier.range, barrier.grade) == ("-0.7 to -0.3", "cohort")
    text = str(barrier)
    for part in ("meaning", "unit", "value", "range", "grade", "source"):
        assert part == "meaning" or f"  {part}" in text
    assert "Clement et al. (2015)" in text
    assert "stigma (column of residents)" in text


def test_an_intervention_says_each_of_its_numbers() -> None:
    cbt = lookup.explain("cbt")
    shape, said = evidence.SHAPES["interventions"], {part.name for part in cbt.parts}
    assert set(shape.numbers) - set(shape.optional) <= said <= set(shape.numbers)
    assert cbt.grade == "trial 4, coded 1, convention 2, choice 2"
    assert "Shalev et al. (2012)" in str(cbt)


def test_a_path_and_its_last_part_mean_the_same() -> None:
    path = "stress.distress.recovery_rate"
    assert lookup.explain("recovery_rate") == lookup.explain(path) == lookup.explain(path.upper())


def test_a_last_part_that_many_share_lists_them() -> None:
    found = lookup.explain("dropout")
    assert {f"interventions.{name}.dropout" for name in evidence.load().table("interventions")} == {
        part.name for part in found.parts
    }


@pytest.mark.parametrize("name", ["Case cut-off", "case_cut_off", "CASE CUT OFF"])
def test_spelling_is_forgiven(name: str) -> None:
    assert lookup.explain(name).name == "case cut-off"


@pytest.mark.parametrize(
    ("given", "meant"), [("stigmaa", "stigma"), ("recovry", "recovery"), ("tele health", "telehealth")]
)
def test_an_unknown_name_suggests_the_nearest(given: str, meant: str) -> None:
    with pytest.raises(lookup.UnknownNameError, match=f"Unknown name .{given}.. Did you mean '{meant}'"):
        lookup.explain(given)
    with pytest.raises(KeyError):
        lookup.explain("")


def test_every_related_name_leads_somewhere() -> None:
    for one in lookup.everything():
        for name in one.related:
            assert lookup.explain(name), (one.name, name)


def test_words_speak_of_people_with_care() -> None:
    deficit = re.compile(
        r"\b(the poor and|carless|the uninsured|victims?|sufferers?|addicts?|refuses help|non-?compliant)\b"
    )
    for one in lookup.everything():
        assert not deficit.search(f"{one.label} {one.meaning}"), one.name


def test_explaining_brings_in_neither_mesa_nor_matplotlib() -> None:
    code = "import sys; from sim.reference.lookup import explain; explain('stigma'); print({'mesa', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_policy_names_its_levers_and_whom_it_concerns() -> None:
    found = str(lookup.explain("telehealth_across_state_lines"))
    assert all(
        part in found for part in ("- slots 1.5 (1 to 3) factor", "- opens_earlier", "guided_internet", "policy")
    )
    assert "0 has no effect" in str(lookup.explain("lever.covers_poor"))
