"""What does a session do? Symptoms fall now, skills stay, groups stand by each other; some stop early.

    stops        with the chance of the intervention and channel, before each session but the first, keyed by course and session
    severity     <- severity * (1 - symptom_cut)        fades again as severity moves back to its set point
    skills       <- skills + skills_gain                lowers the set point for good
    support      <- support + support_gain * (1 - support)

A cut of symptoms alone fades, which is right for first aid and wrong for therapy.
Sources: Figueroa et al. 2022 (PFA); Shalev et al. 2012, Hamblen et al. 2017, Resick et al. 2012 (therapy); Lewis et al. 2020 (dropout).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.care.capacity import PauseNumbers
from sim.care.offers import Offers, offers_of
from sim.community.residents import EVER, HAPPENED
from sim.community.world import World
from sim.compiled import kernel
from sim.process import process

__all__ = ["deliver"]

SESSION = draws.DECISION["session"]
STAYED, FINISHED = EVER["stayed"], EVER["finished"]
SESSION_NOW, DROPPED_NOW, FINISHED_NOW = HAPPENED["session"], HAPPENED["dropped"], HAPPENED["finished"]
SESSIONS_KEYED = 256


@kernel
def deliver_all(
    seed: int, week: int, pause: int, rows: NDArray[np.int32], offers: Offers,
    uid: NDArray[np.int64], programme: NDArray[np.int8], courses: NDArray[np.uint8],
    sessions: NDArray[np.uint8], care: NDArray[np.uint8], since: NDArray[np.int16],
    ask_again: NDArray[np.int16], severity: NDArray[np.float32], skills: NDArray[np.float32],
    support: NDArray[np.float32], happened: NDArray[np.uint8], ever: NDArray[np.uint8],
) -> int:  # fmt: skip
    """Give everybody in care this week's session or let them stop; keep those who go on, and return how many."""
    kept, one = 0, np.float32(1.0)
    for a in range(rows.shape[0]):
        i = rows[a]
        offer = offers[programme[i]]
        occasion = courses[i] * SESSIONS_KEYED + sessions[i]
        stops = sessions[i] > 0 and draws.uniform(seed, SESSION, uid[i], occasion) < offer.dropout
        if stops or week >= offer.closes:
            happened[i] |= DROPPED_NOW
            care[i], since[i], ask_again[i] = 0, week, week + pause
            continue
        sessions[i] += 1
        severity[i] *= one - offer.symptom_cut
        skills[i] += offer.skills_gain
        support[i] += offer.support_gain * (one - support[i])
        happened[i] |= SESSION_NOW
        if 2 * sessions[i] >= offer.sessions:
            ever[i] |= STAYED
        if sessions[i] >= offer.sessions:
            happened[i] |= FINISHED_NOW
            ever[i] |= FINISHED
            care[i], since[i], ask_again[i] = 0, week, week + pause
            continue
        rows[kept] = i
        kept += 1
    return kept


@process(
    reads="uid programme courses sessions care severity skills support happened ever",
    writes="sessions care since ask_again severity skills support happened ever",
)
def deliver(world: World) -> None:
    """Hold this week's sessions."""
    r, attending = world.residents, world.attending
    attending.count = deliver_all(
        world.seed, world.week, int(world.numbers(PauseNumbers).pause),
        attending.rows[: attending.count], offers_of(world), r.uid, r.programme, r.courses,
        r.sessions, r.care, r.since, r.ask_again, r.severity, r.skills, r.support, r.happened,
        r.ever,
    )  # fmt: skip
