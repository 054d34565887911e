"""Does a sweep visit what it says, and say what came out? Tables against single runs of the same model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import sim
from sim.outcomes.registry import levels
from sim.scenario.source import ScenarioSource
from sim.studies.compare import run
from sim.studies.sweep import about, failures, points, read, sweep
from tests.studies.sweep.world import TINY, files_of


def test_each_run_is_the_run_that_the_model_makes_alone(done: Path) -> None:
    table = read(done)
    levers = points(done)
    for point, arm, seed in ((0, "usual_care", 1), (3, "first_aid", 2)):
        over = {path: levers.loc[point, path] for path in TINY["lever"]}
        over["programme.clinic.slots"] = int(over["programme.clinic.slots"])
        alone = run(ScenarioSource.of("minimal").scenario(over), arm, seed, 0.1, 6)
        rows = table[(table["point"] == point) & (table["arm"] == arm) & (table["seed"] == seed)]
        for measure in ("prevalence_end", "reach", "weeks_as_case"):
            expected = levels(alone, measure)[0][0, 0]
            for group in (("all", "all"), ("income", "poorest fifth")):
                one = rows[(rows["measure"] == measure) & (rows["stratum"] == group[0]) & (rows["group"] == group[1])]
                np.testing.assert_array_equal(one["value"], [expected[alone.group(*group)]])


def test_the_table_is_long_and_tidy(done: Path) -> None:
    table = read(done)
    assert list(table.columns) == [
        "run_id", "point", "arm", "seed", "week", "stratum", "group", "measure", "value",
        "stress.distress.recovery_rate", "programme.clinic.slots",
    ]  # fmt: skip
    assert not table.duplicated(["run_id", "week", "stratum", "group", "measure"]).any()
    assert list(table["run_id"].unique()) == list(range(16))
    assert list(table["arm"].cat.categories) == ["usual_care", "first_aid"]
    assert table.attrs == {"runs": 16, "done": 16}
    only = read(done, measures=["reach"], strata=["all"])
    assert len(only) == 16 and set(only["measure"]) == {"reach"}


def test_paired_runs_share_their_seeds(done: Path) -> None:
    runs = read(done, measures=["people"], strata=["all"])
    assert runs.groupby(["point", "arm"], observed=True)["seed"].apply(list).map(tuple).unique().tolist() == [(1, 2)]


def test_the_folder_says_what_was_asked(done: Path) -> None:
    asked = about(done)
    assert [lever.path for lever in asked.levers] == list(TINY["lever"])
    assert (asked.levers[1].low, asked.levers[1].high, asked.levers[1].whole) == (4, 12, True)
    assert asked.source.digest == ScenarioSource.of("minimal").digest
    assert failures(done) == {}


def test_a_sweep_may_be_called_by_its_package(tmp_path: Path, done: Path) -> None:
    told = sim.sweep(TINY, tmp_path, workers=0)
    assert told.made == 16 and files_of(tmp_path) == files_of(done)


def test_workers_leave_the_same_files_as_none(tmp_path: Path, done: Path) -> None:
    sweep(TINY, tmp_path, workers=2)
    assert files_of(tmp_path) == files_of(done)
