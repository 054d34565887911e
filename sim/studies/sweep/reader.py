"""Reading a sweep: one long table over all of its runs, each file checked as it is read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.outcomes.own import register_saved
from sim.outcomes.saving import DamagedResultsError
from sim.studies.designs import need
from sim.studies.sweep.manifest import experiment_in, other_format
from sim.studies.sweep.plan import FORMAT
from sim.studies.sweep.store import Store, read_manifest
from sim.studies.sweep.table import COLUMNS, table_from

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.studies.sweep.experiment import Experiment

__all__ = ["about", "failures", "found_in", "points", "read"]

NAMES = ("arm", "stratum", "group", "measure")
TOGETHER = 500


def read(
    folder: str | os.PathLike[str], measures: Sequence[str] | None = None, strata: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the long table of a sweep: `run_id, point, arm, seed, week, stratum, group, measure, value` and one column for each lever.

    One row for each value, in the order of runs; names are categories, arms in the order of the experiment. `value` is in the unit of its
    measure: shares are fractions of 1, counts are simulated residents, costs are USD. `measures` and `strata` keep only those. An
    unfinished sweep gives the runs that are done (`attrs["runs"]` is the number planned). DamagedResultsError for a file that is not what
    was written, or a folder without a sweep.

    >>> sim.read_sweep(folder, ["reach"])["point"].nunique()  # the folder of the example of `sweep`
    2
    """
    need("Reading a sweep", "pyarrow", "pyarrow>=17")
    import pandas as pd
    import pyarrow as pa

    said, store = found_in(folder)
    wanted = {"measure": measures, "stratum": strata}
    batches, batch, done = [], [], 0
    for _, _, content in store.whole_files(said["runs"]):
        batch.append(table_from(content, NAMES))
        done += 1
        if len(batch) == TOGETHER:
            batches.append(only(pa.concat_tables(batch), wanted))
            batch = []
    batches += [only(pa.concat_tables(batch), wanted)] if batch else []
    if batches:
        frame = pa.concat_tables(batches).unify_dictionaries().to_pandas()
        found = set(frame["arm"].cat.categories)
        frame["arm"] = frame["arm"].cat.reorder_categories([arm for arm in said["experiment"]["arms"] if arm in found])
    else:
        frame = pd.DataFrame(columns=[*COLUMNS, *(lever["path"] for lever in said["experiment"]["levers"])])
    frame.attrs |= {"runs": said["runs"], "done": done}
    return frame


def only(table: pa.Table, wanted: dict[str, Sequence[str] | None]) -> pa.Table:
    """Return the rows of a table with the names that are wanted; None wants all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = table.unify_dictionaries()
    for column, names in wanted.items():
        if names is not None:
            table = table.filter(pc.is_in(table[column].cast(pa.string()), pa.array(list(names), pa.string())))
    return table


def points(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the points of a sweep: the number of each and its levers, in the order of the design.

    DamagedResultsError if their file is not what was written.

    >>> from sim.studies.sweep import about, failures, points
    >>> points(folder)["programme.clinic.slots"].tolist()  # the folder of the example of `sweep`
    [4.0, 8.0]
    """
    need("Reading a sweep", "pyarrow", "pyarrow>=17")
    said, store = found_in(folder)
    return table_from(store.points(said["points_sha256"])).to_pandas()


def failures(folder: str | os.PathLike[str]) -> dict[int, dict[str, Any]]:
    """Return the runs that failed, by number: `kind`, `said` (the trace), `again` (the command that repeats it), levers, arm, seed.

    >>> failures(folder)  # the folder of the example of `sweep`
    {}
    """
    return found_in(folder)[1].failures()


def about(folder: str | os.PathLike[str]) -> Experiment:
    """Return the experiment of a sweep: its levers with their ranges, arms, seeds, design and scenario.

    >>> about(folder).scenario  # the folder of the example of `sweep`
    'minimal'
    """
    return experiment_in(found_in(folder)[0])


def found_in(folder: str | os.PathLike[str]) -> tuple[dict[str, Any], Store]:
    """Return what a folder says of its sweep, and its store: all that reading needs, so that neither model nor design is made again."""
    said = read_manifest(Path(folder))
    if said.get("format") != FORMAT:
        raise DamagedResultsError(other_format(folder, said))
    register_saved(said.get("own_outcomes", {}))
    return said, Store(Path(folder), said["digest"])
