"""What came out of a sweep? One long table over all of its runs, each file checked as it is read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.designs import need
from sim.sweep.sweeping import opened, points_file
from sim.sweep.table import table_from

if TYPE_CHECKING:
    import pandas as pd

    from sim.sweep.experiment import Experiment

__all__ = ["about", "failures", "points", "read"]

NAMES = ("arm", "stratum", "group", "measure")


def read(
    folder: str | os.PathLike[str], measures: Sequence[str] | None = None, strata: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the long table of a sweep: `run_id, point, arm, seed, week, stratum, group, measure, value` and one column for each lever.

    In the order of runs; names are categories, arms in the order of the experiment. `measures` and `strata` keep only those. A sweep that
    is not finished gives the runs that are there (`attrs["runs"]` says of how many). DamagedResultsError for a file that is not what was
    written, or a folder without a sweep.
    """
    need("Reading a sweep", "pyarrow", "pyarrow>=17")
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    plan, store = opened(folder)
    parts = []
    for _, _, content in store.whole_files(len(plan)):
        table = table_from(content)
        for name, kept in (("measure", measures), ("stratum", strata)):
            if kept is not None:
                table = table.filter(pc.is_in(table[name], pa.array(list(kept), pa.string())))
        for name in NAMES:
            table = table.set_column(table.column_names.index(name), name, table[name].dictionary_encode())
        parts.append(table)
    if not parts:
        frame = pd.DataFrame(columns=[*NAMES])
    else:
        frame = pa.concat_tables(parts).unify_dictionaries().to_pandas()
        frame["arm"] = frame["arm"].cat.reorder_categories(
            [a for a in plan.experiment.arms if a in set(frame["arm"].cat.categories)]
        )
    frame.attrs |= {"runs": len(plan), "done": len(parts)}
    return frame


def points(folder: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the points of a sweep: the number of each and its levers, in the order of the design."""
    plan, _ = opened(folder)
    return table_from(points_file(plan)).to_pandas()


def failures(folder: str | os.PathLike[str]) -> dict[int, dict[str, Any]]:
    """Return the runs that failed, by number: `kind`, `said` (the trace), `again` (the command that repeats it), levers, arm, seed."""
    _, store = opened(folder)
    return store.failures()


def about(folder: str | os.PathLike[str]) -> Experiment:
    """Return the experiment of a sweep: its levers with their ranges, arms, seeds, design and scenario."""
    return opened(folder)[0].experiment
