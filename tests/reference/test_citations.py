"""Who is cited for a run? Every number that takes part, nobody for judgement, and what a plan leaves out is not cited."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

import sim
from sim import evidence
from sim.cli import app
from sim.evidence.bibliography import parse
from sim.reference import citations
from sim.reference.reading_list import THEMES, UnknownThemeError, keys_of, reading
from sim.scenario import load, loads, scenario_folder


@pytest.fixture(scope="module")
def cited() -> citations.Cited:
    return citations.references("minimal")


def test_every_number_with_a_source_stands_under_a_reference(cited):
    behind = {path for one in cited.references for path in one.numbers}
    assert behind | {number.path for number in cited.judged} == {number.path for number in cited.numbers}
    paths = {number.path for number in cited.numbers}
    assert {"interventions.cbt.symptom_cut", "barriers.stigma.effect", "stress.distress.recovery_rate"} <= paths
    assert not any(path.startswith(("interventions.emdr.", "hazards.earthquake.")) for path in paths)


def test_judgement_is_counted_and_not_cited(cited):
    assert cited.judged and all(number.grade in evidence.SOURCELESS for number in cited.judged)
    assert not {"assumption", "modelfit"} & {one.key for one in cited.references}


def test_an_estimated_number_cites_the_surveys_it_was_estimated_from(cited):
    by_key = {one.key: one.numbers for one in cited.references}
    assert "stress.distress.recovery_rate" in by_key["kessler2008"]
    assert "events.hurricane_katrina.first_impact" in by_key["kessler2008"]
    assert "events.hurricane_katrina.first_impact" not in by_key.get("dai2016", ())


def test_a_plan_without_first_aid_does_not_cite_it():
    without = citations.references("minimal", ["usual_care"])
    assert not any(number.path.startswith("interventions.pfa.") for number in without.numbers)
    with pytest.raises(KeyError, match="no arm 'nix'"):
        citations.references("minimal", ["nix"])


def test_what_the_scenario_says_itself_is_not_cited_to_others():
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    own = loads(text + '\n[numbers]\n"stress.distress.recovery_rate" = 0.05\n')
    assert "stress.distress.recovery_rate" not in {number.path for number in citations.references(own).numbers}


def test_an_own_text_is_cited_as_it_stands():
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    own = '\n[intervention.walks]\nlike = "pfa"\nlabel = "Walks"\nmeaning = "Walking together."\n'
    own += 'symptom_cut = { value = 0.1, low = 0.0, high = 0.2, grade = "trial", '
    own += 'source = "Walkers (2031). On walking.", meaning = "A cut." }\n'
    plan = loads(text.replace('intervention = "pfa"', 'intervention = "walks"') + own)
    found = [one for one in citations.references(plan).references if one.own]
    assert [one.text for one in found] == ["Walkers (2031). On walking."]
    assert "{{Walkers (2031). On walking.}}" in found[0].bibtex


def test_as_text_and_as_bibtex():
    plan = load("minimal")
    lines = sim.cite(plan).splitlines()
    entries = parse(sim.cite(plan, "bibtex"))
    assert len(lines) == len(entries) > 50 and lines == sorted(lines, key=str.casefold)
    assert set(entries) <= set(evidence.sources())
    with pytest.raises(evidence.EvidenceError, match="Allowed: text, bibtex"):
        sim.cite(plan, "apa")


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout


def test_the_command_gives_data_on_stdout():
    code, text = typed("explain", "cite", "minimal", "--quiet")
    assert code == 0 and len(text.splitlines()) > 50
    code, text = typed("explain", "cite", "minimal", "--json", "--arm", "usual_care")
    told = json.loads(text)
    assert code == 0 and told["arms"] == ["usual_care"] and sum(told["grades"].values()) == told["numbers"]
    assert typed("explain", "cite", "minimal", "--arm", "nix")[0] == 2


def test_every_number_stands_in_the_reading_list():
    begins = tuple(start for theme in THEMES.values() for start in theme.begins)
    assert [path for path in evidence.load() if not path.startswith(begins)] == []
    listed = {source.key for theme in THEMES for source, _ in reading(theme)}
    assert listed == set(evidence.sources()) - {"assumption", "modelfit"}


def test_a_reading_list_counts_the_numbers_behind_a_source():
    (first, count), *_ = reading("grief")
    assert count == sum(key == first.key for key in keys_of("grief")) >= 2
    with pytest.raises(UnknownThemeError, match="Did you mean 'grief'"):
        reading("greif")
    assert typed("explain", "reading", "greif")[0] == 2
    code, text = typed("explain", "reading", "grief", "--bibtex")
    assert code == 0 and first.key in parse(text)
    assert {one["key"] for one in json.loads(typed("explain", "reading", "--json")[1])["grief"]} >= {first.key}


def test_the_glossary_has_every_word_and_stands_in_for_a_name_left_out():
    from sim.reference.glossary import GLOSSARY

    code, text = typed("explain", "glossary")
    assert code == 0 and all(re.search(rf"^  {re.escape(word)}: ", text, re.M) for word in GLOSSARY)
    assert typed("explain")[1] == text
    assert sum(len(words) for words in json.loads(typed("explain", "glossary", "--json")[1]).values()) == len(GLOSSARY)
