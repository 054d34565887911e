"""Which mixes are not dominated? A search for the Pareto front of recovery, equity and cost, judged with seeds it has not seen.

    wanted      recovered high, gap between poorest and richest low, USD a week low
    beaten      another mix is at least as good in all three, and better in one
    search      NSGA-II (optuna), each generation run as one sweep with the same seeds; the naive plans are in the first
    judged      the front of the search and the naive plans are run again with new seeds: a mix that owed its place to the seeds of the
                search falls back, and only what is then unbeaten is called the front

Optuna is kept rather than pymoo, which brings seven more libraries (one of them compiled) for the same algorithm. Asked generation by
generation in one thread it is deterministic given its seed.

Sources
-------
Deb, K. et al. (2002). A fast and elitist multiobjective genetic algorithm: NSGA-II. IEEE Transactions on Evolutionary Computation 6(2),
    182-197.
Smith, J. E. & Winkler, R. L. (2006). The optimizer's curse: skepticism and postdecision surprise in decision analysis.
    Management Science 52(3), 311-322.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.certainty import expected, verdicts
from sim.studies.analysis.mixes import Market, Mix, naive
from sim.studies.analysis.robustness import mean_interval
from sim.studies.designs import need

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MixSearch", "check_library", "judged", "search", "unbeaten"]

Array = NDArray[np.float64]
Evaluate = Callable[[Sequence[Mix], int], "pd.DataFrame"]
STEP = 0.05


@dataclass(frozen=True)
class MixSearch:
    """How long is searched: mixes in a generation, generations, and the seed of the search itself."""

    population: int = 16
    generations: int = 5
    luck: int = 1


def check_library() -> None:
    """Raise NoLibraryError, which says what to type, if optuna is not installed."""
    need("A search for mixes", "optuna", "optuna>=4")


def unbeaten(costs: Array) -> NDArray[np.bool_]:
    """Return which rows of `(n, objectives)`, all to be small, no other row beats; of equal rows all."""
    no_worse = (costs[:, None, :] <= costs[None, :, :]).all(axis=2)
    better = (costs[:, None, :] < costs[None, :, :]).any(axis=2)
    return np.asarray(~(no_worse & better).any(axis=0))


def objectives(market: Market, mixes: Sequence[Mix], runs: pd.DataFrame) -> Array:
    """Return `(mixes, 3)`, all to be small: -recovered, gap, USD a week bought; means over seeds."""
    means = runs.groupby("mix")[["recovered", "gap"]].mean().reindex(range(len(mixes)))
    bought = [market.price(mix) for mix in mixes]
    return np.column_stack([-means["recovered"], means["gap"], bought])


def search(market: Market, evaluate: Evaluate, how: MixSearch) -> list[Mix]:
    """Return the mixes that nothing met in the search beats, the cheapest first; `evaluate(mixes, generation)` runs them.

    No mix is run twice. Raises NoLibraryError without optuna.
    """
    check_library()
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = optuna.samplers.NSGAIISampler(population_size=how.population, seed=how.luck)
        study = optuna.create_study(directions=["minimize"] * 3, sampler=sampler)
    for start in starts(market, how):
        study.enqueue_trial({f"share_{i}": share for i, share in enumerate(start)})
    known: dict[Mix, Array] = {}
    for generation in range(how.generations):
        trials = [study.ask() for _ in range(how.population)]
        mixes = [market.mix(shares_of(trial, len(market.programmes))) for trial in trials]
        new = [mix for mix in dict.fromkeys(mixes) if mix not in known]
        if new:
            known |= dict(zip(new, objectives(market, new, evaluate(new, generation)), strict=True))
        for trial, mix in zip(trials, mixes, strict=True):
            study.tell(trial, known[mix].tolist())
    kept = unbeaten(np.array(list(known.values())))
    return sorted((mix for mix, there in zip(known, kept, strict=True) if there), key=lambda m: (market.price(m), m))


def shares_of(trial: Any, k: int) -> list[float]:
    """Return the shares of the budget that a trial proposes."""
    return [trial.suggest_float(f"share_{i}", 0.0, 1.0, step=STEP) for i in range(k)]


def starts(market: Market, how: MixSearch) -> list[list[float]]:
    """Return shares to begin with: nothing, all for one, an equal split; as many as a generation holds."""
    k = len(market.programmes)
    equal = np.floor(1.0 / k / STEP) * STEP
    rows = [[0.0] * k, *([float(i == j) for j in range(k)] for i in range(k)), [round(float(equal), 2)] * k]
    return rows[: how.population]


def judged(market: Market, front: Sequence[Mix], evaluate: Callable[[Sequence[Mix]], pd.DataFrame]) -> pd.DataFrame:
    """Return the front and the naive plans as new seeds see them, one row a plan, the cheapest first.

    Columns plan, slots and USD a week of each programme (`slots_NAME`, `usd_NAME`), bought (USD a week), spent (USD a week on care
    given), recovered and gap, what they are more than under nothing more
    (`recovered_more`, `gap_more`, with _low and _high, 90% of the mean over seeds), and
    `beaten_by`: a plan that is known to be at least as good in all three, empty for those that no plan is known to beat.
    """
    import pandas as pd

    plain = naive(market)
    names = dict.fromkeys(front, "") | {mix: name for name, mix in reversed(plain.items())}
    mixes = list(names)
    runs = evaluate(mixes)
    costs = objectives(market, mixes, runs)
    order = sorted(range(len(mixes)), key=lambda i: (costs[i, 2], costs[i, 0]))
    labels = named(names, [mixes[i] for i in order])
    base = runs[runs["mix"] == mixes.index(plain["Nothing more"])]
    rows = [row_of(market, mixes[i], labels[mixes[i]], runs[runs["mix"] == i], base) for i in order]
    for row, i in zip(rows, order, strict=True):
        beats = [j for j in range(len(mixes)) if j != i and known_to_beat(runs, costs, j, i)]
        row["beaten_by"] = labels[mixes[beats[0]]] if beats else ""
    return pd.DataFrame(rows)


def known_to_beat(runs: pd.DataFrame, costs: Array, one: int, other: int) -> bool:
    """Return whether a mix is surely at least as good as another in all three, and better in one: its verdicts, seed by seed, say so."""
    if costs[one, 2] > costs[other, 2]:
        return False
    by_seed = [runs[runs["mix"] == mix].set_index("seed") for mix in (one, other)]
    found = [
        str(verdicts(expected((by_seed[0][name] - by_seed[1][name]).dropna().to_numpy()), low, False))
        for name, low in (("recovered", False), ("gap", True))
    ]
    cheaper = bool(costs[one, 2] < costs[other, 2])
    return set(found) <= {"better", "same"} and (cheaper or "better" in found)


def named(names: Mapping[Mix, str], order: Sequence[Mix]) -> dict[Mix, str]:
    """Return a name for each mix: its own, or "Mix 2" if it is the second in order."""
    return {mix: names[mix] or f"Mix {at + 1}" for at, mix in enumerate(order)}


def row_of(market: Market, mix: Mix, label: str, runs: pd.DataFrame, base: pd.DataFrame) -> dict[str, Any]:
    """Return one plan: what is bought, what comes of it, and how that differs from nothing more, seed by seed."""
    row: dict[str, Any] = {"plan": label, "bought": market.price(mix), "spent": float(runs["spent"].mean())}
    for name in ("recovered", "gap"):
        apart = runs[["seed", name]].merge(base[["seed", name]], on="seed", suffixes=("", "_base"))
        more = apart.assign(point=0, value=apart[name] - apart[f"{name}_base"])
        row[name], row[f"{name}_more"] = float(runs[name].mean()), float(more["value"].mean())
        row[f"{name}_more_low"], row[f"{name}_more_high"] = mean_interval(more)
    for name, n, price in zip(market.programmes, mix, market.prices, strict=True):
        row |= {f"slots_{name}": n, f"usd_{name}": n * float(price)}
    return row
