"""Into which groups are residents counted? Each stratum parts the adults into closed groups; every resident falls in exactly one.

Groups are functions of the columns and never stored. Residents are counted in fine cells (age x income x race x sex x exposure) and by
place; each stratum is a sum over those, so that groups of groups can be added later without another pass over the residents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.community.residents import RACES

if TYPE_CHECKING:
    from sim.community.settle import Community

__all__ = ["AGES", "CELLS", "INCOMES", "STRATA", "Strata"]

AGES = ("18-34", "35-64", "65+", "children 0-17")
INCOMES = ("poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth")
TWENTIETHS = tuple(str(i) for i in range(1, 21))
SEXES = ("men", "women")
VULNERABILITY = ("least vulnerable third", "middle third", "most vulnerable third")
EXPOSURE = ("homes not struck", "homes struck")
SHAPE = (len(AGES), len(TWENTIETHS), len(RACES), len(SEXES), len(EXPOSURE))
CELLS = int(np.prod(SHAPE))
AGE_FROM = (18, 35, 65)
CHILDREN = 3
STRATA = ("all", "income", "income20", "race", "sex", "age", "vulnerability", "exposure", "place")


@dataclass(frozen=True)
class Strata:
    """The groups of one community: the cell of each resident apart from exposure `(n,)`, and the third of each place `(p,)`."""

    cell: NDArray[np.int16]
    third: NDArray[np.int8]
    place_names: tuple[str, ...]

    @classmethod
    def of(cls, community: Community) -> Strata:
        """Part the residents of a settled community."""
        r = community.residents
        ages = age_group(r.age)
        ranks = income_twentieth(r.income, r.uid)
        base = ((ages * len(TWENTIETHS) + ranks) * len(RACES) + r.race) * len(SEXES) + r.female
        adults = np.bincount(r.place[ages != CHILDREN], minlength=len(community.places.population))
        third = place_third(np.asarray(community.places.vulnerability), adults)
        names = tuple(str(name) for name in community.places.names)
        return cls((base * len(EXPOSURE)).astype(np.int16), third, names)

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """All (stratum, group) pairs in the order of axis G."""
        labels = {
            "all": ("all",), "income": INCOMES, "income20": TWENTIETHS, "race": RACES,
            "sex": SEXES, "age": AGES, "vulnerability": VULNERABILITY, "exposure": EXPOSURE,
            "place": self.place_names,
        }  # fmt: skip
        return tuple((stratum, group) for stratum in STRATA for group in labels[stratum])

    def margins(self, cells: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Sum a table by cell `(..., CELLS, m)` and one by place `(..., p, m)` into groups `(..., G, m)`; adults but for children."""
        head, m = cells.shape[:-2], cells.shape[-1]
        table = cells.reshape(*head, *SHAPE, m)
        adults = table[..., :CHILDREN, :, :, :, :, :]
        axes = {"age": -6, "income": -5, "race": -4, "sex": -3, "exposure": -2}

        def by(stratum: str, of: NDArray[np.int64]) -> NDArray[np.int64]:
            others = tuple(axis for name, axis in axes.items() if name != stratum)
            summed: NDArray[np.int64] = of.sum(axis=others)
            return summed

        twentieths = by("income", adults)
        thirds = np.stack([places[..., self.third == t, :].sum(axis=-2) for t in range(3)], axis=-2)
        parts = (
            twentieths.sum(axis=-2, keepdims=True),
            twentieths.reshape(*head, len(INCOMES), -1, m).sum(axis=-2),
            twentieths, by("race", adults), by("sex", adults), by("age", table), thirds,
            by("exposure", adults), places,
        )  # fmt: skip
        return np.concatenate(parts, axis=-2).astype(np.float64)


def age_group(age: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the row of AGES of each age, shape `(n,)`."""
    band = np.searchsorted(np.array(AGE_FROM), age, side="right") - 1
    return np.where(band < 0, CHILDREN, band)


def income_twentieth(income: NDArray[np.float32], uid: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the twentieth of residents by income, 0 the poorest; equal incomes are parted by key, so rows do not matter."""
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
