"""Who is turned away, and by which barrier? Refusals for every 100 asks, the most frequent barrier of the baseline first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide, mean
from sim.outcomes.results import Results
from sim.report.figures.bars import POOREST, RICHEST, BarRows, bars_by_arm
from sim.report.figures.sheet import Figure, drawn, message

__all__ = ["per_100_asks", "refusals"]


@drawn
def refusals(results: Results) -> Figure:
    """Draw how many of 100 asks each barrier turns away, one panel a plan; barriers that never did so are left out.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> figure = sim.report.figures.refusals(results)
    >>> len(figure.axes) > 0
    True
    """
    everybody = per_100_asks(results, "all", "all")
    felt = [
        b
        for b in np.argsort(-np.nan_to_num(everybody[0]), kind="stable")
        if np.nanmax(np.nan_to_num(everybody[:, b])) > 0
    ]
    if not felt:
        return message("Nobody who asked for help was turned away.")
    fifths = [per_100_asks(results, *pair)[:, felt] if pair in results.groups else None for pair in (POOREST, RICHEST)]
    rows = BarRows([results.barrier_labels[b] for b in felt], everybody[:, felt], *fifths)
    return bars_by_arm(results, rows, "turned away, of 100 asks for help")


def per_100_asks(results: Results, stratum: str, group: str) -> NDArray[np.float64]:
    """Return the refusals of each barrier for every 100 asks, by arm and barrier `(A, B)`; NaN where nobody asked."""
    g = results.group(stratum, group)
    asks = results.weekly["asked"][..., g].sum(axis=2)
    shares = [divide(results.final[f"refused_{name}"][..., g], asks) for name in results.barriers]
    return 100 * np.array([mean(share, axis=1) for share in shares]).T.reshape(len(results.arms), -1)
