"""How is a scenario run in several versions of itself? Levers laid over it, the same people, every version with the same seeds.

    run_variants(source, [{}, {"programme.pfa.opens": 5}], arms, seeds, scale)          results of each, in order

Only levers that change nobody (programmes, arms, policies) belong here: the community settles once and is shared by all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.phrases import signed
from sim.outcomes.registry import levels
from sim.outcomes.spread import Spread, spread
from sim.scenario import with_numbers_from
from sim.scenario.source import ScenarioSource
from sim.studies.compare import Stage, run_stages

if TYPE_CHECKING:
    from sim.outcomes.results import Results
    from sim.scenario import Scenario

__all__ = ["Ask", "change", "changed", "run_variants", "share", "told_change", "total"]

Array = NDArray[np.float64]
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Ask:
    """What every question is asked of: a scenario with its tables, arms, seeds, the share of the people, processes and progress."""

    named: str
    scenario: Scenario
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    scale: float
    workers: int | None = None
    tick: Tick | None = None

    def label(self, arm: str) -> str:
        """Return what an arm is called in a sentence."""
        return f"“{self.scenario.arms[arm].label}”"


def run_variants(
    asked: Ask, over: Sequence[Mapping[str, Any]], arms: Sequence[Sequence[str]] | None = None
) -> list[Results]:
    """Return the results of the scenario under each set of levers, in order; `arms` says which plans of each (all that are asked of).

    Raises `ScenarioFaults` if a lever is nothing that a scenario may hold.
    """
    source, plan = ScenarioSource.of(asked.named), asked.scenario
    versions = [with_setting(source, plan, levers) for levers in over]
    first = Stage.build(versions[0], asked.scale)
    stages = tuple(replace(first, scenario=version) for version in versions)
    chosen = [tuple(some) for some in arms] if arms else [asked.arms] * len(stages)
    return run_stages(stages, chosen, asked.seeds, asked.workers, asked.tick)


def with_setting(source: ScenarioSource, plan: Scenario, levers: Mapping[str, Any]) -> Scenario:
    """Return the scenario with levers laid over it, under the setting, numbers and weeks that were asked for.

    `policy.NAME` with a whole table is a policy of this version's own.
    """
    own = {path.removeprefix("policy."): table for path, table in levers.items() if isinstance(table, Mapping)}
    tables = {**source.tables, "policy": {**source.tables.get("policy", {}), **own}} if own else source.tables
    plain = {path: value for path, value in levers.items() if not isinstance(value, Mapping)}
    made = ScenarioSource(source.name, tables).scenario(plain, plan.setting or None)
    return replace(with_numbers_from(made, plan.numbers_from), weeks=plan.weeks)


def total(results: Results, arm: str, name: str, stratum: str = "all", group: str = "all") -> Array:
    """Return a count of the whole run by seed, `(S,)`, whole community."""
    values = results.weekly["cases"][..., -1, :] if name == "cases_at_end" else results.final[name]
    found: Array = values[results.arms.index(arm), :, results.group(stratum, group)] / results.scale
    return found


def share(results: Results, arm: str, outcome: str, stratum: str = "all", group: str = "all") -> Array:
    """Return an outcome by seed, `(S,)`."""
    found: Array = levels(results, outcome)[0][results.arms.index(arm), :, results.group(stratum, group)]
    return found


def change(after: Array, before: Array) -> Spread:
    """Return the paired difference over seeds: its mean, what one city may see, and what the verdict is made from."""
    return spread(after - before)


def changed(name: str, after: Array, before: Array) -> dict[str, float | str]:
    """Return the columns of a paired difference: name, its ends _low and _high (one city may see), _se and _verdict (less is better)."""
    of = change(after, before)
    ends = {name: of.value, f"{name}_low": of.low, f"{name}_high": of.high, f"{name}_se": of.error}
    return ends | {f"{name}_verdict": of.verdict()}


def told_change(of: Sequence[float], digits: int = 0, unit: float = 1.0) -> str:
    """Return a change with what one city may see in signs, thousands parted."""
    value, low, high = (number(x / unit, digits) for x in of[:3])
    return f"{value} ({low} to {high})" if np.isfinite(of[1]) else value


def number(value: float, digits: int) -> str:
    """Return a number with its sign."""
    return (
        signed(value, digits) if abs(value) < 1000 else ("+" if value > 0 else "\u2212") + f"{abs(value):,.{digits}f}"
    )
