"""Does an arm narrow the difference between groups, or only lower the level for all?

    change = mean over seeds of (gap[arm, seed] - gap[baseline, seed])

between the worst-off and best-off group **of the baseline**, so that the same people are compared in
both arms. Negative: the gap narrows. A gap can narrow while the ratio widens, so both are shown, with
the change of the overall level (Mackenbach 2015, see `sim.outcomes.tables`). `low` and `high` are what one city may see, `expected_low`
and `expected_high` hold the expected change, and the verdict is about that (better: narrower), as in `sim.outcomes.paired`; `q` is the
false discovery rate over the strata of an arm and outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.certainty import verdicts
from sim.outcomes.comparison import FEWEST, Comparison, compare_groups
from sim.outcomes.missing import mean
from sim.outcomes.paired import arm_index, differences
from sim.outcomes.registry import OUTCOMES, levels, measured_in
from sim.outcomes.results import Results
from sim.outcomes.student import discoveries
from sim.outcomes.tables import STRATA

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["narrowing"]

Array = NDArray[np.float64]
FOUND = ("low", "high", "expected_low", "expected_high", "standard_error", "runs", "p", "sure", "beyond")


def narrowing(
    results: Results,
    strata: Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    baseline: str | None = None,
    interval: float = 0.90,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Return how each arm changes the gap between the baseline's worst-off and best-off group.

    Columns arm, outcome, stratum, worst_group, best_group, level_change (overall), gap_baseline, gap, change, low, high, expected_low,
    expected_high, standard_error, runs, q, beyond, verdict, ratio_baseline, ratio. One row for each arm but the baseline, outcome and
    stratum; nothing is known of the gap of a stratum with one group. KeyError names the known arms, outcomes or strata.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> table = sim.outcomes.narrowing(results, ["income"], ["reach"])
    >>> table[["arm", "outcome", "stratum"]].values.tolist()
    [['first_aid', 'reach', 'income']]
    """
    import pandas as pd

    base = arm_index(results, baseline)
    names = measured_in(results) if outcomes is None else outcomes
    keys = (*STRATA, *results.strata) if strata is None else strata
    compared = [(name, compare_groups(results, name, key, fewest)) for name in names for key in keys]
    rows = [
        {"arm": label, "outcome": name, "stratum": groups.stratum, **_row(results, name, groups, arm, base, interval)}
        for arm, label in enumerate(results.arms)
        for name, groups in compared
        if arm != base
    ]
    frame = pd.DataFrame(rows)
    if not frame.empty:
        q = frame.groupby(["arm", "outcome"])["p"].transform(discoveries)
        found = {
            key: frame[name]
            for key, name in (("difference", "change"), ("standard_error",) * 2, ("runs",) * 2, ("sure",) * 2)
        }
        frame.insert(frame.columns.get_loc("beyond"), "q", q)
        frame.insert(frame.columns.get_loc("ratio_baseline"), "verdict", verdicts(found, True, bool(results.drawn), q))
    return frame.drop(columns=["p", "sure"], errors="ignore")


def _row(results: Results, name: str, groups: Comparison, arm: int, base: int, interval: float) -> dict[str, Any]:
    """Return the row of one arm: the gap between two groups in it and in the baseline."""
    overall = levels(results, name)[0][..., results.group("all", "all")]
    worst = _followed(groups, groups.worst[base])
    best = _followed(groups, groups.best[base])
    gaps = equity.gap(worst, best, groups.better)
    ratios = equity.ratio(mean(worst), mean(best))
    change = differences(gaps[arm], gaps[base], interval, axis=-1, matters=OUTCOMES[name].matters)
    return {
        "worst_group": groups.label(groups.worst)[base],
        "best_group": groups.label(groups.best)[base],
        "level_change": differences(overall[arm], overall[base], interval, axis=-1)["difference"].item(),
        "gap_baseline": change["level_baseline"].item(),
        "gap": change["level"].item(),
        "change": change["difference"].item(),
        **{key: change[key].item() for key in FOUND},
        "ratio_baseline": ratios[base].item(),
        "ratio": ratios[arm].item(),
    }


def _followed(groups: Comparison, chosen: np.int64) -> Array:
    """Return the outcome of one group in every arm and seed `(A, S)`."""
    return groups.level(np.full(groups.values.shape[0], chosen))
