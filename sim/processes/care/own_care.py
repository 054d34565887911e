"""Whose prior treatment continues? Care that people had before the event, outside the programmes of the plan.

    own_care_until = -1    no treatment in the year before the event (population/traits.py)
                      0    treated in that year, and not, or no longer, after the event
                      w    in prior treatment until week w
    in care at the event      with probability weeks / (weeks + 52): spells of mean length `weeks`, among all of a year
    interrupted               with probability interrupted_struck for those struck or away from home, else interrupted_near
                              times the share of the event felt in their place (processes/around.py)
    continues                 for an exponential time of mean `weeks`
    begins again              for those treated in the year before and out of treatment now, with probability 1 / 52 a week

In a normal week, therefore, as many begin treatment of their own as end it.

Prior treatment is not a programme: it takes no slots of the plan and does not count as reach. Its effect on symptoms is already part of
the state before the event, so it changes nobody's severity by itself. It affects who asks: while it continues nobody asks for more, and
people with prior treatment recognise the need and ask sooner (seeking.py).
Sources: Olfson et al. 2019 (a year's users of care, and use by distress); Wang et al. 2008 (after Katrina 22.9 percent of
those in treatment had it reduced or ended); Stuber et al. 2006 (after 9/11 little use was new); the anchor model (weekly uptake by
earlier use).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import log64
from sim.kernels.compiled import kernel
from sim.processes.around import felt
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["OwnCareNumbers", "carry_on", "go_back"]

OWN_CARE = random_streams.DECISION["own_care"]
WEEKS_A_YEAR = 52.0
LONGEST = 2000


@found_under("care.own_care")
class OwnCareNumbers(NamedTuple):
    """How long prior treatment lasts, and how often the event interrupts it."""

    weeks: np.float32
    interrupted_struck: np.float32
    interrupted_near: np.float32


@kernel
def carry_on_all(
    seed: int, numbers: OwnCareNumbers, uid: NDArray[np.int64], near: NDArray[np.float64], struck: NDArray[np.uint8],
    back_home: NDArray[np.int16], own_care_until: NDArray[np.int16],
) -> None:  # fmt: skip
    """Decide whose prior treatment continues after the event, and until when."""
    mean = float(numbers.weeks)
    for i in range(uid.shape[0]):
        if own_care_until[i] < 0:
            continue
        broken = float(numbers.interrupted_struck) if struck[i] == 1 or back_home[i] > 0 else near[i]
        in_care = random_streams.uniform(seed, OWN_CARE, uid[i], 0) * (mean + WEEKS_A_YEAR) < mean
        if in_care and random_streams.uniform(seed, OWN_CARE, uid[i], 1) >= broken:
            own_care_until[i] = min(1 + int(-mean * log64(random_streams.uniform(seed, OWN_CARE, uid[i], 2))), LONGEST)


@kernel
def begin_again(
    seed: int,
    week: int,
    mean: float,
    rows: NDArray[np.int64],
    uid: NDArray[np.int64],
    own_care_until: NDArray[np.int16],
) -> None:
    """Let some of those with prior treatment who are out of it begin again."""
    for i in rows:
        if (
            own_care_until[i] <= week
            and random_streams.uniform(seed, OWN_CARE, uid[i], 2 * week + 2) * WEEKS_A_YEAR < 1.0
        ):
            weeks = int(-mean * log64(random_streams.uniform(seed, OWN_CARE, uid[i], 2 * week + 3)))
            own_care_until[i] = week + min(1 + weeks, LONGEST)


@process(reads="uid place struck back_home own_care_until", writes="own_care_until")
def carry_on(world: World) -> None:
    """Decide, once, whose prior treatment continues after the event."""
    r, numbers = world.residents, world.numbers(OwnCareNumbers)
    near = (felt(world) * float(numbers.interrupted_near))[r.place]
    carry_on_all(world.seed, numbers, r.uid, near, r.struck, r.back_home, r.own_care_until)


@process(reads="uid own_care_until", writes="own_care_until")
def go_back(world: World) -> None:
    """Let treatment of their own begin again for some, as in any week."""
    r = world.residents
    rows = world.once("own_care_rows", lambda w: np.flatnonzero(w.residents.own_care_until >= 0))
    begin_again(world.seed, world.week, float(world.numbers(OwnCareNumbers).weeks), rows, r.uid, r.own_care_until)
