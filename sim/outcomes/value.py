"""What does each plan cost and avert, and is it worth it? The functions of `economics.py` on results: tables for all adults together.

Money and people are for the whole community: what was simulated over `results.scale`. The effect is healthy years (DALYs averted against
the baseline); cases averted are people above the cut-off in the last week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.economics import acceptability, best_mean, equity_impact, information, ladder
from sim.outcomes.missing import band, divide
from sim.outcomes.registry import count
from sim.outcomes.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["acceptability_curve", "equity_plane", "value_for_money", "worths"]

Array = NDArray[np.float64]
ADULTS = 1000.0
LEAST, MOST, STEPS = 100_000.0, 2_000_000.0, 41
POOREST, RICHEST = ("income", "poorest fifth"), ("income", "richest fifth")


def money_and_effect(results: Results, baseline: int = 0) -> tuple[Array, Array]:
    """Return cost and DALYs averted of each plan and run, `(A, S)`, whole community; NaN where an older file has no DALYs."""
    g = results.group("all", "all")
    cost = results.final["cost"][..., g] / results.scale
    if "dalys" not in results.final:
        return cost, np.full(cost.shape, np.nan)
    dalys = results.final["dalys"][..., g] / results.scale
    return cost, dalys[[baseline]] - dalys


def value_for_money(results: Results, interval: float = 0.90) -> pd.DataFrame:
    """Return the plans from cheap to dear with what they avert and what the next step up costs.

    Columns arm, label, cost, extra_cost, cases_averted, dalys_averted (each with _low and _high over runs), cost_per_case,
    cost_per_daly (against the baseline; NaN where nothing is averted), standing, against (an arm) and icer (USD per DALY).

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.value_for_money(results)["arm"].tolist()
    ['usual_care', 'first_aid']
    """
    import pandas as pd

    cost, averted = money_and_effect(results)
    cases = count(results, "cases_at_end")[..., results.group("all", "all")] / results.scale
    fewer = cases[[0]] - cases
    extra = cost - cost[[0]]
    means = {"cost": cost, "extra_cost": extra, "cases_averted": fewer, "dalys_averted": averted}
    rows = []
    for step in ladder(cost.mean(axis=1), np.nan_to_num(averted.mean(axis=1))):
        a = step.plan
        row: dict[str, object] = {"arm": results.arms[a], "label": results.arm_labels[a]}
        for name, values in means.items():
            low, high = band(values[a], interval)
            row |= {name: float(values[a].mean()), f"{name}_low": float(low), f"{name}_high": float(high)}
        for name, effect in (("cost_per_case", fewer), ("cost_per_daly", averted)):
            helps = effect[a].mean() > 0
            row[name] = float(divide(extra[a].mean(), effect[a].mean())) if helps and a else np.nan
        against = results.arms[step.against] if step.against >= 0 else ""
        rows.append({**row, "standing": step.standing, "against": against, "icer": step.icer})
    return pd.DataFrame(rows)


def worths(results: Results) -> Array:
    """Return what a healthy year may be worth, USD `(T,)`: from 0 to twice the dearest step worth considering, within sensible ends."""
    icers = value_for_money(results)["icer"].to_numpy(float)
    dearest = float(np.nanmax(icers, initial=0.0)) if len(icers) else 0.0
    top = np.ceil(np.clip(2.0 * dearest, LEAST, MOST) / LEAST) * LEAST
    return np.linspace(0.0, top, STEPS)


def acceptability_curve(results: Results) -> pd.DataFrame:
    """Return for each worth of a healthy year in which share of runs each plan is the best buy.

    Columns worth (USD per DALY averted), arm, share, best_mean (whether its mean net benefit is the highest), information (USD: what
    knowing beforehand how a run turns out would be worth).

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> curve = sim.outcomes.acceptability_curve(results)
    >>> curve.groupby("worth")["share"].sum().round(6).unique().tolist()
    [1.0]
    """
    import pandas as pd

    at = worths(results)
    cost, averted = money_and_effect(results)
    effect = np.nan_to_num(averted)
    shares, best, known = (found(cost, effect, at) for found in (acceptability, best_mean, information))
    t, arms = len(at), len(results.arms)
    return pd.DataFrame({
        "worth": np.repeat(at, arms), "arm": list(results.arms) * t, "share": shares.ravel(),
        "best_mean": (best[:, None] == np.arange(arms)).ravel(), "information": np.repeat(known, arms),
    })  # fmt: skip


def equity_plane(results: Results, interval: float = 0.90) -> pd.DataFrame:
    """Return what each plan adds in health and takes off the gap by income, against the baseline.

    Columns arm, label, health and equity (each with _low and _high over runs): healthy years gained for 1,000 adults, and by how much the
    gap between poorest and richest fifth in healthy years lost for 1,000 adults gets narrower. Empty without income or DALYs.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.equity_plane(results)[["arm", "label"]].values.tolist()
    [['usual_care', 'Clinic alone'], ['first_aid', 'Clinic and first aid']]
    """
    import pandas as pd

    columns = ["arm", "label", *(f"{name}{end}" for name in ("health", "equity") for end in ("", "_low", "_high"))]
    if "dalys" not in results.final or POOREST not in results.groups or RICHEST not in results.groups:
        return pd.DataFrame(columns=columns)

    def lost(stratum: str, group: str) -> Array:
        g = results.group(stratum, group)
        return ADULTS * divide(results.final["dalys"][..., g], np.asarray(float(results.people[g])))

    health = lost("all", "all")
    gained = health[[0]] - health
    narrower = equity_impact(lost(*POOREST), lost(*RICHEST), 0)
    rows = []
    for a, arm in enumerate(results.arms):
        row: dict[str, object] = {"arm": arm, "label": results.arm_labels[a]}
        for name, values in (("health", gained), ("equity", narrower)):
            low, high = band(values[a], interval)
            row |= {name: float(values[a].mean()), f"{name}_low": float(low), f"{name}_high": float(high)}
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)
