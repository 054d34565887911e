"""What resources do people have, and which group are they in? Race/ethnicity, income, home, car, internet, insurance and English.

    rank_i   = weighted rank of (income_noise - race_income_gap / income_spread) among the place's households
    income   = exp(income_spread * (z(rank) - z(share_poverty)))        in multiples of the poverty line: share_poverty is below 1
    owner    = rank of (r * z(rank) + sqrt(1 - r^2) * noise) above 1 - share_owner,   r = means_correlation; car, internet alike

Each share of a place is applied to ranks inside that place, so it is met to within a household. Only these margins of a place are
known: apart from the correlations above (income with resources, race with income, race with English) the columns are independent
inside it, the product of their margins, which is what iterative proportional fitting gives without a joint seed.
Limited English is likelier among Hispanic and Asian residents; nearly everyone over 64 is insured by Medicare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.evidence import Evidence
from sim.kernels.arithmetic import exp64, normal_quantile, normal_quantiles
from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, normals, uniforms
from sim.population.apportion import ranks_within
from sim.population.households import Homes
from sim.population.numbers import MeansNumbers, read
from sim.population.residents import RACES, Residents

if TYPE_CHECKING:
    from sim.scenario.places import Places

__all__ = ["give_means"]

HISPANIC, ASIAN, BLACK = RACES.index("Hispanic"), RACES.index("Asian"), RACES.index("Black")
RACE_SHARES = tuple(f"share_{race.lower()}" for race in RACES)
RETIRED = 65
RICHEST = 100.0
SURELY = 8.0
MARGIN = 1e-3

Floats = NDArray[np.float64]


@kernel
def incomes(rank: Floats, place: NDArray[np.int64], poverty: Floats, spread: float) -> NDArray[np.float32]:
    """Return the income of each household by its rank in the place, in multiples of the poverty line, `(h,)`."""
    line, out = np.empty(poverty.shape[0]), np.empty(rank.shape[0], np.float32)
    for q in range(poverty.shape[0]):
        line[q] = normal_quantile(min(max(poverty[q], MARGIN), 1.0 - MARGIN))
    for h in range(rank.shape[0]):
        out[h] = min(exp64(spread * (normal_quantile(rank[h]) - line[place[h]])), RICHEST)
    return out


@kernel
def class_of(rank: Floats, place: NDArray[np.int64], bounds: Floats) -> NDArray[np.uint8]:
    """Return the first class whose cumulative share `bounds` (p, k) in the place is above the rank, `(n,)`."""
    out = np.empty(rank.shape[0], np.uint8)
    for i in range(rank.shape[0]):
        c = 0
        while c < bounds.shape[1] - 1 and rank[i] >= bounds[place[i], c]:
            c += 1
        out[i] = c
    return out


def race_bounds(places: Places) -> Floats:
    """Return the cumulative shares of the five groups in each place, `(p, 5)`, rescaled to sum to 1."""
    shares = np.stack([getattr(places, name) for name in RACE_SHARES], axis=1)
    return np.asarray(np.cumsum(shares, axis=1) / np.maximum(shares.sum(axis=1, keepdims=True), MARGIN))


def choose_race(
    seed: int, homes: Homes, uid: NDArray[np.int64], start: NDArray[np.int64], bounds: Floats, same: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the group of each household `(h,)` and of each resident `(n,)`: the first adult's, or for some any group of the place."""
    order = uniforms(seed, DECISION["race"], homes.key, 0)
    of_home = class_of(ranks_within(order, homes.size, homes.start), homes.place, bounds)
    own = uniforms(seed, DECISION["race"], uid, 1) >= same
    own[np.cumsum(homes.size) - homes.size] = False
    rows, race = np.flatnonzero(own), of_home[homes.home]
    race[rows] = class_of(uniforms(seed, DECISION["race"], uid[rows], 2), homes.place[homes.home[rows]], bounds)
    return of_home, race


class Scores(NamedTuple):
    """Ranks inside a place: `z` (h,) is the standard normal score of a household's income."""

    seed: int
    homes: Homes
    z: Floats
    correlation: float

    def having(self, decision: str, share: Floats) -> NDArray[np.uint8]:
        """Return which households have something that `share` (p,) of the place's have, likelier with more income; `(h,)`."""
        noise = normals(self.seed, DECISION[decision], self.homes.key, 0)
        score = self.correlation * self.z + np.sqrt(1.0 - self.correlation**2) * noise
        rank = ranks_within(-score, np.ones(len(score), np.int64), self.homes.start)
        return (rank < share[self.homes.place]).astype(np.uint8)


def choose_insurance(
    scores: Scores, r: Residents, start: NDArray[np.int64], share: Floats, retired_share: float
) -> NDArray[np.uint8]:
    """Return who is insured, `(n,)`: nearly everyone over 64, and as many of the others as the place's share leaves."""
    seed, insurance = scores.seed, DECISION["insurance"]
    retired = r.age >= RETIRED
    noise = normals(seed, insurance, r.uid, 0)
    score = scores.correlation * scores.z[r.household] + np.sqrt(1.0 - scores.correlation**2) * noise
    covered = uniforms(seed, insurance, r.uid, 1) < retired_share
    score[retired] = np.where(covered[retired], SURELY + score[retired], score[retired] - SURELY)
    rank = ranks_within(-score, np.ones(len(score), np.int64), start)
    return (rank < share[r.place]).astype(np.uint8)


def choose_english(
    scores: Scores, r: Residents, start: NDArray[np.int64], limited: Floats, n: MeansNumbers
) -> NDArray[np.uint8]:
    """Return who speaks English well, `(n,)`; households share their language, and it is likelier among Hispanic and Asian residents."""
    seed, language = scores.seed, DECISION["language"]
    of_home = normals(seed, language, scores.homes.key, 0)
    shared = n.english_shared
    score = np.sqrt(shared) * of_home[r.household] + np.sqrt(1.0 - shared) * normals(seed, language, r.uid, 1)
    score[(r.race == HISPANIC) | (r.race == ASIAN)] -= n.language_gap
    rank = ranks_within(score, np.ones(len(score), np.int64), start)
    return (rank >= limited[r.place]).astype(np.uint8)


def give_means(
    seed: int, r: Residents, homes: Homes, start: NDArray[np.int64], places: Places, book: Evidence
) -> NDArray[np.uint8]:
    """Fill race, income, owner, vehicle, internet, insured and english; return the group of each household `(h,)`."""
    n = read(book, MeansNumbers)
    race, r.race[:] = choose_race(seed, homes, r.uid, start, race_bounds(places), n.same_race)
    gap = n.race_income_gap / n.income_spread
    score = normals(seed, DECISION["income"], homes.key, 0) - gap * ((race == BLACK) | (race == HISPANIC))
    rank = ranks_within(score, homes.size, homes.start)
    r.income[:] = incomes(rank, homes.place, places.share_poverty, n.income_spread)[homes.home]
    scores = Scores(seed, homes, normal_quantiles(rank), n.means_correlation)
    r.owner[:] = scores.having("tenure", places.share_owner)[homes.home]
    r.vehicle[:] = scores.having("vehicle", 1.0 - places.share_no_vehicle)[homes.home]
    r.internet[:] = scores.having("internet", 1.0 - places.share_no_internet)[homes.home]
    r.insured[:] = choose_insurance(scores, r, start, places.share_insured, n.insured_65_plus)
    r.english[:] = choose_english(scores, r, start, places.share_limited_english, n)
    return race
