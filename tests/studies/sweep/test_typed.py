"""Do the commands say what happened, keep data on stdout and end with their codes?"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app

RUNNER = CliRunner()
TEXT = """
scenario = "minimal"
scale = 0.1
weeks = 6
seeds = 2
[design]
points = 2
[lever."stress.distress.recovery_rate"]
[lever."programme.clinic.slots"]
low = 4
high = 12
"""


def typed(*words: str | Path) -> tuple[int, str, str]:
    result = RUNNER.invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(done: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(done, tmp_path / "sweep"))


def test_a_sweep_that_is_there_is_not_run_again(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TEXT)
    code, out, said = typed("study", "sweep", tmp_path / "mine.toml", "--out", folder)
    assert (code, out) == (0, f"16 of 16 runs are in {folder}; 0 were made now\n")
    assert "4 points x 2 plans x 2 seeds = 16 runs" in said
    assert json.loads(typed("study", "resume", folder, "--json", "--quiet")[1])["done"] == 16


def test_an_estimate_comes_before_the_night(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TEXT)
    code, out, _ = typed("study", "sweep", tmp_path / "mine.toml", "--dry-run", "--workers", "2")
    assert code == 0 and "4 points, 16 runs of" in out and "with 2 workers" in out and "MB" in out
    assert not (tmp_path / "out").exists()
    found = json.loads(typed("study", "sweep", tmp_path / "mine.toml", "--dry-run", "--json")[1])
    assert found["runs"] == 16 and found["bytes"] > 16 * 1000


def test_status_counts_done_failed_and_left(folder: Path) -> None:
    assert "16 of 16 runs done, 0 failed, 0 left" in typed("study", "status", folder)[1]
    paths = sorted((folder / "runs").rglob("*.parquet"))
    paths[3].unlink()
    paths[4].write_bytes(b"half")
    paths[5].unlink()
    (folder / "failures").mkdir()
    note = {
        "run": 5,
        "kind": "raised",
        "said": "Trace\nValueError: no",
        "again": f"healing study resume {folder} --run 5",
    }
    (folder / "failures" / "0000005.json").write_text(json.dumps(note))
    code, out, said = typed("study", "status", folder)
    assert (
        code == 0
        and "13 of 16 runs done, 1 failed, 2 left" in out
        and "1 files are damaged" in out
        and "not running" in out
    )
    assert "ValueError: no" in said and f"again: healing study resume {folder} --run 5" in said
    found = json.loads(typed("study", "status", folder, "--json")[1])
    assert (found["done"], found["left"], found["at_work"]) == (13, 2, False)


def test_one_run_can_be_repeated_and_shows_its_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sorted((folder / "runs").rglob("*.parquet"))[3]
    path.unlink()
    assert typed("study", "resume", folder, "--run", "3")[:2] == (0, f"{path}\n")
    code, _, said = typed("study", "resume", folder, "--run", "99")
    assert code == 2 and "it has 0 to 15" in said
    monkeypatch.setattr("sim.studies.compare.Stage.run_one", lambda *_: 1 / 0)
    code, _, said = typed("study", "resume", folder, "--run", "3")
    assert code == 3 and "Traceback" in said and "ZeroDivisionError" in said


def test_runs_that_fail_end_with_a_code_of_their_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.studies.parallel import Here

    sorted((folder / "runs").rglob("*.parquet"))[3].unlink()
    monkeypatch.setattr("sim.studies.compare.Stage.run_one", lambda *_: 1 / 0)
    monkeypatch.setattr("sim.cli.study.engine_of", lambda *_: Here())
    code, out, said = typed("study", "resume", folder)
    assert code == 3 and "15 of 16 runs" in out
    assert "Run 3 failed (raised): ZeroDivisionError" in said and "--run 3" in said


def test_verify_repeats_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.studies.parallel import Here
    from sim.studies.sweep.worker import WorkerTown

    monkeypatch.setattr("sim.cli.study.engine_of", lambda *_: Here())
    assert "5 runs repeated: 5 identical" in typed("study", "verify", folder, "--runs", "5", "--seed", "1")[1]
    true = WorkerTown.run
    monkeypatch.setattr(WorkerTown, "run", lambda self, job: true(self, job._replace(seed=77)))
    code, _, said = typed("study", "verify", folder, "--runs", "2", "--seed", "1")
    assert code == 65 and "Different now: runs" in said


def test_faults_of_experiments_and_folders_have_their_codes(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TEXT.replace("seeds = 2", "seeds = 3"))
    code, _, said = typed("study", "sweep", tmp_path / "mine.toml", "--out", folder)
    assert code == 2 and "another sweep" in said
    (tmp_path / "mine.toml").write_text(TEXT.replace("recovery_rate", "recovery_rat"))
    code, _, said = typed("study", "sweep", tmp_path / "mine.toml", "--out", tmp_path / "new")
    assert code == 65 and "Did you mean 'stress.distress.recovery_rate'?" in said and not (tmp_path / "new").exists()
    code, _, said = typed("study", "status", tmp_path)
    assert code == 65 and "no sweep here" in said
    assert typed("study", "export", folder, "table.txt")[0] == 2


def test_tables_go_into_other_hands(folder: Path, tmp_path: Path) -> None:
    import duckdb
    import openpyxl
    import pandas as pd

    from sim.studies.sweep import read

    table = read(folder, measures=["reach", "cost"], strata=["income"])
    for name in ("t.csv", "t.parquet", "t.xlsx"):
        assert (
            typed(
                "study",
                "export",
                folder,
                tmp_path / name,
                "--measure",
                "reach",
                "--measure",
                "cost",
                "--stratum",
                "income",
            )[0]
            == 0
        )
    written = (
        pd.read_csv(tmp_path / "t.csv"),
        pd.read_parquet(tmp_path / "t.parquet"),
        pd.read_excel(tmp_path / "t.xlsx"),
    )
    for again in written:
        assert list(again.columns) == list(table.columns)
        pd.testing.assert_series_equal(again["value"], table["value"])
        assert again["group"].tolist() == table["group"].tolist()
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["values", "points", "words", "failures"]
    words = {row[1]: row for row in book["words"].iter_rows(values_only=True)}
    assert words["reach"][2] == "share of those in need" and words["cost"][2] == "USD"
    assert words["stress.distress.recovery_rate"][4].startswith(tuple(evidence.GRADES))
    files = f"{folder}/runs/*/*.parquet"
    rows, value = duckdb.sql(
        f"select count(*), sum(value) from '{files}' where measure = 'reach' and stratum = 'income'"
    ).fetchall()[0]
    assert rows == (table["measure"] == "reach").sum()
    assert value == pytest.approx(table.loc[table["measure"] == "reach", "value"].sum())


def test_an_experiment_to_change_is_one_that_runs(tmp_path: Path) -> None:
    code, out, said = typed("new", tmp_path / "mine.toml", "--experiment")
    assert code == 0 and out == f"{tmp_path / 'mine.toml'}\n" and "healing study sweep" in said
    found = json.loads(typed("study", "sweep", tmp_path / "mine.toml", "--dry-run", "--json")[1])
    assert (found["points"], found["runs"]) == (9, 72)


def test_the_page_on_clusters_is_printed() -> None:
    code, out, _ = typed("study", "cluster")
    assert code == 0 and "sbatch" in out and "KubeCluster" in out


def test_a_missing_library_is_named_with_what_to_type(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr("sim.studies.designs.find_spec", lambda name: None)
    code, _, said = typed("study", "resume", folder)
    assert code == 2 and 'pip install "pyarrow' in said


def test_publish_writes_a_folder_that_checks_itself(folder: Path, tmp_path: Path) -> None:
    code, out, _ = typed("study", "publish", folder)
    into = folder.with_name("sweep_publication")
    assert (code, out) == (0, f"{into}\n")
    sums = dict(reversed(line.split("  ")) for line in (into / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {path.name for path in into.iterdir()} - {"SHA256SUMS"}
    assert {"results.parquet", "dictionary.csv", "manifest.json", "references.bib", "README.md"} <= set(sums)
    for name, digest in sums.items():
        assert hashlib.sha256((into / name).read_bytes()).hexdigest() == digest
    assert "16 of 16 runs" in (into / "README.md").read_text() and "@" in (into / "references.bib").read_text()
    code, _, said = typed("study", "publish", folder)
    assert code == 2 and "is not empty" in said
    assert typed("study", "publish", folder, "--out", tmp_path / "again")[0] == 0
    assert (tmp_path / "again" / "SHA256SUMS").read_bytes() == (into / "SHA256SUMS").read_bytes()
