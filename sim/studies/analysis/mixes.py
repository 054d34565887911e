"""What can be bought with a budget, and what comes of it? Mixes of programmes as slots a week, run as points of a sweep.

    slots bought = floor(share of the budget * budget / cost of a session)          for each programme that is on offer
    bought       = sum of slots bought * cost of a session                          USD a week, at full slots

Usual care (the first plan) goes on in every mix; what is bought comes on top of it. A programme without a slot is not there at all, so
that nobody waits for it. Prices are those of the scenario (`cost` of a programme). Every mix meets the same people with the same seeds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.studies.analysis.values import gap, level
from sim.studies.sweep import read, sweep

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.parallel import Engine

__all__ = ["Market", "Mix", "market_of", "naive", "run_mixes"]

Array = NDArray[np.float64]
Mix = tuple[int, ...]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Market:
    """Programmes on offer, each with its label, cost of a session and slots of usual care; and the budget, USD a week."""

    named: str
    scenario: Scenario
    programmes: tuple[str, ...]
    budget: float
    setting: str | None = None

    @property
    def baseline(self) -> str:
        """The plan that goes on in every mix."""
        return next(iter(self.scenario.arms))

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the programmes."""
        return tuple(self.scenario.programmes[name].label for name in self.programmes)

    @property
    def prices(self) -> Array:
        """The cost of a session of each programme, USD."""
        return np.array([self.scenario.programmes[name].cost for name in self.programmes])

    def mix(self, shares: Sequence[float]) -> Mix:
        """Return the slots that shares of the budget buy; shares that are more than all of it are scaled down to it."""
        given = np.maximum(np.asarray(shares, float), 0.0)
        bought = self.budget * given / max(1.0, given.sum()) / self.prices
        # A share of a cent must not cost a slot.
        return tuple(int(n) for n in np.floor(bought + 1e-9))

    def price(self, mix: Mix) -> float:
        """Return what a mix costs a week at full slots, USD."""
        return float(np.dot(mix, self.prices))

    def levers(self, mix: Mix) -> dict[str, Any]:
        """Return a mix as levers of the scenario: slots of each programme, and which programmes there are."""
        usual = self.scenario.arms[self.baseline].programmes
        there = [*usual, *(name for name, n in zip(self.programmes, mix, strict=True) if n and name not in usual)]
        levers: dict[str, Any] = {f"arm.{self.baseline}.programmes": there}
        for name, n in zip(self.programmes, mix, strict=True):
            had = self.scenario.programmes[name].slots if name in usual else 0
            levers[f"programme.{name}.slots"] = had + n
        return levers


def market_of(
    named: str, scenario: Scenario, budget: float, programmes: Sequence[str] | None = None, setting: str | None = None
) -> Market:
    """Return what is on offer: the programmes named, or one of each kind (intervention and channel) that costs something.

    ValueError for a budget that buys nothing, or if nothing is on offer; KeyError for an unknown programme.
    """
    if programmes:
        unknown = [name for name in programmes if name not in scenario.programmes]
        if unknown:
            raise KeyError(f"no programme {unknown[0]!r}; there are: {', '.join(scenario.programmes)}")
        free = [name for name in programmes if scenario.programmes[name].cost <= 0]
        if free:
            raise ValueError(f"programme {free[0]!r} costs nothing, so a budget does not limit it")
        chosen = tuple(dict.fromkeys(programmes))
    else:
        kinds: dict[tuple[str, str], str] = {}
        for name, one in scenario.programmes.items():
            if one.cost > 0:
                kinds.setdefault((one.intervention, one.channel), name)
        chosen = tuple(kinds.values())
    if not chosen:
        raise ValueError(f"{scenario.name} has no programme that costs something")
    market = Market(named, scenario, chosen, budget, setting)
    if not budget >= market.prices.min():
        raise ValueError(
            f"a budget of {budget:g} USD a week buys no session: the cheapest costs {market.prices.min():g}"
        )
    return market


def naive(market: Market) -> dict[str, Mix]:
    """Return the plans that anybody would think of: nothing more, an equal split, and all for one programme."""
    k = len(market.programmes)
    found = {"Nothing more": market.mix([0.0] * k), "Equal split": market.mix([1.0 / k] * k)}
    for i, label in enumerate(market.labels):
        found[f"All {label}"] = market.mix([float(i == j) for j in range(k)])
    return found


def run_mixes(
    market: Market, mixes: Sequence[Mix], seeds: Sequence[int], folder: str | os.PathLike[str],
    scale: float | None = None, weeks: int | None = None, workers: int | None = None, engine: Engine | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Run mixes with seeds into a folder, and return one row a run: mix (its place), seed, recovered, gap, spent.

    `recovered` is the share of those in need; `gap` cases at the end among the poorest fifth less the richest; `spent` USD a week on
    care given in the whole city, usual care included.
    """
    columns: dict[str, list[Any]] = {}
    for mix in mixes:
        for path, value in market.levers(mix).items():
            columns.setdefault(path, []).append(value)
    asked: dict[str, Any] = {
        "title": f"Mixes for {market.scenario.full_title}", "scenario": market.named, "arms": [market.baseline],
        "seeds": list(seeds), "measures": ["recovered", "prevalence_end", "cost"], "strata": ["all", "income"],
        "scale": scale or market.scenario.default_scale, "weeks": weeks or market.scenario.weeks, "design": {"kind": "list"},
        "lever": {path: {"values": values} for path, values in columns.items()},
    }  # fmt: skip
    if market.setting:
        asked["setting"] = market.setting
    sweep(asked, folder, workers, engine, progress)
    table = read(folder)
    found = level(table, "recovered").drop(columns="arm").rename(columns={"point": "mix", "value": "recovered"})
    found["gap"] = gap(table, "prevalence_end")["value"]
    found["spent"] = level(table, "cost")["value"] / asked["scale"] / asked["weeks"]
    return found
