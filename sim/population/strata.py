"""Into which groups are residents counted? Each stratum divides the adults into closed groups; every resident is in exactly one.

Groups are functions of the columns and never stored. Residents are counted in fine cells (age x income x race x sex x exposure) and by
place; each stratum is a sum over those, so that cells can be combined later without another pass over the residents.

A scenario's own strata (`[stratum.name]`) are counted in cells of their own, several strata to a pack as long as the product of their
groups stays small: eight strata of two groups cost one more pass. Without own strata nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.population.residents import RACES
from sim.scenario.groups import BUILT_IN

if TYPE_CHECKING:
    from sim.population.residents import Residents
    from sim.population.settle import Community
    from sim.scenario import Stratum

__all__ = ["AGES", "CELLS", "INCOMES", "STRATA", "Pack", "Strata"]

AGES = ("18-34", "35-64", "65+", "children 0-17")
INCOMES = ("poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth")
TWENTIETHS = tuple(str(i) for i in range(1, 21))
SEXES = ("men", "women")
VULNERABILITY = ("least vulnerable third", "middle third", "most vulnerable third")
EXPOSURE = ("not struck", "struck")
SHAPE = (len(AGES), len(TWENTIETHS), len(RACES), len(SEXES), len(EXPOSURE))
CELLS = int(np.prod(SHAPE))
AGE_FROM = (18, 35, 65)
CHILDREN = 3
STRATA = BUILT_IN
MOST_IN_A_PACK = 512


class Pack(NamedTuple):
    """Own strata that are counted together: their groups, and the cell of each resident `(n,)` apart from exposure."""

    groups: tuple[tuple[tuple[str, str], ...], ...]
    cell: NDArray[np.int16]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of groups of each stratum."""
        return tuple(len(groups) for groups in self.groups)

    @property
    def cells(self) -> int:
        """Rows of its table: two (by exposure) for each combination of groups, and two for children."""
        return (int(np.prod(self.sizes)) + 1) * len(EXPOSURE)

    def margins(self, table: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Yield for each stratum the sums `(..., groups, m)` of a table by cell `(..., cells, m)`."""
        head, m = table.shape[:-2], table.shape[-1]
        adults = table[..., : -len(EXPOSURE), :].reshape(*head, *self.sizes, len(EXPOSURE), m)
        places = range(len(head), adults.ndim - 1)
        for kept in list(places)[:-1]:
            yield adults.sum(axis=tuple(axis for axis in places if axis != kept))


@dataclass(frozen=True)
class Strata:
    """The groups of one community: the cell of each resident apart from exposure `(n,)`, and the third of each place `(p,)`."""

    cell: NDArray[np.int16]
    third: NDArray[np.int8]
    place_names: tuple[str, ...]
    packs: tuple[Pack, ...] = ()

    @classmethod
    def of(cls, community: Community, own: Iterable[Stratum] = ()) -> Strata:
        """Divide the residents of a community into groups, including a scenario's own strata."""
        r = community.residents
        ages = age_group(r.age)
        ranks = income_twentieth(r.income, r.uid)
        base = ((ages * len(TWENTIETHS) + ranks) * len(RACES) + r.race) * len(SEXES) + r.female
        adults = np.bincount(r.place[ages != CHILDREN], minlength=len(community.places.population))
        third = place_third(np.asarray(community.places.vulnerability), adults)
        names = tuple(str(name) for name in community.places.names)
        packs = tuple(pack_of(strata, r, ages == CHILDREN) for strata in packed(list(own)))
        return cls((base * len(EXPOSURE)).astype(np.int16), third, names, packs)

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """All (stratum, group) pairs in the order of axis G."""
        labels = {
            "all": ("all",), "income": INCOMES, "income20": TWENTIETHS, "race": RACES,
            "sex": SEXES, "age": AGES, "vulnerability": VULNERABILITY, "exposure": EXPOSURE,
            "place": self.place_names,
        }  # fmt: skip
        usual = tuple((stratum, group) for stratum in STRATA for group in labels[stratum])
        return usual + tuple(pair for pack in self.packs for groups in pack.groups for pair in groups)

    def margins(
        self, cells: NDArray[np.int64], places: NDArray[np.int64], packs: Iterable[NDArray[np.int64]] = ()
    ) -> NDArray[np.float64]:
        """Sum tables by cell `(..., CELLS, m)`, by place `(..., p, m)` and one for each pack `(..., its cells, m)` into groups.

        The result is `(..., G, m)`; all but the group of children count adults.
        """
        head, m = cells.shape[:-2], cells.shape[-1]
        table = cells.reshape(*head, *SHAPE, m)
        # Axes: ages, incomes, races, sexes, exposure, measures. The whole table is summed twice, over incomes and over all else,
        # which leaves a much smaller one: ages, races, sexes, exposure, measures.
        twentieths = table[..., :CHILDREN, :, :, :, :, :].sum(axis=(-4, -3, -2)).sum(axis=-3)
        all_people = table.sum(axis=-5)
        adults = all_people[..., :CHILDREN, :, :, :, :]
        thirds = np.stack([places[..., self.third == t, :].sum(axis=-2) for t in range(3)], axis=-2)
        parts = (
            twentieths.sum(axis=-2, keepdims=True),
            twentieths.reshape(*head, len(INCOMES), -1, m).sum(axis=-2),
            twentieths, adults.sum(axis=(-5, -3, -2)), adults.sum(axis=(-5, -4, -2)), all_people.sum(axis=(-4, -3, -2)), thirds,
            adults.sum(axis=(-5, -4, -3)), places,
            *(part for pack, own in zip(self.packs, packs, strict=True) for part in pack.margins(own)),
        )  # fmt: skip
        return np.concatenate(parts, axis=-2).astype(np.float64)


def packed(own: list[Stratum]) -> Iterator[list[Stratum]]:
    """Yield the strata in order, grouped so that each pack has few enough combinations of groups."""
    pack: list[Stratum] = []
    combinations = 1
    for stratum in own:
        if pack and combinations * len(stratum.groups) > MOST_IN_A_PACK:
            yield pack
            pack, combinations = [], 1
        pack.append(stratum)
        combinations *= len(stratum.groups)
    if pack:
        yield pack


def pack_of(strata: list[Stratum], r: Residents, child: NDArray[np.bool_]) -> Pack:
    """Return strata that are counted together, with the cell of each resident; children have the last cell."""
    base = np.zeros(len(r), np.int64)
    for stratum in strata:
        base = base * len(stratum.groups) + group_by(stratum, r)
    groups = tuple(tuple((stratum.name, group) for group in stratum.groups) for stratum in strata)
    apart = int(np.prod([len(stratum.groups) for stratum in strata]))
    return Pack(groups, (np.where(child, apart, base) * len(EXPOSURE)).astype(np.int16))


def group_by(stratum: Stratum, r: Residents) -> NDArray[np.int64]:
    """Return the group of every resident in one own stratum, `(n,)`: the label of the column, or the cuts at or below its value."""
    values: NDArray[Any] = getattr(r, stratum.column)
    if not stratum.cuts:
        return values.astype(np.int64)
    cuts = np.array(stratum.cuts, np.float32)
    return np.searchsorted(cuts, values.astype(np.float32), side="right").astype(np.int64)


def age_group(age: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the row of AGES of each age, shape `(n,)`."""
    band = np.searchsorted(np.array(AGE_FROM), age, side="right") - 1
    return np.where(band < 0, CHILDREN, band)


def income_twentieth(income: NDArray[np.float32], uid: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the twentieth of residents by income, 0 the poorest; equal incomes are split by key, so rows do not matter."""
    order = np.lexsort((uid, income))
    ranks = np.empty(len(income), np.int64)
    ranks[order] = np.arange(len(income)) * len(TWENTIETHS) // max(len(income), 1)
    return ranks


def place_third(vulnerability: NDArray[np.float64], adults: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the third of every place, 0 the least vulnerable, so that each third holds about a third of the adults."""
    order = np.argsort(vulnerability, kind="stable")
    below = np.cumsum(adults[order]) - adults[order] / 2
    third = np.empty(len(adults), np.int8)
    third[order] = np.minimum(3 * below // max(adults.sum(), 1), 2)
    return third
