"""What does each plan cost and avert, and is it worth it? The functions of `economics.py` on results: tables for all adults together.

Money and people are for the whole community: what was simulated over `results.scale`. The effect is healthy years (DALYs averted against
the baseline); cases averted are people above the cut-off in the last week.

No plan is ranked inside noise. A standing is `certain` only if the verdict (`sim.outcomes.certainty`) on the paired differences of cost
and effect says so, and a plan may be the best buy as long as its net benefit, run by run (so that cost and effect are taken together),
is not known to be lower than that of the best on average; p-values are taken times the plans it is compared with. Where numbers are
held, the share of runs describes chance in one city, not doubt about the numbers, and there is no value of information.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.certainty import expected, verdicts
from sim.outcomes.economics import Step, acceptability, best_mean, equity_impact, information, ladder, net_benefit
from sim.outcomes.missing import band, divide
from sim.outcomes.registry import count
from sim.outcomes.results import Results
from sim.outcomes.tables import ratio_error

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["acceptability_curve", "equity_plane", "value_for_money", "worths"]

Array = NDArray[np.float64]
ADULTS = 1000.0
ENDS = ("", "_low", "_high", "_se", "_verdict")
LEAST, MOST, STEPS = 100_000.0, 2_000_000.0, 41
POOREST, RICHEST = ("income", "poorest fifth"), ("income", "richest fifth")


def money_and_effect(results: Results, baseline: int = 0) -> tuple[Array, Array]:
    """Return cost and DALYs averted of each plan and run, `(A, S)`, whole community; NaN if an older file has no DALYs."""
    g = results.group("all", "all")
    cost = results.final["cost"][..., g] / results.scale
    if "dalys" not in results.final:
        return cost, np.full(cost.shape, np.nan)
    dalys = results.final["dalys"][..., g] / results.scale
    return cost, dalys[[baseline]] - dalys


def value_for_money(results: Results, interval: float = 0.90) -> pd.DataFrame:
    """Return the plans from cheap to dear with what they avert and what the next step up costs.

    Columns arm, label, cost, extra_cost, cases_averted, dalys_averted (each with _low, _high, _se over runs), cost_per_case, cost_per_daly
    (against the baseline, with _se; NaN if nothing is averted), standing, certain (whether it is known), against (an arm) and icer (USD
    per DALY).

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
            row |= with_ends(name, values[a], interval)
        for name, effect in (("cost_per_case", fewer), ("cost_per_daly", averted)):
            helps = effect[a].mean() > 0
            row[name] = float(divide(extra[a].mean(), effect[a].mean())) if helps and a else np.nan
            row[f"{name}_se"] = float(ratio_error(extra[[a]], effect[[a]], np.array([row[name]]))[0])
        against = results.arms[step.against] if step.against >= 0 else ""
        known = certain(step, cost, np.nan_to_num(averted), bool(results.drawn))
        rows.append({**row, "standing": step.standing, "certain": known, "against": against, "icer": step.icer})
    return pd.DataFrame(rows)


def with_ends(name: str, runs: Array, interval: float) -> dict[str, object]:
    """Return a mean over runs `(S,)` with what one city may see and its standard error, by column name."""
    low, high = band(runs, interval)
    error = float(expected(runs)["standard_error"])
    return {name: float(runs.mean()), f"{name}_low": float(low), f"{name}_high": float(high), f"{name}_se": error}


def certain(step: Step, cost: Array, effect: Array, drawn: bool) -> bool:
    """Return whether a standing is known: of a dominated plan that it costs no less and does no more, of the others that they do more."""
    if step.against < 0:
        return True
    here, other = step.plan, step.against
    if step.standing == "by extension" and step.below >= 0:
        below, above = cost[step.below].mean(), cost[other].mean()
        share = float(np.clip(divide(cost[here].mean() - below, above - below), 0.0, 1.0))
        mixed = share * effect[other] + (1 - share) * effect[step.below]
        return verdict_on(mixed - effect[here], drawn) == "better"
    if step.standing == "next":
        return verdict_on(effect[here] - effect[other], drawn) == "better"
    words = {verdict_on(effect[other] - effect[here], drawn), verdict_on(cost[here] - cost[other], drawn)}
    return "better" in words and words <= {"better", "same"}


def verdict_on(gain: Array, drawn: bool) -> str:
    """Return the verdict on a difference by run `(S,)` of which more is better."""
    return str(verdicts(expected(gain), False, drawn))


def may_be_best(cost: Array, effect: Array, at: Array, drawn: bool) -> NDArray[np.bool_]:
    """Return which plans may be the best buy at each worth, `(T, A)`: all that are not known to be worth less than the best on average."""
    benefit = net_benefit(cost, effect, at[:, None, None])
    best = benefit.mean(axis=2).argmax(axis=1)
    found = expected(benefit - benefit[np.arange(len(at)), best][:, None, :])
    compared = np.minimum(found["p"] * max(len(cost) - 1, 1), 1.0)
    return np.asarray(verdicts(found, False, drawn, compared) != "worse")


def worths(results: Results) -> Array:
    """Return what a healthy year may be worth, USD `(T,)`: from 0 to twice the dearest step worth considering, within sensible ends."""
    icers = value_for_money(results)["icer"].to_numpy(float)
    dearest = float(np.nanmax(icers, initial=0.0)) if len(icers) else 0.0
    top = np.ceil(np.clip(2.0 * dearest, LEAST, MOST) / LEAST) * LEAST
    return np.linspace(0.0, top, STEPS)


def acceptability_curve(results: Results) -> pd.DataFrame:
    """Return for each worth of a healthy year in which share of runs each plan is the best buy.

    Columns worth (USD per DALY averted), arm, share, best_mean (whether its mean net benefit is the highest), may_be_best (whether it is
    not known to be worth less than that one), information (USD: what knowing the numbers, and how a run turns out, would be worth; NaN
    unless numbers are drawn).

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
    t, arms, drawn = len(at), len(results.arms), bool(results.drawn)
    known = known if drawn else np.full(t, np.nan)
    return pd.DataFrame({
        "worth": np.repeat(at, arms), "arm": list(results.arms) * t, "share": shares.ravel(),
        "best_mean": (best[:, None] == np.arange(arms)).ravel(),
        "may_be_best": may_be_best(cost, effect, at, drawn).ravel(), "information": np.repeat(known, arms),
    })  # fmt: skip


def equity_plane(results: Results, interval: float = 0.90) -> pd.DataFrame:
    """Return what each plan adds in health and takes off the gap by income, against the baseline.

    Columns arm, label, health and equity (each with _low, _high, _se and _verdict over runs): healthy
    years gained for 1,000 adults, and by how much the
    gap between poorest and richest fifth in healthy years lost for 1,000 adults gets narrower. Empty without income or DALYs.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.equity_plane(results)[["arm", "label"]].values.tolist()
    [['usual_care', 'Clinic alone'], ['first_aid', 'Clinic and first aid']]
    """
    import pandas as pd

    columns = ["arm", "label", *(f"{name}{end}" for name in ("health", "equity") for end in ENDS)]
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
            row |= with_ends(name, values[a], interval) | {
                f"{name}_verdict": verdict_on(values[a], bool(results.drawn))
            }
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)
