"""What lies on the desk? The question of the moment, the round of runs under way, what has come of it so far: one desk, all tabs alike.

    desk.ask(question)     another question; what no longer belongs to it is dropped, and a first look is taken again if there was one
    desk.look()            a few seeds on a sample: a first answer within seconds
    desk.firm()            the seeds and the scale of `healing compare`: the same numbers, run for run
    desk.cancel()          stop; what has been run is kept and shown

Results appear as whole seeds end (every plan on the same luck) and stay visible while more are run. `version` grows with every run,
`edition` with every new answer; the page watches both.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any

from sim.dashboard.pool import Bench, PooledTask
from sim.dashboard.question import Question
from sim.dashboard.tasks import Live, Settle, Tell, Warm
from sim.outcomes.results import Results
from sim.scenario import Scenario, ScenarioFaults
from sim.studies.compare import RunOutcome, Stage, put_together

__all__ = ["FIRM_SEEDS", "LOOK_PEOPLE", "LOOK_SEEDS", "Snapshot", "Desk", "Round"]

LOOK_SEEDS, LOOK_PEOPLE, FIRM_SEEDS = 3, 10_000, 20
# Outcomes of a middling town weigh 2 MB each; so many are kept, so that going back to an earlier question costs nothing.
MOST_KEPT = 160
# Drawing takes a while; while many runs come in, the page is drawn anew so often and no oftener (seconds).
EVERY = 3.0
LOOK, FIRM = "look", "firm"
RUNNING, DONE, CANCELLED, FAILED = "running", "done", "cancelled", "failed"
STORIES = 0
WARM = "warm"


@dataclass
class Round:
    """Some seeds of every plan: how many runs there are, how many are done, since when, and how it stands."""

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
    def total(self) -> int:
        """How many runs there are in all."""
        return len(self.question.arms) * len(self.seeds)

    @property
    def town(self) -> Hashable:
        """Under what name its town is kept."""
        return self.question.town, self.scale

    def key(self, arm: str, seed: int) -> Hashable:
        """Under what name the outcome of a run is kept."""
        return self.question.behind(arm), self.scenario.weeks, self.scale, seed

    def seconds_left(self) -> float | None:
        """Return how long it will go on, from the runs after the first; None while that is a guess."""
        fresh = self.done - self.kept_before
        if fresh < 2 or self.state != RUNNING:
            return None
        return (time.monotonic() - self.first) / (fresh - 1) * (self.total - self.done)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What is shown: results of whole seeds, the scenario that they answer, and of which kind the round is."""

    results: Results
    scenario: Scenario
    question: Question
    kind: str
    complete: bool
    stage: Stage


class Desk:
    """One question, its runs and its answers. Every method may be called from any thread."""

    def __init__(self, question: Question, workers: int | None = None) -> None:
        self.lock = threading.RLock()
        self.question, self.home = question, question.named
        self.round: Round | None = None
        self.answer: Snapshot | None = None
        self.outcomes: OrderedDict[Hashable, RunOutcome] = OrderedDict()
        self.stages: OrderedDict[Hashable, Stage] = OrderedDict()
        self.stories: dict[Hashable, Any] = {}
        self.faults: str = ""
        self.version = self.edition = self.tickets = self.told = 0
        self.bench = Bench(self.heard, workers)

    def end(self) -> None:
        """End the workers."""
        self.bench.end()

    def warm_up(self) -> None:
        """Let every worker settle the town and read or compile the kernels before somebody waits for them."""
        scenario = self.question.scenario()
        scale = self.scale_of(scenario, LOOK)
        task = Warm(scenario, scale, (self.question.town, scale), scenario.baseline)
        self.bench.ask([PooledTask(STORIES, WARM, task)] * self.bench.count)

    @staticmethod
    def scale_of(scenario: Scenario, kind: str) -> float:
        """Return at which scale a round samples the city: ten thousand people for a look, as the scenario says to make it firm."""
        people = int(scenario.places.population.sum())
        return scenario.default_scale if kind == FIRM else min(scenario.default_scale, LOOK_PEOPLE / people)

    def ask(self, question: Question) -> None:
        """Put another question on the desk; faults stay to be read, and then nothing runs. Looks again if something was shown or ran."""
        with self.lock:
            before, self.question = self.question, question
            try:
                question.scenario()
                self.faults = ""
            except ScenarioFaults as problem:
                self.faults, self.question = str(problem), before
                self.version += 1
                return
            other = before.source.digest != question.source.digest or before.setting != question.setting
            again = not other and (self.answer is not None or self.running)
            self.halt()
            self.stories.clear()
            if other:
                self.answer = None
                self.edition += 1
                self.warm_up()
            self.version += 1
            if again:
                self.look()

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self.round is not None and self.round.state == RUNNING

    def look(self) -> None:
        """Take a quick look."""
        self.start(LOOK, LOOK_SEEDS)

    def firm(self) -> None:
        """Make it firm: the seeds and the scale of `healing compare`."""
        self.start(FIRM, FIRM_SEEDS)

    def cancel(self) -> None:
        """Stop the round; whole seeds that were run are shown."""
        with self.lock:
            if self.running and self.round:
                self.bench.drop(self.round.ticket)
                self.round.state = CANCELLED
                self.publish(self.round)
                self.version += 1

    def halt(self) -> None:
        """Drop the round, which no longer answers the question."""
        if self.round is not None and self.running:
            self.bench.drop(self.round.ticket)
            self.round.state = CANCELLED

    def start(self, kind: str, seeds: int) -> None:
        """Start a round; runs that are known from before are not made again."""
        with self.lock:
            if not self.question.arms:
                return
            self.halt()
            self.tickets += 1
            scenario = self.question.scenario()
            self.round = round_ = Round(
                self.tickets, kind, self.question, scenario, self.scale_of(scenario, kind), tuple(range(1, seeds + 1))
            )
            jobs = self.jobs_of(round_)
            self.version += 1
            self.bench.ask(jobs)
            if round_.done == round_.total and round_.town in self.stages:
                self.finish(round_)

    def jobs_of(self, round_: Round) -> list[PooledTask]:
        """Return what is still to be run, seed by seed, the town first where it is not known."""
        scenario, scale, town = round_.scenario, round_.scale, round_.town
        jobs = [] if town in self.stages else [PooledTask(round_.ticket, town, Settle(scenario, scale, town))]
        for seed in round_.seeds:
            for arm in round_.question.arms:
                key = round_.key(arm, seed)
                if key in self.outcomes:
                    self.outcomes.move_to_end(key)
                    round_.done = round_.kept_before = round_.done + 1
                else:
                    jobs.append(PooledTask(round_.ticket, key, Live(scenario, scale, town, arm, seed)))
        return jobs

    def tell(self, arm: str, against: str, person: int | None, reached: bool) -> None:
        """Have a story told; it is found in `stories` later."""
        with self.lock:
            scenario = self.question.scenario()
            scale = self.scale_of(scenario, LOOK)
            key = (arm, against, person, reached)
            town = self.question.town, scale
            self.bench.ask(
                [PooledTask(STORIES, key, Tell(scenario, scale, town, arm, against, person, reached))], first=True
            )

    def heard(self, job: PooledTask, outcome: Any) -> None:
        """Keep what a job left, and show it when it completes a seed; called by the bench."""
        with self.lock:
            round_ = self.round
            current = round_ is not None and job.ticket == round_.ticket
            if isinstance(outcome, Exception):
                self.failed(job, outcome)
            elif job.ticket == STORIES:
                if job.key != WARM:
                    self.stories[job.key] = outcome
                    self.told += 1
            elif isinstance(outcome, Stage):
                keep(self.stages, job.key, outcome, 4)
            else:
                keep(self.outcomes, job.key, outcome, MOST_KEPT)
                if round_ and current:
                    round_.done += 1
                    round_.first = round_.first or time.monotonic()
            if round_ and current and round_.state == RUNNING:
                self.progress(round_)
            self.version += 1

    def failed(self, job: PooledTask, problem: Exception) -> None:
        """Keep what went wrong: the round is over, or the story is not told."""
        if job.ticket == STORIES:
            self.stories[job.key] = problem
            self.told += 1
        elif self.round and job.ticket == self.round.ticket:
            self.bench.drop(job.ticket)
            self.round.state, self.round.said = FAILED, f"{type(problem).__name__}: {problem}"

    def progress(self, round_: Round) -> None:
        """Finish the round when all is there; show whole seeds now and then before."""
        if round_.town not in self.stages:
            return
        if round_.done == round_.total:
            self.finish(round_)
        elif time.monotonic() - round_.drawn_at > EVERY or self.answer is None:
            self.publish(round_)

    def finish(self, round_: Round) -> None:
        """Show everything and close the round."""
        self.publish(round_)
        round_.state = DONE

    def publish(self, round_: Round) -> None:
        """Show the whole seeds of a round: every plan has them. Fewer seeds than a look has never take the place of a look."""
        if round_.town not in self.stages:
            return
        arms = round_.question.arms
        whole = tuple(seed for seed in round_.seeds if all(round_.key(arm, seed) in self.outcomes for arm in arms))
        enough = LOOK_SEEDS if self.answer is not None and round_.kind == FIRM else 1
        if len(whole) < max(enough, round_.shown + 1):
            return
        done = {(arm, seed): self.outcomes[round_.key(arm, seed)] for arm in arms for seed in whole}
        stage = replace(self.stages[round_.town], scenario=round_.scenario)
        results = put_together(stage, arms, whole, done)
        round_.shown, round_.drawn_at = len(whole), time.monotonic()
        self.answer = Snapshot(
            results, round_.scenario, round_.question, round_.kind, len(whole) == len(round_.seeds), stage
        )
        self.edition += 1


def keep(shelf: OrderedDict[Hashable, Any], key: Hashable, thing: Any, most: int) -> None:
    """Put something on a shelf; what was used longest ago goes when there is no more room."""
    shelf[key] = thing
    shelf.move_to_end(key)
    while len(shelf) > most:
        shelf.popitem(last=False)
