"""What is shown before anything has been run? A result of a shipped scenario that was made by the same code, stored with its date.

    python -m sim.dashboard.stored_result                  make all of them anew (about half a minute each)
    python -m sim.dashboard.stored_result new_orleans      make one

A stored result says when it was made, with how many runs, and whether scenario or numbers of the model have changed since.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

from sim.dashboard.glance import Glance, glance_of
from sim.dashboard.question import Question
from sim.dashboard.rounds import FIRM, Round, snapshot, with_no_help
from sim.evidence import load as numbers
from sim.evidence.posterior import load_posterior
from sim.scenario import shipped
from sim.studies.compare import RunOutcome, Stage
from sim.studies.parallel import outcomes

__all__ = ["StoredResult", "make", "numbers_now", "stored_result"]

FOLDER = Path(__file__).parent / "assets"
SEEDS, PEOPLE = 12, 10_000


@dataclass(frozen=True)
class StoredResult:
    """A glance at a shipped scenario, the day it was made, and the digests of the scenario and of the numbers it was made from."""

    made: date
    scenario: str
    numbers: str
    glance: Glance

    def changed(self, question: Question) -> bool:
        """Whether scenario or numbers of the model have changed since."""
        return self.scenario != question.source.digest or self.numbers != numbers_now()


@cache
def numbers_now() -> str:
    """Return a digest of every number of the model and of the draws of the calibrated ones."""
    values = [(path, number.value) for path, number in sorted(numbers().items())]
    draws = load_posterior()
    return hashlib.sha256(repr((values, draws.paths, [draws.draw(n) for n in range(5)])).encode()).hexdigest()


def file_of(name: str) -> Path:
    """Return where the stored result of a shipped scenario is."""
    return FOLDER / f"stored_{name}.json"


@cache
def stored_result(name: str) -> StoredResult | None:
    """Return the stored result of a shipped scenario; None if there is none."""
    if name not in shipped():
        return None
    try:
        said = json.loads(file_of(name).read_text(encoding="utf-8"))
        made = date.fromisoformat(said["made"])
        return StoredResult(made, said["scenario"], said["numbers"], Glance.from_json(json.dumps(said["glance"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make(name: str, seeds: int = SEEDS, people: int = PEOPLE, workers: int | None = None) -> StoredResult:
    """Run a shipped scenario and return what is to be stored: the plans that the page compares first, with the same seeds."""
    question = Question.of(name)
    scenario = question.scenario()
    scale = min(1.0, people / scenario.places.people)
    round_ = Round(0, FIRM, question, scenario, scale, tuple(range(1, seeds + 1)))
    stage = Stage.build(with_no_help(scenario), scale)
    jobs = [(arm, seed) for seed in round_.seeds for arm in round_.arms]
    done = {round_.key(*job): outcome for job, outcome in outcomes(runs_of, (stage,), jobs, workers)}
    glance = glance_of(snapshot(round_, scenario, stage, round_.seeds, done))
    return StoredResult(date.today(), question.source.digest, numbers_now(), glance)


def runs_of(stage: Stage) -> Callable[[tuple[str, int]], RunOutcome]:
    """Return what makes one run, in a worker."""
    return lambda job: stage.run_one(*job)


def keep(name: str, result: StoredResult) -> Path:
    """Write a result to its file."""
    from sim.outcomes.saving import write_text

    said = {
        "made": result.made.isoformat(), "scenario": result.scenario, "numbers": result.numbers,
        "glance": json.loads(result.glance.to_json()),
    }  # fmt: skip
    return Path(write_text(file_of(name), json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"))


def main(names: Sequence[str]) -> None:
    """Make the stored results of these scenarios, or of all."""
    for name in names or shipped():
        print(keep(name, make(name)))


if __name__ == "__main__":
    # Workers import what they run by the name of its module, which `__main__` is not.
    import_module("sim.dashboard.stored_result").main(sys.argv[1:])
