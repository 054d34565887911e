"""Who is referred to the next step? People still in distress at the end of a course, if its programme names another.

    referred    finished or stopped this week, severity >= then_from, and `then` is in the arm, fits the age and was not begun before
    contacted   from the week after, as soon as that programme is open: no need to ask, but its barriers apply, and a no is a no

A referral is recorded as a request. It lapses if the person has found other help by then, asks on their own, is no longer eligible,
or if the programme has closed. People who gave up waiting had not begun, and are not referred.
Source: Project Liberty 2006 (9 percent of those counselled were referred on); Cohen et al. 2017 (stepped care).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.kernels.marks import list_marked
from sim.population.residents import HAPPENED
from sim.processes.care.eligibility import belongs, situation_now
from sim.processes.care.offers import Offers, offers_of
from sim.processes.care.outreach import put_down
from sim.processes.care.screening import ScreenNumbers, fits
from sim.processes.process import process
from sim.processes.state import World

__all__ = ["call_referred", "refer"]

ASKED_NOW = HAPPENED["asked"]
ENDED = HAPPENED["finished"] | HAPPENED["dropped"]
NOWHERE = -1


def targets(world: World) -> NDArray[np.int8]:
    """Return the programme to which each resident has been referred, `(n,)`; -1 for none."""
    to: NDArray[np.int8] = world.once("referred_to", lambda w: np.full(len(w.residents), NOWHERE, np.int8))
    return to


@process(reads="place age severity programme used happened", writes="")
def refer(world: World) -> None:
    """Refer people who ended a course this week still in distress to the next programme."""
    offers = offers_of(world)
    if (offers.then < 0).all():
        return
    r, to = world.residents, targets(world)
    room = world.once("room_for_ended", lambda w: np.empty(len(w.residents), np.int32))
    ended = room[: list_marked(r.happened, int(ENDED), room)]
    step = offers.then[r.programme[ended]]
    ended, step, least = (a[step >= 0] for a in (ended, step, offers.then_from[r.programme[ended]]))
    chosen = (
        (r.severity[ended] >= least) & offers.in_arm[step] & (r.used[ended] >> step & 1 == 0)
        & (r.age[ended] >= offers.youngest[step]) & (r.age[ended] <= offers.oldest[step])
        & (world.sites.nearest[r.place[ended], step] >= 0)
    )  # fmt: skip
    new = to[ended] == NOWHERE
    to[ended[chosen]] = step[chosen]
    world.referred.extend(ended[chosen & new])


@kernel
def call_all_referred(
    seed: int, week: int, screen: ScreenNumbers, rows: NDArray[np.int32], to: NDArray[np.int8], offers: Offers,
    uid: NDArray[np.int64], severity: NDArray[np.float32], care: NDArray[np.uint8],
    situation: NDArray[np.uint16], back_home: NDArray[np.int16], used: NDArray[np.uint16],
    asks: NDArray[np.uint8], ever: NDArray[np.uint8], happened: NDArray[np.uint8],
    asking: NDArray[np.int32], wishes: NDArray[np.int8], count: int,
) -> tuple[int, int]:  # fmt: skip
    """Add people referred to an open programme after the first `count` who ask; return how many still wait for it, and how many ask."""
    kept = 0
    for a in range(rows.shape[0]):
        i = rows[a]
        k = to[i]
        offer = offers[k]
        if (week < offer.opens or offer.shut) and care[i] == 0:
            rows[kept] = i
            kept += 1
            continue
        to[i] = NOWHERE
        helped = care[i] != 0 or used[i] >> k & 1 or happened[i] & ASKED_NOW
        if not belongs(offer.only, situation_now(int(situation[i]), week, int(back_home[i]))):
            continue
        if helped or week >= offer.closes or not fits(seed, week, screen, uid[i], severity[i], offer):
            continue
        count = put_down(i, k, count, asks, ever, happened, asking, wishes)
    return kept, count


def call_referred(world: World, wishes: NDArray[np.int8]) -> None:
    """Offer the next programme to people referred to it, if it is open."""
    referred, asking, r = world.referred, world.asking, world.residents
    if referred.count == 0:
        return
    referred.count, asking.count = call_all_referred(
        world.seed, world.week, world.numbers(ScreenNumbers), referred.rows[: referred.count], targets(world),
        offers_of(world), r.uid, r.severity, r.care, r.situation, r.back_home, r.used, r.asks, r.ever, r.happened,
        asking.rows, wishes, asking.count,
    )  # fmt: skip
