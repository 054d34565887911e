"""Which levers move an outcome, and how sure is that? Indices of a Morris or Saltelli sweep, with 90% intervals.

Both are read as `sim.studies.sensitivity.screening` reads them (SALib): mu_star is what the whole range of a lever moves the outcome
by, first
and total are shares of its variance. Trajectories and blocks with a run that is missing are left out. All points have the same seeds, so
the contribution of chance uses the same random numbers at every point, and is averaged over the seeds of the sweep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.studies.analysis.values import by_point
from sim.studies.sensitivity import screening
from sim.studies.sweep.design import count_points, unit_points

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.sweep import Experiment

__all__ = ["KINDS", "indices", "pairs"]

KINDS = ("morris", "saltelli")


def indices(experiment: Experiment, values: pd.DataFrame) -> pd.DataFrame:
    """Return one row a lever, those that matter most first, from `point, seed, value` of one plan or one difference.

    Columns lever, meaning, and mu_star, mu, sigma or total, first, with `_low` and `_high`. ValueError for a sweep of another design.
    """
    import pandas as pd

    design = experiment.design
    if design.kind not in KINDS:
        raise ValueError(f"indices need a design of kind {' or '.join(KINDS)}, and this is {design.kind}")
    outcome = by_point(values).reindex(range(count_points(experiment.design, experiment.levers))).to_numpy(float)
    if design.kind == "morris":
        found = screening.morris(unit_points(design, len(experiment.levers)), outcome, design.levels, design.luck)
        leading = "mu_star"
    else:
        found = screening.sobol(len(experiment.levers), outcome, design.luck, design.second)
        found = {name: values for name, values in found.items() if not name.startswith("pairs")}
        leading = "total"
    frame = pd.DataFrame(
        {"lever": [v.path for v in experiment.levers], "meaning": [v.meaning for v in experiment.levers], **found}
    )
    order = np.argsort(-np.nan_to_num(found[leading]), kind="stable")
    return frame.iloc[order].reset_index(drop=True)


def pairs(experiment: Experiment, values: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each pair of levers, those that matter most together first: second, with `_low` and `_high`.

    `second` is the share of the variance that two levers make only together. ValueError for a sweep without `second = true`.
    """
    import pandas as pd

    design, paths = experiment.design, [lever.path for lever in experiment.levers]
    if design.kind != "saltelli" or not design.second:
        raise ValueError("pairs need [design] kind = 'saltelli' with second = true")
    outcome = by_point(values).reindex(range(count_points(design, experiment.levers))).to_numpy(float)
    found = screening.sobol(len(paths), outcome, design.luck, True)
    rows = [
        {"lever": paths[i], "other": paths[j], "second": found["pairs"][i, j],
         "second_low": found["pairs"][i, j] - found["pairs_conf"][i, j], "second_high": found["pairs"][i, j] + found["pairs_conf"][i, j]}
        for i in range(len(paths)) for j in range(i + 1, len(paths))
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values("second", ascending=False, kind="stable").reset_index(drop=True)
