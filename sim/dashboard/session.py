"""Dashboard session state: the current question, the round of runs in progress, and the results so far. All tabs share one session.

    desk.ask(question)     another question; results that no longer belong to it are dropped, and a quick look runs again if there was one
    desk.look()            a few seeds on a sample: a first answer within seconds
    desk.firm()            the seeds and the scale of `healing compare`: the same numbers, run for run
    desk.cancel()          stop; completed runs are kept and shown
    desk.undo()            the question before

Results appear as seeds complete (every plan on the same random seed) and stay visible while more run. `version` grows with every run,
`edition` with every new answer; the page watches both.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from sim.dashboard.pool import Bench
from sim.dashboard.question import Question
from sim.dashboard.rounds import CANCELLED, DONE, FAILED, FIRM, LOOK, RUNNING, Round, Snapshot, snapshot, with_no_help
from sim.dashboard.tasks import Live, PooledTask, Settle, Tell, Warm
from sim.scenario import Scenario, ScenarioFaults
from sim.studies.compare import RunOutcome, Stage
from sim.studies.small_sample import SmallSampleError, refuse_one_plan_for_two

__all__ = ["FIRM_SEEDS", "LOOK_PEOPLE", "LOOK_SEEDS", "Desk"]

LOOK_SEEDS, LOOK_PEOPLE, FIRM_SEEDS = 3, 10_000, 20
# Outcomes take 1 to 2 MB each. Beside those of the round so many are kept, so that returning to an earlier question costs little and
# memory stays flat however long the page is used.
MOST_KEPT = 60
# Steps that can be taken back.
MOST_STEPS = 60
# Seconds after a quick look until the full run follows by itself, and after the last tab was closed until runs end.
FOLLOWS, GRACE = 1.2, 5.0
# Drawing takes a while; while many runs come in, the page is redrawn at most this often (seconds).
EVERY = 3.0
STORIES = 0
WARM = "warm"


class Desk:
    """Session state: one question, its runs and its answers. Every method may be called from any thread."""

    def __init__(self, question: Question, workers: int | None = None, follows: bool = False) -> None:
        self.lock = threading.RLock()
        self.follows, self.tabs = follows, 0
        self.before: list[Question] = []
        self.question, self.home = question, question.named
        self.round: Round | None = None
        self.answer: Snapshot | None = None
        self.outcomes: OrderedDict[Hashable, RunOutcome] = OrderedDict()
        self.stages: OrderedDict[Hashable, Stage] = OrderedDict()
        self.stories: dict[Hashable, Any] = {}
        self.faults = self.saved_at = ""
        self.version = self.edition = self.tickets = self.told = 0
        self.bench = Bench(self.heard, workers)

    def end(self) -> None:
        """End the workers."""
        self.bench.end()

    def warm_up(self) -> None:
        """Have every worker build the population and load or compile the kernels in advance."""
        scenario = self.question.scenario()
        scale = self.scale_of(scenario, LOOK)
        task = Warm(scenario, scale, (self.question.town, scale), scenario.baseline)
        self.bench.ask([PooledTask(STORIES, WARM, task)] * self.bench.count)

    @staticmethod
    def scale_of(scenario: Scenario, kind: str) -> float:
        """Return the sampling scale of a round: ten thousand people for a quick look, the scenario's own for a full run."""
        people = int(scenario.places.population.sum())
        return scenario.default_scale if kind == FIRM else min(scenario.default_scale, LOOK_PEOPLE / people)

    @property
    def stale(self) -> bool:
        """Whether what is shown was computed for another question than the one that is asked now."""
        return self.answer is not None and self.answer.question.sense != self.question.sense

    @property
    def cancelled_stale(self) -> bool:
        """Whether the runs that would have renewed what is shown were cancelled or failed."""
        return self.stale and self.round is not None and self.round.state in (CANCELLED, FAILED)

    def undo(self) -> None:
        """Ask the question before this one again."""
        with self.lock:
            if self.before:
                question = self.before.pop()
                self.ask(question)
                del self.before[-1:]

    def ask(self, question: Question, look: bool = False) -> None:
        """Set another question; with faults nothing runs. Takes a quick look if `look`, or if anything was shown or running."""
        with self.lock:
            before, self.question = self.question, question
            try:
                question.scenario()
                self.faults = ""
            except ScenarioFaults as problem:
                self.faults, self.question = str(problem), before
                self.version += 1
                return
            if question.sense != before.sense:
                self.before = [*self.before[-MOST_STEPS:], before]
            other = before.source.digest != question.source.digest or before.setting != question.setting
            again = not other and (self.answer is not None or self.running)
            self.halt()
            self.stories.clear()
            if other:
                self.answer = None
                self.edition += 1
                self.warm_up()
            self.version += 1
            if again or look:
                self.look()

    @property
    def running(self) -> bool:
        """Whether a round is in progress."""
        return self.round is not None and self.round.state == RUNNING

    def look(self) -> None:
        """Start a quick look."""
        self.start(LOOK, LOOK_SEEDS)

    def firm(self) -> None:
        """Start a full run: the seeds and the scale of `healing compare`."""
        self.start(FIRM, FIRM_SEEDS)

    def cancel(self) -> None:
        """Stop the round; complete seeds are shown."""
        with self.lock:
            if self.running and self.round:
                self.bench.drop(self.round.ticket)
                self.round.state = CANCELLED
                self.publish(self.round)
                self.version += 1

    def halt(self) -> None:
        """Drop the round, which no longer belongs to the question."""
        if self.round is not None and self.running:
            self.bench.drop(self.round.ticket)
            self.round.state = CANCELLED

    def start(self, kind: str, seeds: int) -> None:
        """Start a round; cached runs are not repeated."""
        with self.lock:
            if not self.question.arms:
                return
            self.halt()
            self.tickets += 1
            scenario = self.question.scenario()
            self.round = round_ = Round(
                self.tickets, kind, self.question, scenario, self.scale_of(scenario, kind), tuple(range(1, seeds + 1))
            )
            self.version += 1
            if self.refused(round_):
                return
            jobs = self.jobs_of(round_)
            self.bench.ask(jobs)
            if round_.done == round_.total and round_.town in self.stages:
                self.finish(round_)

    @staticmethod
    def refused(round_: Round) -> bool:
        """Say whether two plans become one in the sample; the round ends with the words on it."""
        try:
            refuse_one_plan_for_two(round_.scenario, round_.question.arms, round_.seeds, round_.scale)
        except SmallSampleError as problem:
            larger = " The full run takes a larger sample." if round_.scale < round_.scenario.default_scale else ""
            round_.state, round_.said = FAILED, f"{problem}{larger}"
        return round_.state == FAILED

    def jobs_of(self, round_: Round) -> list[PooledTask]:
        """Return the remaining tasks, seed by seed, the population first if it is not cached."""
        scenario, scale, town = with_no_help(round_.scenario), round_.scale, round_.town
        jobs = [] if town in self.stages else [PooledTask(round_.ticket, town, Settle(scenario, scale, town))]
        for seed in round_.seeds:
            for arm in round_.arms:
                key = round_.key(arm, seed)
                if key in self.outcomes:
                    self.outcomes.move_to_end(key)
                    round_.done = round_.kept_before = round_.done + 1
                else:
                    jobs.append(PooledTask(round_.ticket, key, Live(scenario, scale, town, arm, seed)))
        return jobs

    def tell(self, arm: str, against: str, person: int | None, reached: bool) -> None:
        """Request a story; it appears in `stories` later."""
        with self.lock:
            scenario = self.question.scenario()
            scale = self.scale_of(scenario, LOOK)
            key = (arm, against, person, reached)
            town = self.question.town, scale
            self.bench.ask(
                [PooledTask(STORIES, key, Tell(scenario, scale, town, arm, against, person, reached))], first=True
            )

    def heard(self, job: PooledTask, outcome: Any) -> None:
        """Store the outcome of a task, and show it if it completes a seed; called by the pool."""
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
                keep(self.outcomes, job.key, outcome, MOST_KEPT + (round_.total if round_ else 0))
                if round_ and current:
                    round_.done += 1
                    round_.first = round_.first or time.monotonic()
            if round_ and current and round_.state == RUNNING:
                self.progress(round_)
            self.version += 1

    def failed(self, job: PooledTask, problem: Exception) -> None:
        """Store a failure: the round ends, or the story is missing."""
        if job.ticket == STORIES:
            self.stories[job.key] = problem
            self.told += 1
        elif self.round and job.ticket == self.round.ticket:
            self.bench.drop(job.ticket)
            self.round.state, self.round.said = FAILED, f"{type(problem).__name__}: {problem}"

    def progress(self, round_: Round) -> None:
        """Finish the round if it is complete; otherwise show complete seeds from time to time."""
        if round_.town not in self.stages:
            return
        if round_.done == round_.total:
            self.finish(round_)
        elif time.monotonic() - round_.drawn_at > EVERY or self.answer is None or (self.stale and not round_.shown):
            self.publish(round_)

    def finish(self, round_: Round) -> None:
        """Show all results and close the round."""
        self.publish(round_)
        round_.state = DONE
        if self.follows and round_.kind == LOOK:
            act_later(FOLLOWS, self.follow, round_.ticket)

    def follow(self, ticket: int) -> None:
        """Start the full run after a quick look, if nothing else was asked since and a tab is still open."""
        with self.lock:
            if self.round is not None and self.round.ticket == ticket and self.round.state == DONE and self.tabs:
                self.firm()

    def tab_opened(self) -> None:
        """Count a tab that was opened."""
        with self.lock:
            self.tabs += 1

    def tab_closed(self) -> None:
        """Count a tab that was closed; after the last one runs end, unless another is opened soon (a page that is loaded again)."""
        with self.lock:
            self.tabs -= 1
            act_later(GRACE, self.end_runs_of_nobody)

    def end_runs_of_nobody(self) -> None:
        """Stop the round if no tab is open."""
        with self.lock:
            if not self.tabs:
                self.cancel()

    def publish(self, round_: Round) -> None:
        """Show the complete seeds of a round. Fewer seeds than a quick look has never replace a quick look."""
        if round_.town not in self.stages:
            return
        whole = tuple(
            seed for seed in round_.seeds if all(round_.key(arm, seed) in self.outcomes for arm in round_.arms)
        )
        enough = LOOK_SEEDS if self.answer is not None and round_.kind == FIRM and not self.stale else 1
        if len(whole) < max(enough, round_.shown + 1):
            return
        round_.shown, round_.drawn_at = len(whole), time.monotonic()
        self.answer = snapshot(round_, round_.scenario, self.stages[round_.town], whole, self.outcomes)
        self.edition += 1


def keep(shelf: OrderedDict[Hashable, Any], key: Hashable, thing: Any, most: int) -> None:
    """Add an entry to a least-recently-used cache of at most `most` entries."""
    shelf[key] = thing
    shelf.move_to_end(key)
    while len(shelf) > most:
        shelf.popitem(last=False)


def act_later(seconds: float, act: Callable[..., None], *given: int) -> None:
    """Do something after a while, unless the server has ended by then."""
    later = threading.Timer(seconds, act, given)
    later.daemon = True
    later.start()
