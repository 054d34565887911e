"""Does `healing` do what its help says, and does each mistake end in plain words and a documented exit code?"""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.cli.app import RENAMED
from sim.cli.exit_codes import EXIT_CODES
from sim.cli.progress import lines
from sim.outcomes.words import clock

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--seeds", "2", "--weeks", "6", "--scale", "0.4", "--workers", "1")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, so that `out/` lands there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def healing(*typed: str) -> Result:
    result = CliRunner().invoke(app, list(typed), prog_name="healing")
    assert "Traceback" not in result.output
    return result


def process(*typed: str, stdout: object = subprocess.PIPE) -> subprocess.Popen[str]:
    def hear_ctrl_c() -> None:
        # A shell that starts the tests in the background has them, and all they start, ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    return subprocess.Popen(
        [sys.executable, "-m", "sim", *typed],
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=hear_ctrl_c if os.name == "posix" else None,  # noqa: PLW1509
    )


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """One small comparison that several tests look at."""
    folder = tmp_path_factory.mktemp("compared") / "town"
    result = CliRunner().invoke(app, ["compare", "minimal", *SMALL, "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder, result


# --- looking ---


def test_healing_alone_shows_examples_first() -> None:
    result = healing()
    assert result.exit_code == 0
    assert result.stdout.index("healing demo") < result.stdout.index("Commands:")


def test_help_shows_examples_and_every_exit_code() -> None:
    result = healing("--help")
    assert result.exit_code == 0
    assert all(meaning in result.stdout for meaning in EXIT_CODES.values())


def test_each_command_says_what_it_does() -> None:
    named = re.search(r"Commands: (.*)", healing().stdout)
    assert named
    for command in named[1].split(", "):
        result = healing(command, "--help")
        assert result.exit_code == 0 and f"Usage: healing {command}" in result.stdout


@pytest.mark.parametrize("group", ["study", "plan", "explain"])
def test_each_subcommand_says_what_it_does(group: str) -> None:
    command = get_command(app).commands[group]  # type: ignore[attr-defined]
    for name in command.commands:
        result = healing(group, name, "--help")
        assert result.exit_code == 0 and f"Usage: healing {group} {name}" in result.stdout


@pytest.mark.parametrize("old", sorted(RENAMED))
def test_old_names_are_hidden_and_lead_to_the_new_ones(old: str) -> None:
    result, new = healing(old, "--help"), RENAMED[old]
    assert result.exit_code == 0 and f"`healing {old}` is now `healing {new}`" in result.stderr
    assert result.stdout == healing(*new.split(), "--help").stdout
    listed = re.search(r"Commands: (.*)", healing().stdout)
    assert listed and old not in listed[1].split(", ")


def test_the_old_trial_prints_what_it_did() -> None:
    result = healing("trial", "tf_cbt", "--seeds", "1", "--json", "--quiet")
    assert "is now `healing evaluate --trial tf_cbt`" in result.stderr
    new = healing("evaluate", "--trial", "tf_cbt", "--seeds", "1", "--json", "--quiet")
    assert new.exit_code == 0 and new.stdout == result.stdout and new.stderr == ""


def test_explain_takes_a_name_or_a_subject(elsewhere: Path) -> None:
    assert healing("explain", "odd", "--out", "x.md").stdout == "x.md\n"
    assert (elsewhere / "x.md").read_text(encoding="utf-8").startswith("# ")
    assert healing("explain").stdout == healing("explain", "glossary").stdout
    assert json.loads(healing("explain", "--json", "stigma").stdout)["name"] == "stigma"


def test_a_new_command_is_one_new_file() -> None:
    found = {path.stem for path in (ROOT / "sim" / "cli").glob("*.py")} - {"__init__"}
    assert {f"sim.cli.{name}" for name in found} <= set(sys.modules)


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "numba", "mesa", "scipy", "matplotlib", "networkx", "rich.console")
    code = f"import sys, sim.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_list_names_the_scenarios_and_the_building_blocks() -> None:
    listed = json.loads(healing("list", "--json").stdout)
    assert {"minimal", "new_orleans", "katrina"} <= {one["name"] for one in listed["scenarios"]}
    assert "stigma" in listed["barriers"] and "pfa" in listed["interventions"]
    assert "new_orleans" in healing("list").stdout


def test_explain_answers_in_words_and_in_json() -> None:
    result = healing("explain", "stigma")
    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("value", "range", "unit", "grade", "source"))
    assert json.loads(healing("explain", "stigma", "--json").stdout)["name"] == "stigma"
    assert healing("explain", "concentration", "index").exit_code == 0


def test_explain_names_the_nearest() -> None:
    result = healing("explain", "stigmaa")
    assert result.exit_code == 2 and "'stigma'" in result.stderr


def test_new_makes_a_scenario_that_is_valid_and_spares_what_is_there(elsewhere: Path) -> None:
    assert healing("new", "my_city.toml").exit_code == 0
    assert healing("validate", "my_city.toml").stdout == "ok\n"
    assert 'numbers_from = "posterior"' in (elsewhere / "my_city.toml").read_text()
    (elsewhere / "my_city.toml").write_text("mine")
    again = healing("new", "my_city")
    assert again.exit_code == 2 and "my_city.toml is there already" in again.stderr
    assert (elsewhere / "my_city.toml").read_text() == "mine"


def test_validate_lists_every_fault(elsewhere: Path) -> None:
    healing("new", "bad.toml")
    text = (elsewhere / "bad.toml").read_text(encoding="utf-8")
    (elsewhere / "bad.toml").write_text(text.replace("slots = 8", "slots = -3").replace("weeks = 104", "wekks = 104"))
    result = healing("validate", "bad.toml")
    assert result.exit_code == 65 and result.stdout == ""
    assert "slots" in result.stderr and "Did you mean 'weeks'?" in result.stderr


def test_settings_are_shown_chosen_and_named(elsewhere: Path) -> None:
    healing("new", "town.toml")
    text = (elsewhere / "town.toml").read_text(encoding="utf-8")
    settings = '\n[setting.ours]\n[setting.theirs]\nlabel = "as they have it"\nprogramme.clinic.slots = 99\n'
    (elsewhere / "town.toml").write_text(text + settings, encoding="utf-8")
    result = healing("validate", "town.toml")
    assert result.stdout == "ok\n" and "setting theirs: as they have it" in result.stderr
    assert "(in use)" in result.stderr.splitlines()[0]
    missing = healing("run", "town.toml", "--setting", "their")
    assert missing.exit_code == 2 and "Did you mean 'theirs'?" in missing.stderr
    ran = healing("run", "town.toml", "--setting", "theirs", "--weeks", "4", "--scale", "0.2", "--json", "--quiet")
    assert json.loads(ran.stdout)["title"].endswith("(as they have it)")
    bad = text + settings + "programme.clinic.opens = 500\n"
    (elsewhere / "town.toml").write_text(bad, encoding="utf-8")
    result = healing("validate", "town.toml")
    assert result.exit_code == 65 and "town.toml (setting theirs)" in result.stderr


# --- mistakes ---


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("compare", "new_orlens"), 65, "Did you mean 'new_orleans'?"),
        (("validate", "nowhere.toml"), 65, "nowhere.toml"),
        (("validate", "."), 65, ""),
        (("run", "minimal", "--arm", "first_ade"), 2, "Did you mean 'first_aid'?"),
        (("compare", "minimal", "--seeds", "0"), 2, "seeds"),
        (("compare", "minimal", "--seeds", "-1"), 2, "seeds"),
        (("compare", "minimal", "--seeds", "many"), 2, "seeds"),
        (("run", "minimal", "--seed", "-1"), 2, "seed"),
        (("run", "minimal", "--scale", "0"), 2, "share of the city"),
        (("run", "minimal", "--scale", "1.5"), 2, "share of the city"),
        (("run", "minimal", "--scale", "nan"), 2, "share of the city"),
        (("run", "minimal", "--weeks", "1"), 2, "weeks"),
        (("run", "minimal", "--workers", "0"), 2, "No such option"),
        (("compare", "minimal", "--workers", "0"), 2, "workers"),
        (("variance", "minimal", "--seeds", "1"), 2, "at least two"),
        (("runn", "minimal"), 2, "'run'"),
        (("compare",), 2, "SCENARIO"),
        (("report", "."), 65, "no saved results"),
        (("new", "pyproject/"), 0, ""),
    ],
)
def test_mistakes_end_in_plain_words(typed: tuple[str, ...], code: int, said: str) -> None:
    result = healing(*typed)
    assert result.exit_code == code, result.output
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize("command", [("compare", "minimal"), ("run", "minimal")])
def test_a_folder_that_cannot_be_written_is_known_before_anything_runs(
    command: tuple[str, ...], elsewhere: Path
) -> None:
    (elsewhere / "taken").write_text("a file")
    for out in ("taken", "taken/below", "/proc/healing"):
        result = healing(*command, "--out", out)
        assert result.exit_code == 73 and result.stderr.startswith("Cannot write"), result.output


def test_a_mistake_of_ours_says_how_to_report_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("sim.scenario.load", broken)
    result = healing("validate", "minimal")
    assert result.exit_code == 70 and "a slip" in result.stderr and "issue" in result.stderr


def test_too_little_memory_says_what_to_try(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("sim.studies.compare.run_batch", greedy)
    result = healing("run", "minimal")
    assert result.exit_code == 70 and "--scale" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        started = process("list", stdout=full)
        said = started.communicate()[1]
    assert started.returncode == 73 and "Traceback" not in said, said


def test_a_reader_that_leaves_early_is_no_mistake() -> None:
    started = process("list", "--json")
    assert started.stdout and started.stderr
    started.stdout.close()
    said = started.stderr.read()
    assert started.wait() == 0 and said == ""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_says_what_was_saved(workers: str) -> None:
    started = process("compare", "minimal", "--seeds", "5000", "--workers", workers)
    assert started.stderr
    said = ""
    while " runs" not in said:
        line = started.stderr.readline()
        assert line, f"ended by itself: {said}"
        said += line
    os.killpg(started.pid, signal.SIGINT)
    try:
        rest = started.communicate(timeout=30)[1]
    finally:
        started.kill()
    assert started.returncode == 130
    assert "Stopped. Nothing was saved." in rest and "Traceback" not in rest, rest


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
@pytest.mark.parametrize("tenths", range(1, 31, 2))
def test_ctrl_c_ends_with_the_same_words_at_any_moment(tenths: int, elsewhere: Path) -> None:
    started = process("compare", "minimal", "--seeds", "5000", "--workers", "2")
    time.sleep(tenths / 10 + 0.05)
    os.killpg(started.pid, signal.SIGINT)
    try:
        said = started.communicate(timeout=60)[1]
    finally:
        started.kill()
    assert started.returncode == 130, said
    assert said.endswith("Stopped. Nothing was saved.\n") and said.count("Stopped") == 1
    assert "Traceback" not in said and "Error" not in said and "ignored" not in said


# --- running ---


def test_compare_prints_who_is_left_behind(compared: tuple[Path, Result]) -> None:
    stdout = compared[1].stdout
    for word in ("Clinic alone", "Clinic and first aid", "Worst-off group", "Concentration index", "Ratio", "Gap"):
        assert word in stdout


def test_compare_writes_everything_and_says_where(compared: tuple[Path, Result]) -> None:
    folder, result = compared
    assert str(folder / "report.html") in result.stderr
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"report.html", "results.npz", "results.json", "tables/equity.csv", "tables/cascade.csv"} <= written
    assert any(name.endswith(".png") for name in written)
    assert not [name for name in written if name.endswith(".part")]
    with (folder / "tables" / "equity.csv").open(encoding="utf-8") as table:
        assert {row["arm"] for row in csv.DictReader(table)} == {"usual_care", "first_aid"}


def test_progress_goes_to_stderr(compared: tuple[Path, Result]) -> None:
    assert "6 of 6 runs" in compared[1].stderr
    assert "of 4 runs" not in compared[1].stdout


def test_report_can_be_written_again_from_the_folder_alone(compared: tuple[Path, Result], elsewhere: Path) -> None:
    folder = compared[0]
    result = healing("report", str(folder), "--out", "again")
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(Path("again") / "report.html")
    assert (elsewhere / "again" / "report.html").stat().st_size > 10_000


def test_damaged_results_are_refused(compared: tuple[Path, Result], elsewhere: Path) -> None:
    (elsewhere / "results.json").write_bytes((compared[0] / "results.json").read_bytes())
    (elsewhere / "results.npz").write_bytes((compared[0] / "results.npz").read_bytes()[:-9])
    result = healing("report", ".")
    assert result.exit_code == 65 and "changed since" in result.stderr


def test_json_is_json_and_quiet_is_quiet() -> None:
    result = healing("compare", "minimal", *SMALL, "--json", "--quiet")
    assert result.exit_code == 0 and result.stderr == ""
    told = json.loads(result.stdout)
    assert set(told["arms"]) == {"usual_care", "first_aid"} and told["seeds"] == [1, 2]
    assert {"level", "gap", "ratio", "concentration_index"} <= set(told["equity"][0])


def test_run_runs_one_plan_once(elsewhere: Path) -> None:
    result = healing("run", "minimal", "--arm", "first_aid", "--seed", "7", "--weeks", "6", "--json", "--out", "one")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert list(told["arms"]) == ["first_aid"] and told["seeds"] == [7]
    assert (elsewhere / "one" / "results.json").is_file()


def test_the_same_run_twice_gives_the_same_words() -> None:
    typed = ("run", "minimal", "--weeks", "6", "--scale", "0.4", "--json", "--quiet")
    assert healing(*typed).stdout == healing(*typed).stdout


def test_variance_prints_how_much_the_same_streams_help() -> None:
    result = healing("variance", "minimal", *SMALL)
    assert result.exit_code == 0, result.output
    assert "Variance reduced" in result.stdout and "times" in result.stdout
    assert "Share of parameters" not in result.stdout


def test_variance_parts_the_spread_if_parameters_are_drawn() -> None:
    result = healing("variance", "minimal", *SMALL, "--numbers", "posterior")
    assert result.exit_code == 0, result.output
    assert "Share of parameters" in result.stdout and "parameters drawn for each seed" in result.stderr
    told = json.loads(healing("variance", "minimal", *SMALL, "--numbers", "posterior", "--json", "--quiet").stdout)
    assert {"spread_luck", "spread_both", "from_numbers", "change_from_numbers"} <= set(told["spread"][0])


def test_the_interval_is_said_for_what_it_holds() -> None:
    typed = ("minimal", *SMALL[2:], "--numbers", "posterior")
    assert "calibrated numbers; " in " ".join(healing("compare", "--seeds", "2", *typed).stdout.split())
    told = json.loads(healing("run", *typed[:-4], *typed[-2:], "--json", "--quiet").stdout)
    assert told["drawn"]["calibrated"] > 0 and told["interval"].startswith("luck and what is not known about")
    assert healing("compare", "minimal", "--numbers", "guesses").exit_code == 2


# --- progress ---


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (125, "2 min 5 s"), (4200, "1 h 10 min")]
)
def test_times_read_as_people_say_them(seconds: float, said: str) -> None:
    assert clock(seconds) == said


def test_lines_come_now_and_then_and_at_the_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter([0.0, 4.0, 4.5, 6.0, 7.0, 11.0, 12.0])
    monkeypatch.setattr("sim.cli.progress.time.monotonic", lambda: next(now))
    tick = lines()
    for done in range(1, 7):
        tick(done, 6)
    told = "3 of 6 runs\n5 of 6 runs, about 2 s left\n6 of 6 runs, 12 s in total\n"
    assert capsys.readouterr().err == told
