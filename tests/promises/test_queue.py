"""Promise 9: does the queue do what a plain queue does? People join, feel better or worse, finish and wait, in any order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sim.engine.run import begin
from sim.kernels import random_streams
from sim.processes import care
from sim.processes.care.capacity import (
    BY_SEVERITY,
    BY_VULNERABILITY,
    WEEKS_KEYED,
    ClassNumbers,
    WaitingNumbers,
    place_classes,
)
from sim.processes.care.offers import offers_of
from tests.small_town import town, town_plan

ROWS = st.integers(0, len(town()) - 1)
PROGRAMMES = [*town_plan().programmes]


class Queue(RuleBasedStateMachine):
    """The queue of the town beside a plain one: a list of rows, told class by class."""

    @initialize(seed=st.integers(0, 2**40), week=st.integers(0, 10))
    def start(self, seed: int, week: int) -> None:
        self.world = begin(town_plan(), "everything", town(), seed)
        r = self.world.residents
        r.care[:] = 0
        self.world.waiting.count = self.world.attending.count = 0
        self.world.week = week
        self.line: list[int] = []
        self.served: dict[int, int] = {}
        self.since: dict[int, int] = {}

    @rule(row=ROWS, name=st.sampled_from(PROGRAMMES))
    def join(self, row: int, name: str) -> None:
        r, k = self.world.residents, PROGRAMMES.index(name)
        if r.care[row] == 0:
            r.care[row], r.programme[row], r.since[row] = 1, k, self.world.week
            r.site[row] = self.world.sites.nearest[r.place[row], k]
            r.asks[row] += 1
            self.world.waiting.extend(np.array([row], np.int32))
            self.line.append(row)

    @rule(row=ROWS, severity=st.floats(0, 8, width=32))
    def feel(self, row: int, severity: float) -> None:
        self.world.residents.severity[row] = severity

    @rule(pick=st.integers(0, 10**6))
    def finish(self, pick: int) -> None:
        if self.served:
            row = list(self.served)[pick % len(self.served)]
            attending = self.world.attending
            kept = np.array([other for other in np.asarray(attending) if other != row], np.int32)
            attending.count = 0
            attending.extend(kept)
            self.world.residents.care[row] = 0
            del self.served[row]

    @rule(weeks=st.integers(1, 4))
    def wait(self, weeks: int) -> None:
        for _ in range(weeks):
            self.world.week += 1
            self.world.residents.happened[:] = 0
            expected = self.expected()
            care.admit(self.world)
            assert [*np.asarray(self.world.waiting)] == self.line
            r = self.world.residents
            assert {*np.flatnonzero(r.happened & 8).tolist()} == expected
            for row in expected:
                unasked = offers_of(self.world)[r.programme[row]].outreach
                assert r.waited[row] == (-1 if unasked else self.world.week - self.since[row])

    def expected(self) -> set[int]:
        """Let the plain queue have its week: some leave, then each class in the order of the line; return who begins."""
        r, offers, week = self.world.residents, offers_of(self.world), self.world.week
        self.line = [row for row in self.line if not self.leaves(row, offers[r.programme[row]], week)]
        free = {
            m: slots - sum(site == m for site in self.served.values())
            for m, slots in enumerate(self.slots(offers, week))
        }
        began = set()
        for rank in range(3):
            for row in [row for row in self.line if self.rank(row, offers) == rank]:
                site = int(r.site[row])
                if free[site] > 0:
                    free[site] -= 1
                    began.add(row)
                    self.served[row] = site
                    self.since[row] = int(r.since[row])
        self.line = [row for row in self.line if row not in began]
        return began

    def leaves(self, row: int, offer: Any, week: int) -> bool:
        r = self.world.residents
        waited = week - int(r.since[row])
        luck = random_streams.uniform(
            self.world.seed,
            random_streams.DECISION["waiting"],
            int(r.uid[row]),
            int(r.asks[row]) * WEEKS_KEYED + waited,
        )
        return week >= offer.closes or (waited > 0 and luck < float(self.world.numbers(WaitingNumbers).leaves))

    def slots(self, offers: Any, week: int) -> list[int]:
        sites = self.world.sites
        found = []
        for m, k in enumerate(sites.site_programme):
            o = offers[k]
            is_open = o.in_arm and o.opens <= week < o.closes
            found.append(
                int(sites.slots[m]) * min(week - int(o.opens) + 1, int(o.ramp)) // int(o.ramp) if is_open else 0
            )
        return found

    def rank(self, row: int, offers: Any) -> int:
        r = self.world.residents
        rule_of = offers[r.programme[row]].priority
        if rule_of == BY_SEVERITY:
            serious = float(self.world.numbers(ClassNumbers).serious_class)
            return 0 if r.severity[row] >= serious else 1 if r.severity[row] >= 1 else 2
        return int(place_classes(self.world)[r.place[row]]) if rule_of == BY_VULNERABILITY else 0

    @invariant()
    def lists_are_columns(self) -> None:
        if hasattr(self, "world"):
            assert sorted(self.line) == np.flatnonzero(self.world.residents.care == 1).tolist()
            assert sorted(self.served) == np.flatnonzero(self.world.residents.care == 2).tolist()


def run(examples: int, steps: int) -> None:
    """Let hypothesis try so many courses of so many steps."""
    run_state_machine_as_test(
        Queue,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_the_queue_is_a_plain_queue() -> None:
    run(25, 30)


@pytest.mark.slow
def test_the_queue_is_a_plain_queue_over_many_courses() -> None:
    run(500, 50)
