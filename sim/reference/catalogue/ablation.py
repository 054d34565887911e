"""What does one mechanism contribute? A scenario with and without one row of the catalogue, same people and same random streams.

    contribution = mean over seeds of (outcome with it - outcome without it)

Numbers are set to the values at which the mechanism has no effect; an intervention keeps its slots and loses its effect; a channel or a
policy is dropped from the plan; a hazard causes no losses. Everything else stays, so contributions of several rows need
not add up. Low and high are the middle 90 percent of single seeds (chance), as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.evidence import Number
from sim.inputs.faults import WrongUseError
from sim.outcomes.paired import differences
from sim.outcomes.registry import HEADLINE, levels
from sim.outcomes.results import Results
from sim.reference.catalogue.row import CatalogueRow, row_named
from sim.reference.catalogue.town import small_town
from sim.scenario import Scenario, load
from sim.scenario.numbers import with_numbers
from sim.studies.compare import Progress, Stage, run_stages, seed_list

__all__ = ["ALL", "GAP", "INNER", "Ablation", "Contribution", "ablate", "arm_with", "contributions", "without"]

SEEDS = 8
# Beside the headline: what some mechanisms change and nothing else.
INNER = ("healing_end", "growth_end", "finished")
# The groups compared, to see whom a mechanism concerns more.
BETWEEN = ("prevalence_end", "reach")
POOREST, RICHEST = ("income", "poorest fifth"), ("income", "richest fifth")
ALL, GAP = "all adults", "poorest fifth less richest"
# The numbers of an entry that are not effects but size, length or place: they are kept when the effect is removed.
EFFECTS = ("cut", "gain", "worsens")
LOSSES = ("probability", "share", "strain")


@dataclass(frozen=True)
class Contribution:
    """One outcome, of all adults or between two groups: with and without the row, and the difference with its range over seeds."""

    outcome: str
    of: str
    with_it: float
    without_it: float
    difference: float
    low: float
    high: float
    standard_error: float


@dataclass(frozen=True)
class Ablation:
    """What was run, on which scenario, and the results; `own` is False if the built-in small town was used instead."""

    row: CatalogueRow
    scenario: Scenario
    arm: str
    own: bool
    contributions: tuple[Contribution, ...]


def ablate(
    row: CatalogueRow | str, scenario: Scenario | str | None = None, seeds: int = SEEDS, scale: float | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> Ablation:  # fmt: skip
    """Run a scenario with and without one mechanism, the same people and random streams, and return what it contributes.

    `row` is an entry of the catalogue or its name (`healing explain catalogue`). Without a scenario, or with one in which it has no part,
    the built-in small town is run. `seeds` is the number of seeds, `scale` the share of the people (of your scenario only), `workers` the
    processes. Each `Contribution` has the levels with and without it, their difference with the middle 90 percent over seeds (shares
    are fractions of 1) and its standard error. WrongUseError for an unknown row, or one with nothing to switch off.

    >>> found = sim.ablate("avoidant_coping", seeds=1, workers=1)
    >>> found.contributions[0].outcome, found.contributions[0].of
    ('prevalence_end', 'all adults')
    """
    row = row_named(row) if isinstance(row, str) else row
    scenario = load(scenario) if isinstance(scenario, str) else scenario
    if row.reads_only:
        raise WrongUseError(f"{row.label} only describes what other mechanisms do: there is nothing to switch off.")
    arm = arm_with(row, scenario) if scenario else None
    plan = scenario if scenario and arm else small_town(row)
    arm = arm or "with"
    bare = without(row, plan, arm)
    own = plan is scenario
    share = plan.default_scale if scale is None or not own else scale
    stages = [Stage.build(one, share) for one in (plan, bare)]
    runs = run_stages(stages, [(arm,)] * 2, seed_list(seeds), workers, progress)
    return Ablation(row, plan, arm, own, contributions(*runs))


def arm_with(row: CatalogueRow, scenario: Scenario) -> str | None:
    """Return the arm with most programmes in which a row takes part; None if there is none."""
    arms = sorted(scenario.arms, key=lambda name: -len(scenario.arms[name].programmes))
    return next((arm for arm in arms if without(row, scenario, arm) is not scenario), None)


def contributions(full: Results, bare: Results) -> tuple[Contribution, ...]:
    """Return what the headline outcomes of all adults, and the gaps by income, owe to what the second results lack."""
    found = [
        contribution(name, ALL, *(by_group(results, name, ("all", "all")) for results in (full, bare)))
        for name in (*HEADLINE, *INNER)
    ]
    found += [contribution(name, GAP, *(gap(results, name) for results in (full, bare))) for name in BETWEEN]
    return tuple(found)


def by_group(results: Results, name: str, group: tuple[str, str]) -> NDArray[np.float64]:
    """Return an outcome of one group by seed, `(S,)`."""
    return levels(results, name)[0][0, :, results.group(*group)]


def gap(results: Results, name: str) -> NDArray[np.float64]:
    """Return the outcome of the poorest fifth less that of the richest, by seed `(S,)`."""
    return by_group(results, name, POOREST) - by_group(results, name, RICHEST)


def contribution(name: str, of: str, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> Contribution:
    """Return one line: both levels and their difference, seed by seed."""
    apart = {key: float(value) for key, value in differences(ours, theirs, 0.90, axis=-1).items()}
    return Contribution(
        name, of, apart["level"], apart["level_baseline"], apart["difference"], apart["low"], apart["high"],
        apart["standard_error"],
    )  # fmt: skip


def without(row: CatalogueRow, scenario: Scenario, arm: str) -> Scenario:
    """Return the scenario without a row, in one arm; the same object if the row takes no part in it."""
    plan = scenario
    numbers = {path: value for path, value in row.off.items() if path in plan.book}
    for path, value in row.off.items():
        stem, _, name = path.partition(".")
        if stem == "programme" and value is not None and path not in numbers:
            plan = with_key(plan, arm, name, value)
        elif value is None:
            plan = TAKEN_AWAY[stem](plan, arm, name)
    return with_numbers(plan, numbers)


def with_key(plan: Scenario, arm: str, name: str, value: Any) -> Scenario:
    """Return the scenario with one key of every programme of an arm set to another value."""
    changed = {
        p: replace(plan.programmes[p], **{name: value})
        for p in plan.arms[arm].programmes
        if getattr(plan.programmes[p], name) != value
    }
    return replace(plan, programmes={**plan.programmes, **changed}) if changed else plan


def with_arm(plan: Scenario, arm: str, **changed: Any) -> Scenario:
    """Return the scenario with another list of programmes or policies in one arm; itself if the list is the same."""
    if all(getattr(plan.arms[arm], name) == value for name, value in changed.items()):
        return plan
    return replace(plan, arms={**plan.arms, arm: replace(plan.arms[arm], **changed)})


def without_intervention(plan: Scenario, arm: str, name: str) -> Scenario:
    """Remove the effect of an intervention, if the arm has a programme of it."""
    used = any(plan.programmes[p].intervention == name for p in plan.arms[arm].programmes)
    entry = plan.interventions.get(name, {})
    effects = [word for word in entry if word.endswith(EFFECTS) and isinstance(entry[word], Number)]
    return replace(with_numbers(plan, {f"interventions.{name}.{word}": 0.0 for word in effects})) if used else plan


def without_channel(plan: Scenario, arm: str, name: str) -> Scenario:
    """Drop the programmes of a channel."""
    return with_arm(
        plan, arm, programmes=tuple(p for p in plan.arms[arm].programmes if plan.programmes[p].channel != name)
    )


def without_policy(plan: Scenario, arm: str, name: str) -> Scenario:
    """Drop a policy."""
    return with_arm(plan, arm, policies=tuple(p for p in plan.arms[arm].policies if p != name))


def without_hazard(plan: Scenario, arm: str, name: str) -> Scenario:
    """Let the event's hazard cause no losses, displacement or danger; the strain of the event's fit stays."""
    if plan.event.hazard != name:
        return plan
    taken = {
        path: 0.0 for path, number in plan.book.items() if path.startswith(f"hazards.{name}.") and number.unit in LOSSES
    }
    return with_numbers(plan, taken)


TAKEN_AWAY: dict[str, Callable[[Scenario, str, str], Scenario]] = {
    "interventions": without_intervention, "channels": without_channel, "policies": without_policy, "hazards": without_hazard,
}  # fmt: skip
