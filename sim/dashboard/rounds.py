"""What is run, and what is shown? A round of runs in progress, and the snapshot of what is complete.

Beside the plans of the question two more are run, on the same people with the same random seeds: the event without any help, and no event
at all. What a plan averts is told from them (`sim.dashboard.glance`).
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from sim.dashboard.question import Question
from sim.outcomes.results import Results
from sim.scenario import NO_EVENT, Arm, Scenario
from sim.studies.compare import RunOutcome, Stage, put_together

__all__ = [
    "CANCELLED", "DONE", "FAILED", "FIRM", "LOOK", "NO_HELP", "RUNNING", "Round", "Snapshot", "snapshot", "with_no_help",
]  # fmt: skip

LOOK, FIRM = "look", "firm"
RUNNING, DONE, CANCELLED, FAILED = "running", "done", "cancelled", "failed"
# The plan with no programme at all, run beside those of the scenario.
NO_HELP = "without_any_help"
# What is needed of the two runs beside: the rest of their tables is not kept.
WEEKLY, FINAL = ("cases",), ("case_weeks", "dalys")


def with_no_help(scenario: Scenario) -> Scenario:
    """Return the scenario with one more plan, last, in which nobody helps."""
    nothing = Arm(name=NO_HELP, label="The event, without help", programmes=())
    return replace(scenario, arms={**scenario.arms, NO_HELP: nothing})


@dataclass
class Round:
    """Some seeds of every plan: number of runs, number completed, start time, and state."""

    ticket: int
    kind: str
    question: Question
    scenario: Scenario
    scale: float
    seeds: tuple[int, ...]
    began: float = field(default_factory=time.monotonic)
    first: float = 0.0
    state: str = RUNNING
    said: str = ""
    kept_before: int = 0
    done: int = 0
    shown: int = 0
    drawn_at: float = field(default_factory=time.monotonic)

    @property
    def arms(self) -> tuple[str, ...]:
        """Everything that is run: the plans, the event without help, and no event."""
        return (*self.question.arms, NO_HELP, NO_EVENT)

    @property
    def total(self) -> int:
        """Number of runs in all."""
        return len(self.arms) * len(self.seeds)

    @property
    def town(self) -> Hashable:
        """Cache key of its population."""
        return self.question.town, self.scale

    def key(self, arm: str, seed: int) -> Hashable:
        """Cache key of one run's outcome."""
        return self.question.behind(arm), self.scenario.weeks, self.scale, seed

    def seconds_left(self) -> float | None:
        """Return the time left in seconds, estimated from the runs after the first; None while unknown."""
        fresh = self.done - self.kept_before
        if fresh < 2 or self.state != RUNNING:
            return None
        return (time.monotonic() - self.first) / (fresh - 1) * (self.total - self.done)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What is shown: results of complete seeds, their scenario, and the kind of round.

    `beside` holds cases, weeks as a case and healthy years lost of (event without help, the plans ..., no event), in this order.
    """

    results: Results
    scenario: Scenario
    question: Question
    kind: str
    complete: bool
    stage: Stage
    beside: Results


def snapshot(
    round_: Round, scenario: Scenario, stage: Stage, seeds: tuple[int, ...], outcomes: Mapping[Hashable, RunOutcome]
) -> Snapshot:
    """Return what the complete seeds of a round show."""
    done = {(arm, seed): outcomes[round_.key(arm, seed)] for arm in round_.arms for seed in seeds}
    here = replace(stage, scenario=scenario)
    results = put_together(here, round_.question.arms, seeds, done)
    small = {
        key: replace(
            one, weekly={name: one.weekly[name] for name in WEEKLY}, final={name: one.final[name] for name in FINAL}, histograms={}
        )
        for key, one in done.items()
    }  # fmt: skip
    all_of_them = (NO_HELP, *round_.question.arms, NO_EVENT)
    beside = put_together(replace(stage, scenario=with_no_help(scenario)), all_of_them, seeds, small)
    complete = len(seeds) == len(round_.seeds)
    return Snapshot(results, scenario, round_.question, round_.kind, complete, here, beside)
