"""Would tests notice a small change anywhere in validators and outcome measures? Mutants by cosmic-ray, a sample of each file.

    pip install cosmic-ray==8.7.0                       not among the project's own needs
    python experiments/promises/mutants.py              a quarter of an hour on one core
    python experiments/promises/mutants.py --most 100   a larger sample

In a copy of the sources one operator, comparison, number or condition is changed at a time, and the tests of that file have to fail.
Which mutants are taken is drawn by a fixed seed. Left out are changes of `|` and `*` in annotations and signatures, which nothing runs.
What was found is kept in mutants.json: killed, survived (with place and operator), or out of time, which counts as killed.
Source: DeMillo, Lipton & Sayward 1978, Hints on test data selection, Computer 11(4):34-41, doi:10.1109/C-M.1978.218136.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOUND = HERE / "mutants.json"
PARTS = ("sim", "tests", "scenarios", "pyproject.toml", "README.md")
LEFT_OUT = ("BitOr", "_Mul_Pow", "Decorator")
TESTS = {
    "sim/outcomes/equity.py": ["tests/outcomes/test_equity.py", "tests/outcomes/test_tables.py"],
    "sim/outcomes/economics.py": ["tests/outcomes/test_economics.py"],
    "sim/outcomes/missing.py": ["tests/outcomes/test_missing.py", "tests/outcomes/test_paired.py"],
    "sim/outcomes/course.py": ["tests/outcomes/test_course.py"],
    "sim/rules.py": ["tests/test_scenario.py", "tests/test_places.py"],
    "sim/toml_file.py": ["tests/test_toml_file.py"],
    "sim/faults.py": ["tests/test_faults.py"],
}
CONFIG = """[cosmic-ray]
module-path = "{module}"
timeout = 90.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -m 'not slow' -p no:cacheprovider {tests}"
[cosmic-ray.distributor]
name = "local"
"""


def copied(folder: Path) -> Path:
    """Copy what the tests need and return where."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    return folder


def ray(folder: Path, *words: str) -> None:
    """Run cosmic-ray in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-m", "cosmic_ray.cli", *words], cwd=folder, env=environment, check=True)


def mutated(folder: Path, module: str, most: int) -> dict[str, Any]:
    """Mutate one file in many ways, each by itself, and return what its tests noticed."""
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import TestOutcome

    name = module.replace("/", "_")
    (folder / f"{name}.toml").write_text(
        CONFIG.format(module=module, python=sys.executable, tests=" ".join(TESTS[module])), encoding="utf-8"
    )
    ray(folder, "init", f"{name}.toml", f"{name}.sqlite")
    session = str(folder / f"{name}.sqlite")
    with use_db(session, WorkDB.Mode.open) as work:
        every = [
            item for item in work.work_items if not any(part in item.mutations[0].operator_name for part in LEFT_OUT)
        ]
        chosen = sorted(random.Random(2026).sample(every, min(most, len(every))), key=lambda item: item.job_id)
        work.clear()
        work.add_work_items(chosen)
    ray(folder, "exec", f"{name}.toml", f"{name}.sqlite")
    with use_db(session, WorkDB.Mode.open) as work:
        outcomes = {job: result.test_outcome for job, result in work.results}
    survived = [item.mutations[0] for item in chosen if outcomes.get(item.job_id) == TestOutcome.SURVIVED]
    told = sorted(f"line {one.start_pos[0]}, {one.operator_name.removeprefix('core/')}" for one in survived)
    return {"possible": len(every), "planted": len(chosen), "survived": told}


def main() -> None:
    """Mutate every file, print what survived and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=25, help="mutants of each file")
    parser.add_argument("--only", default="", help="files whose path holds this")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        for module in (module for module in TESTS if asked.only in module):
            found = mutated(folder, module, asked.most)
            killed = found["planted"] - len(found["survived"])
            print(f"{module}: {killed} of {found['planted']} noticed", *found["survived"], sep="\n  ", flush=True)
            kept = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
            FOUND.write_text(json.dumps({**kept, module: found}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
