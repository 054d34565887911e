"""What does a second hazard do? It strikes once more, in a week and in its own places, with the numbers of a hazard of the catalogue.

    class Fire(sim.Hazard):
        \"\"\"A wildfire on the Ridge, a year after the storm.\"\"\"
        week, hazard = 52, "wildfire"

        def share(self, places): ...           # the share struck in each place, (p,)

    struck       household by household or person by person, as for the first event (hazards/footprint.py); keyed by `people_seed`
    losses       homes, incomes, injuries, deaths: drawn again for those struck, and added to what was lost before
    shock        the larger of what is left and a first impact of this event's size: exp(first_impact + spread * impact) times the
                 exposure of those struck over that of the population of the fit (stress/distress.py)
    stressor     back to its first value for those struck, and at least what it was

`struck` and the strata keep to the first event; `struck_again` is the column of this one. What a hazard does to those near it, and who
moves away, are left out: both rest on numbers that were fitted to one event. It has no part in the arm `no_event`.
"""

from __future__ import annotations

import math
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64
from sim.kernels.columns import column
from sim.kernels.random_streams import normals, uniforms
from sim.processes.around import reference_exposure
from sim.processes.hazards.aftermath import FadeNumbers
from sim.processes.hazards.footprint import LossNumbers, household_heads
from sim.processes.own import OWN_DECISIONS, OwnProcess
from sim.processes.stress.appraisal import AppraisalNumbers, StruckNumbers
from sim.processes.stress.distress import ImpactNumbers
from sim.scenario.no_event import NO_EVENT

__all__ = ["Hazard"]


class Hazard(OwnProcess):
    """Base of a second hazard (`sim.Hazard`): a `week`, a `hazard` of the catalogue, and `share(places)`.

    >>> class Flood(sim.Hazard):
    ...     week, hazard = 3, "flood"
    ...     def share(self, places):
    ...         return 0.5 * (places.vulnerability > 0.5)
    >>> sim.run(sim.with_code("minimal", Flood), weeks=4, scale=0.1).weeks
    4
    """

    week = 0
    hazard = ""
    reads = "uid place household age income disposition hassles efficacy"
    writes = "struck_again home_lost income_lost injured bereaved loss shock stressor"
    before = "stress.appraise"
    struck_again = column("uint8", "yes or no", 0, (0, 1), "Struck by the second hazard.", labels=("no", "yes"))

    def share(self, places: Any) -> Any:
        """Return the share struck in each place, `(p,)`, from 0 to 1."""
        raise ValueError(f"{self.name}: write a method share(self, places)")

    def check(self) -> None:
        """Raise ValueError for a week before the first."""
        super().check()
        if self.week < 1:
            raise ValueError(f"week = {self.week}; allowed is 1 or more")

    def acts_in(self, arm: str) -> bool:
        """Return whether it strikes in an arm: in all with the event, or in its own."""
        return arm != NO_EVENT and super().acts_in(arm)

    def step(self, world: Any) -> None:
        """Strike in its week; nothing in any other."""
        if world.week != self.week:
            return
        if self.hazard and self.hazard not in world.scenario.hazards:
            raise ValueError(f"no hazard {self.hazard!r}; there are: {', '.join(world.scenario.hazards)}")
        kind = self.hazard or world.scenario.event.hazard
        hit = self.strikes(world, kind)
        self.bring_losses(world, kind, hit)
        self.strike_minds(world, kind, hit)
        world.residents.struck_again[hit] = 1

    def key(self, decision: str) -> int:
        """Return the key of one of its decisions."""
        return zlib.crc32(f"{self.name} {decision}".encode()) | OWN_DECISIONS

    def strikes(self, world: Any, kind: str) -> NDArray[np.bool_]:
        """Return who is struck, `(n,)`."""
        r, share = world.residents, np.asarray(self.share(world.community.places), float)
        if share.shape != world.community.places.exposure.shape or not ((share >= 0) & (share <= 1)).all():
            raise ValueError(f"share gave {share}; wanted is a share from 0 to 1 for each place")
        whose = household_heads(r.household) if world.scenario.hazards[kind]["by_household"] else np.arange(len(r))
        luck = uniforms(world.scenario.people_seed, self.key("struck"), r.uid, self.week)[whose]
        return np.asarray(luck < share[r.place])

    def bring_losses(self, world: Any, kind: str, hit: NDArray[np.bool_]) -> None:
        """Let those struck lose homes, incomes, health and people, and add to `loss` what is new."""
        r, weight = world.residents, world.numbers(AppraisalNumbers)
        chance = world.book.fill(LossNumbers, f"hazards.{kind}")
        home = world.book[f"hazards.{kind}.home"].value
        heads, adults = household_heads(r.household), r.age >= 18
        touched = np.bincount(heads, hit, len(r))[heads] > 0

        def draw(what: str) -> NDArray[np.float64]:
            return uniforms(world.seed, self.key(what), r.uid, self.week)

        work = float(chance.income_struck) * np.where(r.income < 1.0, float(chance.income_poor), 1.0)
        lost = {
            "home_lost": touched & (draw("home")[heads] < home),
            "income_lost": hit & adults & (draw("income") < work),
            "injured": hit & (draw("injury") < float(chance.injury_struck)),
            "bereaved": touched & (draw("death")[heads] < float(chance.bereaved_struck)),
        }
        weights = {
            "home_lost": weight.home,
            "income_lost": weight.income,
            "injured": weight.injury,
            "bereaved": weight.bereavement,
        }
        r.loss[hit] += world.book.fill(StruckNumbers, f"hazards.{kind}").strain_struck
        for name, chosen in lost.items():
            new = chosen & (getattr(r, name) == 0)
            getattr(r, name)[new] = 1
            r.loss[new] += weights[name]

    def strike_minds(self, world: Any, kind: str, hit: NDArray[np.bool_]) -> None:
        """Let those struck have a first impact once more, and the stressors of a new beginning."""
        r, numbers, event = world.residents, world.numbers(ImpactNumbers), world.scenario.event
        luck = normals(world.seed, self.key("peril"), r.uid, self.week)
        rho = float(numbers.with_strain)
        impact = rho * (r.disposition + r.hassles - r.efficacy) + math.sqrt(1.0 - rho**2) * luck
        danger = world.book[f"hazards.{kind}.exposure_struck"].value / reference_exposure(world)
        size = danger * exp64(event.first_impact) * np.exp(float(numbers.spread) * impact)
        r.shock[hit] = np.maximum(r.shock[hit], size[hit].astype(np.float32))
        r.stressor[hit] = np.maximum(r.stressor[hit], np.float32(1.0) - world.numbers(FadeNumbers).late)
