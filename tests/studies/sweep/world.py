"""A sweep so small that it runs in this process in two seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.studies.sweep.plan import SweepPlan
from sim.studies.sweep.store import Store
from tests.studies.sweep.planted import Planted, content_of

TINY: dict[str, Any] = {
    "scenario": "minimal", "scale": 0.1, "weeks": 6, "seeds": 2,
    "design": {"kind": "grid", "points": 2},
    "lever": {"stress.distress.recovery_rate": {}, "programme.clinic.slots": {"low": 4, "high": 12}},
}  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a sweep's runs and points, by its name; hidden ones too."""
    found = [*(folder / "runs").rglob("*"), *(folder / "failures").rglob("*"), folder / "points.parquet"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def planted_plan(runs: int, **more: Any) -> SweepPlan:
    """A plan of planted runs, all of them seeds of one point."""
    asked = Planted(tuple(range(1, runs + 1)), **more)
    return SweepPlan(asked, ({},), "ab" * 32)  # type: ignore[arg-type]


def undisturbed(folder: Path, runs: int, **more: Any) -> dict[str, bytes]:
    """The files that planted runs leave when nothing disturbs them."""
    plan = planted_plan(runs, **more)
    store = Store(folder, plan.digest)
    for run in range(runs):
        store.put(run, content_of(run, plan.experiment.size))  # type: ignore[attr-defined]
    return files_of(folder)
