"""Does a new weekly measure touch one file? It is added in a copy of the package; results, tables, figures and explanations have it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENTRY = '    "tired": WeeklyMeasure("residents far above the cut-off", "tired", column="severity", at_least=1.25, headline=True),\n'
ASKED = """
from dataclasses import replace
from importlib.util import find_spec

import sim
from sim.outcomes import OUTCOMES, equity_table, headline
from sim.outcomes.registry import HEADLINE
from sim.cli.summary import quoted_columns, spoken
from sim.report.figures import differences, fan
from sim.report.text.tables import changes, compared, weeks
from sim.reference import lookup
from sim.studies.sweep.measures import known_measures

assert sim.__file__.startswith(HERE), sim.__file__
plan = sim.load("minimal")
# Without programmes: some kernels of care cannot yet be run uncompiled.
bare = replace(plan, arms={name: replace(arm, programmes=()) for name, arm in plan.arms.items()})
results = sim.compare(bare, seeds=1, weeks=1, scale=0.3, workers=1)
tired, g = results.weekly["tired"], results.group("all", "all")
places = results.members("place")
assert tired.shape == results.weekly["cases"].shape and tired.sum() > 0
assert (tired[..., places].sum(axis=-1) == tired[..., g]).all() and (tired[..., g] <= results.people[g]).all()
assert "tired_end" in HEADLINE and OUTCOMES["tired_end"].label == "Tired"
assert "tired" in set(results.frame()["measure"])
assert {"tired_end", "tired_end_low"} <= set(headline(results)) and "tired_end" in set(equity_table(results)["outcome"])
assert "Tired" in compared(results).head and "Tired" in [row[0] for row in changes(results).rows]
assert any("tired" in row[0] for row in weeks(results).rows)
assert "tired_end" in quoted_columns() and "tired_end" in spoken()
titles = [axes.get_title(loc="left") + axes.get_title() for axes in differences(results).axes]
assert any("Tired" in title for title in titles)
assert "tired" in fan(results, "tired").get_supylabel()
assert {"tired", "tired_end"} <= set(lookup.names())
assert {"tired", "tired_end"} <= set(known_measures(sim.load("minimal")))
if find_spec("htmltools"):
    from sim.dashboard.answers import shown

    assert "tired_end" in shown()
"""


def test_a_new_weekly_measure_is_one_entry(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    file = tmp_path / "sim" / "outcomes" / "weekly.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("WEEKLY = {\n", f"WEEKLY = {{\n{ENTRY}", 1), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"HERE = {str(tmp_path)!r}\n{ASKED}"], cwd=tmp_path, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
