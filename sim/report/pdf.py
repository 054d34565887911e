"""What fits on two pages for a meeting, in letters of ten points and more? The sentences and tables of the page, the first ones first.

What does not fit is left out from the least important on (`drop`), never set smaller: the page has it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.outcomes.formats import Cell, CellTable
from sim.outcomes.results import Results
from sim.outcomes.saving import write_bytes
from sim.report.figures import png
from sim.report.figures.paper import Block, PaperTable, Paragraph, Pictures, pdf
from sim.report.meeting import Meeting, meeting_tables, opening
from sim.report.meeting.groups import ask_lines, behind_lines
from sim.report.meeting.page import change_lines, course_picture, invented_lines, sure_lines, warnings, way_picture
from sim.report.meeting.programmes import care_lines
from sim.report.meeting.sentences import budget_lines, due_lines
from sim.report.reproduction import command, version

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["brief", "write_brief"]

HEAD, TEXT, DPI = 12.0, 10.0, 170
FEW = 4
WIDTHS = {"three": (0.32, 0.15, 0.12, 0.16, 0.11, 0.14), "plans": (0.26, 0.19, 0.22, 0.19, 0.14)}
PLAN_COLUMNS = (0, 1, 2, 3, 6)


def write_brief(
    results: Results, scenario: Scenario | None, path: str | os.PathLike[str], source: Path | None = None, language: str = "en",
) -> Path:  # fmt: skip
    """Write the two pages as a PDF, whole or not at all, and return the path; `source` and `language` as for `write_report`."""
    return write_bytes(path, brief(results, scenario, source or Path(path).parent, language))


def brief(
    results: Results, scenario: Scenario | None = None, source: Path | None = None, language: str = "en"
) -> bytes:
    """Return the two pages as the bytes of a PDF; the same results give the same bytes."""
    meeting = Meeting.of(results, scenario, language)
    return pdf([first(meeting), second(meeting, source)], results.title)


def first(meeting: Meeting) -> list[Block]:
    """Return the first page: one sentence, one picture, three lines, then the recommendation by budget and every plan."""
    say, tables = meeting.say, meeting_tables(meeting)
    case = say(
        "means post-traumatic stress as severe as that from which a clinician would look closer. It is no diagnosis."
    )
    return [
        Paragraph(meeting.results.title, TEXT, soft=True, after=0.04),
        Paragraph(opening(meeting), 14, bold=True, after=0.1),
        *(Paragraph(line, TEXT, bold=True, bullet=True) for line in warnings(meeting)),
        Pictures([png(course_picture(meeting), DPI)], 0.74),
        set_table(tables["three"]),
        Paragraph(
            f"{say('Probable PTSD')} {case}",
            TEXT, soft=True,
        ),
        Paragraph(say("What it costs, and which plan for which budget"), HEAD, bold=True),
        *(Paragraph(line, TEXT, bullet=True) for line in budget_lines(meeting)),
        Paragraph(say("Before, without help, with each plan"), HEAD, bold=True, drop=1),
        *(Paragraph(line, TEXT, drop=1) for line in due_lines(meeting)),
        *([set_table(picked(tables["plans"], PLAN_COLUMNS), drop=2)] if len(meeting.results.arms) > 1 else []),
    ]  # fmt: skip


def second(meeting: Meeting, source: Path | None) -> list[Block]:
    """Return the second page: who is left behind and why, what would change the answer, what is invented, and how sure it is."""
    say = meeting.say
    change, table = change_lines(meeting, source)
    return [
        Paragraph(say("Who is left behind, and why"), HEAD, bold=True),
        *(Paragraph(line, TEXT, bullet=True) for line in (*behind_lines(meeting), *ask_lines(meeting))),
        Pictures([png(way_picture(meeting), DPI)], 0.86, drop=5),
        *(Paragraph(line, TEXT, bullet=True, drop=2) for line in care_lines(meeting)),
        Paragraph(say("What would change the answer"), HEAD, bold=True),
        Paragraph(change, TEXT),
        *(Paragraph(f"{row[0]}: {row[1]}", TEXT, bullet=True, drop=1) for row in table.rows[:FEW]),
        Paragraph(say("What is invented"), HEAD, bold=True),
        *(Paragraph(line, TEXT, bullet=True) for line in invented_lines(meeting)[len(warnings(meeting)) :]),
        Paragraph(say("How sure is this?"), HEAD, bold=True),
        *(Paragraph(line, TEXT, bullet=True, drop=0 if n < FEW else 3) for n, line in enumerate(sure_lines(meeting))),
        Paragraph(
            say("If this touches something in you: in the United States call or text 988, free, day and night; elsewhere a crisis "
            "line or a doctor."),
            TEXT, soft=True,
        ),
        Paragraph(f"community-healing{version()}: {command(meeting.results, meeting.scenario)}", TEXT, soft=True, drop=2),
    ]  # fmt: skip


def picked(table: CellTable, columns: tuple[int, ...]) -> CellTable:
    """Return some columns of a table."""
    return table._replace(
        head=tuple(table.head[n] for n in columns), rows=tuple(tuple(row[n] for n in columns) for row in table.rows)
    )


def set_table(table: CellTable, drop: int = 0) -> PaperTable:
    """Return a table as it is set on paper, ranges left out: they are on the page."""
    return PaperTable(
        list(table.head), [[plain(cell) for cell in row] for row in table.rows], WIDTHS[table.name], TEXT, drop
    )


def plain(cell: Cell) -> str:
    """Return a cell without its range."""
    return cell.words or cell.number
