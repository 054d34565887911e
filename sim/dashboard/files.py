"""Downloads: the report as `healing report` writes it, the tables of `healing compare`, the scenario.

The scenario keeps the text and comments of its file, with changed values in place and the table of places inside, so that it
is one complete file: `healing compare FILE.toml` repeats what the page showed.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from sim.evidence import load

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.rounds import Snapshot

__all__ = ["brief_pdf", "command", "report", "scenario_text", "tables_zip", "workbook_xlsx"]

# A zip stores a date for each file; a constant date makes the same results give the same bytes.
DAY = (1980, 1, 1, 0, 0, 0)


def report(answer: Snapshot) -> str:
    """Return the report of the results shown, as HTML."""
    from sim.report import render

    return render(answer.results, answer.scenario)


def brief_pdf(answer: Snapshot) -> bytes:
    """Return the two-page brief, as PDF bytes."""
    from sim.report.pdf import brief

    return brief(answer.results, answer.scenario)


def workbook_xlsx(answer: Snapshot) -> bytes:
    """Return the workbook with units, definitions and sources, as XLSX bytes; NoLibraryError without openpyxl."""
    from sim.report.xlsx import workbook

    return workbook(answer.results, answer.scenario)


def tables_zip(answer: Snapshot) -> bytes:
    """Return the tables of the results shown, one CSV file each, in one zip."""
    from sim.outcomes.saving import csv_text
    from sim.report.folder import tables

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables(answer.results).items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", DAY), csv_text(table))
    return packed.getvalue()


def scenario_text(question: Question) -> str:
    """Return the scenario with all changes, as one TOML file with its comments."""
    import tomlkit

    document = tomlkit.parse(question.text)
    for path, value in question.over:
        lay(document, path, value)
    places = question.source.tables["place"]
    if document.pop("places", None) is not None or len(document.get("place", ())) != len(places):
        rows = tomlkit.aot()
        for place in places:
            row = tomlkit.table()
            row.update(place)
            rows.append(row)
        document["place"] = rows
    else:
        for row, place in zip(document["place"], places, strict=True):
            row.update({key: value for key, value in place.items() if row.get(key) != value})
    return tomlkit.dumps(document)


def lay(document: Any, path: str, value: Any) -> None:
    """Put a changed value in its place in the file: a key of a table, or a number of the evidence under [numbers]."""
    import tomlkit

    kind, _, rest = path.partition(".")
    given = list(value) if isinstance(value, tuple) else value
    if path in load():
        document.setdefault("numbers", tomlkit.table())[path] = given
        return
    name, _, word = rest.partition(".")
    document.setdefault(kind, tomlkit.table()).setdefault(name, tomlkit.table())[word] = given


def command(question: Question) -> str:
    """Return the command that repeats the comparison: of the scenario as it was named, or if it was changed of the file downloaded here."""
    from shlex import quote

    arms = "".join(f" --arm {quote(arm)}" for arm in question.arms)
    named = f"{question.name}.toml" if question.over else question.named
    setting = f" --setting {quote(question.setting)}" if question.setting else ""
    return f"healing compare {quote(named)}{arms}{setting}"
