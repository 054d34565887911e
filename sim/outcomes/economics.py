"""Are the plans worth their cost? Incremental ratios and dominance, net benefit, acceptability, and the plane of health and equity.

    ICER           = (cost - cost of the next cheaper plan that is worth considering) / (effect - its effect)
    dominated      : another plan costs no more and does no less, and one of the two is better
    by extension   : a mix of two other plans does as much for less; the ICER would fall from one plan to the next
    net benefit    = worth * effect - cost                                              worth in USD for each unit of effect
    acceptability  = share of runs in which a plan has the highest net benefit, ties shared
    information    = mean of the highest net benefit - highest mean net benefit           what knowing beforehand would be worth (EVPI)
    equity         = gap[baseline] - gap[plan], gap = poorest fifth less richest fifth, of a burden for 1,000 adults

Plain functions on arrays; axis A is the plan, S the run, T the worth. Runs are paired: all plans share a run's seed and draw of numbers.
Sources: Drummond et al. (2015) Methods for the Economic Evaluation of Health Care Programmes, ch. 4 and 11; Fenwick, Claxton & Sculpher
(2001) Health Economics 10, 779 (acceptability and its frontier); Cookson et al. (2017) Value in Health 20, 206 (equity-impact plane).
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Step", "acceptability", "best_mean", "equity_impact", "information", "ladder", "net_benefit"]

Array = NDArray[np.float64]


class Step(NamedTuple):
    """One plan on the ladder of costs: its row, standing ("first", "next", "dominated", "by extension"), the plan compared with, the ICER.

    `below` is the cheaper plan of the mix that beats a plan by extension, -1 otherwise.
    """

    plan: int
    standing: str
    against: int
    icer: float
    below: int = -1


def ladder(cost: Array, effect: Array) -> list[Step]:
    """Return the plans from cheap to dear, each compared with the next cheaper one that is worth considering; `(A,)` each.

    `against` is the plan that it is compared with or dominated by, -1 for the first; the ICER is NaN for those not on the ladder.
    """
    order = sorted(range(len(cost)), key=lambda a: (cost[a], -effect[a], a))
    beaten = {a: by for a in order if (by := dominating(a, cost, effect)) >= 0}
    up = [a for a in order if a not in beaten]
    extended: dict[int, tuple[int, int]] = {}
    while (weak := falling(up, cost, effect)) is not None:
        extended[up[weak]] = up[weak + 1], up[weak - 1]
        up.pop(weak)
    found = []
    for a in order:
        if a in beaten:
            found.append(Step(a, "dominated", beaten[a], np.nan))
        elif a in extended:
            above, below = extended[a]
            found.append(Step(a, "by extension", above, np.nan, below))
        elif a == up[0]:
            found.append(Step(a, "first", -1, np.nan))
        else:
            below = up[up.index(a) - 1]
            found.append(Step(a, "next", below, float((cost[a] - cost[below]) / (effect[a] - effect[below]))))
    return found


def dominating(a: int, cost: Array, effect: Array) -> int:
    """Return the cheapest plan that dominates one, -1 for none; of two that are the same the first stays."""
    better = [
        b for b in range(len(cost))
        if cost[b] <= cost[a] and effect[b] >= effect[a] and (cost[b] < cost[a] or effect[b] > effect[a] or b < a) and b != a
    ]  # fmt: skip
    return min(better, key=lambda b: (cost[b], -effect[b], b)) if better else -1


def falling(up: list[int], cost: Array, effect: Array) -> int | None:
    """Return the place on the ladder after which the ICER falls, so that a mix of its neighbours is better; None if it only rises."""
    ratios = [(cost[b] - cost[a]) / (effect[b] - effect[a]) for a, b in pairwise(up)]
    return next((n + 1 for n in range(len(ratios) - 1) if ratios[n] > ratios[n + 1]), None)


def net_benefit(cost: Array, effect: Array, worth: float | Array) -> Array:
    """Return what an effect is worth less what it costs, in USD; `worth` is USD for each unit of effect."""
    benefit: Array = np.asarray(worth) * effect - cost
    return benefit


def acceptability(cost: Array, effect: Array, worths: Array) -> Array:
    """Return in which share of runs each plan has the highest net benefit, `(T, A)`; cost and effect `(A, S)`, worths `(T,)`."""
    benefit = net_benefit(cost, effect, worths[:, None, None])
    best = np.isclose(benefit, benefit.max(axis=1, keepdims=True), rtol=0.0, atol=1e-9)
    shares: Array = (best / best.sum(axis=1, keepdims=True)).mean(axis=2)
    return shares


def best_mean(cost: Array, effect: Array, worths: Array) -> NDArray[np.int64]:
    """Return the plan with the highest mean net benefit at each worth, `(T,)`: the frontier of acceptability."""
    best: NDArray[np.int64] = net_benefit(cost, effect, worths[:, None, None]).mean(axis=2).argmax(axis=1)
    return best


def information(cost: Array, effect: Array, worths: Array) -> Array:
    """Return what it would be worth to know before deciding how a run turns out, USD by worth `(T,)`."""
    benefit = net_benefit(cost, effect, worths[:, None, None])
    value: Array = benefit.max(axis=1).mean(axis=1) - benefit.mean(axis=2).max(axis=1)
    return value


def equity_impact(poorest: Array, richest: Array, baseline: int) -> Array:
    """Return by how much each plan narrows the gap of a burden against the baseline, `(A, S)`; above 0 is narrower."""
    gap = poorest - richest
    narrower: Array = gap[[baseline]] - gap
    return narrower
