"""What does it cost, and what does it buy? Spending, and spending for each week of illness and each healthy year averted.

    cost per case-week averted = (cost[arm] - cost[baseline]) / (case_weeks[baseline] - case_weeks[arm])
    cost per DALY averted      = the same over dalys: weeks of illness by how much they weigh (`outcomes.disability`), in years

with means over seeds above and below, since a mean of ratios is biased and wild if a seed averts
next to nothing (Stinnett, A. A. & Paltiel, A. D. (1997). Estimating CE ratios under second-order
uncertainty: the mean ratio versus the ratio of means. Medical Decision Making 17(4), 483-489).
Both hold for the weeks that were simulated and are not discounted.
Money and people here are for the whole community: what was simulated over `results.scale`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.certainty import expected, verdicts
from sim.outcomes.missing import divide, mean
from sim.outcomes.paired import arm_index
from sim.outcomes.results import Results
from sim.outcomes.tables import ratio_error, with_band
from sim.outcomes.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cost_effectiveness", "costs"]

Array = NDArray[np.float64]


def costs(results: Results) -> pd.DataFrame:
    """Return the spending on care of each group, USD, and the sessions it paid for.

    Columns arm, seed, stratum, group, cost, sessions, per_person, per_person_in_need, per_session.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.costs(results).columns.tolist()[4:]
    ['cost', 'sessions', 'per_person', 'per_person_in_need', 'per_session']
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

    Columns arm, extra_cost, case_weeks_averted, cost_per_case_week, dalys_averted, cost_per_daly (each with _low and _high, what one city
    may see, and _se) and `finding`, which names less or more illness only if the expected difference is known. A ratio is NaN if
    nothing is averted, and its band if not every seed averts something, for then it runs through infinity. The baseline has zeros
    and no ratio.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.cost_effectiveness(results)["arm"].tolist()
    ['usual_care', 'first_aid']
    """
    import pandas as pd

    base = arm_index(results, baseline)
    cost, weeks, dalys = (_whole(results, name) for name in ("cost", "case_weeks", "dalys"))
    extra = cost - cost[base]
    columns: dict[str, Any] = {"arm": results.arms, **with_band("extra_cost", extra, interval)}
    for averted, effect, price in (
        (weeks[base] - weeks, "case_weeks_averted", "cost_per_case_week"),
        (dalys[base] - dalys, "dalys_averted", "cost_per_daly"),
    ):
        columns |= with_band(effect, averted, interval)
        centre, runs = _ratio(extra, averted)
        columns |= with_band(price, runs, interval, centre, error=ratio_error(extra, averted, centre))
    illness = verdicts(expected(weeks - weeks[base]), True, bool(results.drawn))
    illness[base] = "same"
    columns["finding"] = [_finding(*pair) for pair in zip(mean(extra), illness.tolist(), strict=True)]
    return pd.DataFrame(columns)


def _whole(results: Results, name: str) -> Array:
    """Return a total of all adults by arm and seed `(A, S)`, whole community; NaN if an older file lacks it."""
    if name not in results.final:
        return np.full((len(results.arms), len(results.seeds)), np.nan)
    return results.final[name][:, :, results.group("all", "all")] / results.scale


def _ratio(extra: Array, averted: Array) -> tuple[Array, Array]:
    """Return the ratio of the means `(A,)`, and that of each seed `(A, S)` if all of them avert something."""
    helps = (averted > 0).all(axis=-1, keepdims=True)
    centre = np.where(mean(averted) > 0, divide(mean(extra), mean(averted)), np.nan)
    return centre, np.where(helps, divide(extra, averted), np.nan)


def _finding(extra: float, illness: str) -> str:
    """State in words where an arm is found on the plane of cost and effect; `illness` is the verdict on weeks of illness."""
    words = {
        "better": "less illness", "worse": "more illness", "same": "the same illness", "unclear": "illness cannot be told apart",
        "open": "illness hangs on numbers not known",
    }  # fmt: skip
    if illness == "same" and extra == 0:
        return "no difference"
    cost = "costs more" if extra > 0 else "costs less" if extra < 0 else "costs the same"
    return f"{cost}, {words.get(illness, 'too few runs for a verdict on illness')}"
