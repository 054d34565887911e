"""How many of those in need come to each step of care, and where do poor and rich part?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.access import STEPS
from sim.outcomes.missing import divide, mean
from sim.outcomes.results import Results
from sim.report.figures.bars import POOREST, RICHEST, BarRows, bars_by_arm
from sim.report.figures.sheet import Figure, drawn

__all__ = ["cascade", "step_shares"]


@drawn
def cascade(results: Results) -> Figure:
    """Draw how many of 100 in need come to each step, one panel a plan, the poorest and the richest fifth on the same bar.

    Recovery stands apart from the steps, since most people recover without having finished a course.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> figure = sim.report.figures.cascade(results)
    >>> len(figure.axes) > 0
    True
    """
    fifths = [step_shares(results, *pair) if pair in results.groups else None for pair in (POOREST, RICHEST)]
    rows = BarRows(list(STEPS.values()), step_shares(results, "all", "all"), *fifths)
    return bars_by_arm(results, rows, "of 100 adults ever in need", gap_before=len(STEPS) - 1)


def step_shares(results: Results, stratum: str, group: str) -> NDArray[np.float64]:
    """Return how many of 100 in need come to each step, by arm and step `(A, steps)`; NaN where nobody is in need."""
    g = results.group(stratum, group)
    names = ["need", *(f"need_{step}" for step in STEPS if step != "need")]
    shares = [divide(results.final[name][..., g], results.final["need"][..., g]) for name in names]
    return 100 * np.stack([mean(share, axis=1) for share in shares], axis=-1)
