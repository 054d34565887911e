"""Who is struck, and what do they lose? The footprint of a hazard, house by house, and the losses that follow.

    struck (household)  with chance exposure[place]
    exposure            = struck * (1 + depth) / 2,  depth = min(days / deep_days, 1);  near = exposure[place] * 0.3 where not struck
    losses              income, injury (resident), bereavement, leaving (household), each with a chance for struck and for near
    weeks away          exponential; longer in vulnerable places

Every chance is drawn once for each resident, or for the household by the luck of its first member, so a household shares its home's fate.
Which homes are struck belongs to the scenario (it is keyed by `people_seed`) and is the same under every seed; what follows is luck.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arithmetic import exp64, log64
from sim.community.world import World, found_under
from sim.compiled import kernel
from sim.process import process

__all__ = ["strike"]

HOME, LEAVING, AWAY = draws.DECISION["home"], draws.DECISION["leaving"], draws.DECISION["weeks_away"]
INCOME, INJURY = draws.DECISION["income_loss"], draws.DECISION["injury"]
BEREAVEMENT = draws.DECISION["bereavement"]
LONGEST_AWAY = 2000
WORKING_AGE = 18


@found_under("hazards.losses")
class LossNumbers(NamedTuple):
    """Chances of each loss in struck homes and near them."""

    income_struck: np.float32
    income_near: np.float32
    income_poor: np.float32
    injury_struck: np.float32
    injury_near: np.float32
    bereaved_struck: np.float32
    bereaved_near: np.float32


@found_under("hazards.leaving")
class LeavingNumbers(NamedTuple):
    """Chances and lengths of living away from home."""

    struck: np.float32
    near: np.float32
    weeks_struck: np.float32
    weeks_near: np.float32
    vulnerable: np.float32
    deep_days: np.float32


@kernel
def strike_homes(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], place: NDArray[np.int16],
    share: NDArray[np.float64], days: NDArray[np.float64], deep_days: float,
    home_lost: NDArray[np.uint8], exposure: NDArray[np.float32],
) -> None:  # fmt: skip
    """Decide house by house what is struck; `heads` (n,) is the row of the first member of each resident's household."""
    for i in range(uid.shape[0]):
        q = place[i]
        struck = draws.uniform(seed, HOME, uid[heads[i]], 0) < share[q]
        depth = min(days[q] / deep_days, 1.0)
        home_lost[i] = struck
        exposure[i] = 0.5 + 0.5 * depth if struck else 0.3 * share[q]


@kernel
def bring_losses(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], age: NDArray[np.uint8],
    income: NDArray[np.float32], home_lost: NDArray[np.uint8], chance: LossNumbers,
    income_lost: NDArray[np.uint8], injured: NDArray[np.uint8], bereaved: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Decide losses of income, health and people, likelier in struck homes."""
    for i in range(uid.shape[0]):
        struck = home_lost[i] == 1
        work = chance.income_struck if struck else chance.income_near
        if income[i] < 1.0:
            work *= chance.income_poor
        harm = chance.injury_struck if struck else chance.injury_near
        death = chance.bereaved_struck if struck else chance.bereaved_near
        income_lost[i] = age[i] >= WORKING_AGE and draws.uniform(seed, INCOME, uid[i], 0) < work
        injured[i] = draws.uniform(seed, INJURY, uid[i], 0) < harm
        bereaved[i] = draws.uniform(seed, BEREAVEMENT, uid[heads[i]], 0) < death


@kernel
def send_away(
    seed: int, heads: NDArray[np.int64], uid: NDArray[np.int64], place: NDArray[np.int16],
    vulnerability: NDArray[np.float64], home_lost: NDArray[np.uint8], numbers: LeavingNumbers,
    spared: NDArray[np.bool_], back_home: NDArray[np.int16],
) -> None:  # fmt: skip
    """Decide which households leave and in which week they return; none where the hazard spared the whole city."""
    doubling = log64(float(numbers.vulnerable))
    for i in range(uid.shape[0]):
        head = uid[heads[i]]
        struck = home_lost[i] == 1
        leaves = numbers.struck if struck else numbers.near
        if spared[place[i]] or draws.uniform(seed, LEAVING, head, 0) >= leaves:
            continue
        mean = numbers.weeks_struck if struck else numbers.weeks_near
        mean *= exp64(doubling * (vulnerability[place[i]] - 0.5))
        weeks = -mean * log64(draws.uniform(seed, AWAY, head, 0))
        back_home[i] = min(1 + int(weeks), LONGEST_AWAY)


def household_heads(household: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return for each resident the row of the first member of the household; rows of a household stand together."""
    first = np.flatnonzero(np.diff(household, prepend=-1))
    return np.repeat(first, np.diff(np.append(first, len(household))))


@process(
    reads="uid place household age income home_lost",
    writes="home_lost exposure income_lost injured bereaved back_home",
)
def strike(world: World) -> None:
    """Strike the community once: homes, then losses, then who has to live elsewhere and for how long."""
    r, places = world.residents, world.community.places
    leaving = world.numbers(LeavingNumbers)
    heads = household_heads(r.household)
    strike_homes(
        world.scenario.people_seed, heads, r.uid, r.place, places.exposure, places.exposure_days,
        float(leaving.deep_days), r.home_lost, r.exposure,
    )  # fmt: skip
    bring_losses(
        world.seed, heads, r.uid, r.age, r.income, r.home_lost, world.numbers(LossNumbers),
        r.income_lost, r.injured, r.bereaved,
    )  # fmt: skip
    spared = np.full(len(places.exposure), not places.exposure.any())
    send_away(
        world.seed, heads, r.uid, r.place, places.vulnerability, r.home_lost, leaving, spared,
        r.back_home,
    )  # fmt: skip
