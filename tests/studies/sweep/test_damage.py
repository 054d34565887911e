"""Is damage noticed? Bit flips, truncations, swapped, empty, renamed and foreign files: none is a result, and only those run again."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from sim.outcomes.saving import DamagedResultsError
from sim.studies.sweep import about, points, read, resume, sweep
from sim.studies.sweep.execution import OtherCodeError, OtherSweepError, opened
from sim.studies.sweep.status import status
from sim.studies.sweep.store import Store, read_manifest
from tests.studies.sweep.world import TINY, files_of


@pytest.fixture
def folder(done: Path, tmp_path: Path) -> Path:
    """A copy of the tiny sweep, to be changed."""
    return Path(shutil.copytree(done, tmp_path / "sweep"))


def runs_of(folder: Path) -> list[Path]:
    return sorted((folder / "runs").rglob("*.parquet"))


def test_every_bit_flip_and_every_truncation_is_noticed(folder: Path) -> None:
    luck, (plan, store) = random.Random(1), opened(folder)
    path = runs_of(folder)[5]
    run, content = store.run_of(path), path.read_bytes()
    assert run == 5 and store.is_whole(path, run)
    for _ in range(1000):
        bit = luck.randrange(8 * len(content))
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        assert not store.is_whole(path, run)
    for _ in range(200):
        path.write_bytes(content[: luck.randrange(len(content))])
        assert not store.is_whole(path, run)
    assert store.scan(len(plan)).damaged == [path]


def test_only_what_is_damaged_is_run_again(folder: Path, done: Path) -> None:
    paths = runs_of(folder)
    swapped, other = paths[1].read_bytes(), paths[2].read_bytes()
    paths[1].write_bytes(other)
    paths[2].write_bytes(swapped)
    paths[3].write_bytes(b"")
    paths[4].unlink()
    paths[6].rename(paths[6].with_name(paths[6].name.replace("0000006", "0000007")))
    (paths[8].parent / f".{paths[8].name}.123.part").write_bytes(b"half")
    with pytest.raises(DamagedResultsError, match="healing study resume"):
        read(folder)
    told = resume(folder, workers=0)
    assert told.made == 5
    assert files_of(folder) == files_of(done)


def test_a_file_of_another_sweep_is_not_taken_for_one_of_these(folder: Path, tmp_path: Path, done: Path) -> None:
    other = tmp_path / "other"
    sweep({**TINY, "weeks": 5}, other, workers=0)
    stranger = runs_of(other)[0]
    shutil.copy(stranger, runs_of(folder)[0].parent)
    assert resume(folder, workers=0).made == 0
    assert files_of(folder) == files_of(done)


def test_a_damaged_manifest_is_said_and_written_again(folder: Path, done: Path) -> None:
    manifest = folder / "manifest.json"
    said = manifest.read_text(encoding="utf-8")
    for broken in (
        "",
        "{}",
        "[1]",
        said[:-40],
        said.replace("first_aid", "second_aid", 1),
        said.replace('"runs": 16', '"runs": 15'),
    ):
        manifest.write_text(broken, encoding="utf-8")
        with pytest.raises(DamagedResultsError, match="keeps every run"):
            resume(folder, workers=0)
    assert sweep(TINY, folder, workers=0).made == 0
    assert read_manifest(folder)["digest"] == json.loads(said)["digest"]
    assert files_of(folder) == files_of(done)


def test_points_are_checked_and_written_again(folder: Path, done: Path) -> None:
    for broken in (b"", b"half"):
        (folder / "points.parquet").write_bytes(broken)
        with pytest.raises(DamagedResultsError, match="healing study resume"):
            points(folder)
        resume(folder, workers=0)
        assert files_of(folder) == files_of(done)


def test_reading_makes_neither_model_nor_design_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.sweep.plan.points_of", lambda _: 1 / 0)
    monkeypatch.setattr("sim.scenario.source.complete", lambda *_: 1 / 0)
    assert len(points(folder)) == 4 and read(folder).attrs["done"] == 16
    assert status(folder).done == 16 and about(folder).seeds == (1, 2)


def test_another_experiment_or_model_does_not_go_on_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OtherSweepError, match="another sweep"):
        sweep({**TINY, "seeds": 3}, folder, workers=0)
    with pytest.raises(DamagedResultsError, match="no sweep here"):
        resume(folder / "runs", workers=0)
    (folder / "manifest.json").unlink()
    with pytest.raises(OtherSweepError, match="something else"):
        sweep({**TINY, "seeds": 3}, folder, workers=0)
    sweep(TINY, folder, workers=0)
    monkeypatch.setattr("sim.studies.sweep.execution.code_digest", lambda: "0" * 32)
    with pytest.raises(OtherCodeError, match="another version"):
        resume(folder, workers=0)


def test_what_lies_beside_the_runs_stays(folder: Path, done: Path) -> None:
    note = folder / "runs" / "notes.md"
    note.write_text("mine")
    resume(folder, workers=0)
    assert note.read_text() == "mine"
    note.unlink()
    assert files_of(folder) == files_of(done)


def test_a_scan_of_many_runs_is_quick(tmp_path: Path) -> None:
    store = Store(tmp_path, "ab" * 32)
    for run in range(300):
        store.put(run, bytes(1000) + run.to_bytes(4, "big"))
    assert store.scan(300).done == 300
