"""How do the tables of the meeting become sheets? One sheet a question, numbers with their format, and native charts.

A cell has the value as every other form of the report writes it, so that all show the same; the full digits are on the sheets behind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.outcomes.formats import EXCEL, Cell, CellTable
from sim.report.meeting import Meeting, meeting_tables, opening
from sim.report.meeting.groups import ask_lines, behind_lines
from sim.report.meeting.page import invented_lines, sure_lines
from sim.report.meeting.programmes import care_lines
from sim.report.meeting.sentences import budget_lines, due_lines
from sim.studies.sweep.export import as_text, plain_text

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook

__all__ = ["SHEETS", "add_meeting", "cells_of", "write_frames"]

SHEETS = {
    "three": "Answer", "plans": "Plans", "behind": "Left behind", "reach": "Need to recovery", "care": "Programmes", "money": "Money",
}  # fmt: skip
COURSE = "Course"
WIDE, NARROW = 34, 17
LONGEST_NAME, LARGE = 31, 100


def add_meeting(book: Workbook, meeting: Meeting) -> None:
    """Put the sheets of the meeting before all others: a table each with its sentences above, and two charts."""
    said = {
        "three": [opening(meeting), *due_lines(meeting), *invented_lines(meeting), *sure_lines(meeting)],
        "behind": behind_lines(meeting), "reach": ask_lines(meeting), "care": care_lines(meeting), "money": budget_lines(meeting),
    }  # fmt: skip
    tables = meeting_tables(meeting)
    for at, (name, table) in enumerate(tables.items()):
        sheet = book.create_sheet(meeting.say(SHEETS[name]), at)
        write_sheet(sheet, table, said.get(name, []), meeting)
        if name == "plans" and meeting.due and len(meeting.results.arms) > 1:
            bar_chart(sheet, table, len(said.get(name, [])), meeting)
    course_sheet(book.create_sheet(meeting.say(COURSE), len(tables)), meeting)


def cells_of(table: CellTable) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and cells as a sheet has them: a range is two columns of its own after its value."""
    spread = [any(row[n].range for row in table.rows) for n in range(len(table.head))]
    head: list[str] = []
    for word, wide in zip(table.head, spread, strict=True):
        head += [word, f"{word}, low", f"{word}, high"] if wide else [word]
    rows = []
    for row in table.rows:
        cells: list[Cell] = []
        for cell, wide in zip(row, spread, strict=True):
            alone = cell._replace(low=math.nan, high=math.nan)
            cells += [alone, Cell(cell.low, cell.unit), Cell(cell.high, cell.unit)] if wide else [alone]
        rows.append(cells)
    return head, rows


def write_sheet(sheet: Any, table: CellTable, said: list[str], meeting: Meeting) -> None:
    """Write sentences, headings and cells; the caption is the first row, and headings stay in sight."""
    from openpyxl.styles import Alignment, Font

    head, rows = cells_of(table)
    for n, sentence in enumerate([table.caption, *said], 1):
        put(sheet.cell(n, 1), sentence)
    top = len(said) + 3
    for column, word in enumerate(head, 1):
        cell = sheet.cell(top, column)
        put(cell, word.replace(", low", f", {meeting.say('low')}").replace(", high", f", {meeting.say('high')}"))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="bottom")
        sheet.column_dimensions[cell.column_letter].width = WIDE if column == 1 else NARROW
    for at, cells in enumerate(rows, top + 1):
        for column, one in enumerate(cells, 1):
            write_cell(sheet.cell(at, column), one)
    sheet.freeze_panes = sheet.cell(top + 1, 2)


def write_cell(cell: Any, one: Cell) -> None:
    """Write one cell: a number with its format, or words, which are never taken for a formula."""
    if one.words or one.rounded is None:
        put(cell, one.words)
        return
    cell.value, cell.number_format = one.rounded, EXCEL[one.unit].replace("million", one.million)


def put(cell: Any, words: str) -> None:
    """Write words as words, without a sign that begins a formula."""
    cell.value = plain_text(words) if words else None


def bar_chart(sheet: Any, table: CellTable, above: int, meeting: Meeting) -> None:
    """Draw the share that each plan averts of what is due to the event, with an axis from zero."""
    from openpyxl.chart import BarChart, Reference

    head, rows = cells_of(table)
    column, top = head.index(table.head[3]) + 1, above + 3
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", table.head[3], None
    chart.add_data(Reference(sheet, min_col=column, min_row=top + 2, max_row=top + len(rows)), titles_from_data=False)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 2, max_row=top + len(rows)))
    scale(chart, "0%", meeting.say("of the healthy years that the event costs"))
    chart.x_axis.scaling.orientation = "maxMin"
    sheet.add_chart(chart, f"A{top + len(rows) + 3}")


def course_sheet(sheet: Any, meeting: Meeting) -> None:
    """Write the course of every plan week by week, the mean of its runs, with a line chart from zero."""
    from openpyxl.chart import LineChart, Reference

    results, everybody = meeting.results, meeting.results.group("all", "all")
    share = results.weekly["cases"][..., everybody].mean(axis=1) / max(results.people[everybody], 1)
    put(sheet.cell(1, 1), meeting.say("Week"))
    for a, label in enumerate(results.arm_labels, 2):
        put(sheet.cell(1, a), label)
        for week in range(results.weeks + 1):
            sheet.cell(week + 2, 1).value = week
            write_cell(sheet.cell(week + 2, a), Cell(float(share[a - 2, week]), "share"))
    chart = LineChart()
    chart.title = meeting.say("% of adults with probable PTSD")
    chart.add_data(
        Reference(sheet, min_col=2, max_col=1 + len(results.arms), min_row=1, max_row=results.weeks + 2),
        titles_from_data=True,
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=results.weeks + 2))
    scale(chart, "0%", "")
    chart.x_axis.title, chart.x_axis.tickLblSkip = meeting.say("Week"), 26
    chart.width, chart.height = 22, 11
    sheet.add_chart(chart, f"{'ABCDEFGHIJKLMNOP'[min(len(results.arms) + 2, 15)]}2")
    sheet.freeze_panes = "B2"


def scale(chart: Any, form: str, title: str) -> None:
    """Let the axis of values start at zero and be seen."""
    chart.y_axis.scaling.min, chart.y_axis.number_format = 0, form
    chart.y_axis.title = title or None
    chart.x_axis.delete = chart.y_axis.delete = False


def write_frames(writer: pd.ExcelWriter, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write tables of data into a workbook, a sheet each, its head frozen and its columns readable."""
    for name, frame in frames.items():
        sheet = name[:LONGEST_NAME]
        as_text(frame).to_excel(writer, sheet_name=sheet, index=False, freeze_panes=(1, 0))
        readable(writer.sheets[sheet])


def readable(sheet: Any) -> None:
    """Make the columns of a sheet of data as wide as their words, within reason, and give each number the digits that mean something."""
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in list(column)[:50])
        sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, 10), 60)
        for cell in column[1:]:
            if isinstance(cell.value, float):
                cell.number_format = "#,##0" if abs(cell.value) >= LARGE else "0.0###"
