"""What is on the page for the meeting and in its appendix? Everything that their templates use, by name."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.outcomes.printed import Table
from sim.outcomes.results import Results
from sim.outcomes.saving import write_text
from sim.outcomes.words import made_from
from sim.report.answers import FOLDER, SavedAnswer, kept
from sim.report.assumptions import question
from sim.report.certainty import doubt
from sim.report.figures import FIGURES, MONEY_FIGURES, TITLES, caption, svg
from sim.report.meeting import Meeting, meeting_tables
from sim.report.meeting.page import page_facts
from sim.report.reproduction import repeat
from sim.report.text import FINDINGS, headline
from sim.report.text.changes import what_would_change
from sim.report.text.cheers import cheers
from sim.report.text.money import MONEY_CAPTIONS, MONEY_FINDINGS, MONEY_NUMBERS, MONEY_TITLES, cost_sentences, money
from sim.report.text.tables import NUMBERS, behind, compared, equity

if TYPE_CHECKING:
    from sim.report.figures import Figure
    from sim.scenario import Scenario

__all__ = ["appendix_of", "facts", "pictures_of", "render", "render_appendix", "shown", "write_report"]

STRATA = {
    "income": "Income",
    "race": "Race and ethnicity",
    "sex": "Sex",
    "age": "Age",
    "vulnerability": "Vulnerability of the neighbourhood",
}
Block = tuple[str, list[list[str]]]


class Plate(NamedTuple):
    """One figure of the report with all that belongs to it."""

    name: str
    title: str
    finding: str
    caption: str
    svg: Any
    table: Table


class AnswerOnPage(NamedTuple):
    """One answer to a planner's question as the page shows it: `picture` is text of an image, empty where there is none."""

    answer: SavedAnswer
    picture: str
    size: tuple[int, int]


def write_report(
    results: Results, scenario: Scenario | None, path: str | os.PathLike[str], source: Path | None = None,
    pictures: Mapping[str, Figure] | None = None, language: str = "en",
) -> Path:  # fmt: skip
    """Write the page for the meeting and its appendix beside it, each whole or not at all, and return the path of the page.

    The appendix has the name of the page with `-appendix`. Without the scenario both say less about the plans. `source` is the folder of
    the results, for what lies beside them (answers, a sensitivity study): the folder of the page by default. `pictures` are the figures
    of the appendix if they have been drawn already, `language` that of the page (`sim.report.meeting.LANGUAGES`). Raises OSError if a
    file cannot be written.

    >>> from tempfile import mkdtemp
    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> page = sim.report.write_report(results, sim.load("minimal"), f"{mkdtemp()}/report.html")
    >>> sorted(file.name for file in page.parent.iterdir())
    ['report-appendix.html', 'report.html']
    """
    where, beside = source or Path(path).parent, appendix_of(path)
    write_text(beside, render_appendix(results, scenario, where, pictures))
    return write_text(path, render(results, scenario, where, language, beside.name))


def appendix_of(path: str | os.PathLike[str]) -> Path:
    """Return where the appendix of a page is: beside it.

    >>> sim.report.appendix_of("report.html").name
    'report-appendix.html'
    """
    page = Path(path)
    return page.with_name(f"{page.stem}-appendix{page.suffix}")


def render(
    results: Results, scenario: Scenario | None = None, source: Path | None = None, language: str = "en", appendix: str = "",
) -> str:  # fmt: skip
    """Return the page for the meeting as a text of HTML; `appendix` is the name of the file beside it, if there is one.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> "</html>" in sim.report.render(results)
    True
    """
    return filled("report", page_facts(Meeting.of(results, scenario, language), source, appendix))


def render_appendix(
    results: Results,
    scenario: Scenario | None = None,
    source: Path | None = None,
    pictures: Mapping[str, Figure] | None = None,
) -> str:
    """Return the appendix as a text of HTML: every figure, table, check, number, source and word.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> "</html>" in sim.report.render_appendix(results)
    True
    """
    return filled("appendix", facts(results, scenario, source, pictures))


def filled(name: str, given: Mapping[str, Any]) -> str:
    """Return a template with its names filled in."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template(f"{name}.html.j2").render(given).lstrip() + "\n"


def facts(
    results: Results,
    scenario: Scenario | None,
    source: Path | None = None,
    pictures: Mapping[str, Figure] | None = None,
) -> dict[str, Any]:
    """Return everything that the appendix says, by the name that the template uses."""
    pictures = pictures or pictures_of(results)
    findings = {name: find(results) for name, find in FINDINGS.items()}
    change, numbers = what_would_change(scenario, source)
    return {
        "results": results,
        "headline": list(headline(results)),
        "meeting": list(meeting_tables(Meeting.of(results, scenario)).values()),
        "findings": findings,
        "compared": compared(results),
        "behind": behind(results),
        "plates": [plate(results, name, findings[name], pictures[name]) for name in shown(results)],
        "equity": [(name, data, blocks(data)) for name, data in equity_tables(results)],
        "cost_sentences": cost_sentences(results),
        "money": money(results),
        "money_plates": [money_plate(results, name, pictures[name]) for name in MONEY_FIGURES if name in pictures],
        "cheers": cheers(results),
        "change": change,
        "change_table": numbers,
        "answers": [told(answer) for answer in (kept(source / FOLDER) if source else [])],
        **question(results, scenario),
        **doubt(results, scenario),
        **repeat(results, scenario),
    }


def shown(results: Results) -> list[str]:
    """Return the names of the figures that have something to show.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.report.shown(results)[:2]
    ['fan', 'healing']
    """
    alone = len(results.arms) == 1
    return [name for name in FIGURES if not (alone and name == "differences")]


def pictures_of(results: Results) -> dict[str, Figure]:
    """Draw every figure of the report, by name; those on costs compare plans.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> "fan" in sim.report.pictures_of(results)
    True
    """
    drawing = {name: FIGURES[name] for name in shown(results)} | (MONEY_FIGURES if len(results.arms) > 1 else {})
    return {name: draw(results) for name, draw in drawing.items()}


def plate(results: Results, name: str, finding: str, figure: Figure) -> Plate:
    """Take one figure and gather what stands around it."""
    from markupsafe import Markup

    title = TITLES[name]
    picture = svg(figure, f"figure-{name}", title, f"{finding} The numbers stand in a table on this page.")
    # Markup only around what our own figures drew; every word in it was escaped on its way in.
    return Plate(name, title, finding, caption(name, results), Markup(picture), NUMBERS[name](results))


def money_plate(results: Results, name: str, figure: Figure) -> Plate:
    """Take one figure on costs and gather what stands around it."""
    from markupsafe import Markup

    finding, title = MONEY_FINDINGS[name](results), MONEY_TITLES[name]
    picture = svg(figure, f"figure-{name}", title, f"{finding} The numbers stand in a table on this page.")
    words = f"{MONEY_CAPTIONS[name]} Made from {made_from(results)}"
    return Plate(name, title, finding, words, Markup(picture), MONEY_NUMBERS[name](results))


def told(answer: SavedAnswer) -> AnswerOnPage:
    """Return an answer with its picture as text that stands inside the page; a file that is no picture is left out."""
    head = answer.picture[:24]
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return AnswerOnPage(answer, "", (0, 0))
    size = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    return AnswerOnPage(answer, base64.b64encode(answer.picture).decode(), size)


def equity_tables(results: Results) -> list[tuple[str, Table]]:
    """Return the equity tables of the page: who is still unwell, and whom care reaches."""
    return [("equity", equity(results)), ("reach", equity(results, "reach"))]


def blocks(data: Table) -> list[Block]:
    """Return the rows of a table in blocks by their first cell, in order."""
    return [(STRATA.get(key, key), list(rows)) for key, rows in groupby(data.rows, lambda row: row[0])]
