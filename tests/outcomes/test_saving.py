"""Do results come back from the disk the same, and does a failed write leave nothing half done?"""

from __future__ import annotations

import errno
import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.outcomes import saving
from sim.outcomes.results import FINAL, FLOWS, STATES, Results


@pytest.fixture
def results() -> Results:
    """Two arms, three seeds, four weeks and three groups of made-up counts."""
    luck = np.random.default_rng(7)
    arms, seeds, weeks, groups = 2, 3, 4, 3
    weekly = {
        name: luck.integers(0, 70_000, (arms, seeds, weeks + 1, groups)).astype(float) for name in (*STATES, *FLOWS)
    }
    weekly["severity"] = luck.random((arms, seeds, weeks + 1, groups)) * 1e6
    return Results(
        scenario="tiny", title="A tiny tówn", start=date(2005, 8, 29), weeks=weeks, scale=0.25,
        arms=("usual_care", "pfa"), arm_labels=("Usual care", "First aid"), seeds=(1, 2, 3),
        groups=(("all", "all"), ("sex", "women"), ("sex", "men")), people=np.array([100, 52, 48]),
        weekly=weekly,
        final={name: luck.random((arms, seeds, groups)) for name in FINAL},
        histograms={"wait": luck.integers(0, 9, (arms, seeds, groups, 53)).astype(float)},
        places={"lon": np.array([-90.1, np.nan]), "population": np.array([0.0, 1e9])},
        barriers=("cost",), barrier_labels=("Cost",), programmes=(), programme_labels=(),
        grades={"trial": 3, "assumed": 4},
    )  # fmt: skip


def assert_same(one: Results, other: Results) -> None:
    for item in fields(Results):
        left, right = getattr(one, item.name), getattr(other, item.name)
        if isinstance(left, dict) and item.name != "grades":
            assert left.keys() == right.keys()
            for name, values in left.items():
                assert values.dtype == right[name].dtype
                assert values.tobytes() == right[name].tobytes(), name
        elif isinstance(left, np.ndarray):
            assert left.dtype == right.dtype and left.tolist() == right.tolist()
        else:
            assert left == right and type(left) is type(right), item.name


def test_results_come_back_to_the_last_bit(results: Results, tmp_path: Path) -> None:
    paths = saving.save_results(results, tmp_path / "a" / "b")
    assert [path.name for path in paths] == [saving.COUNTS, saving.NAMES]
    assert_same(saving.load_results(tmp_path / "a" / "b"), results)


def test_saving_twice_gives_the_same_bytes(results: Results, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in saving.save_results(results, tmp_path / "one")]
    assert first == [path.read_bytes() for path in saving.save_results(results, tmp_path / "two")]


def test_names_of_seeds_may_be_numpy_numbers(results: Results, tmp_path: Path) -> None:
    saving.save_results(replace(results, seeds=tuple(np.arange(3))), tmp_path)
    assert saving.load_results(tmp_path).seeds == (0, 1, 2)


@given(arrays(np.float64, st.integers(0, 5)))
def test_compact_values_are_the_same_values(values: np.ndarray) -> None:
    small = saving.compact(values)
    assert small.astype(np.float64).tobytes() == values.tobytes()


@pytest.mark.parametrize(("top", "dtype"), [(255, "uint8"), (256, "uint16"), (70_000, "uint32"), (2.0**40, "float64")])  # fmt: skip
def test_counts_take_little_room(top: float, dtype: str) -> None:
    assert saving.compact(np.array([0.0, top])).dtype == dtype


def test_an_empty_folder_has_no_results(tmp_path: Path) -> None:
    with pytest.raises(saving.DamagedResultsError, match="no saved results"):
        saving.load_results(tmp_path)


@pytest.mark.parametrize("text", ["", "not json", "[]", "{}", '{"version": 99}', '{"version": 1}'])
def test_names_that_make_no_sense_are_refused(text: str, results: Results, tmp_path: Path) -> None:
    saving.save_results(results, tmp_path)
    (tmp_path / saving.NAMES).write_text(text)
    with pytest.raises(saving.DamagedResultsError):
        saving.load_results(tmp_path)


def test_results_without_counts_or_with_others_are_refused(results: Results, tmp_path: Path) -> None:
    saving.save_results(results, tmp_path)
    counts = tmp_path / saving.COUNTS
    counts.write_bytes(counts.read_bytes()[:-50])
    with pytest.raises(saving.DamagedResultsError, match="changed since"):
        saving.load_results(tmp_path)
    counts.unlink()
    with pytest.raises(saving.DamagedResultsError, match="missing"):
        saving.load_results(tmp_path)


def test_results_that_lack_an_axis_are_refused(results: Results, tmp_path: Path) -> None:
    saving.save_results(results, tmp_path)
    names = json.loads((tmp_path / saving.NAMES).read_text(encoding="utf-8"))
    del names["seeds"], names["names_sha256"]
    names["names_sha256"] = saving.digest_of(names)
    (tmp_path / saving.NAMES).write_text(json.dumps(names), encoding="utf-8")
    with pytest.raises(saving.DamagedResultsError, match="seeds"):
        saving.load_results(tmp_path)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saving.write_text(tmp_path / "table.csv", "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(saving.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        saving.write_text(path, "new and longer")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), saving.whole_file(tmp_path / "table.csv") as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_tables_are_plain_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"group": ["a", "b, c"], "share": [0.5, np.nan]})
    path = saving.write_csv(tmp_path / "table.csv", frame)
    assert path.read_bytes() == b'group,share\na,0.5\n"b, c",\n'
