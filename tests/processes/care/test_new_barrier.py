"""Does a new barrier with code touch two files? It is added in a copy of the package, which then explains it and meets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENTRY = """
[childcare]
label = "Childcare"
meaning = "Care that can be had only without children at hand."
hindrance = "young_age"
measures = "1 for residents below 30, else 0."
channels = ["clinic"]

[childcare.effect]
value = -1.0
low = -2.0
high = 0.0
unit = "log odds below 30"
source = "assumption"
grade = "assumed"
meaning = "Not measured."
"""
CODE = (
    ('"work_hours",\n)', '"work_hours", "young_age",\n)'),
    ("WORK_HOURS = range(len(KINDS))", "WORK_HOURS, YOUNG_AGE = range(len(KINDS))"),
    ("    return 0.0\n", "    if kind == YOUNG_AGE:\n        return 1.0 if who.age < 30 else 0.0\n    return 0.0\n"),
)
ASKED = """
import sim
from sim.engine.run import Run
from sim.processes.care.hindrances import KINDS, Asker, HindranceNumbers, hindrance
from sim.processes.care.offers import barrier_names, hurdles_of, offers_of
from sim.reference import lookup

plan = sim.load("minimal")
assert "childcare" in barrier_names(plan) and {"childcare", "young_age"} <= set(lookup.names())
world = Run(plan, "usual_care", 1, scale=0.1).world
hurdles, effects = hurdles_of(world)
b, k = list(plan.barriers).index("childcare"), list(plan.programmes).index("clinic")
channels = [programme.channel for programme in plan.programmes.values()]
assert [bool(effect) for effect in effects[:, b]] == [channel == "clinic" for channel in channels]
for age, met in ((20, 1.0), (40, 0.0)):
    who = Asker(0, 1, age, 1.5, 0, 0, 2.0, 1, 1, 1, 1, 0.5, 0.5, 0.0, 0)
    assert hindrance(hurdles[b].hindrance, 1.0, who, offers_of(world)[k], world.numbers(HindranceNumbers)) == met
"""


def test_a_new_barrier_is_an_entry_and_a_measure(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    catalogue = tmp_path / "sim" / "evidence" / "barriers.toml"
    catalogue.write_text(catalogue.read_text(encoding="utf-8") + ENTRY, encoding="utf-8")
    code = tmp_path / "sim" / "processes" / "care" / "hindrances.py"
    text = code.read_text(encoding="utf-8")
    for before, after in CODE:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    code.write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
