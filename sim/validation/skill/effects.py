"""Do gradients between groups, and effects of help, say more than "none", or than what others found on average?

    SD                   d = value                       odds ratio, ratio    d = ln(value) * sqrt(3) / pi
    r                    d = 2 r / sqrt(1 - r^2)         percent, share       no effect: not taken

    null         d = 0
    grand mean   the mean size of d in other sources for the same measure (for any, with fewer than three), its direction told

All effects are brought to standard deviations, so that one error holds for all (a ratio of shares counts as one of odds, which makes it
small). Figures follow the strict score but for one thing: those that no effect would pass are kept, or "none" would have no chance.
Sources: Chinn 2000 (odds to d); Borenstein et al. 2009, ch. 7 (r to d); both from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from sim.evidence.score import Scored
from sim.validation.skill.scores import NEAR, Floats, Told

__all__ = ["Effect", "effects_of", "grand_mean", "near", "null", "seen_of", "told_of"]

FEWEST = 3
LEAST_RATIO = 1e-3
SIZES: dict[str, Callable[[float], float]] = {
    "SD": lambda value: value,
    "odds ratio": lambda value: log(max(value, LEAST_RATIO)) * sqrt(3.0) / pi,
    "ratio": lambda value: log(max(value, LEAST_RATIO)) * sqrt(3.0) / pi,
    "r": lambda value: 2.0 * value / sqrt(1.0 - min(value**2, 0.9999)),
}


@dataclass(frozen=True)
class Effect:
    """One published effect in standard deviations, and what the model says of it (median and 90 percent)."""

    scored: Scored
    published: float
    median: float
    low: float
    high: float

    @property
    def source(self) -> str:
        """Who published it: figures of one source are drawn together."""
        return self.scored.source.split()[0]

    @property
    def measure(self) -> str:
        """The quantity measured: the unit, and for trials the words before a comma."""
        return f"{self.scored.unit} {self.scored.figure.partition(',')[0] if self.scored.kind == 'trial' else ''}"


def effects_of(rows: Iterable[Scored], kind: str, standing: str) -> list[Effect]:
    """Return the effects of one kind (survey, trial) and standing (fitted, held_out) that count."""
    found = []
    for row in rows:
        size = SIZES.get(row.unit)
        if size is None or row.kind != kind or row.standing != standing or row.is_assumed or not isfinite(row.model):
            continue
        ends = sorted(size(end) for end in (row.model_low, row.model_high) if end is not None and isfinite(end))
        low, high = (ends[0], ends[-1]) if len(ends) == 2 else (float("nan"), float("nan"))
        found.append(Effect(row, size(row.published), size(row.model), low, high))
    return found


def seen_of(effects: Sequence[Effect]) -> Floats:
    """Return the published effects, `(figures,)`."""
    return np.array([one.published for one in effects])


def told_of(effects: Sequence[Effect]) -> Told:
    """Return what the model says of them."""
    return Told(*(np.array([getattr(one, name) for one in effects]) for name in ("median", "low", "high")))


def null(effects: Sequence[Effect]) -> Told:
    """Return the forecast of no effect."""
    return bandless(np.zeros(len(effects)))


def grand_mean(effects: Sequence[Effect], known: Sequence[Effect]) -> Told:
    """Return the mean size among `known` effects of other sources, with the direction that was published."""
    found = []
    for one in effects:
        others = [other for other in known if other.source != one.source]
        alike = [other for other in others if other.measure == one.measure]
        sizes = [abs(other.published) for other in (alike if len(alike) >= FEWEST else others)]
        found.append(float(np.copysign(np.mean(sizes) if sizes else 0.0, one.published)))
    return bandless(np.array(found))


def bandless(median: Floats) -> Told:
    """Return a forecast without a band."""
    return Told(median, np.full(len(median), np.nan), np.full(len(median), np.nan))


def near(median: Floats, seen: Floats) -> NDArray[np.bool_]:
    """Return which medians are within 20 percent of the published effect, in standard deviations."""
    return np.asarray(np.abs(median - seen) <= NEAR * np.abs(seen))
