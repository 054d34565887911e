"""How severe is it, and where is it heading? A latent distress without ends, and the severity that a questionnaire can show of it.

    usual       = link(level + strain_spread * (disposition + hassles - efficacy))                without the event
    level       = strain_spread * sqrt(1 + spread of hassles^2) * quantile(usual_cases)           where strain has a standard deviation of 1
    set_point   = link(the same + strain_spread * (threat - hassles) + disruption * stressor - skills)
    severity    = link(the same + shock)
    link(z)     1 at z = 0, with slope 1; never above the highest score (kernels/scale.py)

    at the event    shock      = danger * exp(first_impact + spread * impact)
                    impact     = with_strain * (disposition + hassles - efficacy) + sqrt(1 - with_strain^2) * luck
                    danger     = (1 - peril) * around + peril * exposure / reference_exposure
                    disruption = around * exp(strain_level + burden_spread * luck)
                    fading     = exp(fading of the event + fading_spread * luck)
    each week       shock <- shock / (1 + recovery_rate * fading * pace)

`around` is how much was struck around a person, compared with the population of the fit (around.py). The event enters by exposure,
losses, displacement, disruption of the area and news; without them severity is `usual`, to the last bit. Usual severity is stationary:
dispositions last, hassles go up and down around them (hazards/aftermath.py), and support starts from its rest (support.py). Its mean
level is that of a normal year. Rates that differ from person to person make a decline that is fast at first and slow later, as a power of
time, which is what waves of surveys show. Delayed onset needs no rule: stressors that come late and chance hassles carry people over.
Only first_impact, strain_level and fading differ from event to event.
Sources: MODEL.md section 4 (feasible and not validated); Ozer et al. 2003 (peril); Blevins et al. 2015 (range of the PCL-5).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp32, normal_quantile
from sim.kernels.compiled import kernel
from sim.kernels.scale import link
from sim.population.residents import CASE_FROM, EVER
from sim.processes.around import around, reference_exposure
from sim.processes.chunks import catch_up, later
from sim.processes.hardship import share_through
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.coping import AVOIDANCE

__all__ = ["DistressNumbers", "feel", "first_impact", "remember", "usual_level", "usual_scale", "usual_strain"]

NEED = EVER["need"]
PERIL, BURDEN, FADING = (random_streams.DECISION[name] for name in ("peril", "burden", "fading"))


@found_under("stress.impact")
class ImpactNumbers(NamedTuple):
    """The spread of the first impact and what it goes along with."""

    spread: np.float32
    with_strain: np.float32
    peril: np.float32
    burden_spread: np.float32
    fading_spread: np.float32


@found_under("stress.distress")
class DistressNumbers(NamedTuple):
    """Where distress is in a normal year, how it follows strain, how fast a shock fades, and the highest score."""

    usual_cases: np.float32
    strain_spread: np.float32
    recovery_rate: np.float32
    highest: np.float32


@found_under("aftermath.hassles")
class UpsAndDowns(NamedTuple):
    """The size of the ups and downs of life."""

    spread: np.float32


@found_under("stress.coping")
class SlowNumbers(NamedTuple):
    """The parameters that slow the pace."""

    avoidance_slows: np.float32


def usual_level(world: World) -> np.float32:
    """Return the latent distress of a usual adult in a normal year: that at which so many as usual are above the cut-off."""
    numbers, hassles = world.numbers(DistressNumbers), float(world.numbers(UpsAndDowns).spread)
    return np.float32(usual_scale(float(numbers.strain_spread), hassles, float(numbers.usual_cases))[1])


def usual_scale(strain_spread: float, hassles: float, usual_cases: float) -> tuple[float, float]:
    """Return standard deviation and mean of adults' latent distress in a normal year, given the numbers of those names."""
    spread = strain_spread * math.sqrt(1.0 + hassles**2)
    return spread, spread * normal_quantile(usual_cases)


def usual_strain(world: World) -> NDArray[np.float32]:
    """Return everyone's strain without the event, shape `(n,)`, in standard deviations of all adults."""
    r = world.residents
    strain: NDArray[np.float32] = r.disposition + r.hassles - r.efficacy
    return strain


@process(
    reads="uid place disposition hassles threat efficacy exposure stressor skills usual set_point severity",
    writes="shock fading disruption set_point severity",
)
def first_impact(world: World) -> None:
    """Let the event strike minds: its first impact, by danger, disposition and chance, and what the disrupted area will add."""
    r, numbers, event = world.residents, world.numbers(ImpactNumbers), world.scenario.event
    around_me = around(world)[r.place]
    luck, burden, fading = (random_streams.normals(world.seed, kind, r.uid, 0) for kind in (PERIL, BURDEN, FADING))
    rho, peril = float(numbers.with_strain), float(numbers.peril)
    danger = (1.0 - peril) * around_me + peril * r.exposure / reference_exposure(world)
    impact = rho * usual_strain(world) + math.sqrt(1.0 - rho**2) * luck
    powers(danger, event.first_impact + float(numbers.spread) * impact, r.shock)
    powers(around_me, event.strain_level + float(numbers.burden_spread) * burden, r.disruption)
    powers(np.ones(len(r)), event.fading + float(numbers.fading_spread) * fading, r.fading)
    shown = r.usual, r.set_point, r.severity
    settle_all(usual_level(world), world.numbers(DistressNumbers), *(*inner(world), *shown))


@kernel
def powers(scale: NDArray[np.float64], logs: NDArray[np.float64], out: NDArray[np.float32]) -> None:
    """Write scale * exp(logs)."""
    for i in range(out.shape[0]):
        out[i] = np.float32(scale[i]) * exp32(np.float32(logs[i]))


def inner(world: World) -> tuple[NDArray[np.float32], ...]:
    """Return the columns that make up latent distress."""
    r = world.residents
    return r.disposition, r.hassles, r.threat, r.efficacy, r.stressor, r.disruption, r.skills, r.shock


@kernel
def settle_all(
    level: np.float32, numbers: DistressNumbers, disposition: NDArray[np.float32], hassles: NDArray[np.float32],
    threat: NDArray[np.float32], efficacy: NDArray[np.float32], stressor: NDArray[np.float32],
    disruption: NDArray[np.float32], skills: NDArray[np.float32], shock: NDArray[np.float32],
    usual: NDArray[np.float32], set_point: NDArray[np.float32], severity: NDArray[np.float32],
) -> None:  # fmt: skip
    """Write every resident's severity, where it is heading, and what it would be without the event."""
    for i in range(severity.shape[0]):
        own = level + numbers.strain_spread * (disposition[i] + hassles[i] - efficacy[i])
        lasting = own + (numbers.strain_spread * (threat[i] - hassles[i]) + disruption[i] * stressor[i] - skills[i])
        usual[i] = link(own, numbers.highest)
        set_point[i] = link(lasting, numbers.highest)
        severity[i] = link(lasting + shock[i], numbers.highest)


@kernel
def fade_all(
    rate: np.float32, slow: np.float32, fading: NDArray[np.float32], pace: NDArray[np.float32],
    coping: NDArray[np.uint8], shock: NDArray[np.float32],
) -> None:  # fmt: skip
    """Let every resident's shock fade by one week."""
    one = np.float32(1.0)
    for i in range(shock.shape[0]):
        slowed = slow if coping[i] == AVOIDANCE else one
        shock[i] /= one + rate * fading[i] * pace[i] * slowed


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
    reads="disposition hassles threat efficacy stressor disruption skills shock fading pace coping usual severity set_point "
    "back_home income_lost",
    writes="shock usual set_point severity",
    lazy=True,
)
def feel(world: World) -> None:
    """Let the shock fade for a week, and severity follow all that weighs."""
    r, numbers = world.residents, world.numbers(DistressNumbers)
    through = share_through(world, slice(None))
    if through is not None:
        catch_up(world)
    pace = r.pace if through is None else r.pace * through
    slow = world.numbers(SlowNumbers).avoidance_slows
    later(world, fade_all, (numbers.recovery_rate, slow), (r.fading, pace, r.coping, r.shock))
    later(world, settle_all, (usual_level(world), numbers), (*inner(world), r.usual, r.set_point, r.severity))


@process(reads="severity onset ever last_case", writes="onset last_case ever", lazy=True)
def remember(world: World) -> None:
    """Note the first and the latest week above the case cut-off."""
    r = world.residents
    later(world, remember_all, (world.week,), (r.severity, r.onset, r.last_case, r.ever))
