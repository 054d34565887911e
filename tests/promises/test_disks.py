"""Promises 5, 6 and 8: is a disk failure reported, is damage noticed, and does anything go where it should not, or run?"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.cli.exit_codes import NO_WRITING
from sim.outcomes import saving
from sim.outcomes.results import Results
from sim.scenario import ScenarioFaults, load, loads
from sim.studies.sweep import points, read, resume, sweep
from sim.studies.sweep.execution import OtherSweepError
from tests.promises.bad_input import full_text
from tests.promises.disks import FORBIDDEN, audited, damaged_results, snapshot, which_fail
from tests.studies.sweep.world import TINY, files_of

RUNNER = CliRunner()
QUICK = ["--weeks", "4", "--seeds", "1", "--scale", "0.2", "--workers", "1", "--quiet"]


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.compare("minimal", seeds=2, weeks=4, scale=0.2, workers=1)


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("promises") / "tiny"
    sweep(TINY, folder, workers=0)
    return folder


# Promise 5: whichever call fails.


def test_whichever_call_fails_results_are_old_or_new_and_never_half(results: Results, tmp_path: Path) -> None:
    older = sim.compare("minimal", seeds=1, weeks=4, scale=0.2, workers=1)
    saving.save_results(older, tmp_path)
    old = snapshot(tmp_path)
    failed = 0
    for _, problem in which_fail(lambda: saving.save_results(results, tmp_path)):
        if problem is not None:
            failed += 1
            assert isinstance(problem, OSError)
            try:
                assert saving.load_results(tmp_path).seeds in ((1,), (1, 2))
            except saving.DamagedResultsError as said:
                # New counts beside old names: said, and never read as results.
                assert "changed" in str(said)
            assert not list(tmp_path.rglob("*.part"))
        for name, content in old.items():
            (tmp_path / name).write_bytes(content)
    assert failed >= 6


def test_whichever_call_fails_the_command_says_so_in_words(tmp_path: Path) -> None:
    target = tmp_path / "my_city.toml"
    codes = []
    for _, problem in which_fail(
        lambda: codes.append(RUNNER.invoke(app, ["new", str(target)], catch_exceptions=False))
    ):
        assert problem is None
        target.unlink(missing_ok=True)
    for ended in codes[:-1]:
        assert ended.exit_code == NO_WRITING and "Cannot write" in ended.stderr and "Traceback" not in ended.stderr
    assert codes[-1].exit_code == 0 and len(codes) > 3


def test_whichever_call_fails_a_sweep_goes_on_to_the_same_files(swept: Path, tmp_path: Path) -> None:
    whole = files_of(swept)
    for k, problem in which_fail(lambda: sweep(TINY, tmp_path / "sweep", workers=0)):
        assert problem is None or isinstance(problem, OSError | ScenarioFaults), k
        found = tmp_path / "sweep"
        assert all(whole[name] == content for name, content in files_of(found).items() if not name.endswith(".part"))
        assert resume(found, workers=0).left == 0 if (found / "manifest.json").exists() else True
        if problem is None:
            break
        if k > 24:
            # Every kind of file has had its turn by now; tests/studies/sweep/test_nothing_lost.py goes through all calls.
            break
        shutil.rmtree(found, ignore_errors=True)
    sweep(TINY, tmp_path / "sweep", workers=0)
    assert files_of(tmp_path / "sweep") == whole


@pytest.mark.filterwarnings("ignore:This process")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits are set in a process of its own")
@pytest.mark.parametrize("limit", [0, 300, 5000, 60_000])
def test_a_full_disk_ends_a_comparison_with_its_code_and_leaves_the_old_one(
    limit: int, results: Results, tmp_path: Path
) -> None:
    saving.save_results(results, tmp_path / "out")
    old = snapshot(tmp_path / "out")
    child = os.fork()
    if not child:
        code = 99
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            code = RUNNER.invoke(
                app, ["run", "minimal", *QUICK[:2], *QUICK[4:6], "--out", str(tmp_path / "out")]
            ).exit_code
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in ((NO_WRITING,) if limit < 60_000 else (0, NO_WRITING))
    now = snapshot(tmp_path / "out")
    assert limit >= 5000 or all(now[name] == content for name, content in old.items())
    assert not [name for name in now if name.endswith(".part")]


# Promise 6: damage.


@pytest.mark.parametrize(("flips", "cuts"), [(60, 20), pytest.param(500, 100, marks=pytest.mark.slow)])
def test_damage_to_saved_results_is_noticed(flips: int, cuts: int, results: Results, tmp_path: Path) -> None:
    assert damaged_results(tmp_path, results, random.Random(flips), flips, cuts) == []


def test_other_results_and_a_newer_format_are_noticed(results: Results, tmp_path: Path) -> None:
    saving.save_results(results, tmp_path / "a")
    saving.save_results(sim.compare("minimal", seeds=1, weeks=4, scale=0.2, workers=1), tmp_path / "b")
    shutil.copy(tmp_path / "b" / saving.COUNTS, tmp_path / "a" / saving.COUNTS)
    with pytest.raises(saving.DamagedResultsError):
        saving.load_results(tmp_path / "a")
    newer = (tmp_path / "b" / saving.NAMES).read_text(encoding="utf-8").replace('"version": 2', '"version": 3')
    (tmp_path / "b" / saving.NAMES).write_text(newer, encoding="utf-8")
    with pytest.raises(saving.DamagedResultsError, match="not saved by this version"):
        saving.load_results(tmp_path / "b")
    for name in (saving.COUNTS, saving.NAMES):
        (tmp_path / "b" / name).write_bytes(b"")
        with pytest.raises(saving.DamagedResultsError):
            saving.load_results(tmp_path / "b")


def test_results_saved_before_names_had_a_digest_are_still_read(results: Results, tmp_path: Path) -> None:
    import json

    saving.save_results(results, tmp_path)
    names = json.loads((tmp_path / saving.NAMES).read_text(encoding="utf-8"))
    del names["names_sha256"]
    (tmp_path / saving.NAMES).write_text(json.dumps({**names, "version": 1}))
    assert saving.load_results(tmp_path).arms == results.arms


def test_a_sweep_of_a_newer_format_is_said(swept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(shutil.copytree(swept, tmp_path / "sweep"))
    monkeypatch.setattr("sim.studies.sweep.plan.FORMAT", 2)
    with pytest.raises((saving.DamagedResultsError, OtherSweepError)):
        sweep(TINY, folder, workers=0)


# Promise 8: nothing goes elsewhere, nothing runs.

NAMES = [
    "../up",
    "../../../etc/passwd",
    "/etc/passwd",
    "a/b",
    "con",
    "nul.toml",
    "x" * 300,
    ".",
    "..",
    "a\\b",
    "a b",
    "é" * 100,
    "-rf",
    "~",
    "$HOME",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_of_any_name_is_kept_inside_its_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    text = full_text()
    try:
        plan = loads(text, name=name)
    except ScenarioFaults:
        return
    assert plan.name.replace("_", "").isalnum() and plan.name.isascii() and len(plan.name) <= 60


def test_names_in_a_file_that_want_to_go_elsewhere_are_refused() -> None:
    for name in NAMES:
        for kind in ("programme.clinic", "arm.usual_care", "setting.other", "policy.rides", "stratum.home"):
            head, tail = kind.split(".")
            quoted = name.replace("\\", "\\\\")
            if name in ("con", "x"):
                continue
            with pytest.raises(ScenarioFaults):
                loads(
                    full_text()
                    .replace(f"[{kind}]", f'[{head}."{quoted}"]')
                    .replace(f"[{kind}.", f'[{head}."{quoted}".')
                )
            assert tail


@pytest.mark.slow
def test_a_comparison_writes_into_its_folder_and_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep" / "in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "in")
    (tmp_path / "my town.toml").write_text(
        (sim.scenario.scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    )
    before = snapshot(tmp_path)
    result = RUNNER.invoke(app, ["compare", "../../my town.toml", *QUICK])
    assert result.exit_code == 0, result.stderr
    made = snapshot(tmp_path).keys() - before.keys()
    assert made and all(name.startswith("deep/in/out/my_town/") for name in made), made


def test_a_link_where_a_file_would_go_is_replaced_and_not_followed(results: Results, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / saving.COUNTS).symlink_to(tmp_path / "precious")
    saving.save_results(results, tmp_path / "out")
    assert (tmp_path / "precious").read_text() == "mine"
    assert saving.load_results(tmp_path / "out").seeds == (1, 2)


def test_reading_data_runs_no_code(results: Results, swept: Path, tmp_path: Path) -> None:
    saving.save_results(results, tmp_path)
    for warm in (False, True):
        with audited() as heard:
            load("minimal")
            loads(full_text())
            saving.load_results(tmp_path)
            read(swept)
            points(swept)
        if warm:
            assert heard and [event for event in heard if event[0].startswith(FORBIDDEN)] == []


def test_a_pickle_among_the_counts_is_not_loaded(results: Results, tmp_path: Path) -> None:
    import hashlib
    import json

    import numpy as np

    class Runs:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "was here"),)

    saving.save_results(results, tmp_path)
    np.savez(tmp_path / saving.COUNTS, people=np.array([Runs()], dtype=object), allow_pickle=True)
    names = json.loads((tmp_path / saving.NAMES).read_text(encoding="utf-8"))
    digest = hashlib.sha256((tmp_path / saving.COUNTS).read_bytes()).hexdigest()
    del names["names_sha256"]
    names["counts_sha256"] = digest
    (tmp_path / saving.NAMES).write_text(json.dumps({**names, "names_sha256": saving.digest_of(names)}))
    with pytest.raises(saving.DamagedResultsError, match="not results of this version"):
        saving.load_results(tmp_path)
    assert not (tmp_path / "was here").exists()
