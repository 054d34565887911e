"""Do two plans differ, and how sure is that? The verdict on an expected difference, apart from what one city may see.

    difference_s         plan - baseline in run s: the same people and the same random numbers
    expected difference  its mean over runs, -+ t * standard error: how well the mean is known. More runs narrow it
    what one city sees   the prediction interval of one further run (`sim.outcomes.missing.band`). More runs do not narrow it
    sure_s               share of runs on the side of the mean; a run has its own draw of the numbers if numbers are drawn
    verdict              unknown   fewer than six runs
                         same      no run differs at all
                         unclear   chance could have made the mean: its false discovery rate is above one in ten
                         better, worse
                         open      the mean differs, but not nine of ten draws of the numbers: it depends on what is not known about them

The standard error is that of simulation, and for drawn numbers that of a mean over draws: what is not known about the numbers does not
shrink with runs, so that `better` and `worse` then ask for nine of ten draws as well. Whether a difference matters is another
question: `Outcome.matters` is the smallest one called important, and `beyond` the share of runs in which it is exceeded.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.outcomes.missing import divide, mean, variance
from sim.outcomes.student import quantiles, tail

__all__ = ["FEWEST_RUNS", "LEVEL", "TOLD_APART", "VERDICTS", "expected", "verdicts"]

Array = NDArray[np.float64]
FEWEST_RUNS = 6
"""Runs of each plan below which no verdict is given."""
LEVEL = 0.90
"""How sure a verdict is: of ten comparisons in which nothing differs, nine are not called different."""
TOLD_APART = ("better", "worse")
VERDICTS = ("unknown", "same", "unclear", "better", "worse", "open")
HAIR = 1e-9


def expected(difference: Array, axis: int = -1, matters: ArrayLike = 0.0) -> dict[str, Array]:
    """Return what differences by run say of their mean, by column name; `matters` is the smallest important size.

    difference, standard_error, expected_low and expected_high (the 90% interval of the mean), p (two-sided), runs, sure (share of runs on
    the side of the mean, ties half) and beyond (share on that side and larger than `matters`).
    """
    known = np.isfinite(difference)
    runs = known.sum(axis=axis)
    centre = mean(difference, axis)
    # Differences of equal shares differ by rounding: a spread of a hair is none.
    noise = np.sqrt(divide(variance(difference, axis), runs))
    noise = np.where(noise <= HAIR * np.maximum(np.abs(centre), HAIR), 0.0, noise)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(np.abs(centre) <= HAIR**2, 0.0, np.abs(centre) / noise)
    reach = quantiles((1 + LEVEL) / 2, np.maximum(runs - 1, 0)) * noise
    along = np.where(known, difference, np.nan) * np.sign(np.expand_dims(centre, axis))
    return {
        "difference": centre, "standard_error": noise, "expected_low": centre - reach, "expected_high": centre + reach,
        "p": tail(t, runs - 1), "runs": runs,
        "sure": divide((along > 0).sum(axis=axis) + 0.5 * (along == 0).sum(axis=axis), runs),
        "beyond": divide((along > np.expand_dims(np.asarray(matters), axis)).sum(axis=axis), runs),
    }  # fmt: skip


def verdicts(
    found: Mapping[str, ArrayLike], low_is_better: ArrayLike, drawn: bool, q: ArrayLike | None = None
) -> NDArray[np.str_]:
    """Return the verdict on what `expected` found; `q` is the false discovery rate if several are compared, p if left out."""
    size, error, runs, sure = (
        np.asarray(found[name], float) for name in ("difference", "standard_error", "runs", "sure")
    )
    rate = np.asarray(found["p"] if q is None else q, float)
    asked = [
        (runs < FEWEST_RUNS) | ~np.isfinite(size) | ~np.isfinite(rate),
        (size == 0) & (error == 0),
        rate > 1 - LEVEL,
        np.logical_and(drawn, sure < LEVEL),
        (size < 0) == np.asarray(low_is_better),
    ]
    return np.select(asked, ["unknown", "same", "unclear", "open", "better"], "worse")
