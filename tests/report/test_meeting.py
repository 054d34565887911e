"""The page for the meeting: short enough to be read, the same numbers in every form of it, and a whole translation."""

from __future__ import annotations

import ast
import html
import io
import json
import math
import re
import string
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

import sim.report
from sim.cli import app
from sim.outcomes.formats import EXCEL, RULES, Cell, count, percent, usd, written
from sim.outcomes.results import Results
from sim.outcomes.saving import save_results
from sim.report import render
from sim.report.figures.paper import PaperTable, Paragraph
from sim.report.meeting import Meeting, meeting_tables, opening
from sim.report.meeting.groups import NAMES, STEP_NAMES
from sim.report.meeting.language import sentences_in
from sim.report.meeting.sentences import VERDICTS
from sim.report.pdf import first, picked, second, set_table
from sim.report.sheets import COURSE, SHEETS, cells_of
from sim.report.xlsx import workbook
from sim.scenario import load
from tests.fake_results import fake_results

MOST_WORDS = 2500
REPORT = Path(sim.report.__file__).parent


@cache
def city(seeds: int = 8) -> Results:
    results = fake_results(arms=5, seeds=seeds, weeks=52, people=1200, places=6)
    everybody = {name: 0.2 * results.final[name][0] for name in ("case_weeks", "dalys")}
    return replace(results, no_event={**everybody, "cases_at_end": 0.2 * results.weekly["cases"][0, :, -1]})


@cache
def new_orleans() -> Results:
    scenario = load("new_orleans")
    names = dict(zip(("clinic", "pfa", "groups", "telehealth"), ("clinic", "pfa", "groups", "telehealth"), strict=True))
    assert set(names) <= set(scenario.programmes)
    arms = ("usual_care", "pfa", "groups", "telehealth", "all_three")
    return replace(
        city(), scenario="new_orleans", arms=arms, arm_labels=tuple(scenario.arms[arm].label for arm in arms)
    )


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL)))


def cells_on_page(page: str, name: str) -> list[list[str]]:
    table = re.search(rf'<table id="{name}-table".*?</table>', page, flags=re.DOTALL)
    assert table, name
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", table[0].partition("<tbody")[2], flags=re.DOTALL)
    return [
        [
            re.sub(r"\s+", " ", words(cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)
        ]
        for row in rows
    ]


def test_the_page_is_short_in_both_languages() -> None:
    for language in ("en", "es"):
        page = render(new_orleans(), load("new_orleans"), language=language, appendix="report-appendix.html")
        assert len(words(page).split()) <= MOST_WORDS
        assert f'<html lang="{language}">' in page and 'href="report-appendix.html"' in page


def test_the_page_opens_with_a_sentence_a_picture_and_three_lines() -> None:
    page = render(city())
    order = [page.index(part) for part in ("<h1>", 'id="picture-course-title"', 'id="three-table"', 'id="behind"', 'id="costs"',
                                           'id="change"', 'id="invented"', 'id="sure"')]  # fmt: skip
    assert order == sorted(order)
    assert len(cells_on_page(page, "three")) == 3
    assert html.escape(opening(Meeting.of(city())), quote=False) in page.replace("&#34;", '"')


def test_every_form_shows_the_same_cells() -> None:
    results = city()
    meeting = Meeting.of(results)
    tables = meeting_tables(meeting)
    page, book = render(results), openpyxl.load_workbook(io.BytesIO(workbook(results)))
    briefs = [block for block in (*first(meeting), *second(meeting, None)) if isinstance(block, PaperTable)]
    for name, table in tables.items():
        if name not in ("reach", "care"):
            assert cells_on_page(page, name) == table.printed.rows
        head, rows = cells_of(table)
        sheet = list(book[SHEETS[name]].iter_rows())
        top = next(n for n, row in enumerate(sheet) if row[0].value == head[0])
        for row, cells in zip(sheet[top + 1 :], rows, strict=False):
            for shown, cell in zip(row, cells, strict=False):
                if cell.words or cell.rounded is None:
                    assert (shown.value or "") == cell.words
                else:
                    assert written(float(shown.value), cell.unit) == cell.number
                    assert shown.number_format == EXCEL[cell.unit]
    assert briefs[0].rows == set_table(tables["three"]).rows
    assert briefs[1].rows == set_table(picked(tables["plans"], (0, 1, 2, 3, 6))).rows


def test_the_command_line_shows_the_same_cells(tmp_path: Path) -> None:
    from sim.cli.summary import print_summary, summary

    told = summary(city(), sim.equity_table(city()))
    tables = meeting_tables(Meeting.of(city()))
    for name, table in tables.items():
        assert told["meeting"][name]["rows"] == table.printed.rows
    import contextlib

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        print_summary(city(), False)
    for row in tables["plans"].printed.rows:
        line = next(line for line in out.getvalue().splitlines() if line.strip().startswith(row[0]) and row[1] in line)
        assert all(cell in line for cell in row)
    save_results(city(), tmp_path)
    made = CliRunner().invoke(app, ["report", str(tmp_path), "--no-png", "--language", "es", "--json", "-q"])
    assert made.exit_code == 0, made.stderr
    assert {"report.html", "report-appendix.html"} <= {Path(path).name for path in json.loads(made.stdout)["files"]}
    assert "Quién queda atrás" in (tmp_path / "report.html").read_text(encoding="utf-8")
    wrong = CliRunner().invoke(app, ["report", str(tmp_path), "--language", "xx", "-q"])
    assert wrong.exit_code == 2 and "language" in wrong.stderr


def test_a_number_that_rounds_the_same_is_written_the_same() -> None:
    assert (percent(0.1234), count(12345), usd(2_345_678), usd(951_000)) == (
        "12.3%",
        "12,000",
        "2.3 million",
        "950,000",
    )
    assert Cell(1.8e6, "USD", 1.7e6, 2e6).text == "1.8 million (1.7 to 2.0 million)"
    assert Cell().text == "\u2013" and Cell(-0.2, "people").text == "0"
    rng = np.random.default_rng(1)
    for unit, (text, rounded) in RULES.items():
        for value in (0.0, 0.999, 949_999, *(10 ** rng.uniform(-3, 8, 200))):
            again = rounded(value) / (100 if unit == "points" else 1)
            assert text(value) == text(again), (unit, value)


@pytest.mark.parametrize(("arms", "seeds"), [(1, 1), (1, 8), (3, 2), (3, 8)])
def test_any_comparison_makes_a_page(arms: int, seeds: int) -> None:
    results = fake_results(arms=arms, seeds=seeds, weeks=20, people=400, places=3)
    for language in ("en", "es"):
        page = words(render(results, language=language))
        assert not re.search(r"\b(nan|None|inf)\b|\{", page)
    said = words(render(results))
    assert ("no verdict" in said) == (seeds < 6)


def test_little_is_said_to_be_little() -> None:
    """A plan is named in the opening only if its gain is known."""
    same = replace(city(), weekly={name: np.repeat(a[:1], 5, axis=0) for name, a in city().weekly.items()},
                   final={name: np.repeat(a[:1], 5, axis=0) for name, a in city().final.items()})  # fmt: skip
    assert "no other plan is known to change that" in opening(Meeting.of(same))


def test_the_brief_is_set_in_ten_points_and_more() -> None:
    meeting = Meeting.of(new_orleans(), load("new_orleans"))
    for block in (*first(meeting), *second(meeting, None)):
        if isinstance(block, Paragraph | PaperTable):
            assert block.size >= 10


def test_the_translation_is_whole_and_fills_the_same_braces() -> None:
    spanish = sentences_in("es")
    for english, said in spanish.items():
        assert braces(english) == braces(said), english
    missing = asked() - set(spanish)
    assert not missing
    assert not set(spanish) - asked(), "sentences that nobody says any more"


def braces(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def asked() -> set[str]:
    """Return every English sentence that the code asks for, read from its source."""
    files = [
        *(REPORT / "meeting").glob("*.py"),
        REPORT / "pdf.py",
        REPORT / "sheets.py",
        REPORT / "figures" / "meeting.py",
    ]
    found = {*NAMES.values(), *STEP_NAMES.values(), *VERDICTS.values(), *SHEETS.values(), COURSE}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and name_of(node) in ("say", "words", "self"):
                found |= {part.value for part in said_in(node.args[0])}
    found |= set(
        re.findall(r'say\("((?:[^"\\])*)"', (REPORT / "templates" / "report.html.j2").read_text(encoding="utf-8"))
    )
    return found


def said_in(node: ast.expr) -> list[ast.Constant]:
    """Return the sentences of an argument: itself, both ends of an `if`, the values of a dict and its default."""
    if isinstance(node, ast.Constant):
        return [node] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*said_in(node.body), *said_in(node.orelse)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Dict):
        return [one for value in (*node.func.value.values, *node.args[1:]) for one in said_in(value)]
    return []


def name_of(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_cells_without_a_number_have_no_value_in_the_workbook() -> None:
    assert Cell(math.nan, "share").rounded is None and Cell(words="x").rounded is None
