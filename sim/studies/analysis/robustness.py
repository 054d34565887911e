"""Which plan is robust? Paired differences, regret and robustness of plans over the points of a sweep.

    difference   mean over points and seeds of (plan - baseline), same point, same seed; its interval says how well the mean is known:
                     variance = variance of point means / points + variance of seed means / seeds
                 since all points share their seeds (a little too wide: what is neither of the point nor of the seed counts twice), with
                 Student's t of the fewer of both. `spread_low`, `spread_high`: the middle 90% of single points (seeds, for one point)
    regret       best plan at a point - this plan at that point (0: it is the best), in the unit of the outcome; its largest and its mean
    near_best    share of points at which a plan is within `within` of the best
    good_enough  share of points at which a plan meets a threshold (satisficing)

Sources
-------
Savage, L. J. (1951). The theory of statistical decision. Journal of the American Statistical Association 46(253), 55-67.
Lempert, R. J. & Collins, M. T. (2007). Managing the risk of uncertain threshold responses. Risk Analysis 27(4), 1009-1026.
McPhail, C. et al. (2018). Robustness metrics: how are they calculated, when should they be used and why do they give different
    results? Earth's Future 6(2), 169-191.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.certainty import FEWEST_RUNS
from sim.studies.analysis.values import change

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["differences", "mean_interval", "regret"]


def differences(values: pd.DataFrame, baseline: str, interval: float = 0.90) -> pd.DataFrame:
    """Return how each other plan differs from the baseline, a row a plan.

    Columns arm, difference, low, high (of the expected difference), standard_error, verdict (on its direction), spread_low, spread_high,
    positive (share of points above 0), points, pairs.
    """
    import pandas as pd

    rows = []
    for arm in dict.fromkeys(values["arm"]):
        if arm == baseline:
            continue
        apart = change(values, arm, baseline)
        points = apart.groupby("point")["value"].mean().dropna().to_numpy()
        sample = points if len(points) > 1 else apart["value"].dropna().to_numpy()
        low, high = mean_interval(apart, interval)
        spread = np.quantile(sample, [(1 - interval) / 2, (1 + interval) / 2]) if len(sample) else (np.nan, np.nan)
        rows.append({
            "arm": arm, "difference": float(apart["value"].mean()), "low": low, "high": high,
            "standard_error": mean_error(apart)[0], "verdict": direction(low, high, apart["seed"].nunique()),
            "spread_low": float(spread[0]), "spread_high": float(spread[1]),
            "positive": float(np.mean(sample > 0)) if len(sample) else np.nan, "points": len(points), "pairs": len(apart),
        })  # fmt: skip
    return pd.DataFrame(rows)


def regret(values: pd.DataFrame, better: str, within: float = 0.01, good_enough: float | None = None) -> pd.DataFrame:
    """Return one row a plan: regret_max, regret_mean, best, near_best (and good_enough, if a threshold is given).

    `better` is "low" or "high". Only points at which every plan has a value count.
    """
    import pandas as pd

    sign = {"low": -1.0, "high": 1.0}[better]
    levels = values.pivot_table(index="point", columns="arm", values="value", aggfunc="mean", sort=False).dropna()
    levels = levels[list(dict.fromkeys(values["arm"]))]
    lost = (sign * levels).max(axis=1).to_numpy()[:, None] - sign * levels.to_numpy()
    found = {
        "arm": list(levels.columns), "regret_max": lost.max(axis=0), "regret_mean": lost.mean(axis=0),
        "best": (lost <= 0).mean(axis=0), "near_best": (lost <= within).mean(axis=0), "points": len(levels),
    }  # fmt: skip
    if good_enough is not None:
        found["good_enough"] = (sign * levels.to_numpy() >= sign * good_enough).mean(axis=0)
    return pd.DataFrame(found)


def mean_interval(apart: pd.DataFrame, interval: float = 0.90) -> tuple[float, float]:
    """Return the interval of the mean of `point, seed, value`, values crossed over points and seeds; NaN for a single run."""
    from scipy.special import stdtrit

    error, freedom = mean_error(apart)
    half = float(stdtrit(freedom, (1 + interval) / 2)) * error if freedom else np.nan
    centre = float(apart["value"].mean())
    return centre - half, centre + half


def mean_error(apart: pd.DataFrame) -> tuple[float, int]:
    """Return the standard error of the mean of `point, seed, value` and its degrees of freedom; NaN and 0 for a single run."""
    parts = [apart.groupby(name)["value"].mean().dropna().to_numpy() for name in ("point", "seed")]
    parts = [part for part in parts if len(part) > 1]
    if not parts:
        return np.nan, 0
    return float(np.sqrt(sum(part.var(ddof=1) / len(part) for part in parts))), min(map(len, parts)) - 1


def direction(low: float, high: float, seeds: int) -> str:
    """Return the verdict on an expected difference in one word: higher, lower, unclear, or unknown for fewer than six seeds."""
    if seeds < FEWEST_RUNS or not np.isfinite(low):
        return "unknown"
    return "higher" if low > 0 else "lower" if high < 0 else "same" if low == high == 0 else "unclear"
