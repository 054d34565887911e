"""How much of the spread over runs is chance, and how much is uncertainty about the numbers?

    spread_luck  = standard deviation over seeds, every run with the same numbers
    spread_both  = standard deviation over the same seeds, each with its own draw of the numbers
    from_numbers = 1 - spread_luck ** 2 / spread_both ** 2

By the law of total variance the spread of both is the chance within a set of numbers plus what the numbers themselves move. Chance is
taken at the values and not at each draw, and both spreads are estimates: from 20 seeds a share is known to about a third, and it can
come out below 0 if the numbers move little. Differences from the baseline are of one seed's runs, so that the chance in both cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide, variance
from sim.outcomes.registry import levels, measured_in
from sim.outcomes.results import Results
from sim.outcomes.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["spread_shares"]

Array = NDArray[np.float64]
AXES = ("arm", "outcome", "group")


def spread_shares(fixed: Results, drawn: Results, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the spread by chance, and by chance and numbers together, for each arm, outcome and group.

    `fixed` and `drawn` are the same arms and seeds with numbers from the values and from the posterior. Columns arm, outcome, stratum,
    group, spread_luck, spread_both, from_numbers of the level, and with change_ before them of the difference from the first arm (NaN for
    that arm itself). Raises ValueError if arms, seeds or groups are not the same.

    >>> held = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1, numbers="values")
    >>> free = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1, numbers="posterior")
    >>> shares = sim.outcomes.spread_shares(held, free, ["reach"])
    >>> shares["outcome"].unique().tolist()
    ['reach']
    """
    for name in ("arms", "seeds", "groups", "weeks", "scale"):
        if getattr(fixed, name) != getattr(drawn, name):
            raise ValueError(
                f"the two batches differ in their {name}: {getattr(fixed, name)} and {getattr(drawn, name)}"
            )
    names = list(measured_in(fixed) if outcomes is None else outcomes)
    luck, both = (np.array([levels(results, name)[0] for name in names]).swapaxes(0, 1) for results in (fixed, drawn))
    changes = shares(luck - luck[:1], both - both[:1])
    for column in changes.values():
        column[0] = np.nan
    columns = shares(luck, both) | {f"change_{name}": column for name, column in changes.items()}
    return tidy(drawn, columns, AXES, arm=list(drawn.arms), outcome=names)


def shares(luck: Array, both: Array) -> dict[str, Array]:
    """Return the two spreads over seeds (the axis before the last) and the share of the numbers in the greater one."""
    alone, together = variance(luck, -2), variance(both, -2)
    return {
        "spread_luck": np.sqrt(alone),
        "spread_both": np.sqrt(together),
        "from_numbers": 1.0 - divide(alone, together),
    }
