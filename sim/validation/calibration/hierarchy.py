"""How do events differ from one another? A hierarchy: each event's own numbers come from one distribution, known from all with waves.

    own = mean + spread * e,  e standard normal       first_impact, strain_level, fading of one population after one event
    seen wave = reading of a town with the shared and own numbers + error of asking + sampling error of the survey

A town of three in ten homes struck (assumed), after the same hazard, represents every population: how hard it was hit is what its own
numbers say. Mean, spread and the sampling error of surveys have wide priors (`HYPER`). Each draw of the shared numbers carries a draw of
these, and weighs as much as the waves of all events say: the average over `OWN` points of the chance of an event's waves, multiplied over
events. So nothing has to be walked again if an event is left out.
Sources: Gelman & Hill 2007 (hierarchical models); what the spreads are was seen first in experiments/course/hierarchy.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.validation import surveys
from sim.validation.calibration.emulator import Emulator, probit_of
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.skill.waves import KINDS, Pair, Wave
from sim.validation.strict import DESIGN_EFFECT
from sim.validation.surveys import Survey

__all__ = ["HYPER", "WaveGroup", "Hierarchy", "asking_error", "groups_of", "hyper_draws", "reading_of", "towns_of"]

Floats = NDArray[np.float64]
OWN = 128
EXPOSURE, LIKE = 0.3, "disasters"
# The events from whose figures the shared numbers are estimated by the walk.
SHARED = ("hurricane_katrina", "hurricane_ike", "september_11", "civilian_injury")
# Where neither an interval nor the number of people asked was read.
ASKED = 500.0
# Which of our instruments a published one is read as; all others are of PTSD.
READ_AS = {
    "K6": "k6", "PHQ-9": "phq9", "PHQ-2": "phq2", "depression": "phq2", "GHQ-12": "ghq12", "HSCL-25": "hscl25", "SRQ": "hscl25",
    "any disorder": "any_disorder",
}  # fmt: skip
# Middle and standard deviation: means of the three own numbers, log of their spreads, log of a survey's sampling error in probits.
HYPER = np.array(
    [
        (-0.3, 0.6), (-1.2, 0.7), (0.0, 0.01),
        (np.log(0.7), 0.3), (np.log(0.85), 0.3), (np.log(0.55), 0.35),
        (np.log(0.16), 0.25),
    ]
)  # fmt: skip


def reading_of(wave: Wave) -> tuple[str, bool]:
    """Return the instrument that a wave is read by (empty: PTSD), and whether it is tied to the event.

    A questionnaire of PTSD after an event asks about that event unless its publication says otherwise.
    """
    instrument = READ_AS.get(wave.instrument, "")
    return instrument, not instrument and wave.tied is not False


@dataclass(frozen=True)
class WaveGroup:
    """One population after one event, and its waves in order."""

    event: str
    waves: tuple[Wave, ...]
    split: str


def groups_of(pairs: Iterable[Pair]) -> list[WaveGroup]:
    """Return the populations that pairs are about, each with every wave of its pairs."""
    found: dict[tuple[str, str], dict[tuple[object, ...], Wave]] = {}
    for pair in pairs:
        mine = found.setdefault((pair.event, pair.first.population), {})
        for wave in (pair.first, pair.later):
            mine[(*wave.people, wave.months)] = wave
    return [
        WaveGroup(event, tuple(sorted(waves.values(), key=lambda one: one.months)), next(iter(waves.values())).split)
        for (event, _), waves in found.items()
    ]


def town_name(wave: Wave) -> str:
    """Return the name of the town that represents the population of a wave."""
    return f"pairs_{KINDS[wave.kind]}{'_tied' if reading_of(wave)[1] else ''}"


def towns_of(waves: Collection[Wave]) -> dict[str, Survey]:
    """Return a survey for each hazard and way of asking that the waves need, which asks in every month by every instrument."""
    like, events = surveys.load()[LIKE], evidence.load().table("events")
    found = {}
    for name in dict.fromkeys(map(town_name, waves)):
        mine = [wave for wave in waves if town_name(wave) == name]
        hazard = KINDS[mine[0].kind]
        # The last event of a hazard is none that the shared numbers are estimated from.
        kind = next(one for one in reversed(list(events)) if events[one]["hazard"] == hazard and one not in SHARED)
        asked = sorted({(wave.months, reading_of(wave)[0]) for wave in mine})
        figures = tuple(
            replace(like.figures[0], label=f"wave {instrument}", role="held out", months=months, instrument=instrument)
            for months, instrument in asked
        )
        found[name] = replace(
            like, name=name, event={"kind": kind}, places=({"exposure": EXPOSURE},), figures=figures,
            tied=name.endswith("_tied"),
        )  # fmt: skip
    return found


def asking_error(wave: Wave) -> float:
    """Return the standard error of a wave in probits: from its interval, or from the people asked with the design effect."""
    if wave.low is not None and wave.high is not None:
        return float(probit_of(wave.high) - probit_of(wave.low)) / 3.92
    share = wave.percent / 100.0
    error = 100.0 * sqrt(share * (1.0 - share) * DESIGN_EFFECT / (wave.n or ASKED))
    # The slope of the probit at the wave, over one standard error to both sides.
    return float(probit_of(wave.percent + error) - probit_of(wave.percent - error)) / 2.0


def hyper_draws(count: int, seed: int) -> Floats:
    """Return draws `(count, 7)` of the prior of means, logarithms of spreads and of a survey's sampling error."""
    luck = np.random.RandomState(seed)
    return np.asarray(HYPER[:, 0] + HYPER[:, 1] * luck.standard_normal((count, len(HYPER))))


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """What the waves of every population would be: `plan`, emulators of towns by (town, months, instrument), and standard own points."""

    plan: CalibrationPlan
    emulators: Mapping[tuple[str, float, str], Emulator]
    points: Floats

    def emulator(self, wave: Wave) -> Emulator:
        """Return the emulator of a wave."""
        return self.emulators[town_name(wave), wave.months, reading_of(wave)[0]]

    def waves_at(self, group: WaveGroup, z: Floats, hyper: Floats) -> Floats:
        """Return the waves of a population in probits, `(draws, points, waves)`, for draws z `(draws, parameters)`."""
        own = self.plan.own(self.emulator(group.waves[0]).column.event)
        numbers = hyper[:, None, :3] + np.exp(hyper[:, None, 3:6]) * self.points[None]
        full = np.repeat(z, len(self.points), axis=0)
        for j, column in enumerate(own):
            full[:, column] = self.plan.parameters[column].z(numbers[:, :, j].ravel())
        found = np.empty((len(full), len(group.waves)))
        grounds: dict[int, Floats] = {}
        for n, wave in enumerate(group.waves):
            one = self.emulator(wave)
            # Figures of one town have the same ground: its terms are worked out once.
            terms = grounds.setdefault(id(one.ground), np.empty(0))
            if not len(terms):
                terms = grounds[id(one.ground)] = one.ground.terms(full)
            found[:, n] = terms @ one.weights + one.constant
        return found.reshape(len(z), len(self.points), len(group.waves))

    def errors(self, group: WaveGroup, hyper: Floats) -> Floats:
        """Return the error to allow for each wave, `(draws, waves)`: of asking, of the town, and of sampling."""
        known = np.array([hypot(asking_error(wave), self.emulator(wave).spread) for wave in group.waves])
        return np.asarray(np.hypot(known[None], np.exp(hyper[:, 6:7])))

    def fit(self, group: WaveGroup, told: Floats, hyper: Floats, waves: Sequence[int]) -> Floats:
        """Return the log chance of some of a population's waves at each point, `(draws, points)`."""
        errors = self.errors(group, hyper)[:, None, :]
        seen = np.array([float(probit_of(wave.percent)) for wave in group.waves])
        part = -0.5 * ((told - seen) / errors) ** 2 - np.log(errors)
        return np.asarray(part[:, :, list(waves)].sum(axis=2))

    def evidence(self, group: WaveGroup, told: Floats, hyper: Floats) -> Floats:
        """Return the log chance of all waves of a population, `(draws,)`: the average over its own numbers."""
        fits = self.fit(group, told, hyper, range(len(group.waves)))
        top = fits.max(axis=1, keepdims=True)
        return np.asarray(top[:, 0] + np.log(np.exp(fits - top).mean(axis=1)))
