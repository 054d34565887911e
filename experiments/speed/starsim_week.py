"""The reference week in Starsim style: states in a module, ties in a network, clinics as an intervention."""

from __future__ import annotations

import numpy as np
import starsim as ss
from week import (
    ASK,
    CHOICE,
    GROUPS,
    NEIGHBOURS,
    QUEUES,
    RISK,
    RULES,
    SEED,
    SESSIONS,
    STOP,
    STRESSOR,
    People,
    fade,
    luck,
    slots,
)


class Distress(ss.Module):
    """Stress and distress of each person."""

    def __init__(self, people: People) -> None:
        super().__init__(name="distress")
        self.given = people
        self.define_states(
            ss.FloatArr("severity", default=0.0), ss.FloatArr("stress", default=0.0), ss.FloatArr("base", default=0.0),
            ss.FloatArr("exposure", default=0.0), ss.FloatArr("resources", default=0.0), ss.FloatArr("stigma", default=0.0),
            ss.IntArr("group", default=0),
        )  # fmt: skip

    def init_post(self) -> None:
        super().init_post()
        for name in ("severity", "base", "exposure", "resources", "stigma", "group"):
            getattr(self, name)[:] = getattr(self.given, name)

    def step(self) -> None:
        week, ties = self.ti + 1, self.sim.networks.ties.edges
        severity = self.severity.values
        met = np.bincount(ties.p1, weights=severity[ties.p2], minlength=len(severity)).astype(np.float32) / NEIGHBOURS
        hit = luck(SEED, STRESSOR, self.given.uid, week) < RISK[self.given.group]
        self.stress[:] = RULES.keeps * self.stress.values + RULES.shock * hit
        threat = self.exposure.values * fade(week) + self.stress.values
        strain = threat - RULES.by_resources * self.resources.values + RULES.by_met * met
        target = self.base.values + RULES.pull * np.maximum(strain, 0)
        self.severity[:] = severity + RULES.rate * (target - severity)


class Ties(ss.Network):
    """Ten fixed neighbours of each person."""

    def step(self) -> None:
        """Leave the ties as they are."""


class Clinics(ss.Intervention):
    """Three queues, each with its treatment."""

    def __init__(self, people: People) -> None:
        super().__init__(name="clinics")
        self.uids, self.slots = people.uid, slots(len(people))
        self.define_states(ss.IntArr("care", default=0), ss.IntArr("at", default=0), ss.IntArr("sessions", default=0))
        self.waiting = [np.empty(0, np.int64) for _ in range(QUEUES)]

    def step(self) -> None:
        week, d = self.ti + 1, self.sim.custom.distress
        ready = ((self.care == 0) & (d.severity >= 1)).uids
        odds = (
            RULES.ask_base + RULES.ask_by_severity * d.severity[ready] - RULES.ask_by_stigma * d.stigma[ready]
            + RULES.ask_by_group * d.group[ready].astype(np.float32)
        )  # fmt: skip
        asks = ready[luck(SEED, ASK, self.uids[ready], week) < 1 / (1 + np.exp(-odds))]
        queue = (luck(SEED, CHOICE, self.uids[asks], week) * QUEUES).astype(int)
        self.care[asks], self.at[asks] = 1, queue
        inside = np.bincount(self.at[(self.care == 2).uids].astype(int), minlength=QUEUES)
        for k in range(QUEUES):
            self.waiting[k] = np.concatenate([self.waiting[k], asks[queue == k]])
            free = self.slots - inside[k]
            now, self.waiting[k] = ss.uids(self.waiting[k][:free]), self.waiting[k][free:]
            self.care[now], self.sessions[now] = 2, 0
        treated = (self.care == 2).uids
        d.severity[treated] = d.severity[treated] * RULES.cut
        self.sessions[treated] = self.sessions[treated] + 1
        stops = luck(SEED, STOP, self.uids[treated], week) < RULES.stops
        self.care[treated[stops | (self.sessions[treated] >= SESSIONS)]] = 0


class Groups(ss.Analyzer):
    """The record of each week."""

    def __init__(self) -> None:
        super().__init__(name="groups")
        self.record: list[np.ndarray] = []

    def step(self) -> None:
        d, care = self.sim.custom.distress, self.sim.interventions.clinics.care.values
        group, severity = d.given.group, d.severity.values
        self.record.append(
            np.stack([
                np.bincount(group, severity, GROUPS), np.bincount(group[severity >= 1], minlength=GROUPS),
                np.bincount(group[care == 2], minlength=GROUPS),
            ])
        )  # fmt: skip


class Town:
    """A simulation of Starsim, stepped week by week."""

    def __init__(self, people: People, weeks: int = 208) -> None:
        n = len(people)
        takers = np.repeat(np.arange(n), NEIGHBOURS)
        ties = Ties(p1=takers, p2=people.neighbours.ravel(), beta=np.ones(len(takers)), name="ties")
        self.given = people
        self.sim = ss.Sim(
            n_agents=n, start=0, dur=weeks, dt=1, networks=ties, modules=Distress(people), interventions=Clinics(people),
            analyzers=Groups(), verbose=0, rand_seed=SEED, copy_inputs=False,
        )  # fmt: skip
        self.sim.init()

    def step(self) -> None:
        """Run one week."""
        self.sim.run_one_step()

    @property
    def record(self) -> list[np.ndarray]:
        """The record of each week."""
        return self.sim.analyzers.groups.record

    @property
    def severity(self) -> np.ndarray:
        """Severity now, `(n,)`."""
        return self.sim.custom.distress.severity.values


def build(people: People) -> Town:
    """Return the town, ready for its first week."""
    return Town(people)
