"""The reference week in Mesa style: one agent per person, who knows ten others; the model holds queues and counts."""

from __future__ import annotations

import math
from collections import deque

import mesa
import numpy as np
from week import ASK, CHOICE, GROUPS, QUEUES, RISK, RULES, SEED, SESSIONS, STOP, STRESSOR, People, fade, luck, slots

# Python's numbers, not NumPy's, which cost ten times as much one at a time.
KEEPS, SHOCK, PULL, BY_RESOURCES, BY_MET, RATE, ASK_BASE, BY_SEVERITY, BY_STIGMA, BY_GROUP, CUT, STOPS = map(
    float, RULES
)


class Person(mesa.Agent):
    """One resident."""

    def __init__(self, model: Town, row: int, group: int, base: float, exposure: float, resources: float, stigma: float,
                 severity: float) -> None:  # fmt: skip
        super().__init__(model)
        self.row, self.group, self.base, self.exposure = row, group, base, exposure
        self.resources, self.stigma, self.severity = resources, stigma, severity
        self.risk = float(RISK[group])
        self.seen, self.stress, self.care, self.queue, self.sessions = severity, 0.0, 0, 0, 0
        self.neighbours: list[Person] = []

    def show(self) -> None:
        """Publish the state for the neighbours, before anyone changes."""
        self.seen = self.severity

    def step(self) -> None:
        """Update distress for a week, and perhaps ask for help."""
        model = self.model
        met = sum([other.seen for other in self.neighbours]) / len(self.neighbours)
        self.stress = KEEPS * self.stress + SHOCK * (model.stressor[self.row] < self.risk)
        strain = self.exposure * model.fade + self.stress - BY_RESOURCES * self.resources + BY_MET * met
        target = self.base + PULL * max(strain, 0.0)
        self.severity += RATE * (target - self.severity)
        if self.care == 0 and self.severity >= 1.0:
            odds = ASK_BASE + BY_SEVERITY * self.severity - BY_STIGMA * self.stigma + BY_GROUP * self.group
            if model.ask[self.row] < 1.0 / (1.0 + math.exp(-odds)):
                self.care, self.queue = 1, int(QUEUES * model.choice[self.row])
                model.waiting[self.queue].append(self)


class Town(mesa.Model):
    """The people, three queues, and the record of each week."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self.uid, self.week, self.slots = people.uid, 0, slots(len(people))
        columns = (people.group, people.base, people.exposure, people.resources, people.stigma, people.severity)
        self.people = [
            Person(self, row, *values) for row, values in enumerate(zip(*(c.tolist() for c in columns), strict=True))
        ]
        for person, rows in zip(self.people, people.neighbours.tolist(), strict=True):
            person.neighbours = [self.people[row] for row in rows]
        self.waiting: list[deque[Person]] = [deque() for _ in range(QUEUES)]
        self.inside: list[Person] = []
        self.record: list[np.ndarray] = []

    def step(self) -> None:
        """Run one week."""
        self.week += 1
        self.fade = float(fade(self.week))
        self.stressor, self.ask, self.choice, self.stop = (
            luck(SEED, decision, self.uid, self.week).tolist() for decision in (STRESSOR, ASK, CHOICE, STOP)
        )
        self.agents.do("show")
        self.agents.do("step")
        self.admit()
        self.treat()
        self.write_down()

    def admit(self) -> None:
        for queue in range(QUEUES):
            free = self.slots - sum(person.queue == queue for person in self.inside)
            while free > 0 and self.waiting[queue]:
                person = self.waiting[queue].popleft()
                person.care, person.sessions, free = 2, 0, free - 1
                self.inside.append(person)

    def treat(self) -> None:
        for person in self.inside:
            person.severity *= CUT
            person.sessions += 1
            if self.stop[person.row] < STOPS or person.sessions >= SESSIONS:
                person.care = 0
        self.inside = [person for person in self.inside if person.care == 2]

    def write_down(self) -> None:
        counts = np.zeros((3, GROUPS))
        for person in self.people:
            counts[0, person.group] += person.severity
            counts[1, person.group] += person.severity >= 1.0
            counts[2, person.group] += person.care == 2
        self.record.append(counts)


def build(people: People) -> Town:
    """Return the town, ready for its first week."""
    return Town(people)
