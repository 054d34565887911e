"""Which run is which, and does a result belong here? Runs in a fixed order, and one digest over all that they depend on.

    run = (point * arms + arm) * seeds + seed                  all counted from 0, seeds by their place in the list

The digest is over the scenario's content, the experiment and the levers of every point. It is the key under which the files of runs
are signed (`store.py`): a file of another experiment, of another place or of an older format is not taken for one of these.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.studies.sweep.design import points_of
from sim.studies.sweep.experiment import Experiment
from sim.studies.sweep.job import Job, Point

__all__ = ["FORMAT", "SweepPlan", "code_digest", "libraries", "plain"]

# The format of the store; another format is another digest, so that old files are never misread.
FORMAT = 1
DATA = (".py", ".toml", ".csv", ".bib")


@dataclass(frozen=True)
class SweepPlan:
    """An experiment with the levers of all its points, and the digest of both with the scenario."""

    experiment: Experiment
    points: tuple[Point, ...]
    digest: str

    @classmethod
    def of(cls, experiment: Experiment) -> SweepPlan:
        """Lay out the points of an experiment."""
        points = tuple(points_of(experiment.design, experiment.levers))
        told = {"format": FORMAT, "scenario": experiment.source.digest, "asked": plain(experiment.asked())}
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        for point in points:
            digest.update(json.dumps(plain(point)).encode())
        return cls(experiment, points, digest.hexdigest())

    def __len__(self) -> int:
        return len(self.points) * self.experiment.runs_a_point

    def job(self, run: int) -> Job:
        """Return a run by its number."""
        arms, seeds = self.experiment.arms, self.experiment.seeds
        rest, seed = divmod(run, len(seeds))
        point, arm = divmod(rest, len(arms))
        return Job(run, point, arms[arm], seeds[seed], self.points[point])

    def jobs(self, runs: Iterator[int]) -> Iterator[Job]:
        """Yield runs by their numbers, one at a time."""
        return (self.job(run) for run in runs)


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: dataclasses and tuples as tables and lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


@cache
def code_digest() -> str:
    """Return a digest of the package's code and data: two machines with the same one run the same model."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in DATA):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:32]


def libraries() -> dict[str, str]:
    """Return the versions of Python and of the libraries that results may depend on."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("community-healing", "numpy", "numba", "mesa", "pandas", "pyarrow", "scipy", "SALib"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found
