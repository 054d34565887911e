"""Do analyse, barriers and optimise say on a tiny town what they promise, with figures that can be drawn?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import load
from sim.cli import app
from sim.studies.analysis.barriers import barriers_of, contributions, experiment_for
from sim.studies.sweep import read, sweep

pytest.importorskip("pyarrow")
SMALL = {"scenario": "minimal", "scale": 0.2, "weeks": 6}


def typed(*words: object) -> str:
    """What a command prints on stdout; it must end well."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of nine points."""
    folder = tmp_path_factory.mktemp("swept")
    lever = {"programme.clinic.slots": {"low": 4, "high": 40}, "barriers.cost.effect": {}}
    sweep({**SMALL, "seeds": 1, "design": {"kind": "grid"}, "lever": lever}, folder / "runs", workers=0)
    return folder


def test_analyse_prints_writes_and_draws(swept: Path) -> None:
    said = json.loads(
        typed("study", "analyse", swept / "runs", "--json", "--csv", swept / "csv", "--figure", swept / "png")
    )
    assert set(said["tables"]) == {"differences", "gap differences", "regret", "conditions"}
    assert "widens the gap in prevalence_end at" in " ".join(said["says"])
    assert {path.name for path in (swept / "csv").iterdir()} == {
        "differences.csv", "gap_differences.csv", "regret.csv", "conditions.csv"
    }  # fmt: skip
    assert (swept / "png" / "conditions.png").read_bytes().startswith(b"\x89PNG")
    assert "Regret and robustness" in typed("study", "analyse", swept / "runs")


def test_analyse_says_what_a_sweep_did_not_keep(swept: Path) -> None:
    result = CliRunner().invoke(app, ["study", "analyse", str(swept / "runs"), "--measure", "serious"])
    assert result.exit_code == 2 and "measures that are kept" in result.output


def test_contributions_of_barriers_sum_to_the_gap_with_all_less_the_gap_with_none(tmp_path: Path) -> None:
    names = barriers_of(load("minimal"), "usual_care")
    assert "cost" in names and "digital" not in names
    asked = experiment_for("minimal", "usual_care", 2, 0.2, 6)
    # Three of the barriers are enough here: eight sets instead of 128.
    kept = list(asked["lever"])[:3]
    there = {path: asked["lever"][path]["values"][-1] for path in kept}
    asked["lever"] = {p: {"values": [there[p] if s >> i & 1 else 0.0 for s in range(8)]} for i, p in enumerate(kept)}
    sweep(asked, tmp_path, workers=0)
    found = contributions(read(tmp_path), "reach").set_index("barrier")["contribution"]
    assert found.iloc[:3].sum() == pytest.approx(found["all together"])
    assert found["all together"] == pytest.approx(found["gap with all"] - found["gap with none"])
    assert np.isfinite(found).all()


@pytest.mark.slow
def test_optimise_is_the_same_twice_and_keeps_within_the_budget(tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    words = ("optimise", "minimal", "--budget", 1000, "--scale", 0.2, "--weeks", 8, "--seeds", 1, "--new-seeds", 2, "--population", 4,
             "--generations", 2, "--workers", 1, "--quiet", "--json")  # fmt: skip
    first = typed(*words, "--out", tmp_path / "one")
    assert first == typed(*words, "--out", tmp_path / "two")
    plans = json.loads(first)["plans"]
    assert {"Nothing more", "Equal split", "All Clinic therapy"} <= {plan["plan"] for plan in plans}
    assert all(plan["bought"] <= 1000 for plan in plans)
    assert (tmp_path / "one" / "front.png").read_bytes().startswith(b"\x89PNG")
