"""How far off is a forecast, and is another nearer? Errors on the probit scale, with intervals from drawing whole events again.

    error      root mean square of (median - published)
    near       share of figures within 20 percent of the published value
    bias       mean of (median - published); above 0: too many
    held       share of figures inside the 90 percent band;  spread: mean of (high - low) / 3.29

Figures of one event are no independent witnesses: an interval is the 5th to 95th percentile over `DRAWS` samples of events with
replacement, and two forecasts are compared on the same samples (paired).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEAR", "NINETY", "Against", "Floats", "Near", "Skill", "Told", "against", "near_percent", "skill_of"]

Floats = NDArray[np.float64]
# Which medians count as near, of medians and published values.
Near = Callable[[Floats, Floats], NDArray[np.bool_]]
NINETY = 1.6448536
NEAR = 0.2
DRAWS = 4000
SEED = 1
FEWEST_EVENTS = 2


@dataclass(frozen=True, eq=False)
class Told:
    """What a forecast says of some figures: medians and 90 percent bands, each `(figures,)`, on the scale of the figures."""

    median: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Skill:
    """The errors of one forecast on `figures` figures of `events` events; intervals hold 90 percent, nan for a single event."""

    name: str
    figures: int
    events: int
    error: float
    error_low: float
    error_high: float
    near: float
    bias: float
    held: float
    spread: float


@dataclass(frozen=True)
class Against:
    """One forecast minus another: difference of their errors with its interval; below 0 the first is nearer."""

    name: str
    rival: str
    difference: float
    low: float
    high: float

    @property
    def words(self) -> str:
        """What the interval shows."""
        if self.high < 0:
            return f"{self.name} is nearer than {self.rival}"
        if self.low > 0:
            return f"{self.name} is further off than {self.rival}"
        side = "nearer" if self.difference < 0 else "further off" if self.difference > 0 else "as far off"
        return (
            f"{self.name} is not shown to be better than {self.rival} ({side} on these figures, the interval holds 0)"
        )


def skill_of(name: str, told: Told, seen: Floats, events: Sequence[str], near: Near) -> Skill:
    """Return the errors of a forecast; `near(median, seen)` says which figures count as within 20 percent."""
    off = told.median - seen
    low, high = interval(off, events, rms)
    inside = (told.low <= seen) & (seen <= told.high)
    banded = np.isfinite(told.low) & np.isfinite(told.high)
    return Skill(
        name, len(seen), len(set(events)), rms(off), low, high, float(near(told.median, seen).mean()), float(off.mean()),
        float(inside[banded].mean()) if banded.any() else float("nan"),
        float((told.high - told.low)[banded].mean()) / (2.0 * NINETY) if banded.any() else float("nan"),
    )  # fmt: skip


def against(name: str, told: Told, rival: str, other: Told, seen: Floats, events: Sequence[str]) -> Against:
    """Return how much further off one forecast is than another, on the same samples of events."""
    both = np.stack([told.median - seen, other.median - seen], axis=-1)
    low, high = interval(both, events, gap)
    return Against(name, rival, gap(both), low, high)


def rms(off: Floats) -> float:
    """Return the root mean square."""
    return float(np.sqrt((off**2).mean()))


def gap(both: Floats) -> float:
    """Return the root mean square of the first column minus that of the second."""
    return rms(both[:, 0]) - rms(both[:, 1])


def interval(off: Floats, events: Sequence[str], measure: Callable[[Floats], float]) -> tuple[float, float]:
    """Return the 5th and 95th percentile of a measure over samples of events with replacement; nan if there is one event."""
    names = list(dict.fromkeys(events))
    if len(names) < FEWEST_EVENTS:
        return float("nan"), float("nan")
    rows = [np.flatnonzero(np.array([one == name for one in events])) for name in names]
    # A generator of its own with a fixed seed: it decides nothing about any resident.
    luck = np.random.RandomState(SEED)
    found = [
        measure(off[np.concatenate([rows[k] for k in luck.randint(len(names), size=len(names))])]) for _ in range(DRAWS)
    ]
    low, high = np.quantile(found, [0.05, 0.95])
    return float(low), float(high)


def near_percent(percent: Callable[[float], float]) -> Near:
    """Return a `near` for figures that `percent` turns back into what was published."""

    def near(median: Floats, seen: Floats) -> NDArray[np.bool_]:
        told, published = (np.array([percent(float(one)) for one in values]) for values in (median, seen))
        return np.asarray(np.abs(told - published) <= NEAR * np.abs(published))

    return near
