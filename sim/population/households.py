"""Who lives with whom? Households of the place's mean size, each with an adult, and children with adults old enough to be parents.

    sizes     the nation's sizes of households, tilted by exp(tilt * size) to the place's mean (the nearest in relative entropy)
    children  fill the room that a couple (or one adult) leaves in a random part of the households; parents are about 28 years older
    couples   of similar age; other members are mostly young

People are taken out of the place's pool of ages, so the ages come out right whatever the households need. A place's households
depend only on the place. Residents of barracks, dormitories and nursing homes live in households too: a simplification.
Sources: US census (mean sizes), ACS (sizes, couples); the filling is this project's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.evidence import Evidence
from sim.kernels.arithmetic import exp64, normal_quantile
from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, uniform
from sim.population.ages import (
    ADULT,
    BAND_FROM,
    BAND_TO,
    NOUGHT,
    OLDEST,
    YOUNGEST_PARENT,
    age_pools,
    take_any,
    take_near,
    with_adults,
)
from sim.population.apportion import starts_of, whole_rows
from sim.population.numbers import HouseholdNumbers, read, whole

__all__ = ["Homes", "settle_households"]

HOUSEHOLD, SEX = (whole(DECISION[name]) for name in ("household", "sex"))
SHUFFLE, COUPLED, WHO, BIRTH, PARENTS, GAP = (whole(kind) for kind in range(6))
SIBLING, OTHER = whole(16), whole(48)
CHILD_TO, ADULT_FROM, OLDEST_PARENT = whole(17), whole(18), whole(60)
SMALLEST_MEAN, LARGEST_MEAN = 1.02, 6.5
# The first two adults of a household with a couple; same-sex couples are not distinguished from other adults.
COUPLE = 1


class Homes(NamedTuple):
    """The households of all places: members of each household are in adjacent rows.

    age, female, home (n,): of each resident, `home` the number of the household; size, place, key (h,): of each household, `key`
    keys its random draws; start (p + 1,): households of place q are start[q]:start[q + 1].
    """

    age: NDArray[np.uint8]
    female: NDArray[np.uint8]
    home: NDArray[np.int32]
    size: NDArray[np.int64]
    place: NDArray[np.int64]
    key: NDArray[np.int64]
    start: NDArray[np.int64]


@kernel
def draw(key: int, seed: int, household: int, kind: int) -> float:
    """Return the random draw of one household of a place, in (0, 1), for one kind of choice."""
    return uniform(seed, HOUSEHOLD, (key << 32) | household, kind)


@kernel
def tilted_mean(shares: NDArray[np.float64], tilt: float) -> float:
    """Return the mean size of households if sizes are tilted by exp(tilt * size)."""
    total, sum_ = 0.0, 0.0
    for s in range(shares.shape[0]):
        weight = shares[s] * exp64(tilt * (s + 1))
        total += weight
        sum_ += weight * (s + 1)
    return sum_ / total


@kernel
def tilted(shares: NDArray[np.float64], means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares of sizes `(p, k)` nearest to the nation's that match each place's mean size."""
    out = np.empty((means.shape[0], shares.shape[0]))
    for q in range(means.shape[0]):
        low, high = -12.0, 12.0
        for _ in range(50):
            middle = 0.5 * (low + high)
            if tilted_mean(shares, middle) < means[q]:
                low = middle
            else:
                high = middle
        for s in range(shares.shape[0]):
            out[q, s] = shares[s] * exp64(low * (s + 1))
    return out


@kernel
def deal_sizes(seed: int, key: int, counts: NDArray[np.int64], people: int, sizes: NDArray[np.int64]) -> None:
    """Write the sizes of a place's households in random order; their sum is its people."""
    homes, at, missing = sizes.shape[0], 0, people
    for s in range(counts.shape[0]):
        for _ in range(counts[s]):
            sizes[at] = s + 1
            missing -= s + 1
            at += 1
    for h in range(homes - 1, 0, -1):
        other = int(draw(key, seed, h, SHUFFLE) * (h + 1))
        sizes[h], sizes[other] = sizes[other], sizes[h]
    h = 0
    while missing != 0:
        if missing > 0:
            sizes[h] += 1
            missing -= 1
        elif sizes[h] > 1:
            sizes[h] -= 1
            missing += 1
        h = h + 1 if h + 1 < homes else 0


@kernel
def room_for_children(key: int, seed: int, h: int, size: int, couple_share: float) -> int:
    """Return how many children a household has room for besides its couple or its single parent."""
    adults = 2 if draw(key, seed, h, COUPLED) < couple_share else 1
    return max(size - adults, 0)


@kernel
def deal_children(
    seed: int, key: int, sizes: NDArray[np.int64], children: int, couple_share: float, kids: NDArray[np.int64]
) -> None:
    """Write how many children live in each household: as many as there is room for, in a random part of the households."""
    room, left = 0, children
    for h in range(sizes.shape[0]):
        room += room_for_children(key, seed, h, sizes[h], couple_share)
    share = children / max(room, 1)
    for h in range(sizes.shape[0]):
        if draw(key, seed, h, PARENTS) < share:
            kids[h] = min(room_for_children(key, seed, h, sizes[h], couple_share), left)
            left -= kids[h]
    for h in range(sizes.shape[0]):
        if kids[h] == 0:
            kids[h] = min(room_for_children(key, seed, h, sizes[h], couple_share), left)
            left -= kids[h]
    h = 0
    while left > 0:
        if kids[h] < sizes[h] - 1:
            kids[h] += 1
            left -= 1
        h = h + 1 if h + 1 < sizes.shape[0] else 0


@kernel
def settle_families(
    seed: int, key: int, sizes: NDArray[np.int64], kids: NDArray[np.int64], couple_share: float, n: HouseholdNumbers,
    pool: NDArray[np.int64], age: NDArray[np.uint8], role: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Fill households with children: a child, a parent of suitable age, a partner for some, siblings."""
    row = 0
    for h in range(sizes.shape[0]):
        last = row + sizes[h]
        if kids[h] > 0:
            child = take_any(pool, draw(key, seed, h, WHO), NOUGHT, CHILD_TO)
            wanted = child + n.parent_age + n.parent_age_spread * normal_quantile(draw(key, seed, h, BIRTH))
            parent = take_near(pool, wanted, YOUNGEST_PARENT, OLDEST_PARENT)
            if parent < 0:
                parent = take_near(pool, wanted, ADULT_FROM, OLDEST)
            age[last - kids[h]], age[row] = child, parent
            if sizes[h] - kids[h] > 1 and draw(key, seed, h, COUPLED) < couple_share:
                gap = n.couple_age_gap * normal_quantile(draw(key, seed, h, GAP))
                age[row + 1] = take_near(pool, parent + gap, ADULT_FROM, OLDEST)
                role[row], role[row + 1] = COUPLE, COUPLE
            for sibling in range(1, kids[h]):
                gap = n.sibling_gap * normal_quantile(draw(key, seed, h, SIBLING + sibling))
                age[last - kids[h] + sibling] = take_near(pool, child + gap, NOUGHT, CHILD_TO)
        row = last


@kernel
def settle_others(
    seed: int, key: int, sizes: NDArray[np.int64], kids: NDArray[np.int64], couple_share: float, n: HouseholdNumbers,
    pool: NDArray[np.int64], age: NDArray[np.uint8], role: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Add adults to the head or the couple, mostly young; mark couples without children for the next step."""
    row = 0
    for h in range(sizes.shape[0]):
        adults = sizes[h] - kids[h]
        if kids[h] == 0 and adults > 1 and draw(key, seed, h, COUPLED) < couple_share:
            role[row], role[row + 1] = COUPLE, COUPLE
        for other in range(1, adults):
            if role[row + other] != COUPLE:
                wanted = ADULT + n.others_years * draw(key, seed, h, OTHER + other)
                age[row + other] = take_near(pool, wanted, ADULT_FROM, OLDEST)
        row += sizes[h]


@kernel
def settle_heads(
    seed: int, key: int, sizes: NDArray[np.int64], kids: NDArray[np.int64], n: HouseholdNumbers,
    pool: NDArray[np.int64], age: NDArray[np.uint8], role: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Fill households without children with the remaining people: couples of similar age first, then everyone else."""
    for wanted in range(COUPLE, -1, -1):
        row = 0
        for h in range(sizes.shape[0]):
            if kids[h] == 0 and role[row] == wanted:
                age[row] = take_any(pool, draw(key, seed, h, WHO), ADULT_FROM, OLDEST)
                if wanted == COUPLE:
                    gap = n.couple_age_gap * normal_quantile(draw(key, seed, h, GAP))
                    age[row + 1] = take_near(pool, age[row] + gap, ADULT_FROM, OLDEST)
            row += sizes[h]


@kernel
def settle_places(
    seed: int, keys: NDArray[np.int64], pools: NDArray[np.int64], children: NDArray[np.int64],
    size_counts: NDArray[np.int64], start: NDArray[np.int64], home_start: NDArray[np.int64], n: HouseholdNumbers,
    age: NDArray[np.uint8], role: NDArray[np.uint8], size: NDArray[np.int64], kids: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill every place with households and people; writes age and role (n,), size and kids (h,)."""
    couple_share = n.couples / (1.0 - n.size_1)
    for q in range(keys.shape[0]):
        key, pool, people = keys[q], pools[q], start[q + 1] - start[q]
        sizes, small = size[home_start[q] : home_start[q + 1]], kids[home_start[q] : home_start[q + 1]]
        ages, roles = age[start[q] : start[q + 1]], role[start[q] : start[q + 1]]
        if people > 0:
            deal_sizes(seed, key, size_counts[q], people, sizes)
            deal_children(seed, key, sizes, children[q], couple_share, small)
            settle_families(seed, key, sizes, small, couple_share, n, pool, ages, roles)
            settle_others(seed, key, sizes, small, couple_share, n, pool, ages, roles)
            settle_heads(seed, key, sizes, small, n, pool, ages, roles)


@kernel
def choose_sex(
    seed: int, start: NDArray[np.int64], share_female: NDArray[np.float64], uid: NDArray[np.int64],
    role: NDArray[np.uint8], female: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Make each couple a woman and a man, and everyone else female with the probability that matches the place's share."""
    for q in range(start.shape[0] - 1):
        people, paired = start[q + 1] - start[q], 0
        for i in range(start[q], start[q + 1]):
            paired += role[i] == COUPLE
        chance = (share_female[q] * people - 0.5 * paired) / max(people - paired, 1)
        second = False
        for i in range(start[q], start[q + 1]):
            if role[i] != COUPLE:
                female[i] = uniform(seed, SEX, uid[i], NOUGHT) < chance
            elif second:
                female[i] = 1 - female[i - 1]
            else:
                female[i] = uniform(seed, SEX, uid[i], NOUGHT) < 0.5
            second = role[i] == COUPLE and not second


def size_shares(numbers: HouseholdNumbers) -> NDArray[np.float64]:
    """Return the nation's shares of households of 1 to 7 residents, shape `(7,)`; those of five and more fall off evenly."""
    small = [numbers.size_1, numbers.size_2, numbers.size_3, numbers.size_4]
    large = numbers.larger_ratio ** np.arange(3)
    return np.concatenate([np.array(small), numbers.size_5_plus * (large / large.sum())])


def count_homes(
    people: NDArray[np.int64], adults: NDArray[np.int64], mean_size: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the number of households of each place, at most one for each adult; `(p,)`."""
    homes = np.floor(people / np.maximum(mean_size, SMALLEST_MEAN) + 0.5).astype(np.int64)
    return np.where(people > 0, np.clip(homes, 1, np.maximum(adults, 1)), 0)


def settle_households(
    seed: int, keys: NDArray[np.int64], uid: NDArray[np.int64], start: NDArray[np.int64], age_shares: NDArray[np.float64],
    mean_size: NDArray[np.float64], share_female: NDArray[np.float64], book: Evidence,
) -> Homes:  # fmt: skip
    """Return the households of all places with the age and sex of their members.

    `keys` (p,) are the keys of the places, `start` (p + 1,) the rows where they begin, `age_shares` (p, 5), the rest (p,).
    """
    numbers = read(book, HouseholdNumbers)
    people, n = np.diff(start), int(start[-1])
    pools = np.zeros((len(keys), int(BAND_TO[-1])), np.int64)
    age_pools(seed, keys, whole_rows(age_shares, people), BAND_FROM, BAND_TO, pools)
    adults = with_adults(pools)[:, ADULT:].sum(axis=1)
    homes = count_homes(people, adults, mean_size)
    means = np.clip(people / np.maximum(homes, 1), SMALLEST_MEAN, LARGEST_MEAN)
    sizes = whole_rows(tilted(size_shares(numbers), means), homes)
    home_start = starts_of(homes)
    age, female, role = (np.zeros(n, np.uint8) for _ in range(3))
    size, kids = (np.zeros(home_start[-1], np.int64) for _ in range(2))
    settle_places(seed, keys, pools, people - adults, sizes, start, home_start, numbers, age, role, size, kids)
    choose_sex(seed, start, share_female, uid, role, female)
    home = np.repeat(np.arange(len(size), dtype=np.int32), size)
    place = np.repeat(np.arange(len(keys)), homes)
    key = (keys[place] << 32) | (np.arange(len(size)) - home_start[place])
    return Homes(age, female, home, size, place, key, home_start)
