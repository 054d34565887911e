"""The reference week in plain NumPy: arrays, masks, fancy indexing, lists of rows for queues."""

from __future__ import annotations

import numpy as np
from week import ASK, CHOICE, GROUPS, QUEUES, RISK, RULES, SEED, SESSIONS, STOP, STRESSOR, People, fade, luck, slots


class Town:
    """Columns, three queues, and the record of each week: severity, cases, treated by group `(3, 5)`."""

    def __init__(self, people: People) -> None:
        n = len(people)
        self.people, self.week, self.slots = people, 0, slots(n)
        self.severity, self.stress = people.severity.copy(), np.zeros(n, np.float32)
        self.care, self.sessions, self.at = np.zeros(n, np.uint8), np.zeros(n, np.uint8), np.zeros(n, np.uint8)
        self.waiting = [np.empty(0, np.int64) for _ in range(QUEUES)]
        self.record: list[np.ndarray] = []

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        self.feel()
        self.ask()
        self.admit()
        self.treat()
        self.write_down()

    def feel(self) -> None:
        who = self.people
        met = self.severity[who.neighbours].mean(axis=1)
        hit = luck(SEED, STRESSOR, who.uid, self.week) < RISK[who.group]
        self.stress = RULES.keeps * self.stress + RULES.shock * hit
        threat = who.exposure * fade(self.week) + self.stress
        strain = threat - RULES.by_resources * who.resources + RULES.by_met * met
        target = who.base + RULES.pull * np.maximum(strain, 0)
        self.severity += RULES.rate * (target - self.severity)

    def ask(self) -> None:
        who = self.people
        rows = np.flatnonzero((self.care == 0) & (self.severity >= 1))
        odds = (
            RULES.ask_base + RULES.ask_by_severity * self.severity[rows] - RULES.ask_by_stigma * who.stigma[rows]
            + RULES.ask_by_group * who.group[rows]
        )  # fmt: skip
        asks = rows[luck(SEED, ASK, who.uid[rows], self.week) < 1 / (1 + np.exp(-odds))]
        queue = (luck(SEED, CHOICE, who.uid[asks], self.week) * QUEUES).astype(np.uint8)
        self.care[asks], self.at[asks] = 1, queue
        for k in range(QUEUES):
            self.waiting[k] = np.concatenate([self.waiting[k], asks[queue == k]])

    def admit(self) -> None:
        inside = np.bincount(self.at[self.care == 2], minlength=QUEUES)
        for k in range(QUEUES):
            free = self.slots - inside[k]
            now, self.waiting[k] = self.waiting[k][:free], self.waiting[k][free:]
            self.care[now], self.sessions[now] = 2, 0

    def treat(self) -> None:
        rows = np.flatnonzero(self.care == 2)
        self.severity[rows] *= RULES.cut
        self.sessions[rows] += 1
        stops = luck(SEED, STOP, self.people.uid[rows], self.week) < RULES.stops
        self.care[rows[stops | (self.sessions[rows] >= SESSIONS)]] = 0

    def write_down(self) -> None:
        group = self.people.group
        self.record.append(
            np.stack([
                np.bincount(group, self.severity, GROUPS),
                np.bincount(group[self.severity >= 1], minlength=GROUPS),
                np.bincount(group[self.care == 2], minlength=GROUPS),
            ])
        )  # fmt: skip


def build(people: People) -> Town:
    """Return the town, ready for its first week."""
    return Town(people)
