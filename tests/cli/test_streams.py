"""Is a report written whatever happens to standard output, and does nothing that was typed or read steer the terminal?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli.exit_codes import say
from sim.cli.output import print_table
from sim.inputs.csv_file import harmless
from sim.outcomes.saving import refuse_links, write_csv

SMALL = ("compare", "minimal", "--seeds", "2", "--weeks", "8", "--workers", "1", "--out")
RED = "\x1b[31mred"
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")


def shell(words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in which H is the command line."""
    line = words.replace("H ", f"{sys.executable} -m sim ")
    return subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, timeout=120, env={**os.environ, **more}, check=False
    )  # fmt: skip


@posix
@pytest.mark.parametrize(("end", "code"), [("| head -1", 0), ("| true", 0), ("> /dev/full", 73), (">&-", 73)])
def test_the_report_is_written_whatever_happens_to_standard_output(tmp_path: Path, end: str, code: int) -> None:
    out = tmp_path / "out"
    said = shell(f"(H {' '.join(SMALL)} {out}; echo code $? >&2) {end}")
    assert (out / "report.html").is_file(), said.stderr
    assert said.stderr.strip().endswith(f"code {code}") and "Traceback" not in said.stderr
    assert code == 0 or "Cannot print" in said.stderr


@posix
def test_names_are_whole_in_the_locale_c() -> None:
    said = shell("H list", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert said.returncode == 0 and "\u2500" in said.stdout


@pytest.mark.parametrize("words", [("run",), ("study", "status"), ("explain",), ("list",), ("report",), ("plan",), ()])
def test_arguments_cannot_steer_the_terminal(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*words, RED])
    assert result.exit_code == 2 and "\x1b" not in result.output and r"\x1b[31mred" in result.output


def test_what_is_printed_cannot_either(capsys: pytest.CaptureFixture[str]) -> None:
    say(RED)
    print_table(RED, ["a"], [[RED]], RED)
    said = capsys.readouterr()
    assert "\x1b" not in said.err and "\x1b" not in said.out


def test_a_scale_at_which_nobody_is_left_is_wrong_use() -> None:
    result = CliRunner().invoke(app, ["run", "minimal", "--scale", "1e-9"])
    assert result.exit_code == 2 and "none of 1,000 residents is left" in result.output


@pytest.mark.parametrize("cell", ["=1+1", "@cmd", "-2+3+cmd|' /C calc'!A0", "+cmd", "\t=1", "-x"])
def test_cells_and_headings_are_no_formulas(tmp_path: Path, cell: str) -> None:
    text = write_csv(tmp_path / "t.csv", pd.DataFrame({cell: [cell], "n": [-1.5]})).read_text(encoding="utf-8")
    back = pd.read_csv(tmp_path / "t.csv")
    assert list(back.columns) == [f"'{cell}", "n"] and back.iloc[0].tolist() == [f"'{cell}", -1.5], text


@pytest.mark.parametrize("cell", ["-1.5", "+3 (1 to 5)", "-12.5% (-20.0% to +1.0%)", "plain", 3, None])
def test_numbers_with_their_sign_stay_as_they_are(cell: object) -> None:
    assert harmless(cell) == cell


@posix
@pytest.mark.parametrize("inside", ["tables", "figures", "scenario", "runs", "runs/0000"])
def test_nothing_is_written_through_a_linked_folder(tmp_path: Path, inside: str) -> None:
    away = tmp_path / "away"
    away.mkdir()
    link = tmp_path / "out" / inside
    link.parent.mkdir(parents=True)
    link.symlink_to(away)
    with pytest.raises(OSError, match="leads elsewhere"):
        write_csv(link / "t.csv", pd.DataFrame({"a": [1]}))
    refuse_links(tmp_path / "out" / "report.html")
    assert not list(away.iterdir())
