"""What is a budget best spent on? The search for mixes and their judgement with new seeds, as one function."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.inputs.faults import WrongUseError
from sim.scenario import Scenario, load
from sim.studies.analysis.best import MixSearch, judged, search
from sim.studies.analysis.mixes import Market, Mix, market_of, run_mixes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIRST_NEW", "QUICK", "QUICK_PEOPLE", "budget_a_week", "front_of", "market_for", "market_within", "optimise"]

FIRST_NEW = 1_000_001
QUICK, QUICK_PEOPLE = {"seeds": 2, "new_seeds": 6, "population": 6, "generations": 2}, 4000
"""The settings of a quick search, for a direction without a verdict."""
Progress = Callable[[int, int], None]
RunMixes = Callable[[Sequence[Mix], Sequence[int], Path], "pd.DataFrame"]


def market_for(
    scenario: str, budget: float, programmes: Sequence[str] | None = None, setting: str | None = None
) -> Market:  # fmt: skip
    """Return what is on offer for a budget in USD a week; WrongUseError if it buys nothing, or for an unknown programme."""
    if not math.isfinite(budget):
        raise WrongUseError(f"--budget {budget:g}: must be an amount of USD a week")
    try:
        return market_of(scenario, load(scenario, None, setting), budget, programmes, setting)
    except (ValueError, KeyError) as problem:
        if type(problem) in (ValueError, KeyError):
            raise WrongUseError(str(problem.args[0])) from None
        raise


def market_within(
    scenario: str, budget: float | None, total: float | None, programmes: Sequence[str] | None = None, setting: str | None = None,
    weeks: int | None = None,
) -> Market:  # fmt: skip
    """Return what is on offer for a budget a week or a total; WrongUseError unless exactly one of the two is given."""
    if (budget is None) == (total is None):
        raise WrongUseError("give one budget: --weekly for USD a week, or --total for USD in all")
    if budget is not None:
        return market_for(scenario, budget, programmes, setting)
    assert total is not None
    # What is on offer does not depend on the sum, only what it buys.
    offer = market_for(scenario, total, programmes, setting)
    return market_for(scenario, budget_a_week(offer.scenario, total, offer.programmes, weeks), programmes, setting)


def budget_a_week(scenario: Scenario, total: float, programmes: Sequence[str], horizon: int | None = None) -> float:
    """Return the budget in USD a week that a total comes to, spread over the weeks in which the longest programme is open."""
    if not math.isfinite(total) or total <= 0:
        raise WrongUseError(f"--total {total:g}: must be an amount of USD above 0")
    weeks = horizon or scenario.weeks
    ends = (
        min(p.closes if p.closes is not None else weeks + 1, weeks + 1) - max(p.opens, 1)
        for p in map(scenario.programmes.get, programmes)
        if p
    )
    return total / max(max(ends, default=weeks), 1)


def front_of(market: Market, how: MixSearch, folder: Path, seeds: int, new_seeds: int, run: RunMixes) -> pd.DataFrame:
    """Search with `run(mixes, seeds, folder)`, then judge the front with new seeds."""
    old, new = range(1, seeds + 1), range(FIRST_NEW, FIRST_NEW + new_seeds)
    front = search(market, lambda mixes, at: run(mixes, old, folder / f"generation_{at + 1}"), how)
    return judged(market, front, lambda mixes: run(mixes, new, folder / "judged"))


def optimise(
    scenario: str, budget: float | None, folder: str | os.PathLike[str], programmes: Sequence[str] | None = None, seeds: int = 3,
    new_seeds: int = 10, population: int = 16, generations: int = 5, search_seed: int = 1, scale: float | None = None,
    weeks: int | None = None, setting: str | None = None, workers: int | None = None, progress: Progress | None = None,
    total: float | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return mixes of programmes that no other mix beats in recovery, equity and cost, beside the obvious plans; the cheapest first.

    `scenario` is a name or a TOML file; `budget` is in USD a week on top of usual care, or None and `total` in USD
    for all weeks in which the programmes are open; `programmes` can be bought (one of each kind by
    default). NSGA-II tries `population` mixes in each of `generations` with `seeds` seeds; its front is judged with `new_seeds` new ones.
    Every run is kept in `folder`; called again, it resumes there. One row for each plan, with the columns of
    `sim.studies.analysis.best.judged` (slots and USD a week, recovered and gap as fractions with 90 percent intervals). WrongUseError for
    a budget that buys nothing, NoLibraryError without optuna.

    Source: Deb et al. (2002), IEEE Transactions on Evolutionary Computation 6(2), 182-197.

    >>> import tempfile
    >>> table = sim.optimise(
    ...     "minimal", 2000, tempfile.mkdtemp(), seeds=1, new_seeds=2, population=4, generations=1, scale=0.1, weeks=4, workers=1
    ... )
    >>> "Nothing more" in set(table["plan"])
    True
    """
    market = market_within(scenario, budget, total, programmes, setting, weeks)

    def run(mixes: Sequence[Mix], seeds: Sequence[int], place: Path) -> pd.DataFrame:
        return run_mixes(market, mixes, seeds, place, scale, weeks, workers, progress=progress)

    return front_of(market, MixSearch(population, generations, search_seed), Path(folder), seeds, new_seeds, run)
