"""Is a packed table that unpacks to more than memory holds refused at once?"""

from __future__ import annotations

import gzip
import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import sim
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.outcomes.saving import DamagedResultsError, load_results, save_results
from sim.scenario.census.opening import read_grid


def packed(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("table.csv", content)
    return held.getvalue()


def nested(times: int) -> bytes:
    held = b"GEOID,population\n1,2\n"
    for _ in range(times):
        held = gzip.compress(held)
    return held


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip of zeros": lambda: gzip.compress(bytes(300 << 20), 1),
    "gzip of lines": lambda: gzip.compress(b"\n" * (60 << 20)),
    "zip of commas": lambda: packed(b"," * (60 << 20)),
    "commas": lambda: b"GEOID,population\n" + b"," * (50 << 20),
    "lines": lambda: b"a,b\n" * 2_500_000,
    "brackets": lambda: b"[" * 7_000_000,
    "one line": lambda: b"x" * (30 << 20),
    "packed again and again": lambda: nested(6),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_memory_is_spent(name: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(BOMBS[name]())
    start = time.process_time()
    with pytest.raises(ScenarioFaults):
        read_grid(tmp_path / "t.csv", FaultList("t.csv"))
    assert time.process_time() - start < 4.0


def test_a_table_that_is_packed_as_tables_are_is_read(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n * 7 % 1000}\n" for n in range(50_000))
    (tmp_path / "t.csv").write_bytes(gzip.compress(f"GEOID,population\n{rows}".encode()))
    assert len(read_grid(tmp_path / "t.csv", FaultList("t.csv")).rows) == 50_001


def test_results_of_a_hundred_thousand_brackets_are_damaged(tmp_path: Path) -> None:
    save_results(sim.run("minimal", weeks=4, scale=0.2), tmp_path)
    assert load_results(tmp_path).arms
    (tmp_path / "results.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(DamagedResultsError, match="not readable"):
        load_results(tmp_path)


def test_an_array_that_says_more_than_it_holds_is_damaged(tmp_path: Path) -> None:
    import hashlib

    from sim.outcomes import saving

    save_results(sim.run("minimal", weeks=4, scale=0.2), tmp_path)
    held = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "results.npz") as old, zipfile.ZipFile(held, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            new.writestr(item.filename, content.replace(b"(", b"(9999999999999, ", 1)[: len(content)])
    (tmp_path / "results.npz").write_bytes(held.getvalue())
    names = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    del names["names_sha256"]
    names["counts_sha256"] = hashlib.sha256(held.getvalue()).hexdigest()
    names["names_sha256"] = saving.digest_of(names)
    (tmp_path / "results.json").write_text(json.dumps(names), encoding="utf-8")
    with pytest.raises(DamagedResultsError):
        load_results(tmp_path)
