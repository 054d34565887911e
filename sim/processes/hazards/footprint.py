"""Who is struck, and what do they lose? The footprint of a hazard, household by household or person by person, and the losses that follow.

    struck (household, or person)  with chance exposure[place]; a household is touched if one of its members is struck
    exposure     = least + (1 - least) * depth,  depth = min(days / deep_days, 1), least = exposure_struck;
                   exposure_near * exposure[place] if not struck
    home_lost    of a touched household, with chance `home` (flood 1: to be struck is to lose the home; violence 0)
    losses       income, injury (resident; chances for struck and near), bereavement, leaving (household; for touched and near);
                 chances of those near times how far the event is felt there (processes/around.py), so none if nothing is struck
    settling elsewhere for good (household), whether or not it would have left for a while:
    odds         = settles / (1 - settles) * around * vulnerable ^ (vulnerability - 0.5) * (renter if it does not own its home)
    around       = town * (town + exposure[place]) / 2            town: share of all homes struck
    weeks away   exponential, longer in vulnerable places: until the household is back, or settled elsewhere (`settled_elsewhere`)

All of these numbers belong to the hazard, an entry of hazards.toml or a `[hazard.name]` of the scenario. Every chance is drawn once for
each resident, or for the household by its first member's, so a household shares its home's fate. Who is struck, and how closely
a person follows the news of it (`media`, standard normal), belongs to the scenario: it is keyed by `people_seed` and is the same under
every seed. What follows differs between seeds.

Who settles elsewhere: a home can be rebuilt where a town stands around it, and one that stands is left where work, services and public
housing are gone. So the odds grow with what was struck around (Sastry & Gregory 2020: flooding of the neighbourhood counts beside that
of the home), among renters, and in vulnerable places. Since some never come back, those still away return ever more slowly as a whole.
Living away weighs on a person (threat) until settled, here or there, and not for ever: parents who relocated after Katrina had more
general distress than people who returned, and not more post-traumatic stress (Fussell & Lowe 2014). What was lost weighs on them as on
anybody. They remain residents of the model and keep their ties and their ways to care, as before; care elsewhere is not modelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp64, log64
from sim.kernels.compiled import kernel
from sim.processes.around import felt
from sim.processes.process import process
from sim.processes.state import World, found_under

if TYPE_CHECKING:
    from sim.scenario.places import Places

__all__ = ["strike", "struck_around"]

HOME, LEAVING, AWAY = (
    random_streams.DECISION["home"],
    random_streams.DECISION["leaving"],
    random_streams.DECISION["weeks_away"],
)
LOST, MEDIA, SETTLING = (
    random_streams.DECISION["home_lost"],
    random_streams.DECISION["media"],
    random_streams.DECISION["settling"],
)
INCOME, INJURY = random_streams.DECISION["income_loss"], random_streams.DECISION["injury"]
BEREAVEMENT = random_streams.DECISION["bereavement"]
LONGEST_AWAY = 2000
WORKING_AGE = 18


@found_under("hazards.{hazard}")
class LossNumbers(NamedTuple):
    """Chances of each loss for those struck, or whose household is, and for those near them."""

    income_struck: np.float32
    income_near: np.float32
    income_poor: np.float32
    injury_struck: np.float32
    injury_near: np.float32
    bereaved_struck: np.float32
    bereaved_near: np.float32


@found_under("hazards.{hazard}")
class LeavingNumbers(NamedTuple):
    """Chances and lengths of living away from home."""

    leaving_struck: np.float32
    leaving_near: np.float32
    weeks_struck: np.float32
    weeks_near: np.float32
    vulnerable: np.float32
    settles_struck: np.float32
    settles_near: np.float32


@found_under("aftermath.settling")
class SettlingNumbers(NamedTuple):
    """Who settles elsewhere rather than others: factors of the odds, for renters and from the least to the most vulnerable place."""

    renter: np.float32
    vulnerable: np.float32


class Reach(NamedTuple):
    """How exposed a person is: the least if struck, the share if not, the days that count as full; chance of a lost home."""

    exposure_struck: float
    exposure_near: float
    deep_days: float
    home: float


@kernel
def strike_all(
    seed: int, whose: NDArray[np.int64], uid: NDArray[np.int64], place: NDArray[np.int16],
    share: NDArray[np.float64], days: NDArray[np.float64], reach: Reach,
    struck: NDArray[np.uint8], exposure: NDArray[np.float32],
) -> None:  # fmt: skip
    """Decide who is struck; `whose` (n,) is the row whose random number decides: the first of the household, or each resident's own."""
    for i in range(uid.shape[0]):
        q = place[i]
        hit = random_streams.uniform(seed, HOME, uid[whose[i]], 0) < share[q]
        depth = min(days[q] / reach.deep_days, 1.0)
        struck[i] = hit
        least = reach.exposure_struck
        exposure[i] = least + (1.0 - least) * depth if hit else reach.exposure_near * share[q]


@kernel
def lose_homes(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], struck: NDArray[np.uint8], home: float,
    touched: NDArray[np.uint8], home_lost: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Note which households have a member who was struck, and decide which of those lose their homes."""
    for i in range(uid.shape[0]):
        touched[heads[i]] |= struck[i]
    for i in range(uid.shape[0]):
        touched[i] = touched[heads[i]]
        home_lost[i] = touched[i] == 1 and random_streams.uniform(seed, LOST, uid[heads[i]], 0) < home


@kernel
def bring_losses(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], place: NDArray[np.int16], felt: NDArray[np.float64],
    age: NDArray[np.uint8], income: NDArray[np.float32], struck: NDArray[np.uint8], touched: NDArray[np.uint8], chance: LossNumbers,
    income_lost: NDArray[np.uint8], injured: NDArray[np.uint8], bereaved: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Decide losses of income, health and people, likelier for those struck and their households."""
    for i in range(uid.shape[0]):
        near = felt[place[i]]
        work = float(chance.income_struck) if struck[i] == 1 else near * float(chance.income_near)
        if income[i] < 1.0:
            work *= chance.income_poor
        harm = float(chance.injury_struck) if struck[i] == 1 else near * float(chance.injury_near)
        death = float(chance.bereaved_struck) if touched[i] == 1 else near * float(chance.bereaved_near)
        income_lost[i] = age[i] >= WORKING_AGE and random_streams.uniform(seed, INCOME, uid[i], 0) < work
        injured[i] = random_streams.uniform(seed, INJURY, uid[i], 0) < harm
        bereaved[i] = random_streams.uniform(seed, BEREAVEMENT, uid[heads[i]], 0) < death


@kernel
def send_away(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], place: NDArray[np.int16], vulnerability: NDArray[np.float64],
    around: NDArray[np.float64], felt: NDArray[np.float64], owner: NDArray[np.uint8], touched: NDArray[np.uint8], numbers: LeavingNumbers,
    settling: SettlingNumbers, back_home: NDArray[np.int16], settled_elsewhere: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Decide which households leave, which of them for good, and when they are back or settled; none if `around` is 0."""
    longer, likelier = log64(float(numbers.vulnerable)), log64(float(settling.vulnerable))
    for i in range(uid.shape[0]):
        q, head = place[i], uid[heads[i]]
        if around[q] <= 0.0:
            continue
        settles = float(numbers.settles_struck if touched[i] == 1 else numbers.settles_near)
        leaves = float(numbers.leaving_struck) if touched[i] == 1 else felt[q] * float(numbers.leaving_near)
        odds = settles * around[q] * exp64(likelier * (vulnerability[q] - 0.5))
        if owner[heads[i]] == 0:
            odds *= settling.renter
        for_good = random_streams.uniform(seed, SETTLING, head, 0) * (1.0 - settles + odds) < odds
        if not for_good and random_streams.uniform(seed, LEAVING, head, 0) >= leaves:
            continue
        mean = numbers.weeks_struck if touched[i] == 1 or for_good else numbers.weeks_near
        mean *= exp64(longer * (vulnerability[q] - 0.5))
        weeks = -mean * log64(random_streams.uniform(seed, AWAY, head, 0))
        back_home[i] = min(1 + int(weeks), LONGEST_AWAY)
        settled_elsewhere[i] = for_good


def struck_around(places: Places) -> NDArray[np.float64]:
    """Return how much was struck around the homes of each place, `(p,)`: the town's share, times the mean of it and the place's own."""
    people = places.population.sum()
    town = float((places.exposure * places.population).sum() / people) if people else 0.0
    return np.asarray(town * (town + places.exposure) / 2.0)


def household_heads(household: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each resident the row of the first member of the household; the rows of a household are adjacent."""
    first = np.flatnonzero(np.diff(household, prepend=-1))
    return np.repeat(first, np.diff(np.append(first, len(household))))


def reach_of(world: World) -> Reach:
    """Return how exposed the scenario's hazard leaves those whom it strikes, and those near them."""
    return Reach(**{name: world.book[f"hazards.{world.scenario.event.hazard}.{name}"].value for name in Reach._fields})


@process(
    reads="uid place household age income owner struck home_lost media",
    writes="struck exposure media home_lost income_lost injured bereaved back_home settled_elsewhere",
)
def strike(world: World) -> None:
    """Strike the community once: homes or persons, then losses, then who has to live elsewhere and for how long."""
    r, places, scenario = world.residents, world.community.places, world.scenario
    leaving, reach = world.numbers(LeavingNumbers), reach_of(world)
    heads, touched = household_heads(r.household), np.zeros(len(r), np.uint8)
    by_household = scenario.hazards[scenario.event.hazard]["by_household"]
    strike_all(
        scenario.people_seed, heads if by_household else np.arange(len(r)), r.uid, r.place, places.exposure,
        places.exposure_days, reach, r.struck, r.exposure,
    )  # fmt: skip
    r.media[:] = random_streams.normals(scenario.people_seed, MEDIA, r.uid, 0)
    lose_homes(scenario.people_seed, heads, r.uid, r.struck, reach.home, touched, r.home_lost)
    bring_losses(
        world.seed, heads, r.uid, r.place, felt(world), r.age, r.income, r.struck, touched, world.numbers(LossNumbers),
        r.income_lost, r.injured, r.bereaved,
    )  # fmt: skip
    send_away(
        world.seed, heads, r.uid, r.place, places.vulnerability, struck_around(places), felt(world), r.owner, touched, leaving,
        world.numbers(SettlingNumbers), r.back_home, r.settled_elsewhere,
    )  # fmt: skip
