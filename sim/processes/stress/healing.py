"""Has a resident healed? Agency, meaning and connection, and what grows out of struggling: healing, apart from symptoms.

    agency      heads for  squash(agency_base + agency_by_efficacy * efficacy - agency_by_threat * threat + agency_by_skills * skills + own)
    connection  heads for  squash(connection_base + connection_by_support * felt - connection_by_severity * severity - away + own)
    meaning     heads for  squash(meaning_base - meaning_by_loss * loss - meaning_by_severity * severity + meaning_by_growth * growth + own)
    own = by_roots * roots      faith, purpose and belonging that a resident brings along
    each week of meaning-focused coping adds `meaning_found` of the meaning that is missing
    healing index = (agency + meaning + connection) / 3                 restored: at least `restored` of what it was before the event

    growth <- growth + growth_rate * u(severity) * reflection * (1 + felt / 4 + growth_by_roots * roots) * (1 - growth)
    u(s) = 2 x / (1 + x^2),  x = what the event adds to s / growth_peak
    reflection = 1 in a week of meaning-focused coping, else `brooding`;  felt = support in standard deviations above the usual

`squash(x) = (1 + x / (1 + |x|)) / 2` is between 0 and 1. Each of the three goes `rate` of its way in a week. Growth is an inverted U of
distress: little without struggle, and little if distress overwhelms; it is no goal and no duty. Recovery (symptoms), healing (these
three) and resilience (not being thrown over the cut-off) are never mixed.
Sources: Herman 1992 (agency and connection), Park 2010 (meaning), Tedeschi & Calhoun 2004, Shakespeare-Finch & Lurie-Beck 2014 (growth).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.compiled import inlined, kernel
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.coping import MEANING
from sim.processes.stress.support import UsualSupport, support_of_ties

__all__ = ["HealingNumbers", "heal", "shake"]

ROOTS = random_streams.DECISION["roots"]


@found_under("stress.healing")
class HealingNumbers(NamedTuple):
    """What agency, meaning and connection rest on, and how fast they follow."""

    rate: np.float32
    at_once: np.float32
    agency_base: np.float32
    agency_by_efficacy: np.float32
    agency_by_threat: np.float32
    agency_by_skills: np.float32
    connection_base: np.float32
    connection_by_support: np.float32
    connection_by_severity: np.float32
    connection_away: np.float32
    meaning_base: np.float32
    meaning_by_loss: np.float32
    meaning_by_severity: np.float32
    meaning_by_growth: np.float32
    meaning_found: np.float32
    by_roots: np.float32


@found_under("stress.growth")
class GrowthNumbers(NamedTuple):
    """The parameters of growth."""

    growth_rate: np.float32
    growth_peak: np.float32
    brooding: np.float32
    growth_by_roots: np.float32


@inlined
def squash(x: np.float32) -> np.float32:
    """Return a number between 0 and 1 that rises with x and is a half at 0."""
    return np.float32(0.5) + np.float32(0.5) * x / (np.float32(1.0) + abs(x))


@kernel
def shake_all(
    numbers: HealingNumbers, ties: UsualSupport, threat: NDArray[np.float32], hassles: NDArray[np.float32],
    efficacy: NDArray[np.float32], support: NDArray[np.float32], loss: NDArray[np.float32],
    severity: NDArray[np.float32], usual: NDArray[np.float32], away: NDArray[np.int16], roots: NDArray[np.float32],
    agency: NDArray[np.float32], meaning: NDArray[np.float32], connection: NDArray[np.float32], whole: NDArray[np.float32],
) -> None:  # fmt: skip
    """Write what the three were in quiet times, and what the event takes from them at once."""
    n = numbers
    for i in range(agency.shape[0]):
        own = n.by_roots * roots[i]
        capable = n.agency_base + n.agency_by_efficacy * efficacy[i] + own
        among = n.connection_base + own + n.connection_by_support * (support[i] - ties.mean) / ties.spread
        gone = n.connection_away * np.float32(away[i] > 0)
        agency_before = squash(capable - n.agency_by_threat * hassles[i])
        connection_before = squash(among - n.connection_by_severity * usual[i])
        meaning_before = squash(own + n.meaning_base - n.meaning_by_severity * usual[i])
        agency_now = squash(capable - n.agency_by_threat * threat[i])
        connection_now = squash(among - n.connection_by_severity * severity[i] - gone)
        meaning_now = squash(own + n.meaning_base - n.meaning_by_loss * loss[i] - n.meaning_by_severity * severity[i])
        agency[i] = agency_before + n.at_once * (agency_now - agency_before)
        connection[i] = connection_before + n.at_once * (connection_now - connection_before)
        meaning[i] = meaning_before + n.at_once * (meaning_now - meaning_before)
        whole[i] = (agency_before + meaning_before + connection_before) / np.float32(3.0)


@process(
    reads="uid threat hassles efficacy support loss severity usual back_home roots agency meaning connection whole",
    writes="roots agency meaning connection whole",
)
def shake(world: World) -> None:
    """Let the event shake agency, meaning and connection, and note what they were before."""
    r = world.residents
    r.roots[:] = random_streams.normals(world.scenario.people_seed, ROOTS, r.uid, 0)
    shake_all(
        world.numbers(HealingNumbers), support_of_ties(world), r.threat, r.hassles, r.efficacy, r.support, r.loss,
        r.severity, r.usual, r.back_home, r.roots, r.agency, r.meaning, r.connection, r.whole,
    )  # fmt: skip


@kernel
def heal_all(
    week: int, numbers: HealingNumbers, growing: GrowthNumbers, ties: UsualSupport, threat: NDArray[np.float32],
    efficacy: NDArray[np.float32], support: NDArray[np.float32], loss: NDArray[np.float32],
    skills: NDArray[np.float32], severity: NDArray[np.float32], usual: NDArray[np.float32], back_home: NDArray[np.int16],
    coping: NDArray[np.uint8], roots: NDArray[np.float32], agency: NDArray[np.float32], meaning: NDArray[np.float32],
    connection: NDArray[np.float32], growth: NDArray[np.float32],
) -> None:  # fmt: skip
    """Let agency, meaning, connection and growth follow a week, for every resident."""
    n, one = numbers, np.float32(1.0)
    for i in range(agency.shape[0]):
        s = severity[i]
        felt = (support[i] - ties.mean) / ties.spread
        found = np.float32(coping[i] == MEANING)
        x = max(s - usual[i], np.float32(0.0)) / growing.growth_peak
        struggle = np.float32(2.0) * x / (one + x * x)
        reflection = growing.brooding + (one - growing.brooding) * found
        stood_by = max(one + np.float32(0.25) * felt + growing.growth_by_roots * roots[i], np.float32(0.0))
        growth[i] += growing.growth_rate * struggle * reflection * stood_by * (one - growth[i])
        own = n.by_roots * roots[i]
        capable = squash(
            n.agency_base + n.agency_by_efficacy * efficacy[i] - n.agency_by_threat * threat[i]
            + n.agency_by_skills * skills[i] + own
        )  # fmt: skip
        gone = n.connection_away * np.float32(back_home[i] > week)
        among = squash(own + n.connection_base + n.connection_by_support * felt - n.connection_by_severity * s - gone)
        sense = squash(
            own
            + n.meaning_base
            - n.meaning_by_loss * loss[i]
            - n.meaning_by_severity * s
            + n.meaning_by_growth * growth[i]
        )
        agency[i] += n.rate * (capable - agency[i])
        connection[i] += n.rate * (among - connection[i])
        meaning[i] += n.rate * (sense - meaning[i]) + n.meaning_found * found * (one - meaning[i])


@process(
    reads="threat efficacy support loss skills severity usual back_home coping roots agency meaning connection growth",
    writes="agency meaning connection growth",
    lazy=True,
)
def heal(world: World) -> None:
    """Let agency, meaning, connection and growth follow the week."""
    r = world.residents
    numbers = world.week, world.numbers(HealingNumbers), world.numbers(GrowthNumbers), support_of_ties(world)
    columns = (
        r.threat, r.efficacy, r.support, r.loss, r.skills, r.severity, r.usual, r.back_home, r.coping, r.roots, r.agency, r.meaning,
        r.connection, r.growth,
    )  # fmt: skip
    later(world, heal_all, numbers, columns)
