"""The part of the plain week that goes on inside a person beside appraisal and coping: grief, pressure, resources, healing, growth."""

from __future__ import annotations

import math
from statistics import NormalDist

from sim.kernels import random_streams

SEEKING, MEANING = 3, 4
LUCK = random_streams.DECISION


def squash(x: float) -> float:
    return 0.5 + 0.5 * x / (1 + abs(x))


class Inner:
    """What each resident does inwardly."""

    orientation = growth = agency = meaning = connection = whole = means = 0.0

    @property
    def felt(self) -> float:
        return (self.support - self.model.usual_mean) / self.model.usual_spread

    def shake(self) -> None:
        n = self.model.healing
        self.roots = NormalDist().inv_cdf(
            random_streams.uniform(self.model.plan.people_seed, LUCK["roots"], self.uid, 0)
        )
        before = self.three(self.hassles, 0.0, self.usual, away=False)
        now = self.three(self.threat, self.loss, self.severity, away=self.back_home > 0)
        three = [b + n.at_once * (a - b) for b, a in zip(before, now, strict=True)]
        self.agency, self.connection, self.meaning = three
        self.whole = sum(before) / 3

    def three(self, threat: float, loss: float, severity: float, away: bool) -> list[float]:
        """Where agency, connection and meaning are heading."""
        n = self.model.healing
        own = n.by_roots * self.roots
        capable = n.agency_base + n.agency_by_efficacy * self.efficacy - n.agency_by_threat * threat
        among = n.connection_base + n.connection_by_support * self.felt - n.connection_by_severity * severity
        sense = n.meaning_base - n.meaning_by_loss * loss - n.meaning_by_severity * severity
        return [
            squash(own + capable + n.agency_by_skills * self.skills),
            squash(own + among - n.connection_away * away),
            squash(own + sense + n.meaning_by_growth * self.growth),
        ]

    def oscillate(self) -> None:
        """Turn to loss or to restoration; being stuck in either slows the pace."""
        n, week = self.model.grief, self.model.week
        if not self.bereaved and self.back_home <= week:
            self.orientation = 0.0
            return
        pull = n.loss_base - n.loss_by_year * week / 52 + n.swing * self.orientation
        pull += n.loss_by_anxiety * self.attachment_anxiety - n.loss_by_avoidance * self.attachment_avoidance
        luck = float(random_streams.uniform32(self.model.luck_seed, LUCK["grief"], self.uid, week))
        way = -1 if luck < 1 / (1 + math.exp(-pull)) else 1
        self.orientation += n.turn * (way - self.orientation)
        stuck = max(abs(self.orientation) - n.stuck_from, 0) / (1 - n.stuck_from)
        self.pace *= 1 - n.stuck_slows * stuck

    def press(self) -> None:
        n = self.model.pressure
        if self.coping == SEEKING:
            self.threat += n.level * n.invalidates * min(self.severity, 2) / 2

    def lose_and_gain(self) -> None:
        n = self.model.spiral
        if self.severity >= 1 and self.usual < 1:
            self.resources = max(self.resources - n.drain * (1 - n.cushion * self.resources), -4)
        else:
            ease = max(1 + n.cushion * self.resources, 0)
            self.resources += n.refill * ease * (self.means - self.resources)

    def heal(self) -> None:
        n, g = self.model.healing, self.model.growing
        found = self.coping == MEANING
        x = max(self.severity - self.usual, 0) / g.growth_peak
        reflection = 1 if found else g.brooding
        stood_by = max(1 + self.felt / 4 + g.growth_by_roots * self.roots, 0)
        self.growth += g.growth_rate * 2 * x / (1 + x**2) * reflection * stood_by * (1 - self.growth)
        capable, among, sense = self.three(self.threat, self.loss, self.severity, away=self.back_home > self.model.week)
        self.agency += n.rate * (capable - self.agency)
        self.connection += n.rate * (among - self.connection)
        before = self.meaning
        self.meaning += n.rate * (sense - before) + n.meaning_found * found * (1 - before)
