"""What goes to the meeting: two pages of PDF, a workbook with its words, answers on the page, and no word that offends."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.outcomes.printed import Table
from sim.outcomes.results import Results
from sim.outcomes.saving import save_results
from sim.report import render, render_appendix
from sim.report.answers import FOLDER, keep, kept
from sim.report.figures.paper import PaperTable, Paragraph, pdf
from sim.report.meeting import Meeting
from sim.report.pdf import brief, first, second
from sim.report.text.changes import what_would_change
from sim.report.xlsx import sheets, workbook
from sim.scenario import invented, load, loads, scenario_folder
from sim.studies.planning.answer import Answer
from tests.fake_results import fake_results


@cache
def city() -> Results:
    return fake_results(arms=3, seeds=3, weeks=30, people=900, places=6)


def words_of(results: Results) -> str:
    meeting = Meeting.of(results)
    blocks = [*first(meeting), *second(meeting, None)]
    cells = [
        " ".join(map(str, [*b.head, *(c for row in b.rows for c in row)])) for b in blocks if isinstance(b, PaperTable)
    ]
    return " ".join([*(b.text for b in blocks if isinstance(b, Paragraph)), *cells])


def test_the_brief_has_two_pages_and_the_same_bytes_each_time() -> None:
    made = brief(city())
    assert made.startswith(b"%PDF") and len(re.findall(rb"/Type /Page\b", made)) == 2
    assert made == brief(city())


def test_the_brief_says_limits_costs_and_where_to_turn() -> None:
    words = words_of(city())
    for said in (
        "a model, not a forecast",
        "never replaces clinical judgement",
        "988",
        "What would change the answer",
        "Which plan for which budget".lower(),
    ):
        assert said in words
    assert not re.search(r"\b(nan|None|inf)\b|minorit", words)


def test_one_plan_alone_gives_a_brief_too() -> None:
    assert brief(fake_results(arms=1, seeds=1, weeks=20, people=300, places=3)).startswith(b"%PDF")


def test_a_page_with_too_many_words_is_refused() -> None:
    with pytest.raises(ValueError, match="more words than fit"):
        pdf([[Paragraph("word " * 20_000)]], "long")


def test_the_workbook_says_what_its_columns_and_numbers_mean() -> None:
    book = pd.read_excel(io.BytesIO(workbook(city())), sheet_name=None)
    assert {
        "Answer",
        "Plans",
        "Money",
        "found",
        "headline",
        "equity",
        "best_buy",
        "turned_away",
        "words",
        "numbers",
    } <= set(book)
    assert {"unit", "definition", "source"} <= set(book["words"].columns)
    assert book["numbers"]["source"].notna().all() and len(book["numbers"]) > 500
    money = book["value_for_money"]
    known = " ".join(book["words"]["name"])
    for column in money.columns:
        assert column in known or re.sub("_(low|high|se)$", "", column) in known, column


def test_answers_beside_the_results_stand_on_the_page_and_in_the_workbook(tmp_path: Path) -> None:
    table = Table("Slots", ["Site", "Slots"], [["<b>Mid-City</b>", "40"]])
    keep(
        Answer("slots", "How many <slots>?", ("Forty.",), ("Luck.",), (table,), {}, "healing plan slots"),
        tmp_path / FOLDER,
    )
    page = render_appendix(city(), None, tmp_path)
    assert "How many &lt;slots&gt;?" in page and "&lt;b&gt;Mid-City" in page and "healing plan slots" in page
    assert "asked_slots_1" in sheets(city(), None, tmp_path)
    (tmp_path / FOLDER / "slots.json").write_text("{broken")
    assert kept(tmp_path / FOLDER) == [], "a file that is not ours is left alone"


def test_what_would_change_comes_from_a_study_where_there_is_one(tmp_path: Path) -> None:
    said, table = what_would_change(load("katrina"))
    assert "healing sensitivity" in said and table.rows[0][2] == "assumed"
    head = "measure,arm,rank,path,value,low,high,unit,grade,meaning\n"
    (tmp_path / "top.csv").write_text(f"{head}prevalence,a,1,stress.x,0.5,0.1,0.9,share,assumed,What it is.\n")
    said, table = what_would_change(None, tmp_path)
    assert "sensitivity study" in said and table.rows == [
        ["stress.x", "0.5 share (0.1 to 0.9)", "assumed", "What it is."]
    ]


def test_report_writes_all_and_says_so_as_json(tmp_path: Path) -> None:
    save_results(city(), tmp_path)
    result = CliRunner().invoke(app, ["report", str(tmp_path), "--pdf", "--xlsx", "--no-png", "--json", "-q"])
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert {Path(path).name for path in told["files"]} >= {"report.html", "brief.pdf", "report.xlsx"}
    assert len(told["found"]) == 3 and told["command"].startswith("healing compare fake")


def test_a_missing_library_is_said_with_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("sim.studies.designs.find_spec", lambda name: None)
    save_results(fake_results(arms=1, seeds=1, weeks=10, people=200, places=2), tmp_path)
    result = CliRunner().invoke(app, ["report", str(tmp_path), "--xlsx", "--no-png", "-q"])
    assert result.exit_code == 2 and "openpyxl" in result.stderr


def test_what_is_invented_is_said_first_wherever_somebody_reads() -> None:
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    plan = loads(re.sub(r"(?m)^exposure = .*$", "", text))
    sentence = "The damage is invented: 48% of homes everywhere, as in New Orleans 2005."
    assert invented(plan)[0] == sentence
    for page in (render(city(), plan), render_appendix(city(), plan)):
        assert page.index(sentence.partition(",")[0]) < page.index(
            "What we asked</h2>" if "What we asked</h2>" in page else "<h2"
        )
    texts = [block.text for block in first(Meeting.of(city(), plan)) if isinstance(block, Paragraph)]
    assert texts.index(sentence) == 2, "after the title and the one sentence"
    assert sheets(city(), plan, None)["found"].iloc[0, 0] == f"INVENTED: {sentence}"
