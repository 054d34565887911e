"""How does an array with named axes become a table? One row for each cell, one column for each axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["tidy"]

BY_GROUP = ("arm", "seed", "group")


def tidy(
    results: Results,
    columns: Mapping[str, Any],
    axes: Sequence[str] = BY_GROUP,
    **labels: Sequence[object],
) -> pd.DataFrame:
    """Return a frame with one row for each cell of the given axes, the last axis running fastest.

    `columns` are arrays that broadcast to those axes. Arms, seeds, weeks and groups are known by
    name; the labels of any other axis are given by keyword. A group becomes two columns, `stratum`
    and `group`.
    """
    import pandas as pd

    known: dict[str, Sequence[object]] = {
        "arm": results.arms,
        "seed": results.seeds,
        "week": range(results.weeks + 1),
        "group": range(len(results.groups)),
        **labels,
    }
    shape = tuple(len(known[axis]) for axis in axes)
    frame: dict[str, Any] = {}
    for at, axis in enumerate(axes):
        codes = np.arange(shape[at]).reshape(-1, *[1] * (len(shape) - at - 1))
        row = np.broadcast_to(codes, shape).ravel()
        if axis == "group":
            for place, name in enumerate(("stratum", "group")):
                frame[name] = pd.Index([pair[place] for pair in results.groups]).take(row)
        else:
            frame[axis] = pd.Index(list(known[axis])).take(row)
    for name, values in columns.items():
        frame[name] = np.broadcast_to(values, shape).ravel()
    return pd.DataFrame(frame)
