"""How unequal is an outcome between groups? Published measures, as pure functions on arrays.

The last axis of `values` and `weights` holds the groups of one stratum, **the poorest first** if
a rank matters; axes before it (arm, seed) pass through. `weights` are numbers of people. A group
with no people or an unknown value is left out; fewer than two groups left, or a mean of zero under
a relative measure, give NaN. All rank measures share one sign: **negative = more of it among the
poor** (relative_index: below one). Whether that is good depends on the outcome.

    share_g       = weights_g / sum(weights)
    mean          = sum(share_g * values_g)
    rank_g        = sum(share before g) + share_g / 2                        the ridit of group g
    generalized   = 2 * sum(share_g * (values_g - mean) * (rank_g - 1/2))    absolute
    concentration = generalized / mean                                       relative
    erreygers     = 4 * generalized / (high - low)                           bounded outcomes
    slope_index   = generalized / (2 * sum(share_g * (rank_g - 1/2)^2))      least squares on the rank

A share can be measured as illness or as health; only the absolute measures and `wagstaff` then
merely change sign, which is why level, absolute and relative are always together.

Sources
-------
Kakwani, N., Wagstaff, A. & van Doorslaer, E. (1997). Socioeconomic inequalities in health:
    measurement, computation, and statistical inference. Journal of Econometrics 77(1), 87-103.
Wagstaff, A., Paci, P. & van Doorslaer, E. (1991). On the measurement of inequalities in health.
    Social Science & Medicine 33(5), 545-557.
Wagstaff, A. (2005). The bounds of the concentration index when the variable of interest is binary,
    with an application to immunization inequality. Health Economics 14(4), 429-432.
Erreygers, G. (2009). Correcting the concentration index. Journal of Health Economics 28(2), 504-515.
Mackenbach, J. P. & Kunst, A. E. (1997). Measuring the magnitude of socio-economic inequalities in
    health: an overview of available measures illustrated with two examples from Europe.
    Social Science & Medicine 44(6), 757-771.
Theil, H. (1967). Economics and Information Theory. Amsterdam: North-Holland.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.outcomes.missing import divide

__all__ = [
    "gap",
    "ratio",
    "ridits",
    "generalized_concentration",
    "concentration_index",
    "concentration_curve",
    "erreygers",
    "wagstaff",
    "slope_index",
    "relative_index",
    "gini",
    "theil",
]

Array = NDArray[np.float64]
Better = Literal["low", "high"]


def gap(worst: ArrayLike, best: ArrayLike, better: Better) -> Array:
    """Return by how much the worst-off group is worse off than the best-off, in the outcome's unit.

    Positive when the worst-off really is worse off, whether a `low` or a `high` outcome is better;
    in single runs it may turn negative. Mackenbach & Kunst (1997), the rate difference.
    """
    worse: Array = np.asarray(worst, float) - np.asarray(best, float)
    return worse if better == "low" else np.negative(worse)


def ratio(worst: ArrayLike, best: ArrayLike) -> Array:
    """Return worst over best: above one when low is better, below one when high is better.

    Between 0 and infinity, NaN over zero. Mackenbach & Kunst (1997), the rate ratio.
    """
    return divide(worst, best)


def ridits(weights: ArrayLike) -> Array:
    """Return the mean rank (0 poorest, 1 richest) of the people of each group; their mean is 1/2."""
    people = np.asarray(weights, float)
    return divide(people.cumsum(axis=-1) - people / 2, people.sum(axis=-1, keepdims=True))


def generalized_concentration(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return twice the covariance of value and rank, in the unit of the values (absolute).

    Between -mean and mean for values that are never negative; 0 for equal groups.
    Wagstaff, Paci & van Doorslaer (1991).
    """
    share, around, rank = _parts(values, weights)
    answer: Array = 2 * (share * around * (rank - 0.5)).sum(axis=-1)
    return answer


def concentration_index(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return the concentration index: how far an outcome is concentrated among poor (-) or rich (+).

    Relative: between -1 and 1 for values that are never negative, and for shares between
    mean - 1 and 1 - mean (Wagstaff 2005). Kakwani, Wagstaff & van Doorslaer (1997), grouped data.
    """
    return divide(generalized_concentration(values, weights), _mean(values, weights))


def concentration_curve(values: ArrayLike, weights: ArrayLike) -> tuple[Array, Array]:
    """Return cumulative shares of people and of the outcome, poorest first, both `(..., groups + 1)`.

    The concentration index is twice the area between the diagonal and this curve.
    """
    people, amounts = _known(values, weights)
    return _cumulated(people), _cumulated(people * amounts)


def erreygers(values: ArrayLike, weights: ArrayLike, low: float = 0.0, high: float = 1.0) -> Array:
    """Return Erreygers' corrected concentration index of an outcome bounded by `low` and `high`.

    Absolute, between -1 and 1; measured as health instead of illness it only changes sign.
    Erreygers (2009).
    """
    return 4 * generalized_concentration(values, weights) / (high - low)


def wagstaff(values: ArrayLike, weights: ArrayLike, low: float = 0.0, high: float = 1.0) -> Array:
    """Return Wagstaff's normalised concentration index, divided by its bounds at the given mean.

    Between -1 and 1 whatever the mean; NaN if everyone or nobody has the outcome.
    Wagstaff (2005).
    """
    centre = _mean(values, weights)
    above = (high - low) * generalized_concentration(values, weights)
    return divide(above, (high - centre) * (centre - low))


def slope_index(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return the slope index of inequality: outcome at the richest end minus that at the poorest.

    The slope of the straight line fitted to group values over ridits, weighted by people; absolute,
    in the unit of the values. Mackenbach & Kunst (1997).
    """
    share, around, rank = _parts(values, weights)
    along = (share * around * (rank - 0.5)).sum(axis=-1)
    return divide(along, (share * (rank - 0.5) ** 2).sum(axis=-1))


def relative_index(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return the relative index of inequality: the fitted line's richest end over its poorest end.

    Between 0 and infinity, 1 for equal groups; NaN if the line runs below zero, since a ratio to
    less than nothing says nothing. Mackenbach & Kunst (1997).
    """
    centre, slope = _mean(values, weights), slope_index(values, weights)
    poorest, richest = centre - slope / 2, centre + slope / 2
    sensible = (poorest > 0) & (richest > 0)
    return np.where(sensible, divide(richest, poorest), np.nan)


def gini(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return the Gini index: the concentration index when groups are ranked by the outcome itself.

    Between 0 and 1 for values that are never negative; the groups may come in any order.
    """
    people, amounts = _known(values, weights)
    order = np.argsort(amounts, axis=-1, kind="stable")
    ranked = np.take_along_axis(amounts, order, -1), np.take_along_axis(people, order, -1)
    return concentration_index(*ranked)


def theil(values: ArrayLike, weights: ArrayLike) -> Array:
    """Return Theil's T between groups: sum(share * (values / mean) * log(values / mean)).

    Between 0 (equal) and log(1 / smallest share); a group with none of the outcome counts as 0.
    The groups need no rank. Theil (1967).
    """
    share, _, _ = _parts(values, weights)
    times = divide(_known(values, weights)[1], _mean(values, weights)[..., None])
    # A value far above a mean of next to nothing overflows to "not known": nothing is lost by it.
    logs = np.log(times, out=np.zeros(times.shape), where=times > 0)
    answer: Array = (share * times * logs).sum(axis=-1)
    return answer


def _known(values: ArrayLike, weights: ArrayLike) -> tuple[Array, Array]:
    """Return weights and values of one shape, both zero for groups left out."""
    amounts, people = np.broadcast_arrays(np.asarray(values, float), np.asarray(weights, float))
    known = np.isfinite(amounts) & (people > 0)
    return np.where(known, people, 0.0), np.where(known, amounts, 0.0)


def _shares(people: Array) -> Array:
    """Return the share of each group, NaN everywhere when fewer than two groups are left."""
    enough = (people > 0).sum(axis=-1, keepdims=True) >= 2
    return np.where(enough, divide(people, people.sum(axis=-1, keepdims=True)), np.nan)


def _mean(values: ArrayLike, weights: ArrayLike) -> Array:
    people, amounts = _known(values, weights)
    answer: Array = (_shares(people) * amounts).sum(axis=-1)
    return answer


def _parts(values: ArrayLike, weights: ArrayLike) -> tuple[Array, Array, Array]:
    """Return share, distance from the mean and rank of each group."""
    people, amounts = _known(values, weights)
    around = np.where(people > 0, amounts - _mean(values, weights)[..., None], 0.0)
    return _shares(people), around, ridits(people)


def _cumulated(amounts: Array) -> Array:
    start = np.zeros((*amounts.shape[:-1], 1))
    total = amounts.sum(axis=-1, keepdims=True)
    return divide(np.concatenate([start, amounts.cumsum(axis=-1)], axis=-1), total)
