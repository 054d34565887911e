"""What does a worker do? One run at a time: the scenario at the levers of its point, its people, the run, its rows as bytes.

A run is a pure function of the experiment and the job, so it does not matter where it runs, when, or after which other. What is kept
between runs only saves time: the scenario of the last point, and the people settled last, who are others only if a lever moved
something on which settling rests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.evidence.usage import Watched
from sim.population import settle
from sim.scenario import Scenario
from sim.scenario.people import of_seed, settles_each_seed
from sim.studies.compare import RunOutcome, Stage
from sim.studies.kept import KeptStages
from sim.studies.sweep.experiment import Experiment
from sim.studies.sweep.job import Job
from sim.studies.sweep.levers import number_path
from sim.studies.sweep.plan import code_digest
from sim.studies.sweep.table import content_of

__all__ = ["WorkerTown", "begin_runs"]

# Keys of an event that say where it strikes, and so what places are like.
OF_PLACES = ("kind", "hazard", "footprint", "epicentre", "peak", "reach_miles")


class WorkerTown:
    """State shared by an experiment's runs inside a worker."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.at: tuple[int, Scenario] | None = None
        self.kept = KeptStages()
        self.on_settling: frozenset[str] | None = None

    def run(self, job: Job) -> bytes:
        """Run one job and return its file."""
        return content_of(job, self.experiment, *self.outcome(job))

    def outcome(self, job: Job) -> tuple[Stage, RunOutcome]:
        """Run one job and return what it leaves, with the stage on which it ran."""
        scenario = self.scenario_of(job)
        stage = self.stage_of(scenario, job)
        return stage, stage.run_one(job.arm, job.seed)

    def scenario_of(self, job: Job) -> Scenario:
        """Return the scenario at the levers of a job's point."""
        if self.at is None or self.at[0] != job.point:
            self.at = job.point, self.experiment.scenario_at(job.levers)
        return self.at[1]

    def stage_of(self, scenario: Scenario, job: Job) -> Stage:
        """Return the settled people under a scenario, settled again only if a lever of settling has moved."""
        key = tuple((path, value) for path, value in job.levers.items() if self.concerns_settling(path, scenario))
        if settles_each_seed(scenario):
            scenario, key = of_seed(scenario, job.seed), (*key, ("seed", job.seed))
        return self.kept.stage(key, scenario, float(job.levers.get("scale", self.experiment.scale)))

    def concerns_settling(self, path: str, scenario: Scenario) -> bool:
        """Return whether settling rests on a lever; found once, by settling with a book that notes what is asked of it."""
        if self.on_settling is None:
            book = Watched.over(scenario.book)
            settle(replace(scenario, book=book), self.experiment.scale)
            self.on_settling = frozenset(book.seen)
        kind, _, word = path.partition(".")
        number = number_path(path)
        return (
            path in ("people_seed", "scale")
            or kind == "place"
            or (kind == "event" and word in OF_PLACES)
            or number.startswith(("community.", "hazards."))
            or number in self.on_settling
        )


def begin_runs(experiment: Experiment, code: str) -> Callable[[Job], bytes]:
    """Return what makes a run into a file, in a worker; RuntimeError if the worker has another version of the model."""
    if code_digest() != code:
        raise RuntimeError(f"this worker has another version of the model: {code_digest()[:12]} instead of {code[:12]}")
    return WorkerTown(experiment).run
