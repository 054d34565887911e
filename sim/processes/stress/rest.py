"""How are people before the event? At rest: support, fatigue and severity as they keep each other in a normal year.

    fatigue  = load * (expected share of ties seeking support) / rest          where tiring and resting are equal
    support  = felt from ties who are so tired and so distressed               where it no longer moves
    severity = usual, with that support

Each depends on the other two, weakly: a few rounds from full support bring them together. So nothing moves by itself before the event,
or without one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.kernels.scale import link
from sim.processes.process import process
from sim.processes.state import World
from sim.processes.stress.appraisal import AppraisalNumbers
from sim.processes.stress.coping import SEEKING, ConcealNumbers, CopingNumbers, pulls_of
from sim.processes.stress.distress import DistressNumbers, usual_level
from sim.processes.stress.support import (
    STEPS,
    SupportNumbers,
    UsualSupport,
    felt_of,
    gathered,
    scratch,
    show,
    support_of_ties,
)

__all__ = ["come_to_rest"]

ROUNDS = 4


@kernel
def be_usual(
    level: np.float32, numbers: DistressNumbers, weight: AppraisalNumbers, ties: UsualSupport, disposition: NDArray[np.float32],
    hassles: NDArray[np.float32], self_efficacy: NDArray[np.float32], resources: NDArray[np.float32],
    support: NDArray[np.float32], efficacy: NDArray[np.float32], severity: NDArray[np.float32],
) -> None:  # fmt: skip
    """Write everyone's efficacy and severity without an event."""
    for i in range(severity.shape[0]):
        efficacy[i] = (
            weight.self_efficacy * self_efficacy[i] + weight.resources * resources[i]
            + weight.support / ties.spread * (support[i] - ties.mean)
        )  # fmt: skip
        own = level + numbers.strain_spread * (disposition[i] + hassles[i] - efficacy[i])
        severity[i] = link(own, numbers.highest)


@kernel
def show_seeking(
    pull: CopingNumbers, hassles: NDArray[np.float32], efficacy: NDArray[np.float32],
    attachment_avoidance: NDArray[np.float32], collectivism: NDArray[np.float32], severity: NDArray[np.float32],
    shown: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Write with which chance everyone seeks support in a week, in steps as offers are shown."""
    for i in range(shown.shape[0]):
        pulls = pulls_of(pull, hassles[i], efficacy[i], attachment_avoidance[i], collectivism[i], severity[i])
        chance = pulls[SEEKING] / (pulls[0] + pulls[1] + pulls[2] + pulls[3] + pulls[4])
        shown[i] = np.uint8(chance * np.float32(STEPS) + np.float32(0.5))


@process(
    reads="age disposition hassles self_efficacy resources attachment_avoidance collectivism support fatigue coping efficacy severity",
    writes="support fatigue efficacy severity usual threat",
    ties=True,
)
def come_to_rest(world: World) -> None:
    """Set support, fatigue and severity to what they are in quiet times, before anything has happened."""
    r, ties, numbers = world.residents, world.community.ties, world.numbers(SupportNumbers)
    distress, weight, usual = world.numbers(DistressNumbers), world.numbers(AppraisalNumbers), support_of_ties(world)
    pressure, pull = world.numbers(ConcealNumbers), world.numbers(CopingNumbers)
    pull = pull._replace(seeking_base=np.float32(pull.seeking_base - pressure.level * pressure.conceals))
    level = usual_level(world)
    shown, count = scratch(world)[0], np.maximum(np.diff(ties.indptr), 1)
    gives = numbers.distress_cost, np.uint8(round(float(numbers.giving_age)))
    r.support[:], r.threat[:] = usual.mean, r.hassles
    for _ in range(ROUNDS):
        be_usual(
            level,
            distress,
            weight,
            usual,
            r.disposition,
            r.hassles,
            r.self_efficacy,
            r.resources,
            r.support,
            r.efficacy,
            r.severity,
        )
        show_seeking(pull, r.hassles, r.efficacy, r.attachment_avoidance, r.collectivism, r.severity, shown)
        kin, others = gathered(world)[:2]
        seeking = (kin + others) / (STEPS * count)
        r.fatigue[:] = np.minimum(float(numbers.load) / float(numbers.rest) * seeking, 1.0)
        show(*gives, r.age, r.fatigue, r.severity, r.coping, shown)
        r.support[:] = felt_of(gathered(world), numbers)
    r.usual[:] = r.severity
