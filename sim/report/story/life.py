"""What happens to one resident, week by week? The whole community is simulated; the columns of one row are kept.

    Scenario, arm, seed, row --follow--> Life: every column as `(weeks + 1,)`, and each term of strain

Two lives of the same row and seed under two arms differ by the arm alone: same person, same people around her, same random streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import begin, live
from sim.population import Community, settle
from sim.population.ages import ADULT
from sim.population.residents import EVER
from sim.processes.care.offers import barrier_names
from sim.processes.state import World
from sim.processes.stress import strain_terms
from sim.scenario import Scenario, drawn

__all__ = ["Life", "NoSuchResidentError", "follow", "lives", "missed_person", "reached_person"]

# Whom to describe if no person is named: one of those who got furthest on the path to help.
FARTHEST_FIRST = ("finished", "started", "asked", "need")


class NoSuchResidentError(LookupError):
    """Unknown resident row."""


@dataclass(frozen=True, eq=False)
class Life:
    """One resident in one arm: columns `(weeks + 1,)` by name, terms of strain `(weeks + 1,)`, and ties.

    `ties` counts the supporters in each layer; `household` the people in the home, including the resident.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> life.arm, life.row
    ('usual_care', 12)
    """

    plan: Scenario
    arm: str
    seed: int
    row: int
    columns: dict[str, NDArray[np.generic]]
    terms: dict[str, NDArray[np.float64]]
    barriers: tuple[str, ...]
    place: str
    household: int
    ties: dict[str, int]

    @property
    def weeks(self) -> int:
        """The last week simulated."""
        return len(self.columns["severity"]) - 1

    def at(self, column: str, week: int) -> float:
        """Return the value of a column in a week."""
        return float(self.columns[column][week])

    def strain(self, week: int) -> float:
        """Return the strain of a week: the sum of its terms."""
        return float(sum(term[week] for term in self.terms.values()))

    def first_difference(self, other: Life) -> int | None:
        """Return the first week in which anything differs from another life of the same resident; None if nothing ever does."""
        differs = np.zeros(min(self.weeks, other.weeks) + 1, np.bool_)
        for name, mine in self.columns.items():
            differs |= mine[: len(differs)] != other.columns[name][: len(differs)]
        found = np.flatnonzero(differs)
        return int(found[0]) if len(found) else None


def follow(
    plan: Scenario, arms: Sequence[str], row: int, seed: int = 1, scale: float | None = None, town: Community | None = None
) -> list[Life]:  # fmt: skip
    """Return the life of one resident in each arm, with the same people and the same random streams.

    NoSuchResidentError for an unknown row.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> life.columns["severity"].shape
    (105,)
    """
    plan = drawn(plan, seed)
    town = town or settle(plan, plan.default_scale if scale is None else scale)
    if not 0 <= row < len(town.residents):
        raise NoSuchResidentError(f"no resident {row}; there are 0 to {len(town.residents) - 1:,}")
    return [lives(plan, arm, [row], seed, town)[0] for arm in arms]


def lives(plan: Scenario, arm: str, residents: Sequence[int], seed: int, town: Community) -> list[Life]:
    """Return the lives of some residents in one arm, from one run; numbers are those that the plan has by now."""
    world, rows = begin(plan, arm, town, seed), np.array(residents)
    seen, terms = [world.residents.take(rows)], [strain_terms(world, rows)]
    while world.week < plan.weeks:
        live(world)
        seen.append(world.residents.take(rows))
        terms.append(strain_terms(world, rows))
    columns = {name: np.stack([week[name] for week in seen], axis=1) for name in seen[0]}
    strains = {name: np.stack([week[name] for week in terms], axis=1) for name in terms[0]}
    return [
        Life(
            plan, arm, seed, int(row),
            {name: values[k] for name, values in columns.items()}, {name: values[k] for name, values in strains.items()},
            barrier_names(plan), str(town.places.names[town.residents.place[row]]),
            int((town.residents.household == town.residents.household[row]).sum()),
            {layer: int(count) for layer, count in zip(town.ties.names, town.ties.layer_counts[row], strict=True)},
        )
        for k, row in enumerate(rows)
    ]  # fmt: skip


def reached_person(plan: Scenario, arm: str, seed: int, town: Community) -> int:
    """Return the row of an adult worth describing: the first of those who got furthest on the path to help."""
    world = lived_through(drawn(plan, seed), arm, seed, town)
    ever, adult = world.residents.ever, world.residents.age >= ADULT
    for step in FARTHEST_FIRST:
        found = np.flatnonzero((ever & EVER[step] > 0) & (ever & EVER["need"] > 0) & adult)
        if len(found):
            return int(found[0])
    return 0


def missed_person(plan: Scenario, arm: str, seed: int, town: Community) -> int:
    """Return the row of an adult whom help missed: in need, asked, and never began a course; else one in need who never asked."""
    world = lived_through(drawn(plan, seed), arm, seed, town)
    ever, adult = world.residents.ever, world.residents.age >= ADULT
    missed = (ever & EVER["need"] > 0) & (ever & EVER["started"] == 0) & adult
    for asked in (ever & EVER["asked"] > 0, ever & EVER["asked"] == 0):
        found = np.flatnonzero(missed & asked)
        if len(found):
            return int(found[0])
    return reached_person(plan, arm, seed, town)


def lived_through(plan: Scenario, arm: str, seed: int, town: Community) -> World:
    """Return the world after all weeks of an arm."""
    world = begin(plan, arm, town, seed)
    while world.week < plan.weeks:
        live(world)
    return world
