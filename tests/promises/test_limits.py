"""Promises 12 and 13: is a town too large for the machine reported first, and does nothing use the network unasked?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app, memory
from sim.scenario import scenario_folder

ROOT = Path(__file__).resolve().parents[2]
RUNNER = CliRunner()


@pytest.fixture
def ten_million(tmp_path: Path) -> Path:
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    (tmp_path / "ten.toml").write_text(text.replace("population = 420", "population = 10_000_000"))
    return tmp_path / "ten.toml"


def test_ten_million_people_are_refused_where_there_is_no_room(
    ten_million: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 16_000_000_000)
    result = RUNNER.invoke(
        app, ["compare", str(ten_million), "--workers", "2", "--out", str(ten_million.parent / "out")]
    )
    assert result.exit_code == 2 and "Traceback" not in result.stderr
    assert "10,000,580 residents in 2 processes need about 30.0 GB of memory; 16.0 GB are free." in result.stderr
    assert "--workers 1 (10.0 GB)" in result.stderr and "--scale" in result.stderr


SWEEP = """
scenario = "ten.toml"
weeks = 4
arms = ["usual_care"]
[lever]
"programme.clinic.slots" = { low = 4, high = 8 }
"""


@pytest.mark.parametrize("words", [
    "study sweep SWEEP --out OUT", "study sweep SWEEP --out OUT --dry-run", "plan delay TEN --out OUT",
    "optimise TEN --budget 1000 --out OUT",
    "barriers TEN --out OUT", "story TEN", "run TEN --profile", "ablate financial_aid TEN",
])  # fmt: skip
def test_whatever_settles_a_town_looks_for_room_first(
    words: str, ten_million: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 4_000_000_000)
    folder = ten_million.parent
    (folder / "sweep.toml").write_text(SWEEP)
    named = {"SWEEP": folder / "sweep.toml", "TEN": ten_million, "OUT": folder / "out"}
    result = RUNNER.invoke(app, [str(named.get(word, word)) for word in words.split()])
    assert result.exit_code == 2 and "Traceback" not in result.stderr, result.stderr
    assert "10,000,580 residents in" in result.stderr and "4.0 GB are free." in result.stderr
    assert ("`scale` in the experiment at" if "SWEEP" in words else "--scale at") in result.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize("words", ["resume", "resume --run 0", "verify"])
def test_going_on_looks_for_room_first(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = {"scenario": "minimal", "scale": 0.1, "weeks": 4, "arms": ["usual_care"]}
    assert sim.sweep(tiny, tmp_path / "out", workers=0).done == 1
    monkeypatch.setattr(memory, "free_memory", lambda: 10_000)
    word, *more = words.split()
    result = RUNNER.invoke(app, ["study", word, str(tmp_path / "out"), *more])
    assert result.exit_code == 2 and "100 residents in 1 process need about" in result.stderr, result.stderr


def test_an_estimate_is_said_first_where_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: 10**12)
    assert memory.make_room(10_000_000, 1, 5) == "about 10.0 GB of memory"
    assert memory.make_room(1000, 2, 5) == ""


def test_a_system_that_does_not_say_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    assert memory.make_room(10**9, 2, 5)


def test_this_system_says() -> None:
    free = memory.free_memory()
    assert free is None or free > 10**8


# What would need the network is closed off, and everything a planner does is done.
NO_NETWORK = """
import json, sys
asked = []
def listen(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "socket.bind"):
        asked.append([event, str(given[1:])[:80]])
sys.addaudithook(listen)
from typer.testing import CliRunner
from sim.cli import app
for words in (["list"], ["validate", "minimal"], ["explain", "stigma"], ["run", "minimal", "--weeks", "4", "--scale", "0.2", "--quiet"],
              ["run", "minimal", "--weeks", "4", "--scale", "0.2", "--out", sys.argv[1], "--quiet"]):
    assert CliRunner().invoke(app, words).exit_code == 0, words
print(json.dumps(asked))
"""


@pytest.mark.slow
def test_nothing_speaks_to_the_network_unasked(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
