"""How is a sweep exported? One file: CSV, Parquet, or a workbook with a sheet that says what its words and numbers mean.

A spreadsheet holds a million rows: a sweep that has more of them is refused, with what to leave out.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import FINAL, FLOWS, STATES, unit_of
from sim.outcomes.saving import write_bytes, write_csv
from sim.outcomes.weekly import WEEKLY
from sim.studies.designs import need
from sim.studies.sweep.reader import about, failures, points, read

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.sweep.experiment import Experiment

__all__ = ["KINDS", "TooManyRowsError", "export", "words"]

KINDS = (".csv", ".parquet", ".xlsx")
MOST_ROWS = 1_048_575
COUNTED = "residents"
OF_TABLE = {
    "run_id": "number of the run", "point": "row of the design, see the sheet of points", "arm": "response plan",
    "seed": "which luck; the same seeds in each arm and at each point",
    "week": "week of the measure, from 0; the last one for a whole run",
    "stratum": "way of parting people into groups", "group": "the group; (all, all) is every adult",
    "measure": "what was counted, see below", "value": "the number; empty where it is of nobody",
}  # fmt: skip


OF_UNIT = {"week": "weeks", "value": "as the measure"}


class TooManyRowsError(ValueError):
    """More rows than a sheet holds."""


def export(folder: str | os.PathLike[str], target: str | os.PathLike[str], **kept: Any) -> Path:
    """Write the table of a sweep as one file, whole or not at all; `kept` as for `read`.

    The ending of `target` says what: .csv, .parquet or .xlsx (with a sheet of units, definitions and sources). ValueError for another
    ending, TooManyRowsError for more rows than a worksheet holds.

    >>> sim.export_sweep(folder, f"{folder}/table.csv").name  # the folder of the example of `sweep`
    'table.csv'
    """
    target = Path(target)
    if target.suffix not in KINDS:
        raise ValueError(f"{target}: an ending among {', '.join(KINDS)} says what to write")
    table = read(folder, **kept)
    if target.suffix == ".xlsx":
        return write_bytes(target, workbook(folder, table))
    meant = words(about(folder), table)
    if target.suffix == ".csv":
        # A CSV has no room for units: they are in a file beside it.
        write_csv(target.with_name(f"{target.stem}.columns.csv"), meant)
        return write_csv(target, table)
    return write_bytes(target, parquet(table, meant))


def parquet(table: pd.DataFrame, meant: pd.DataFrame) -> bytes:
    """Return a table as Parquet, with units and definitions as JSON under `words` in its metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found = pa.Table.from_pandas(table, preserve_index=False)
    about_it = {b"words": meant.to_json(orient="records", force_ascii=False).encode()}
    content = io.BytesIO()
    pq.write_table(found.replace_schema_metadata({**(found.schema.metadata or {}), **about_it}), content)
    return content.getvalue()


def workbook(folder: str | os.PathLike[str], table: pd.DataFrame) -> bytes:
    """Return a workbook: values, points, words (units, definitions, sources), failures."""
    need("A workbook", "openpyxl", "openpyxl>=3.1")
    import pandas as pd

    if len(table) > MOST_ROWS:
        raise TooManyRowsError(
            f"{len(table):,} rows, and a sheet holds {MOST_ROWS:,}. Keep fewer with --measure and --stratum, or write .csv or .parquet."
        )
    failed = pd.DataFrame([said for _, said in sorted(failures(folder).items())])
    sheets = {"values": table, "points": points(folder), "words": words(about(folder), table), "failures": failed}
    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        for name, sheet in sheets.items():
            as_text(sheet).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    return content.getvalue()


def as_text(sheet: pd.DataFrame) -> pd.DataFrame:
    """Return a sheet whose texts no spreadsheet takes for a formula, and without what no cell can hold."""
    shown = sheet.copy()
    for name in shown.columns:
        if not str(shown[name].dtype).startswith(("int", "float", "bool")):
            shown[name] = [plain_text(value) for value in shown[name]]
    return shown.rename(columns=plain_text)


def plain_text(value: Any) -> Any:
    """Return text without control letters and without a sign that begins a formula; at most what a cell holds."""
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in str(value))[:32_000]
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def words(experiment: Experiment, table: pd.DataFrame) -> pd.DataFrame:
    """Return what each column, measure and lever means: name, unit, definition, source."""
    import pandas as pd

    from sim.evidence import cite

    rows = [("column", name, OF_UNIT.get(name, ""), sentence(meaning), "") for name, meaning in OF_TABLE.items()]
    for name in table["measure"].cat.categories if len(table) else ():
        rows.append(("measure", name, *measure_words(name), "counted in the model"))
    book = experiment.scenario_to_read().book
    for lever in experiment.levers:
        number = book.get(lever.path)
        source = "; ".join(cite(number.source).splitlines()) if number else "the experiment"
        rows.append(("lever", lever.path, lever.unit, lever.meaning, f"{number.grade}: {source}" if number else source))
    return pd.DataFrame(rows, columns=["what", "name", "unit", "definition", "source"])


def measure_words(name: str) -> tuple[str, str]:
    """Return the unit and the definition of a measure, a sentence."""
    if name in OUTCOMES:
        return OUTCOMES[name].unit, sentence(OUTCOMES[name].meaning)
    own = {one: WEEKLY[one].meaning for one in WEEKLY}
    known = {**own, **STATES, **FLOWS, **FINAL, "people": "residents of the group"}
    if name in known:
        return unit_of(name), sentence(known[name])
    kind, _, of = name.partition("_")
    said = {
        "refused": f"Times that {of} turned somebody away.", "sessions": f"Sessions given by the programme {of}.",
        "waited": f"Courses begun after a wait of more than {of.rpartition('_')[2]} weeks.",
    }  # fmt: skip
    units = {"refused": "times", "sessions": "sessions", "waited": "courses"}
    return units.get(kind, COUNTED), said.get(kind, f"Counted for each group as {name.replace('_', ' ')}.")


def sentence(words: str) -> str:
    """Return words as a sentence: a capital first and a full stop last."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
