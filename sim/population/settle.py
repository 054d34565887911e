"""Who lives here, and who supports whom? `settle` turns the places of a scenario into a community: people in households, and ties.

    people of a place   population * scale, whole numbers by largest remainder
    uid                 key of the place in the upper bits, number within the place in the lower: keys all draws, whatever the row order

A place's residents depend only on the place (and the scale: a sample is a different population, not a subset); ties may
cross places. `scenario.people_seed` decides who lives here; all arms and run seeds share the same people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import WrongUseError, question
from sim.kernels.random_streams import person_key
from sim.population.apportion import largest_remainder, starts_of
from sim.population.footprints import places_struck
from sim.population.households import Homes, settle_households
from sim.population.means import give_means
from sim.population.own_layer import with_layers
from sim.population.residents import Residents
from sim.population.tie_circles import SCHOOL, TEAM, meet, town_of
from sim.population.tie_plan import plan_ties
from sim.population.ties import Ties, tie
from sim.population.traits import give_traits, standard_income
from sim.scenario.code_in_plan import code_of

if TYPE_CHECKING:
    import networkx
    import pandas as pd

    from sim.scenario import Scenario
    from sim.scenario.places import Places

__all__ = ["Community", "settle"]

AGE_SHARES = ("share_age_0_14", "share_age_15_24", "share_age_25_44", "share_age_45_64", "share_age_65_plus")
EASY_TO_LOOK_AT = 20_000
# What a graph of the ties says of each resident unless it is asked for something else.
NODE_ATTRIBUTES = ("place", "household", "age", "female", "race", "income", "severity", "care", "coping")


@dataclass(frozen=True)
class Community:
    """The population of a scenario: columns of residents, their places and ties; runs work on copies of the columns.

    `place_start` (p + 1,): rows of place q are place_start[q]:place_start[q + 1]; `households` is their number.
    """

    scenario: str
    scale: float
    residents: Residents
    places: Places
    ties: Ties
    place_start: NDArray[np.int64]
    households: int

    def __len__(self) -> int:
        return len(self.residents)

    def to_networkx(
        self, layer: str | None = None, limit: int = EASY_TO_LOOK_AT, attributes: Sequence[str] = NODE_ATTRIBUTES[:6],
        residents: Residents | None = None,
    ) -> networkx.DiGraph[Any]:  # fmt: skip
        """Return the ties as a directed graph from giver to taker, of all layers or one, each edge with its layer.

        Nodes are rows, with `attributes` (names of columns) of these residents or of those of a run; coded columns as their labels.
        KeyError for an unknown column; ValueError if there are more residents than `limit`: at a million a graph takes gigabytes.
        """
        if len(self) > limit:
            raise ValueError(
                f"a graph of {len(self):,} residents is slow and large (limit {limit:,}). Settle a sample, "
                f"for example settle(scenario, scale={self.scale * limit / len(self):.2g}), or pass a higher limit="
            )
        graph, people = self.ties.to_networkx(layer), self.residents if residents is None else residents
        for name in attributes:
            if name not in people.declared:
                raise KeyError(f"residents have no column {name!r}. {question(name, people.declared)}".strip())
            labels = self.places.names if name == "place" else people.declared[name].labels
            values = getattr(people, name).tolist()
            for row, value in enumerate(values):
                graph.nodes[row][name] = labels[value] if labels else value
        return graph

    def frame(self) -> pd.DataFrame:
        """Return the residents as a table with labels instead of codes, one row each, named by `uid`."""
        from sim.population.frame import labelled

        return labelled(self.residents, self.places)


def head_counts(places: Places, scale: float) -> NDArray[np.int64]:
    """Return the residents of each place at this scale, `(p,)`; the sum is that of all places, rounded once."""
    quotas = places.population.astype(np.float64) * scale
    total = int(np.floor(quotas.sum() + 0.5))
    return largest_remainder(quotas, total, places.key.astype(np.int64))


def blank_residents(places: Places, start: NDArray[np.int64]) -> Residents:
    """Return residents with only a place and a key."""
    r = Residents.blank(int(start[-1]))
    for q, key in enumerate(places.key):
        r.uid[start[q] : start[q + 1]] = person_key(int(key), np.arange(start[q + 1] - start[q]))
    r.place[:] = np.repeat(np.arange(len(places.key)), np.diff(start))
    return r


def settle_people(scenario: Scenario, r: Residents, start: NDArray[np.int64]) -> tuple[Homes, NDArray[np.uint8]]:
    """Fill the columns of demographics and traits; return their households and the group of each household."""
    seed, book, places = scenario.people_seed, scenario.book, scenario.places
    ages = np.stack([getattr(places, name) for name in AGE_SHARES], axis=1)
    homes = settle_households(
        seed, places.key.astype(np.int64), r.uid, start, ages, places.mean_household_size, places.share_female, book
    )  # fmt: skip
    r.age[:], r.female[:], r.household[:] = homes.age, homes.female, homes.home
    race = give_means(seed, r, homes, start, places, book)
    give_traits(seed, r, homes.size[homes.home], book)
    return homes, race


def settle_ties(scenario: Scenario, r: Residents, homes: Homes, race: NDArray[np.uint8]) -> Ties:
    """Form ties among residents and return them; also fills the column of teams and classes."""
    seed, book = scenario.people_seed, scenario.book
    plan = plan_ties(r.age, homes, book)
    town = town_of(seed, r, homes, race, standard_income(r, book), scenario.places, plan)
    circles = meet(town)
    team, school = circles.group[:, TEAM], circles.group[:, SCHOOL]
    r.work[:] = np.where(school >= 0, school + team.max(initial=-1) + 1, team)
    return tie(seed, r, circles, town.social, plan)


def settle(scenario: Scenario, scale: float = 1.0) -> Community:
    """Build the population of a scenario: residents `(n,)`, households, ties and places, at the share `scale` of its people.

    The same scenario and scale give the same community, before any event. Census sources are those of the scenario's place table.
    WrongUseError (a ValueError) for a scale that is not above 0 and at most 1, or so small that no resident is left.

    >>> community = sim.settle(sim.load("minimal"), scale=0.3)
    >>> len(community.residents), community.places.names
    (300, ('Riverside', 'Old Town', 'The Ridge'))
    """
    places = places_struck(scenario)
    if not 0.0 < scale <= 1.0:
        raise WrongUseError(f"scale {scale!r} is not a share of the people: it must be above 0 and at most 1")
    people = head_counts(places, scale)
    if people.sum() == 0:
        total = int(places.population.sum())
        enough = (
            f"--scale {min(1000 / total, 1.0):.2g} takes a thousand" if total > 1000 else "--scale 1 takes everybody"
        )
        raise WrongUseError(f"at scale {scale!r} none of {total:,} residents is left; {enough}")
    start = starts_of(people)
    r = blank_residents(places, start)
    homes, race = settle_people(scenario, r, start)
    ties = settle_ties(scenario, r, homes, race)
    town = Community(scenario.name, scale, r, places, ties, start, len(homes.size))
    settled: Community = with_layers(town, code_of(scenario, "layer"))
    return settled
