"""How does a run become a file? Rows of one number each with all that names them, as the bytes of one Parquet file.

The same run gives the same bytes (no date, no machine in them; the versions of the writing library are), so two runs are the same if
their files are. Text, whole and floating numbers only: R, DuckDB, Polars and pandas read the same columns.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.studies.sweep.measures import USUAL, known_measures, rows_of, usual_strata, weeks_of

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.studies.compare import RunOutcome, Stage
    from sim.studies.sweep.experiment import Experiment
    from sim.studies.sweep.job import Job

__all__ = ["COLUMNS", "bytes_of", "column_type", "content_of", "in_column", "table_from"]

COLUMNS = ("run_id", "point", "arm", "seed", "week", "stratum", "group", "measure", "value")


def content_of(job: Job, experiment: Experiment, stage: Stage, outcome: RunOutcome) -> bytes:
    """Return the file of a run."""
    return bytes_of(table_of(job, experiment, stage, outcome))


def table_of(job: Job, experiment: Experiment, stage: Stage, outcome: RunOutcome) -> pa.Table:
    """Return the rows of a run as an Arrow table: `COLUMNS`, then one column for each lever."""
    import pyarrow as pa

    scenario = stage.scenario
    strata = experiment.strata or usual_strata(scenario)
    groups = [n for n, (stratum, _) in enumerate(stage.strata.groups) if stratum in strata]
    weeks = weeks_of(experiment.weeks_kept, scenario.weeks)
    asked = experiment.measures or USUAL
    measures = known_measures(scenario) if "all" in asked else asked
    blocks = [(name, *rows_of(outcome, name, weeks, groups)) for name in measures]
    names = [stage.strata.groups[n] for n in groups]
    rows = sum(len(at) for _, at, _ in blocks) * len(groups)

    def always(value: Any, kind: pa.DataType) -> pa.Array:
        return pa.repeat(pa.scalar(value, kind), rows)

    columns = {
        "run_id": always(job.run, pa.int64()), "point": always(job.point, pa.int64()), "arm": always(job.arm, pa.string()),
        "seed": always(job.seed, pa.int64()),
        "week": pa.array(np.concatenate([np.repeat(at, len(groups)) for _, at, _ in blocks]), pa.int32()),
        "stratum": texts([stratum for stratum, _ in names], rows), "group": texts([group for _, group in names], rows),
        "measure": pa.array(np.repeat([name for name, _, _ in blocks], [len(at) * len(groups) for _, at, _ in blocks])),
        "value": pa.array(np.concatenate([values.ravel() for _, _, values in blocks]), pa.float64(), from_pandas=True),
    }  # fmt: skip
    for lever in experiment.levers:
        columns[lever.path] = always(*in_column(job.levers[lever.path], column_type(lever.values)))
    return pa.table(columns)


def texts(names: list[str], rows: int) -> pa.Array:
    """Return names over and over, as a column of so many rows."""
    import pyarrow as pa

    places = np.resize(np.arange(len(names), dtype=np.int32), rows)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(names, pa.string())).cast(pa.string())


def column_type(values: tuple[Any, ...]) -> pa.DataType:
    """Return the type of a lever's column: floating for a range, and for a list what all of its values are."""
    import pyarrow as pa

    if values and all(isinstance(value, bool) for value in values):
        return pa.bool_()
    if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
        return pa.string()
    return pa.float64()


def in_column(value: Any, kind: pa.DataType) -> tuple[Any, pa.DataType]:
    """Return a lever's value as its column holds it, with the type: in a column of text, all but text as JSON."""
    return (value if isinstance(value, str) or str(kind) != "string" else json.dumps(value)), kind


def bytes_of(table: pa.Table) -> bytes:
    """Return a table as one Parquet file, pages checksummed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False, write_page_checksum=True)
    return bytes(sink.getvalue())


def table_from(content: bytes, names: tuple[str, ...] = ()) -> pa.Table:
    """Return the table in the bytes of a Parquet file, some columns of text as names with codes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pq.ParquetFile(pa.BufferReader(content), read_dictionary=list(names)).read(use_threads=False)
