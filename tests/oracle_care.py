"""What a session does, in plain Python: the part of the oracle that help acts on."""

from __future__ import annotations

import math
from statistics import NormalDist


def latent(severity: float, highest: float) -> float:
    """The latent distress that shows as this severity, less that at the cut-off."""
    held = min(max(severity, 1e-6), highest * (1 - 1e-6))
    return math.log(held / (highest - held)) * (highest - 1) / highest


class InCare:
    """What a person does and feels in care; mixed into `Person`."""

    def note_situation(self) -> None:
        """What I am entitled by: as it was just after the event."""
        grown, engaged = self.age >= 18, self.work >= 0
        self.situations = {
            "struck": self.struck, "injured": self.injured, "bereaved": self.bereaved,
            "income_lost": self.income_lost, "working": engaged and grown, "pupil": engaged and not grown,
            "poor": self.income < 1, "uninsured": not self.insured,
        }  # fmt: skip

    def situation(self, name: str) -> bool:
        return self.back_home > self.model.week if name == "away" else bool(self.situations[name])

    @property
    def alliance(self) -> float:
        n = self.model.alliance
        return n.avoidance * self.attachment_avoidance + n.anxiety * self.attachment_anxiety

    def stops(self, offer) -> bool:
        if self.sessions == 0:
            return False
        odds = offer.dropout / (1 - offer.dropout) * math.exp(-self.model.alliance.staying * self.alliance)
        return self.luck("session", self.courses * 256 + self.sessions) < odds / (1 + odds)

    def helped(self, offer) -> float:
        """The share of a session's effect that reaches me."""
        lost = self.model.culture.misfit * offer.individualist * min(max(self.collectivism, 0), 2) / 2
        return max((1 - lost) * (1 + self.model.alliance.outcome * self.alliance), 0.0)

    @property
    def through(self) -> float:
        """The share of recovery and help that hardship lets through to me."""
        n = self.model.hardship
        return max(1 - n.away * (self.back_home > self.model.week) - n.income * self.income_lost * self.stressor, 0.0)

    def comes(self, offer) -> bool:
        usual = offer.attends if self.severity >= 1 else offer.attends_well
        if usual >= 1:
            return True
        odds = usual / (1 - usual) * math.exp(offer.attends_spread * NormalDist().inv_cdf(self.luck("habit", 0)))
        return self.luck("attending", self.courses * 4096 + self.model.week - self.since) < odds / (1 + odds)

    def worsens(self, offer) -> bool:
        n, paced = self.model.worsening, offer.plan.paced
        if self.sessions != 2 or offer.worsens == 0:
            return False
        unready = self.severity >= n.serious and self.support < n.ready_support
        chance = n.share * offer.worsens * (n.unready if unready and not paced else 1)
        return self.luck("worsening", self.courses) < chance

    def attend(self) -> None:
        offer = self.site.offer
        if offer.shut and self.model.week < offer.closes:
            return None
        if self.stops(offer) or self.model.week >= offer.closes:
            return self.leave()
        if 0 < offer.well_weeks <= self.model.week - self.since and self.severity < 1:
            self.ever.update(("stayed", "finished") if self.sessions else ())
            return self.leave()
        if not self.comes(offer):
            return None
        self.sessions += 1
        share, worse = self.helped(offer) * self.through, self.worsens(offer)
        cut, highest = min(offer.symptom_cut * share, 1), self.model.distress.highest
        self.shock -= latent(self.severity, highest) - latent(self.severity * (1 - cut), highest)
        self.severity *= 1 - cut
        self.skills += offer.skills_gain * (share if offer.skills_gain > 0 else 1)
        if worse:
            rise = min(self.model.worsening.size, (highest / self.severity - 1) / 2)
            self.shock += latent(self.severity * (1 + rise), highest) - latent(self.severity, highest)
            self.severity *= 1 + rise
            self.skills -= 0 if offer.plan.paced else self.model.worsening.lasting
        self.skills = min(max(self.skills, -2), 8)
        self.be_strengthened(offer)
        if 2 * self.sessions >= offer.sessions:
            self.ever.add("stayed")
        if self.sessions >= offer.sessions:
            self.ever.add("finished")
            self.leave()
        return None

    def be_strengthened(self, offer) -> None:
        """Everything that a session does besides symptoms and skills."""
        for name in ("support", "trust", "agency", "meaning", "connection"):
            mine = getattr(self, name)
            setattr(self, name, mine + offer.gains[name] * (1 - mine))
        self.stressor *= 1 - offer.stressor_cut
        self.stigma *= 1 - offer.stigma_cut
        if self.sessions >= 2:
            n = self.model.groups
            self.bonds += n.lasting * offer.gains["support"] * min(offer.group_size - 1, n.circle)

    def lose_touch(self) -> None:
        self.bonds *= 0.5 ** (1 / self.model.groups.half)
