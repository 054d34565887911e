"""What does an arm change? Differences from the baseline arm, seed by seed.

All arms of a seed share their people and their random numbers, so their difference holds little noise:

    difference     = mean over seeds of (level[arm, seed] - level[baseline, seed])
    variance_ratio = (var(level[arm]) + var(level[baseline])) / var(level[arm] - level[baseline])

`variance_ratio` is how many times more runs unpaired arms would need for the same precision.
`low` and `high` are **what one city may see**: the prediction interval of the difference of one further seed, the same meaning as the
bands of levels. They do not shrink with more seeds; `standard_error` and the interval of the expected difference (`expected_low`,
`expected_high`) do. `verdict` is about the expected difference (`sim.outcomes.certainty`), `q` the false discovery rate over the
groups of a stratum.
Common random numbers: Law, A. M. (2015). Simulation Modeling and Analysis, 5th ed., ch. 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.outcomes.certainty import expected, verdicts
from sim.outcomes.comparison import FEWEST
from sim.outcomes.missing import band, divide, mean, variance
from sim.outcomes.registry import OUTCOMES, levels, measured_in
from sim.outcomes.results import Results
from sim.outcomes.student import discoveries
from sim.outcomes.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["arm_index", "differences", "paired"]

Array = NDArray[np.float64]


def paired(
    results: Results,
    baseline: str | None = None,
    interval: float = 0.90,
    outcomes: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return how each arm differs from the baseline (the first arm), for each outcome and group.

    Columns arm, outcome, stratum, group, people (simulated), level_baseline, level, difference, low, high, expected_low, expected_high,
    standard_error, runs, q, matters (the smallest important difference), beyond (share of runs past it), verdict, ratio (of the mean
    levels), variance_ratio. One row for each arm but the baseline; NaN if an outcome is not known for at least one seed, or two for
    whatever tells of noise.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> table = sim.paired(results, outcomes=["reach"])
    >>> table["arm"].unique().tolist(), table["stratum"].iloc[0]
    (['first_aid'], 'all')
    """
    base = arm_index(results, baseline)
    others = [a for a in range(len(results.arms)) if a != base]
    names = list(measured_in(results) if outcomes is None else outcomes)
    levels_of = np.array([levels(results, name)[0] for name in names]).swapaxes(0, 1)
    if not others:
        levels_of = levels_of[:0]
        return tidy(results, dict.fromkeys(COLUMNS, 0.0), AXES, arm=(), outcome=names)
    matters = np.array([OUTCOMES[name].matters for name in names])[:, None]
    found = differences(levels_of[others], levels_of[[base]], interval, matters=matters)
    q, low = by_stratum(results, found["p"]), np.array([OUTCOMES[name].better == "low" for name in names])[:, None]
    columns: dict[str, Any] = {
        **found, "people": results.people, "q": q, "matters": matters, "verdict": verdicts(found, low, bool(results.drawn), q),
    }  # fmt: skip
    arms = [results.arms[a] for a in others]
    return tidy(results, {name: columns[name] for name in COLUMNS}, AXES, arm=arms, outcome=names)


def by_stratum(results: Results, p: Array) -> Array:
    """Return false discovery rates over the groups of each stratum, as many as the p-values `(..., G)`; NaN for groups of too few."""
    q = np.where(results.people >= FEWEST, p, np.nan)
    for stratum in dict.fromkeys(key for key, _ in results.groups):
        at = results.members(stratum)
        q[..., at] = discoveries(q[..., at])
    return q


AXES = ("arm", "outcome", "group")
COLUMNS = (
    "people", "level_baseline", "level", "difference", "low", "high", "expected_low", "expected_high", "standard_error",
    "runs", "q", "matters", "beyond", "verdict", "ratio", "variance_ratio",
)  # fmt: skip


def differences(
    level: Array, baseline: Array, interval: float, axis: int = -2, matters: ArrayLike = 0.0
) -> dict[str, Array]:
    """Return the paired comparison of two sets of levels with seeds on one axis, by column name; see `sim.outcomes.certainty.expected`."""
    level, baseline = np.broadcast_arrays(level, baseline)
    # A seed counts only if both arms are known, or the two means would not be of the same seeds.
    both = np.isfinite(level) & np.isfinite(baseline)
    level, baseline = np.where(both, level, np.nan), np.where(both, baseline, np.nan)
    apart = level - baseline
    low, high = band(apart, interval, axis)
    noise = variance(apart, axis)
    return {
        "level_baseline": mean(baseline, axis),
        "level": mean(level, axis),
        **expected(apart, axis, matters),
        "low": low,
        "high": high,
        "ratio": divide(mean(level, axis), mean(baseline, axis)),
        "variance_ratio": divide(variance(level, axis) + variance(baseline, axis), noise),
    }


def arm_index(results: Results, name: str | None) -> int:
    """Return the index of an arm on axis A, of the baseline for None; KeyError names the arms."""
    wanted = results.baseline if name is None else name
    if wanted not in results.arms:
        raise KeyError(f"no arm {wanted!r}; there are: {', '.join(results.arms)}")
    return results.arms.index(wanted)
