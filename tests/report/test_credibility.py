"""Does a report say how far it can be believed: assumed numbers, figures met and missed, and numbers that were never checked?"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest

from sim import evidence
from sim.evidence.score import COLUMNS, Score, digest, load_score, read_score
from sim.inputs.faults import ScenarioFaults
from sim.outcomes.results import Results
from sim.report.text import credibility
from sim.report.text.credibility import Belief, FigureSource, believe, believed_facts
from sim.report.text.credibility_tables import NOT_CHECKED, belief_sentences, missed_lines, missed_table, near_table
from sim.scenario import Scenario, load
from tests.fake_results import fake_results

ROWS = """\
mothers,probable PTSD,all,144,percent,16.7,13.0,20.4,paxson2012,held_out,25.1,22.0,28.0,miss,neither
attacks,probable PTSD,all,6,percent,0.6,0.3,1.0,galea2003,held_out,0.7,0.4,1.1,pass,interval
reviews,correlation with support,all,,r,-0.27,,,zalta2020,fitted,-0.26,,,pass,20%
katrina,probable PTSD,home_lost,18.5,percent,20.9,16.9,24.9,kessler2008,fitted,20.1,17.0,23.0,pass,interval
talking,difference (SMD),all enrolled,2.8,SD,1.02,0.5,1.5,lewis2020,held_out,,,,miss,neither
ike,probable PTSD,all,18,percent,2.5,1.4,3.6,pietrzak2012,fitted,4.4,3.1,6.0,miss,neither
"""
SURVEYS = {
    "katrina": FigureSource("Katrina, affected areas", "hurricane_katrina", "flood"),
    "mothers": FigureSource(
        "Katrina, mothers", "katrina_low_income_mothers", "flood", why={(144.0, 16.7): "Few moved back."}
    ),
    "ike": FigureSource("Ike, Galveston", "hurricane_ike", "flood"),
    "talking": FigureSource("A therapy against waiting", help=frozenset({"cbt"}), kind="trial"),
    "attacks": FigureSource("Manhattan", "september_11", "violence", {(6.0, 0.6): "cases"}),
}


def table(numbers: str, rows: str = ROWS) -> str:
    return f"# numbers {numbers}\n{','.join(COLUMNS)}\n{rows}"


@cache
def score() -> Score:
    return read_score(table(digest(evidence.load())))


@cache
def city() -> Results:
    return fake_results(arms=2, seeds=2, weeks=12, people=600, places=4)


@cache
def flood() -> Scenario:
    plan = load("new_orleans")
    return replace(plan, book=evidence.load(), event=replace(plan.event, kind="hurricane_katrina", **fitted()))


def fitted() -> dict[str, float]:
    book = evidence.load()
    return {name: book[f"events.hurricane_katrina.{name}"].value for name in ("first_impact", "strain_level", "fading")}


def held(scenario: Scenario | None, checked: Score | None = None) -> Belief:
    return believe(city(), scenario, checked or score(), SURVEYS)


def test_the_nearest_figures_come_first_and_uses_are_never_added_up():
    belief = held(flood())
    assert [row.survey for row in belief.rows()] == ["katrina", "mothers", "ike", "talking", "attacks", "reviews"]
    assert belief.tally("fitted") == (2, 3) and belief.tally("held_out") == (1, 3)
    assert belief.tally("fitted", credibility.SAME_EVENT) == (1, 1)
    assert belief.tally("held_out", credibility.SAME_HAZARD) == (0, 1)
    elsewhere = held(replace(flood(), event=replace(flood().event, kind="september_11", hazard="violence")))
    assert elsewhere.rows()[0].survey == "attacks"


def test_the_sentences_say_what_is_met_what_is_missed_and_why():
    belief = held(flood())
    said = " ".join(belief_sentences(belief))
    assert "9 of the model's 50 numbers are assumed (18%)" in said
    assert "meets 2 of 3 that numbers were fitted to, and 1 of 3 that were held out" in said
    assert "surveys after events: 2 of 3 fitted and 1 of 2 held out; trials: 0 of 0 fitted and 0 of 1 held out" in said
    assert "are met: after this event or one of its kind, 1 of 2 fitted and 0 of 1 held out; with the help" in said
    assert "other numbers" not in said and belief.same_numbers
    first, second, third = missed_lines(belief)
    assert (
        first
        == "Katrina, mothers: probable PTSD, 144 months after: published 16.7%, model 25.1% (held out). Few moved back."
    )
    assert second.endswith("The reason is not known.")
    assert third.startswith(
        "A therapy against waiting: difference (SMD), 2.8 months after the first session: published 1.02, model \u2013"
    )
    assert [row[0] for row in missed_table(belief).rows] == [
        row.partition(": published")[0] for row in (first, second, third)
    ]
    assert "home lost, 18.5 months after" in near_table(belief).rows[0][0]


def test_other_numbers_than_those_checked_are_told():
    path = "stress.distress.recovery_rate"
    changed = replace(flood(), book=flood().book.with_values({path: 0.05}))
    said = " ".join(belief_sentences(held(changed)))
    assert path in said and "need not hold" in said and not held(changed).same_numbers
    harder = replace(flood(), event=replace(flood().event, first_impact=0.5))
    assert held(harder).others == ("events.hurricane_katrina.first_impact",)
    old = " ".join(belief_sentences(held(flood(), read_score(table("0123456789ab")))))
    assert "have changed since that check" in old
    assert "not known here" in " ".join(belief_sentences(held(None)))


def test_a_reason_in_the_table_itself_comes_first():
    header, *rows = table("x").splitlines()[1:]
    reasons = [f"{row},Said there." if row.startswith("mothers") else f"{row}," for row in rows]
    told = read_score("\n".join([f"{header},why", *reasons]))
    assert "Said there." in missed_lines(held(flood(), told))[0]


def test_not_checked_yet_is_said_kindly(monkeypatch, tmp_path):
    monkeypatch.setattr(credibility, "load_score", lambda: load_score(tmp_path / "score.csv"))
    belief = believe(city(), flood())
    assert belief.score is None and belief_sentences(belief)[-1] == NOT_CHECKED
    assert missed_table(belief).empty and not missed_lines(belief)
    facts = believed_facts(belief)
    assert facts["checked"] is False and facts["assumed"] == 9 and facts["figures"]["fitted"] == {"met": 0, "of": 0}


def test_the_digest_knows_values_and_nothing_else():
    book = evidence.load()
    path = next(iter(book))
    assert digest(book) == digest(evidence.Evidence(dict(reversed(list(book.items()))), {}))
    assert digest(book.with_values({path: book[path].value + 0.01})) != digest(book)
    assert len(digest(book)) == 12


def test_a_table_that_cannot_be_read_says_every_fault():
    wrong = ROWS.replace("held_out,25.1", "guessed,many").replace(",pass,20%", ",fine,20%")
    with pytest.raises(ScenarioFaults) as caught:
        read_score(table("x", wrong))
    said = str(caught.value)
    assert (
        "line 3, role" in said and "fitted, held_out" in said and "line 3, model" in said and "line 5, verdict" in said
    )


def test_the_page_and_json_carry_it(monkeypatch):
    from sim.report import render_appendix

    monkeypatch.setattr(credibility, "load_score", score)
    monkeypatch.setattr(credibility, "asked_of_the_evidence", lambda: SURVEYS)
    page = render_appendix(city(), flood())
    for words in ("Held against published figures", "Few moved back.", "2 of 3 that numbers were fitted to"):
        assert words in page
    from sim.cli.summary import summary
    from sim.outcomes import equity_table

    told = summary(city(), equity_table(city()), flood())["belief"]
    assert told["same_numbers"] and told["figures"]["held_out"] == {"met": 1, "of": 3}
    assert [row["survey"] for row in json.loads(json.dumps(told["missed"]))] == ["mothers", "ike", "talking"]


def test_the_surveys_of_the_evidence_are_known_by_event_hazard_and_measure():
    known = credibility.asked_of_the_evidence()
    asked = [about for about in known.values() if about.kind == "survey"]
    assert asked and all(about.label and about.event and about.hazard and about.measures for about in asked)
    assert known["tf_cbt"].kind == "trial" and known["tf_cbt"].help == {"tf_cbt"} and known["tf_cbt"].measures


def test_a_summary_prints_it(capsys):
    from sim.cli.summary import print_summary

    print_summary(city(), False, flood())
    assert "numbers are assumed" in capsys.readouterr().out
