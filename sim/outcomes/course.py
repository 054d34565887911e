"""How does the community fare over the weeks? Prevalence, trajectories and weeks to recovery.

Trajectories follow Bonanno, G. A. (2004). Loss, trauma, and human resilience. American Psychologist
59(1), 20-28: resilience, recovery, delayed and chronic. Numbers of people are of residents
simulated; divide by `results.scale` for the whole community.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide
from sim.outcomes.results import TRAJECTORIES, Results
from sim.outcomes.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["prevalence", "trajectories", "weeks_to_recovery", "quantile_of_counts"]

Array = NDArray[np.float64]


def prevalence(results: Results, measure: str = "cases") -> pd.DataFrame:
    """Return a weekly measure as count and share of the people of each group.

    Columns arm, seed, week, stratum, group, people, value, share; for `measure="severity"` the
    share is the mean severity, for a flow ("asked") the flow per person in that week. KeyError
    names the known measures.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> table = sim.outcomes.prevalence(results)
    >>> table["week"].max()
    np.int64(8)
    >>> table.columns.tolist()
    ['arm', 'seed', 'week', 'stratum', 'group', 'people', 'value', 'share']
    """
    if measure not in results.weekly:
        raise KeyError(f"no weekly measure {measure!r}; there are: {', '.join(results.weekly)}")
    value = results.weekly[measure]
    columns = {"people": results.people, "value": value, "share": divide(value, results.people)}
    return tidy(results, columns, ("arm", "seed", "week", "group"))


def trajectories(results: Results) -> pd.DataFrame:
    """Return the share of each group on each of the four trajectories.

    Columns arm, seed, stratum, group, trajectory, share; the shares of a group add up to 1.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> table = sim.outcomes.trajectories(results)
    >>> table["trajectory"].unique().tolist()
    ['resilient', 'recovery', 'delayed', 'chronic']
    """
    counts = np.stack([results.final[name] for name in TRAJECTORIES], axis=-1)
    share = divide(counts, results.people[:, None])
    axes = ("arm", "seed", "group", "trajectory")
    return tidy(results, {"share": share}, axes, trajectory=tuple(TRAJECTORIES))


def weeks_to_recovery(results: Results) -> pd.DataFrame:
    """Return how long recovery took, and for how many it did not come before the horizon.

    Columns arm, seed, stratum, group and: `mean_weeks` and `median_weeks` from the first to the last
    week above the cut-off among people who recovered, who are the quicker ones;
    `recovered_share` of those ever in need; `mean_weeks_as_case` per person ever in need,
    recovered or not, up to the horizon; `half_recovered_by`, the weeks in which half of those ever
    in need had recovered, NaN if that was not reached.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.weeks_to_recovery(results).columns.tolist()[4:]
    ['mean_weeks', 'median_weeks', 'recovered_share', 'mean_weeks_as_case', 'half_recovered_by']
    """
    f = results.final
    spans = results.histograms["recovery"]
    columns = {
        "mean_weeks": divide(f["recovery_weeks"], f["need_recovered"]),
        "median_weeks": quantile_of_counts(spans, 0.5),
        "recovered_share": divide(f["need_recovered"], f["need"]),
        "mean_weeks_as_case": divide(f["case_weeks"], f["need"]),
        "half_recovered_by": quantile_of_counts(spans, 0.5, f["need"]),
    }
    return tidy(results, columns)


def quantile_of_counts(counts: Array, share: float, total: Array | None = None) -> Array:
    """Return the lowest bin `(...)` of a histogram `(..., bins)` with at least a share below or in it.

    `total` is the number of people the share refers to, by default those in the histogram; NaN
    if that is zero or the histogram does not come so far.
    """
    running = counts.cumsum(axis=-1)
    people = running[..., -1] if total is None else total
    # Counts are whole, a share of them is rounded: a hair above 9 people must not ask for a tenth.
    enough = running >= (people * share)[..., None] - 1e-9
    found = enough.any(axis=-1) & (people > 0)
    return np.where(found, enough.argmax(axis=-1), np.nan)
