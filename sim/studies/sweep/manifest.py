"""What does a folder record about its sweep? All that was asked, resolved, and with what it was made.

The experiment is kept whole: levers with their ranges, arms and seeds by name, the tables of the scenario with its places. A plan is made
from it again, and its digest must be the one that was written.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

from sim.outcomes.own import as_saved
from sim.outcomes.saving import DamagedResultsError
from sim.scenario.source import ScenarioSource
from sim.studies.sweep.design import Design
from sim.studies.sweep.experiment import Experiment
from sim.studies.sweep.levers import Lever
from sim.studies.sweep.plan import FORMAT, SweepPlan, code_digest, libraries, plain

__all__ = ["experiment_in", "manifest_of", "other_format", "plan_in"]


def manifest_of(plan: SweepPlan, command: str, points: bytes) -> dict[str, Any]:
    """Return what to write about a sweep that begins now; `points` is the file of its points."""
    experiment = plan.experiment
    return {
        "format": FORMAT, "title": experiment.title, "digest": plan.digest, "runs": len(plan), "points": len(plan.points),
        "points_sha256": hashlib.sha256(points).hexdigest(),
        "experiment": plain({**experiment.asked(), "title": experiment.title, "time_limit": experiment.time_limit}),
        "scenario_sha256": experiment.source.digest, "scenario": json.loads(experiment.source.to_json()),
        "own_outcomes": own_outcomes(experiment),
        "code": code_digest(), "libraries": libraries(), "machine": platform.platform(), "command": command,
        "begun": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }  # fmt: skip


def own_outcomes(experiment: Experiment) -> dict[str, Any]:
    """Return what own code adds to the outcomes, for readers of the folder without that code; nothing if there is none."""
    return as_saved(experiment.scenario_at({}).code) if experiment.source.tables.get("code") else {}


def experiment_in(said: dict[str, Any]) -> Experiment:
    """Return the experiment that a manifest describes; KeyError or TypeError if a part is missing or unknown."""
    asked = dict(said["experiment"])
    levers = [
        lever | {"values": tuple(tuple(v) if isinstance(v, list) else v for v in lever["values"])}
        for lever in asked["levers"]
    ]
    lists = {name: tuple(asked[name]) for name in ("seeds", "arms", "measures", "strata")}
    design = {**asked["design"], "correlation": tuple(map(tuple, asked["design"].get("correlation", ())))}
    own = {"design": Design(**design), "levers": tuple(Lever(**lever) for lever in levers)}
    return Experiment(**{**asked, **lists, **own, "source": ScenarioSource.from_json(json.dumps(said["scenario"]))})


def other_format(folder: str | os.PathLike[str], said: dict[str, Any]) -> str:
    """Return what to say of a sweep of another version."""
    return f"{folder}: a sweep of another version (format {said.get('format')}, this one reads {FORMAT})"


def plan_in(said: dict[str, Any], folder: Path) -> SweepPlan:
    """Return the plan that a manifest describes; DamagedResultsError if this version cannot make it again."""
    if said.get("format") != FORMAT:
        raise DamagedResultsError(
            f"{folder}: a sweep of another version (format {said.get('format')}, this one writes {FORMAT})"
        )
    try:
        plan = SweepPlan.of(experiment_in(said))
    except (KeyError, TypeError, ValueError) as problem:
        raise DamagedResultsError(f"{folder}: not a sweep of this version ({problem})") from problem
    if plan.digest != said["digest"]:
        raise DamagedResultsError(
            f"{folder}: the points of the design come out otherwise than when the sweep began. Its libraries were {said['libraries']}."
        )
    return plan
