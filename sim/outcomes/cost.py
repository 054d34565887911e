"""What does it cost, and what does it buy? Spending, and spending for each week of illness averted.

    cost per case-week averted = (cost[arm] - cost[baseline]) / (case_weeks[baseline] - case_weeks[arm])

with means over seeds above and below, since a mean of ratios is biased and wild where a seed averts
next to nothing (Stinnett, A. A. & Paltiel, A. D. (1997). Estimating CE ratios under second-order
uncertainty: the mean ratio versus the ratio of means. Medical Decision Making 17(4), 483-489).
Money and people here are for the whole community: what was simulated over `results.scale`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import band, divide, mean
from sim.outcomes.paired import arm_index
from sim.outcomes.tidy import tidy
from sim.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cost_effectiveness", "costs"]

Array = NDArray[np.float64]


def costs(results: Results) -> pd.DataFrame:
    """Return the spending on care of each group, USD, and the sessions it paid for.

    Columns arm, seed, stratum, group, cost, sessions, per_person, per_person_in_need, per_session.
    """
    cost, need = results.final["cost"], results.final["need"]
    sessions = results.weekly["sessions"].sum(axis=2)
    columns = {
        "cost": cost / results.scale,
        "sessions": sessions / results.scale,
        "per_person": divide(cost, results.people),
        "per_person_in_need": divide(cost, need),
        "per_session": divide(cost, sessions),
    }
    return tidy(results, columns)


def cost_effectiveness(results: Results, baseline: str | None = None, interval: float = 0.90) -> pd.DataFrame:
    """Return what each arm spends and averts beyond the baseline, for all adults together.

    Columns arm, extra_cost, case_weeks_averted, cost_per_case_week (each with _low and _high over
    seeds) and `finding`. The ratio is NaN where nothing is averted, and its band where not every
    seed averts something, for then it runs through infinity. The baseline has zeros and no ratio.
    """
    import pandas as pd

    extra, averted = _beyond(results, arm_index(results, baseline))
    helps = averted > 0
    ratio = np.where(mean(averted) > 0, divide(mean(extra), mean(averted)), np.nan)
    each_seed = np.where(helps.all(axis=-1, keepdims=True), divide(extra, averted), np.nan)
    columns: dict[str, Any] = {"arm": results.arms}
    for name, centre, runs in (
        ("extra_cost", mean(extra), extra),
        ("case_weeks_averted", mean(averted), averted),
        ("cost_per_case_week", ratio, each_seed),
    ):
        low, high = band(runs, interval)
        columns |= {name: centre, f"{name}_low": low, f"{name}_high": high}
    columns["finding"] = [_finding(*pair) for pair in zip(mean(extra), mean(averted), strict=True)]
    return pd.DataFrame(columns)


def _beyond(results: Results, base: int) -> tuple[Array, Array]:
    """Return extra cost and case-weeks averted by arm and seed `(A, S)`, whole community."""
    at = results.group("all", "all")
    cost = results.final["cost"][:, :, at] / results.scale
    weeks = results.final["case_weeks"][:, :, at] / results.scale
    return cost - cost[base], weeks[base] - weeks


def _finding(extra: float, averted: float) -> str:
    """Say in words where an arm lies on the plane of cost and effect."""
    if averted == 0:
        return "no difference" if extra == 0 else "no effect"
    cost = "costs more" if extra > 0 else "costs less" if extra < 0 else "costs the same"
    return f"{cost}, {'less' if averted > 0 else 'more'} illness"
