"""Does a folder hold the comparison that was run and nothing of an earlier one, and are words printed as they were written?"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim.cli.output import Marked, faint, print_table
from sim.outcomes.results import FINAL, FLOWS, STATES, unit_of
from sim.report.folder import Folder, as_loaded, columns_of, remove_earlier, tables, write_scenario, write_tables
from sim.scenario import load, scenario_folder
from tests.fake_results import fake_results

WORDS = ["Plan [/b] closing", "Clinic [north]", "Clinic [/i] aid", "[bold]", "[link=x]y[/link]", "\\[dim]"]


@pytest.mark.parametrize("words", WORDS)
def test_brackets_are_printed_as_they_were_written(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(words, ["Plan", words], [[words, Marked(f"1 {faint('2')}")], None], note=words)
    said = capsys.readouterr().out
    assert said.count(words) == 4 and "[dim]2" not in said


def test_the_scenario_that_was_run_is_kept_whoever_edits_it_meanwhile(tmp_path: Path) -> None:
    source = tmp_path / "mine.toml"
    before = (scenario_folder() / "minimal.toml").read_bytes()
    source.write_bytes(before)
    files = as_loaded(load(source))
    source.write_text("title = 'something else'\n", encoding="utf-8")
    write_scenario(Folder(tmp_path / "out"), files)
    assert (tmp_path / "out" / "scenario" / "mine.toml").read_bytes() == before


def test_nothing_of_an_earlier_comparison_stays(tmp_path: Path) -> None:
    two, one = (fake_results(arms=arms, seeds=2, weeks=8, people=200, places=2) for arms in (2, 1))
    folder = Folder(tmp_path)
    write_tables(folder, two)
    for name in (
        "figures/differences.png",
        "scenario/earlier.toml",
        "brief.pdf",
        "tables/of_my_own.csv",
        "figures/of_my_own.png",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"earlier")
    assert (tmp_path / "tables" / "paired.csv").is_file()
    remove_earlier(folder, {})
    write_tables(folder, one)
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert "tables/paired.csv" not in left and "tables/headline.csv" in left
    assert not left & {"figures/differences.png", "scenario/earlier.toml", "brief.pdf"}
    assert {"tables/of_my_own.csv", "figures/of_my_own.png"} <= left, "what others put there is theirs"


def test_every_column_of_every_table_has_a_definition_that_is_a_sentence() -> None:
    told = columns_of(tables(fake_results(arms=2, seeds=2, weeks=8, people=200, places=2)))
    assert (told["definition"].str.len() > 10).all() and told["definition"].str.endswith((".", ")")).all()
    assert (told["definition"].str.lower() != told["column"]).all()
    units = told.drop_duplicates("column").set_index("column")["unit"]
    assert units["dalys_averted"] == "years" and units["median_wait"] == units["mean_weeks"] == "weeks"


def test_counts_have_the_units_they_are_counted_in() -> None:
    assert {name: unit_of(name) for name in ("dalys", "wait_weeks", "cost", "need", "sessions_clinic")} == {
        "dalys": "years", "wait_weeks": "weeks", "cost": "USD", "need": "residents", "sessions_clinic": "sessions",
    }  # fmt: skip
    assert all("score" in unit_of(name) for name in ("severity", "healing", "growth", "agency", "whole"))
    assert all(unit_of(name) == "weeks" for name in FINAL if name.endswith("_weeks"))
    assert all(unit_of(name) for name in {**STATES, **FLOWS, **FINAL})


FULL = """
import sys
from sim.cli.exit_codes import leave_if_not_printed, reader_may_leave
import typer
with reader_may_leave():
    print("x" * 100_000)
print("gone on", file=sys.stderr)
try:
    leave_if_not_printed()
except typer.Exit as left:
    sys.exit(left.exit_code)
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_stdout_costs_no_report() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", FULL], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 73 and "gone on" in done.stderr and "Traceback" not in done.stderr


def test_few_seeds_are_said_to_give_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    from sim.cli.summary import print_headline

    print_headline(fake_results(arms=2, seeds=4, weeks=8, people=200, places=2))
    assert "Fewer than 6 seeds of each plan: no verdicts." in " ".join(capsys.readouterr().out.split())
    print_headline(replace(fake_results(arms=2, seeds=6, weeks=8, people=200, places=2)))
    assert "no verdicts" not in capsys.readouterr().out
