"""What does a session do? Symptoms fall now, skills stay, group members support each other; some people feel worse for a while, some stop.

    alliance     = avoidance * attachment_avoidance + anxiety * attachment_anxiety          standard deviations of the alliance
    stops          with odds of the intervention, channel and matching * exp(-staying * alliance), before each session but the first
    comes        in a week with odds of the intervention (`attends`; below the cut-off `attends_well`) * exp(attends_spread * habit), habit
                 a personal standard normal; a missed week keeps the slot and does not count (if left out: everyone comes)
    ends well    after `well_weeks` the course ends for a person below the cut-off (if left out: courses run to their end)
    helps        = (1 - misfit * individualist * clip(collectivism, 0, 2) / 2) * (1 + outcome * alliance)       adapted: individualist = 0
                   times the share let through by hardship (processes/hardship.py; all of it, unless switched on)

    severity    <- severity * (1 - helps * symptom_cut)          by a fall of the shock, which fades again as any shock
    skills      <- skills + helps * skills_gain                  lowers the set point for good; harm (below 0) counts in full
    stressor    <- stressor * (1 - stressor_cut)                 removed by services and employers, never by skills
    stigma      <- stigma * (1 - stigma_cut)
    support, trust, agency, meaning, connection   each + gain * (1 - itself)
    bonds       <- bonds + lasting * support_gain * min(group_size - 1, circle)         from the second meeting on; half-life `half`

    worse          at the second session with chance share * worsens (unready times that, unpaced, if serious without support):
                   severity * (1 + size), at most half of the way to the highest score, by a shock that fades too; unpaced it leaves a
                   trace, skills - lasting

A cut of symptoms alone fades, which is right for first aid and wrong for therapy. `bonds` are mean ties to other members: a number of
full offers, not ties to named persons; a group that builds no support leaves none. Random draws are keyed by course and session.
Sources: Figueroa et al. 2022 (PFA); Shalev et al. 2012, Hamblen et al. 2017, Resick et al. 2012 (therapy); Lewis et al. 2020 (dropout);
Notsu et al. 2024, Flückiger et al. 2018 (alliance); Hall et al. 2016, Griner & Smith 2006 (culture); Foa et al. 2002 (worsening);
Haslam et al. 2019, Cruwys et al. 2023 (bonds).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp64, log64, normal_quantile
from sim.kernels.compiled import kernel
from sim.kernels.scale import latent_cut
from sim.population.residents import CASE_FROM, EVER, HAPPENED
from sim.processes.care.capacity import PauseNumbers
from sim.processes.care.offers import Offers, offers_of
from sim.processes.chunks import kept, over_list
from sim.processes.hardship import share_through
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["deliver"]

SESSION, WORSENING = random_streams.DECISION["session"], random_streams.DECISION["worsening"]
ATTENDING, HABIT = random_streams.DECISION["attending"], random_streams.DECISION["habit"]
STAYED, FINISHED = EVER["stayed"], EVER["finished"]
SESSION_NOW, DROPPED_NOW, FINISHED_NOW = HAPPENED["session"], HAPPENED["dropped"], HAPPENED["finished"]
SESSIONS_KEYED, WEEKS_KEYED = 256, 4096
EARLY = 2
LEAST_SKILLS, MOST_SKILLS = -2.0, 8.0


@found_under("care.alliance")
class AllianceNumbers(NamedTuple):
    """How attachment shapes the alliance with a helper, and the effects of an alliance."""

    avoidance: np.float32
    anxiety: np.float32
    outcome: np.float32
    staying: np.float32


@found_under("care.culture")
class FitNumbers(NamedTuple):
    """What individualist content loses with people oriented to family and community."""

    misfit: np.float32


@found_under("care.worsening")
class WorseningNumbers(NamedTuple):
    """How often exposure work brings early worsening, how much, and what pacing prevents."""

    share: np.float32
    size: np.float32
    serious: np.float32
    ready_support: np.float32
    unready: np.float32
    lasting: np.float32


@found_under("care.groups")
class GroupNumbers(NamedTuple):
    """Ties that outlast a group."""

    lasting: np.float32
    circle: np.float32
    half: np.float32


@found_under("stress.distress")
class ScaleNumbers(NamedTuple):
    """The highest severity that a questionnaire can show."""

    highest: np.float32


class Client(NamedTuple):
    """One resident in care at a session; `course` counts courses, `session` sessions, this one included."""

    person: int
    course: int
    session: int
    severity: float
    support: float


@kernel
def alliance_of(numbers: AllianceNumbers, avoidance: float, anxiety: float) -> float:
    """Return a person's alliance with a helper, in standard deviations from the mean."""
    return float(numbers.avoidance * avoidance + numbers.anxiety * anxiety)


@kernel
def chance_to_stop(usual: float, staying: float, alliance: float) -> float:
    """Return the probability of stopping before a session, its odds changed by the alliance."""
    odds = usual * exp64(-staying * alliance)
    return odds / (1.0 - usual + odds)


@kernel
def helps(misfit: float, individualist: float, collectivism: float, outcome: float, alliance: float) -> float:
    """Return the share of a session's effect that reaches a person, by fit of the content and alliance; 1 on average, never below 0."""
    fit = 1.0 - misfit * individualist * min(max(collectivism, 0.0), 2.0) / 2.0
    return max(fit * (1.0 + outcome * alliance), 0.0)


@kernel
def worsens(seed: int, who: Client, offer: Any, numbers: WorseningNumbers) -> bool:
    """Return whether a person feels worse after this session: drawn once per course, at its second session."""
    if who.session != EARLY or offer.worsens == 0.0:
        return False
    unready = who.severity >= numbers.serious and who.support < numbers.ready_support
    chance = float(numbers.share) * offer.worsens
    if unready and not offer.paced:
        chance *= float(numbers.unready)
    return bool(random_streams.uniform(seed, WORSENING, who.person, who.course) < chance)


@kernel
def comes(seed: int, person: int, occasion: int, severity: float, offer: Any) -> bool:
    """Return whether a person comes to this week's session; no draw if everyone comes."""
    usual = offer.attends if severity >= CASE_FROM else offer.attends_well
    if usual >= 1.0:
        return True
    habit = normal_quantile(random_streams.uniform(seed, HABIT, person, 0)) if offer.attends_spread > 0.0 else 0.0
    odds = usual / (1.0 - usual) * exp64(offer.attends_spread * habit)
    return bool(random_streams.uniform(seed, ATTENDING, person, occasion) < odds / (1.0 + odds))


@kernel
def attend_all(
    seed: int, week: int, pause: int, rows: NDArray[np.int32], offers: Offers, numbers: AllianceNumbers,
    uid: NDArray[np.int64], programme: NDArray[np.int8], courses: NDArray[np.uint8],
    sessions: NDArray[np.uint8], severity: NDArray[np.float32], attachment_avoidance: NDArray[np.float32],
    attachment_anxiety: NDArray[np.float32], care: NDArray[np.uint8], since: NDArray[np.int16],
    ask_again: NDArray[np.int16], happened: NDArray[np.uint8], ever: NDArray[np.uint8], held: NDArray[np.int32],
) -> tuple[int, int]:  # fmt: skip
    """Decide who in care comes this week or stops; keep people who continue, write who has a session, return the number of each."""
    kept, count = 0, 0
    for a in range(rows.shape[0]):
        i = rows[a]
        offer = offers[programme[i]]
        if offer.shut and week < offer.closes:
            rows[kept] = i
            kept += 1
            continue
        occasion = courses[i] * SESSIONS_KEYED + sessions[i]
        alliance = alliance_of(numbers, attachment_avoidance[i], attachment_anxiety[i])
        stopping = chance_to_stop(offer.dropout, float(numbers.staying), alliance)
        stops = sessions[i] > 0 and random_streams.uniform(seed, SESSION, uid[i], occasion) < stopping
        if stops or week >= offer.closes:
            happened[i] |= DROPPED_NOW
            care[i], since[i], ask_again[i] = 0, week, week + pause
            continue
        weeks = week - since[i]
        if 0 < offer.well_weeks <= weeks and severity[i] < CASE_FROM:
            came = sessions[i] > 0
            happened[i] |= FINISHED_NOW if came else DROPPED_NOW
            ever[i] |= (STAYED | FINISHED) if came else 0
            care[i], since[i], ask_again[i] = 0, week, week + pause
            continue
        if not comes(seed, uid[i], courses[i] * WEEKS_KEYED + weeks, severity[i], offer):
            rows[kept] = i
            kept += 1
            continue
        sessions[i] += 1
        happened[i] |= SESSION_NOW
        held[count] = i
        count += 1
        if 2 * sessions[i] >= offer.sessions:
            ever[i] |= STAYED
        if sessions[i] >= offer.sessions:
            happened[i] |= FINISHED_NOW
            ever[i] |= FINISHED
            care[i], since[i], ask_again[i] = 0, week, week + pause
            continue
        rows[kept] = i
        kept += 1
    return kept, count


@kernel
def treat_all(
    seed: int, rows: NDArray[np.int32], offers: Offers, allied: AllianceNumbers, fitting: FitNumbers,
    early: WorseningNumbers, uid: NDArray[np.int64], programme: NDArray[np.int8], courses: NDArray[np.uint8],
    sessions: NDArray[np.uint8], attachment_avoidance: NDArray[np.float32],
    attachment_anxiety: NDArray[np.float32], collectivism: NDArray[np.float32], support: NDArray[np.float32],
    highest: float, severity: NDArray[np.float32], shock: NDArray[np.float32], skills: NDArray[np.float32], through: NDArray[np.float32],
) -> None:  # fmt: skip
    """Apply this week's sessions to symptoms and skills of the people attending."""
    one = np.float32(1.0)
    for a in range(rows.shape[0]):
        i = rows[a]
        offer = offers[programme[i]]
        alliance = alliance_of(allied, attachment_avoidance[i], attachment_anxiety[i])
        part = np.float32(
            helps(float(fitting.misfit), offer.individualist, collectivism[i], float(allied.outcome), alliance)
        )
        if through.shape[0] > 0:
            part *= through[a]
        gain = offer.skills_gain * part if offer.skills_gain > 0 else offer.skills_gain
        who = Client(uid[i], int(courses[i]), int(sessions[i]), severity[i], support[i])
        cut = min(offer.symptom_cut * part, one)
        shock[i] -= np.float32(latent_cut(severity[i], cut, highest))
        severity[i] *= one - cut
        if worsens(seed, who, offer, early):
            rise = min(float(early.size), (highest / severity[i] - 1.0) / 2.0)
            shock[i] -= np.float32(latent_cut(severity[i], -rise, highest))
            severity[i] *= one + np.float32(rise)
            gain -= np.float32(0.0) if offer.paced else early.lasting
        skills[i] = min(max(skills[i] + gain, np.float32(LEAST_SKILLS)), np.float32(MOST_SKILLS))


@kernel
def strengthen_all(
    rows: NDArray[np.int32], offers: Offers, groups: GroupNumbers, programme: NDArray[np.int8],
    sessions: NDArray[np.uint8], support: NDArray[np.float32], stressor: NDArray[np.float32],
    stigma: NDArray[np.float32], trust: NDArray[np.float32], agency: NDArray[np.float32],
    meaning: NDArray[np.float32], connection: NDArray[np.float32], bonds: NDArray[np.float32], bonded: NDArray[np.int32], count: int,
) -> int:  # fmt: skip
    """Apply this week's sessions to all but symptoms; add people with first bonds after the first `count`, return how many.

    A column that an offer does not change is not read: for a few residents out of many each read waits for memory.
    """
    one, none = np.float32(1.0), np.float32(0.0)
    for a in range(rows.shape[0]):
        i = rows[a]
        offer = offers[programme[i]]
        if offer.support_gain > none:
            support[i] += offer.support_gain * (one - support[i])
        if offer.stressor_cut > none:
            stressor[i] *= one - offer.stressor_cut
        if offer.stigma_cut > none:
            stigma[i] *= one - offer.stigma_cut
        if offer.trust_gain > none:
            trust[i] += offer.trust_gain * (one - trust[i])
        if offer.agency_gain > none:
            agency[i] += offer.agency_gain * (one - agency[i])
        if offer.meaning_gain > none:
            meaning[i] += offer.meaning_gain * (one - meaning[i])
        if offer.connection_gain > none:
            connection[i] += offer.connection_gain * (one - connection[i])
        gained = groups.lasting * offer.support_gain * min(offer.others, groups.circle)
        if sessions[i] < EARLY or gained <= none:
            continue
        if bonds[i] <= none:
            bonded[count] = i
            count += 1
        bonds[i] = min(bonds[i] + gained, np.float32(100.0))
    return count


@process(
    reads="uid programme courses sessions care since back_home income_lost attachment_avoidance attachment_anxiety collectivism "
    "severity shock skills support stressor stigma trust agency meaning connection bonds happened ever",
    writes="sessions care since ask_again severity shock skills support stressor stigma trust agency meaning connection bonds "
    "happened ever",
)
def deliver(world: World) -> None:
    """Hold this week's sessions."""
    r, attending, bonded, offers = world.residents, world.attending, world.bonded, offers_of(world)
    allied, groups = world.numbers(AllianceNumbers), world.numbers(GroupNumbers)
    mine = bonded.rows[: bonded.count]
    r.bonds[mine] *= np.float32(exp64(-log64(2.0) / float(groups.half)))
    rows, pause = attending.rows[: attending.count], int(world.numbers(PauseNumbers).pause)
    held = np.empty(len(rows), np.int32)

    def attend(part: slice) -> tuple[int, int]:
        return attend_all(
            world.seed, world.week, pause, rows[part], offers, allied, r.uid, r.programme, r.courses, r.sessions, r.severity,
            r.attachment_avoidance, r.attachment_anxiety, r.care, r.since, r.ask_again, r.happened, r.ever, held[part],
        )  # fmt: skip

    attending.count, count = kept(world, attend, rows, held)
    through = share_through(world, held[:count])
    fitting, early = world.numbers(FitNumbers), world.numbers(WorseningNumbers)
    highest = float(world.numbers(ScaleNumbers).highest)
    part_of = np.empty(0, np.float32) if through is None else through

    def treat(part: slice) -> None:
        treat_all(
            world.seed, held[:count][part], offers, allied, fitting, early, r.uid, r.programme, r.courses, r.sessions,
            r.attachment_avoidance, r.attachment_anxiety, r.collectivism, r.support, highest, r.severity, r.shock, r.skills,
            part_of[part],
        )  # fmt: skip

    over_list(world, count, treat)
    bonded.count = strengthen_all(
        held[:count], offers, groups, r.programme, r.sessions, r.support, r.stressor, r.stigma, r.trust, r.agency,
        r.meaning, r.connection, r.bonds, bonded.rows, bonded.count,
    )  # fmt: skip
