"""How severe is it, and where is it heading? Severity relaxes to a personal set point.

    first impact   severity = exp(first_impact + spread * impact),  impact = rho * strain + sqrt(1 - rho^2) * rest
                   rest = peril * (exposure - reference_exposure) / exposure_spread + sqrt(1 - peril^2) * luck
    set point      set_point = exp(strain_level + strain_spread * strain - skills) * ((1 - stressor_share) + stressor_share * stressor)
    each week      severity <- set_point + (severity - set_point) * exp(-recovery_rate * pace)
                   first severity is held to `highest`; hardship, where it is switched on, slows the pace (community/hardship.py)

`strain = disposition + threat - reference_threat - efficacy` (appraisal.py). Delayed onset needs no rule: residents who start below the
cut-off with a set point above it drift over the line. Only first_impact and strain_level differ from event to event.
Sources: the first fit to 18 published figures (MODEL.md section 4, feasible and not validated); Ozer et al. 2003 (peril).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp32
from sim.kernels.compiled import kernel
from sim.population.residents import CASE_FROM, EVER
from sim.processes.chunks import catch_up, later
from sim.processes.hardship import share_through
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.coping import AVOIDANCE
from sim.processes.stress.fitted import reference_exposure, reference_threat

__all__ = ["feel", "first_impact", "remember"]

NEED = EVER["need"]
PERIL = random_streams.DECISION["peril"]
HIGHEST = 8.0


@found_under("stress.impact")
class ImpactNumbers(NamedTuple):
    """The spread of the first impact and what it goes along with."""

    spread: np.float32
    with_strain: np.float32
    peril: np.float32
    highest: np.float32
    exposure_spread: np.float32


@found_under("stress.distress")
class DistressNumbers(NamedTuple):
    """How set points follow strain, and how fast severity follows set points."""

    recovery_rate: np.float32
    strain_spread: np.float32
    stressor_share: np.float32


@found_under("stress.coping")
class SlowNumbers(NamedTuple):
    """What slows the pace."""

    avoidance_slows: np.float32


@process(reads="uid disposition threat efficacy exposure severity", writes="severity")
def first_impact(world: World) -> None:
    """Set the severity of the first days from strain, danger lived through and luck."""
    r, numbers = world.residents, world.numbers(ImpactNumbers)
    rho, peril = float(numbers.with_strain), float(numbers.peril)
    strain = strain_of(world)
    danger = (r.exposure - reference_exposure(world)) / float(numbers.exposure_spread)
    luck = random_streams.normals(world.seed, PERIL, r.uid, 0)
    rest = peril * danger + math.sqrt(1.0 - peril**2) * luck
    impact = rho * strain + math.sqrt(1.0 - rho**2) * rest
    start = world.scenario.event.first_impact + float(numbers.spread) * impact
    severity_from_log(start.astype(np.float32), numbers.highest, r.severity)


def strain_of(world: World) -> NDArray[np.float32]:
    """Return everybody's present strain, shape `(n,)`, in standard deviations of the population of the fit."""
    r = world.residents
    strain: NDArray[np.float32] = r.disposition + r.threat - reference_threat(world) - r.efficacy
    return strain


@kernel
def severity_from_log(logs: NDArray[np.float32], highest: np.float32, severity: NDArray[np.float32]) -> None:
    """Write exp(logs), held to the highest severity that a questionnaire can show."""
    for i in range(severity.shape[0]):
        severity[i] = min(exp32(logs[i]), highest)


@kernel
def feel_all(
    numbers: DistressNumbers, level: np.float32, slow: np.float32,
    disposition: NDArray[np.float32], threat: NDArray[np.float32], efficacy: NDArray[np.float32],
    stressor: NDArray[np.float32], skills: NDArray[np.float32], pace: NDArray[np.float32],
    coping: NDArray[np.uint8], set_point: NDArray[np.float32], severity: NDArray[np.float32],
) -> None:  # fmt: skip
    """Move every resident's severity to the set point by one week."""
    one = np.float32(1.0)
    for i in range(severity.shape[0]):
        strain = disposition[i] + threat[i] - efficacy[i]
        lasting = (one - numbers.stressor_share) + numbers.stressor_share * stressor[i]
        target = exp32(level + numbers.strain_spread * strain - skills[i]) * lasting
        target = min(target, np.float32(HIGHEST))
        slowed = slow if coping[i] == AVOIDANCE else one
        kept = exp32(-numbers.recovery_rate * pace[i] * slowed)
        set_point[i] = target
        severity[i] = target + (severity[i] - target) * kept


@kernel
def remember_all(
    week: int, severity: NDArray[np.float32], onset: NDArray[np.int16],
    last_case: NDArray[np.int16], ever: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Note the first and the latest week above the case cut-off."""
    for i in range(severity.shape[0]):
        if severity[i] >= CASE_FROM:
            last_case[i] = week
            if onset[i] < 0:
                onset[i] = week
                ever[i] |= NEED


@process(
    reads="disposition threat efficacy stressor skills pace coping severity set_point back_home income_lost",
    writes="set_point severity",
    lazy=True,
)
def feel(world: World) -> None:
    """Let severity move to its set point for a week."""
    r, numbers = world.residents, world.numbers(DistressNumbers)
    reference = float(reference_threat(world))
    level = world.scenario.event.strain_level - float(numbers.strain_spread) * reference
    through = share_through(world, slice(None))
    if through is not None:
        catch_up(world)
    pace = r.pace if through is None else r.pace * through
    columns = (
        r.disposition, r.threat, r.efficacy, r.stressor, r.skills, pace, r.coping, r.set_point, r.severity,
    )  # fmt: skip
    later(world, feel_all, (numbers, np.float32(level), world.numbers(SlowNumbers).avoidance_slows), columns)


@process(reads="severity onset ever last_case", writes="onset last_case ever", lazy=True)
def remember(world: World) -> None:
    """Note the first and the latest week above the case cut-off."""
    r = world.residents
    later(world, remember_all, (world.week,), (r.severity, r.onset, r.last_case, r.ever))
