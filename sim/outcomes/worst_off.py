"""Whom does each plan leave behind? The worst-off group over all strata at once.

The group is the one with the worst mean over seeds (`sim.outcomes.comparison`). Among many small
groups the worst is also the unluckiest, so its gap is a little overstated; with `place` left out of
`strata` fewer groups compete.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.comparison import FEWEST, Comparison, compare_groups, known_strata
from sim.outcomes.missing import divide, mean
from sim.outcomes.registry import OUTCOMES, levels, measured_in
from sim.outcomes.results import Results
from sim.outcomes.tables import RANKED, ratio_with_band, with_band

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["leaves_behind"]

Array = NDArray[np.float64]


def leaves_behind(
    results: Results,
    outcomes: Sequence[str] | None = None,
    strata: Sequence[str] | None = None,
    interval: float = 0.90,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Return for each arm and outcome the worst-off group over all strata, one row each.

    Columns arm, outcome, stratum, group, people (whole community), share_of_people, level (of that
    group), best_group and best (of the same stratum), gap_to_best, ratio_to_best, overall,
    gap_to_overall, ratio_to_overall; the numbers from level on with _low and _high (what one city may see) and _se. Gaps
    are positive when the group is worse off. `strata` None takes all, places too, but the
    twentieths of income. KeyError names the known strata or outcomes.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> table = sim.outcomes.leaves_behind(results, ["prevalence_end"], ["income"])
    >>> table[["arm", "stratum"]].values.tolist()
    [['usual_care', 'income'], ['first_aid', 'income']]
    """
    import pandas as pd

    every = [stratum for stratum in known_strata(results) if stratum not in {"all", RANKED}]
    wanted = every if strata is None else strata
    rows: list[dict[str, Any]] = []
    for name in measured_in(results) if outcomes is None else outcomes:
        compared = [compare_groups(results, name, stratum, fewest) for stratum in wanted]
        for arm, label in enumerate(results.arms):
            row = _row(results, name, _worst(compared, arm), arm, interval)
            rows.append({"at": arm, "arm": label, "outcome": name, **row})
    rows.sort(key=lambda row: row.pop("at"))
    return pd.DataFrame(rows)


def _worst(compared: Sequence[Comparison], arm: int) -> Comparison:
    """Return the comparison that holds the worst-off group of an arm; the first if none is known."""
    sign = 1 if compared[0].better == "low" else -1
    badness = np.array([sign * mean(groups.level(groups.worst)[arm]) for groups in compared])
    return compared[int(np.where(np.isnan(badness), -np.inf, badness).argmax())]


def _row(results: Results, name: str, groups: Comparison, arm: int, interval: float) -> dict[str, Any]:
    """Return the row of the worst-off group of one comparison in one arm."""
    everybody, within = results.group("all", "all"), OUTCOMES[name].within(results)
    if groups.worst[arm] < 0:
        people, group = np.nan, None
    else:
        people = results.people[groups.at[groups.worst[arm]]] / results.scale
        group = groups.names[groups.worst[arm]]
    worst, best = groups.level(groups.worst)[arm], groups.level(groups.best)[arm]
    overall = levels(results, name)[0][arm, :, everybody]
    row: dict[str, Any] = {
        "stratum": None if group is None else groups.stratum,
        "group": group,
        "people": people,
        "share_of_people": float(divide(people * results.scale, results.people[everybody])),
    }
    row |= with_band("level", worst, interval, within=within)
    row["best_group"] = groups.label(groups.best)[arm]
    for key, other in (("best", best), ("overall", overall)):
        row |= with_band(key, other, interval, within=within)
        row |= with_band(f"gap_to_{key}", equity.gap(worst, other, groups.better), interval)
        row |= ratio_with_band(f"ratio_to_{key}", worst, other, interval)
    return {key: value.item() if isinstance(value, np.ndarray) else value for key, value in row.items()}
