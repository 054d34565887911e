"""How does a resident cope this week? The way of coping follows the appraisal, at random.

    log odds   problem-focused   problem_by_means * efficacy + problem_by_threat * threat
               emotion-focused   emotion_by_gap * (threat - efficacy)
               avoidance         avoidance_base - avoidance_by_gap * efficacy + avoidance_by_attachment * attachment_avoidance
               support-seeking   seeking_base - seeking_by_attachment * attachment_avoidance + seeking_by_severity * severity
               meaning-focused   meaning_base + meaning_by_collectivism * collectivism

Problem-focused coping removes a little of the secondary stressors; emotion-focused coping and avoidance relieve a little of the shock;
avoidance slows change (see distress.py); support-seeking is seen by the ties (see support.py). Next week's appraisal meets what
this week's coping has changed: that is reappraisal.
Sources: Lazarus & Folkman 1984; Littleton et al. 2007 (avoidance r = .37, approach r = -.03).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp32
from sim.kernels.compiled import inlined, kernel
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = [
    "AVOIDANCE",
    "EMOTION",
    "MEANING",
    "PROBLEM",
    "SEEKING",
    "ConcealNumbers",
    "CopingNumbers",
    "cope",
    "pulls_of",
]

PROBLEM, EMOTION, AVOIDANCE, SEEKING, MEANING = range(5)
COPING = random_streams.DECISION["coping"]


@found_under("stress.coping")
class CopingNumbers(NamedTuple):
    """Pulls to each way of coping, and what each does at once."""

    problem_by_means: np.float32
    problem_by_threat: np.float32
    emotion_by_gap: np.float32
    avoidance_base: np.float32
    avoidance_by_gap: np.float32
    avoidance_by_attachment: np.float32
    seeking_base: np.float32
    seeking_by_attachment: np.float32
    seeking_by_severity: np.float32
    meaning_base: np.float32
    meaning_by_collectivism: np.float32
    problem_solving: np.float32
    relief: np.float32


@found_under("stress.pressure")
class ConcealNumbers(NamedTuple):
    """How far pressure to be resilient keeps people from turning to others."""

    level: np.float32
    conceals: np.float32


@inlined
def pulls_of(
    pull: CopingNumbers, threat: np.float32, efficacy: np.float32, attachment_avoidance: np.float32,
    collectivism: np.float32, severity: np.float32,
) -> tuple[np.float32, np.float32, np.float32, np.float32, np.float32]:  # fmt: skip
    """Return the odds of each way of coping for one resident, in the order of their numbers."""
    problem = exp32(pull.problem_by_means * efficacy + pull.problem_by_threat * threat)
    emotion = exp32(pull.emotion_by_gap * (threat - efficacy))
    avoidance = exp32(
        pull.avoidance_base - pull.avoidance_by_gap * efficacy + pull.avoidance_by_attachment * attachment_avoidance
    )
    seeking = exp32(
        pull.seeking_base - pull.seeking_by_attachment * attachment_avoidance + pull.seeking_by_severity * severity
    )
    meaning = exp32(pull.meaning_base + pull.meaning_by_collectivism * collectivism)
    return problem, emotion, avoidance, seeking, meaning


@kernel
def cope_all(
    seed: int, week: int, pull: CopingNumbers, uid: NDArray[np.int64],
    threat: NDArray[np.float32], efficacy: NDArray[np.float32],
    attachment_avoidance: NDArray[np.float32], collectivism: NDArray[np.float32],
    coping: NDArray[np.uint8], stressor: NDArray[np.float32], severity: NDArray[np.float32], shock: NDArray[np.float32],
) -> None:  # fmt: skip
    """Choose each resident's way of coping with this week's random numbers, and apply what it does at once."""
    for i in range(uid.shape[0]):
        problem, emotion, avoidance, seeking, meaning = pulls_of(
            pull, threat[i], efficacy[i], attachment_avoidance[i], collectivism[i], severity[i]
        )
        to_emotion = problem + emotion
        to_avoidance = to_emotion + avoidance
        to_seeking = to_avoidance + seeking
        mark = random_streams.uniform32(seed, COPING, uid[i], week) * (to_seeking + meaning)
        way = (
            np.uint8(mark >= problem) + np.uint8(mark >= to_emotion)
            + np.uint8(mark >= to_avoidance) + np.uint8(mark >= to_seeking)
        )  # fmt: skip
        coping[i] = way
        stressor[i] *= np.float32(1.0) - pull.problem_solving * np.float32(way == PROBLEM)
        relief = pull.relief * np.float32((way == EMOTION) | (way == AVOIDANCE))
        shock[i] -= relief * max(shock[i], np.float32(0.0))


@process(
    reads="uid threat efficacy attachment_avoidance collectivism stressor severity shock coping",
    writes="coping stressor shock",
    lazy=True,
)
def cope(world: World) -> None:
    """Choose a way of coping for the week."""
    r, pull, pressure = world.residents, world.numbers(CopingNumbers), world.numbers(ConcealNumbers)
    hidden = pull._replace(seeking_base=np.float32(pull.seeking_base - pressure.level * pressure.conceals))
    columns = (
        r.uid, r.threat, r.efficacy, r.attachment_avoidance, r.collectivism, r.coping, r.stressor, r.severity, r.shock,
    )  # fmt: skip
    later(world, cope_all, (world.seed, world.week, hidden), columns)
