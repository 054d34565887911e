"""Who is better and worse off, and by how much? The equity table.

Level, absolute difference and relative difference are always together in one row: a plan can
lower the level and the gap and still raise the ratio (Mackenbach, J. P. (2015). Should we aim to
reduce relative or absolute inequalities in mortality? European Journal of Public Health 25(2), 185).
How best and worst group are chosen: `sim.outcomes.comparison`. The indices: `sim.outcomes.equity`.
Each level and gap is a mean over seeds; ratios and indices are those of the mean levels, so that a
row agrees with itself (a mean of ratios runs high). Bands are prediction intervals of one further seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.comparison import FEWEST, compare_groups, known_strata
from sim.outcomes.missing import FREE, band, divide, mean, variance
from sim.outcomes.registry import OUTCOMES, levels, measured_in
from sim.outcomes.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "POSITIVE", "SHARE", "STRATA", "compared_strata", "equity_table", "income_indices", "ratio_error", "ratio_with_band", "with_band",
]  # fmt: skip

Array = NDArray[np.float64]
Columns = dict[str, Any]

STRATA = ("income", "race", "sex", "age", "vulnerability")
"""The strata of the equity table; those that a scenario adds come after them."""
RANKED = "income20"
POSITIVE, SHARE = (0.0, np.inf), (0.0, 1.0)
"""The bounds of levels, counts, costs and ratios."""
INDICES = ("concentration_index", "erreygers", "slope_index", "relative_index")


def equity_table(
    results: Results,
    strata: Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    interval: float = 0.90,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Return level, gap, ratio and indices of outcomes over strata, one row for each of them and arm.

    Columns arm, outcome, stratum, level (of all adults), best_group, best, worst_group, worst, gap
    (how much worse off the worst-off group is, in the outcome's unit), ratio (worst over best), and
    for the stratum income, ranked by twentieths, concentration_index, erreygers (bounded outcomes),
    slope_index and relative_index (negative, or below one: more of it at low incomes). Each number
    is followed by its _low and _high (what one city may see) and _se (its standard error over seeds). KeyError names the known strata
    or outcomes.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> table = sim.equity_table(results, ["income"], ["reach"])
    >>> table[["arm", "outcome", "stratum"]].values.tolist()
    [['usual_care', 'reach', 'income'], ['first_aid', 'reach', 'income']]
    """
    import pandas as pd

    compared = (*STRATA, *results.strata) if strata is None else strata
    cells = [(name, stratum) for name in _chosen(results, outcomes) for stratum in compared]
    rows = [_measures(results, name, stratum, interval, fewest) for name, stratum in cells]
    arms, each = len(results.arms), len(cells)
    columns: Columns = {
        "arm": np.repeat(np.array(results.arms, object), each),
        "outcome": [name for name, _ in cells] * arms,
        "stratum": [stratum for _, stratum in cells] * arms,
    }
    for key in rows[0] if rows else ():
        columns[key] = np.stack([np.asarray(row[key]) for row in rows], axis=1).ravel()
    return pd.DataFrame(columns)


def compared_strata(results: Results) -> list[str]:
    """Return the strata that tables and figures compare: those of `STRATA` that are there, then the scenario's own."""
    known = known_strata(results)
    return [stratum for stratum in (*STRATA, *results.strata) if stratum in known]


def with_band(
    name: str, runs: Array, interval: float, centre: Array | None = None, within: tuple[float, float] = FREE,
    error: Array | None = None,
) -> Columns:  # fmt: skip
    """Return the columns name, name_low, name_high and name_se from values by arm and seed `(A, S)`.

    `centre` takes the place of the mean over seeds if that is not the number to quote, and `error` that of its standard error;
    `within` are the bounds of what can be seen.
    """
    low, high = band(runs, interval, within=within)
    noise = np.sqrt(divide(variance(runs), np.isfinite(runs).sum(axis=-1))) if error is None else error
    return {
        name: mean(runs) if centre is None else centre,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_se": noise,
    }


def ratio_with_band(name: str, above: Array, below: Array, interval: float) -> Columns:
    """Return the columns of a ratio: of the means over seeds, with the band of single seeds' ratios."""
    known = np.isfinite(above) & np.isfinite(below)
    above, below = np.where(known, above, np.nan), np.where(known, below, np.nan)
    centre = equity.ratio(mean(above), mean(below))
    return with_band(name, equity.ratio(above, below), interval, centre, POSITIVE, ratio_error(above, below, centre))


def ratio_error(above: Array, below: Array, ratio: Array) -> Array:
    """Return the standard error of a ratio of means over seeds, by the delta method; values `(..., S)`, ratio `(...)`."""
    left = above - ratio[..., None] * below
    noise: Array = np.sqrt(divide(variance(left), np.isfinite(left).sum(axis=-1)))
    return divide(noise, np.abs(mean(below)))


def income_indices(results: Results, name: str, interval: float) -> Columns:
    """Return the four indices of an outcome over income, each with its band, by arm `(A,)`.

    People are ranked in twentieths and weigh as many as the outcome is an average over: for reach
    among those in need, those in need are ranked, not everyone.
    """
    value, people = levels(results, name)
    at = results.members(RANKED)
    most = OUTCOMES[name].bound(results)
    runs = _indices(value[..., at], people[..., at], most)
    centres = _indices(mean(value[..., at], axis=1), mean(people[..., at], axis=1), most)
    columns: Columns = {}
    for key in INDICES:
        columns |= with_band(key, runs[key], interval, centres[key])
    return columns


def _indices(values: Array, people: Array, most: float) -> dict[str, Array]:
    return {
        "concentration_index": equity.concentration_index(values, people),
        "erreygers": equity.erreygers(values, people, 0.0, most),
        "slope_index": equity.slope_index(values, people),
        "relative_index": equity.relative_index(values, people),
    }


def _measures(results: Results, name: str, stratum: str, interval: float, fewest: int) -> Columns:
    """Return all columns of one outcome over one stratum, `(A,)` each."""
    value, _ = levels(results, name)
    groups = compare_groups(results, name, stratum, fewest)
    worst, best = groups.level(groups.worst), groups.level(groups.best)
    nowhere, within = np.full(len(results.arms), np.nan), OUTCOMES[name].within(results)
    return {
        **with_band("level", value[..., results.group("all", "all")], interval, within=within),
        "best_group": np.array(groups.label(groups.best), object),
        **with_band("best", best, interval, within=within),
        "worst_group": np.array(groups.label(groups.worst), object),
        **with_band("worst", worst, interval, within=within),
        **with_band("gap", groups.gap(), interval),
        **ratio_with_band("ratio", worst, best, interval),
        **{f"{key}{end}": nowhere for key in INDICES for end in ("", "_low", "_high", "_se")},
        **(income_indices(results, name, interval) if stratum == "income" else {}),
    }


def _chosen(results: Results, outcomes: Sequence[str] | None) -> list[str]:
    return list(measured_in(results) if outcomes is None else outcomes)
