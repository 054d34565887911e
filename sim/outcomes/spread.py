"""How large is a number, and between which values do runs put it? Means over seeds, how well they are known, and what one city may see.

    difference_s = arm_s - baseline_s        the same seed s: same people, same random numbers, another plan
    told apart   = the verdict on the expected difference is better or worse (`sim.outcomes.certainty`)
    low, high    = what one city may see: the prediction interval of one further run; it does not shrink with more seeds

Where runs draw their numbers, both hold what is not known about those as well, drawn alike in both arms of a difference. The worst-off
and best-off of k groups are chosen by what is then compared, so the p-value of their gap is taken times the k (k - 1) / 2 pairs; if
many groups are compared with the baseline, it is the false discovery rate.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.certainty import FEWEST_RUNS, TOLD_APART, expected, verdicts
from sim.outcomes.comparison import FEWEST, compare_groups
from sim.outcomes.missing import FREE, band, mean
from sim.outcomes.registry import OUTCOMES, levels
from sim.outcomes.results import Results
from sim.outcomes.student import discoveries
from sim.outcomes.tables import compared_strata

__all__ = [
    "INTERVAL", "Gap", "Spread", "at", "best_arm", "change_of_gap", "difference", "gap", "level", "ranked_arms", "second_arm", "spread",
    "with_rates",
]  # fmt: skip

INTERVAL = 0.90
Array = NDArray[np.float64]


class Spread(NamedTuple):
    """A mean over seeds, what one city may see (low to high), and what is known of the mean; NaN for fewer than two seeds.

    `error` is the standard error, `expected_low` and `expected_high` the 90% interval of the mean, `p` its two-sided p-value or false
    discovery rate, `sure` and `beyond` the shares of runs on its side and beyond `matters`; `drawn` says that runs draw their numbers.
    """

    value: float
    low: float
    high: float
    error: float = np.nan
    expected_low: float = np.nan
    expected_high: float = np.nan
    p: float = np.nan
    runs: int = 0
    sure: float = np.nan
    beyond: float = np.nan
    matters: float = 0.0
    drawn: bool = False

    @property
    def known(self) -> bool:
        """True if there is a number at all."""
        return bool(np.isfinite(self.value))

    @property
    def ranged(self) -> bool:
        """True if there are enough runs for a range."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))

    @property
    def judged(self) -> bool:
        """True if there are enough runs for a verdict."""
        return self.runs >= FEWEST_RUNS and bool(np.isfinite(self.p))

    @property
    def told_apart(self) -> bool:
        """True if the verdict on a difference is that there is one."""
        return self.verdict() in TOLD_APART

    @property
    def slight(self) -> bool:
        """True if a difference is known to be smaller than the smallest important one."""
        return max(abs(self.expected_low), abs(self.expected_high)) < self.matters

    def verdict(self, low_is_better: bool = True) -> str:
        """Return the verdict on a difference, one of `sim.outcomes.certainty.VERDICTS`."""
        found = {
            "difference": self.value,
            "standard_error": self.error,
            "p": self.p,
            "runs": self.runs,
            "sure": self.sure,
        }
        return str(verdicts(found, low_is_better, self.drawn))

    def times(self, factor: float) -> Spread:
        """Return the spread in another unit; a negative factor swaps the ends."""
        low, high = sorted((self.low * factor, self.high * factor)) if self.ranged else (np.nan, np.nan)
        first, last = sorted((self.expected_low * factor, self.expected_high * factor))
        return self._replace(
            value=self.value * factor, low=low, high=high, error=self.error * abs(factor), expected_low=first, expected_high=last,
            matters=self.matters * abs(factor),
        )  # fmt: skip


class Gap(NamedTuple):
    """The difference between two groups of a stratum under one arm: the levels of the worst-off and the best-off, by seed `(S,)`."""

    stratum: str
    worst: str
    best: str
    worst_by_seed: Array
    best_by_seed: Array
    better: Literal["low", "high"]
    groups: int = 2
    matters: float = 0.0
    drawn: bool = False

    @property
    def levels(self) -> tuple[float, float]:
        """The means of the worst-off and of the best-off group."""
        return float(mean(self.worst_by_seed)), float(mean(self.best_by_seed))

    @property
    def by_seed(self) -> Array:
        """How much worse off the first group is than the second, by seed."""
        return equity.gap(self.worst_by_seed, self.best_by_seed, self.better)

    @property
    def size(self) -> Spread:
        """How wide it is; its p-value allows for the choice of the two groups among all pairs."""
        found = spread(self.by_seed, self.matters, self.drawn)
        return found._replace(p=min(found.p * self.groups * (self.groups - 1) / 2, 1.0))

    @property
    def ratio(self) -> float:
        """Worst over best, NaN over zero."""
        return float(equity.ratio(*self.levels))


def spread(values: Array, matters: float = 0.0, drawn: bool = False, within: tuple[float, float] = FREE) -> Spread:
    """Return mean, prediction interval and what is known of the mean, of values over seeds `(S,)`."""
    low, high = band(values, INTERVAL, within=within)
    found = {name: float(value) for name, value in expected(values, matters=matters).items()}
    return Spread(
        found["difference"], float(low), float(high), found["standard_error"], found["expected_low"], found["expected_high"],
        found["p"], int(found["runs"]), found["sure"], found["beyond"], matters, drawn,
    )  # fmt: skip


def with_rates(found: list[Spread]) -> list[Spread]:
    """Return comparisons made side by side with their false discovery rates in the place of their p-values."""
    if not found:
        return []
    rates = discoveries([one.p for one in found]).tolist()
    return [one._replace(p=rate) for one, rate in zip(found, rates, strict=True)]


def at(results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all") -> Array:
    """Return an outcome by seed `(S,)`; KeyError for an unknown outcome or group."""
    values: Array = levels(results, outcome)[0][results.arms.index(arm), :, results.group(stratum, group)]
    return values


def level(results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all") -> Spread:
    """Return an outcome of one group under one arm."""
    return spread(at(results, outcome, arm, stratum, group), within=OUTCOMES[outcome].within(results))


def difference(
    results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all", than: str | None = None
) -> Spread:
    """Return an outcome of one group under an arm minus that under another (the baseline), seed by seed."""
    other = at(results, outcome, than or results.baseline, stratum, group)
    apart = at(results, outcome, arm, stratum, group) - other
    return spread(apart, OUTCOMES[outcome].matters, bool(results.drawn))


def gap(results: Results, outcome: str, arm: str, stratum: str | None = None) -> Gap | None:
    """Return the gap under an arm between the groups that are worst and best off under the baseline.

    Without a stratum, of the one with the widest gap in the baseline; gaps that may be due to chance come last.
    None if no stratum has two groups of people enough.
    """
    strata = compared_strata(results) if stratum is None else [stratum]
    found = [pair for key in strata if (pair := extremes(results, outcome, key))]
    if not found:
        return None

    def width(pair: tuple[str, str, str]) -> tuple[bool, float]:
        size = between(results, outcome, results.baseline, *pair).size
        return size.told_apart, size.value

    return between(results, outcome, arm, *max(found, key=width))


def change_of_gap(results: Results, outcome: str, arm: str, stratum: str) -> Spread:
    """Return how an arm changes the gap of a stratum; its p-value is the false discovery rate over the strata compared."""
    strata = list(dict.fromkeys([*compared_strata(results), stratum]))
    found: dict[str, Spread] = {}
    for key in strata:
        if pair := extremes(results, outcome, key):
            here, there = (between(results, outcome, one, *pair).by_seed for one in (results.baseline, arm))
            found[key] = spread(there - here, OUTCOMES[outcome].matters, bool(results.drawn))
    return dict(zip(found, with_rates([*found.values()]), strict=True))[stratum]


def extremes(results: Results, outcome: str, stratum: str) -> tuple[str, str, str] | None:
    """Return a stratum with the groups worst and best off under the baseline; None with fewer than two groups."""
    groups = compare_groups(results, outcome, stratum)
    worst, best = groups.worst[0], groups.best[0]
    return None if worst == best or worst < 0 else (stratum, groups.names[worst], groups.names[best])


def between(results: Results, outcome: str, arm: str, stratum: str, worst: str, best: str) -> Gap:
    """Return the difference between two groups under an arm."""
    behind, ahead = (at(results, outcome, arm, stratum, name) for name in (worst, best))
    compared = int(np.isfinite(compare_groups(results, outcome, stratum).values).any(axis=(0, 1)).sum())
    meant = OUTCOMES[outcome]
    return Gap(stratum, worst, best, behind, ahead, meant.better, max(compared, 2), meant.matters, bool(results.drawn))


def enough(results: Results, stratum: str, group: str) -> bool:
    """Return True when a group has people enough to be compared."""
    return bool(results.people[results.group(stratum, group)] >= FEWEST)


def ranked_arms(results: Results, outcome: str = "prevalence_end") -> list[str]:
    """Return the arms but the baseline, the best by the mean of their runs first."""
    sign = 1 if OUTCOMES[outcome].better == "low" else -1
    return sorted(results.arms[1:], key=lambda arm: sign * level(results, outcome, arm).value)


def best_arm(results: Results, outcome: str = "prevalence_end") -> str | None:
    """Return the arm that does best on the average of its runs, the baseline left out; None when there is no other."""
    return next(iter(ranked_arms(results, outcome)), None)


def second_arm(results: Results, outcome: str = "prevalence_end") -> str | None:
    """Return the arm that comes next after the best one; None when there is none."""
    return next(iter(ranked_arms(results, outcome)[1:]), None)
