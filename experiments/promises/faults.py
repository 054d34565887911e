"""Would a mistake be noticed? Faults planted one at a time in a copy of the sources, and the tests that should fail.

    python experiments/promises/faults.py                        plant all of faults.toml: half an hour on one core
    python experiments/promises/faults.py --only queue           those whose words hold `queue`
    python experiments/promises/faults.py --kind plain           without those that change a kernel, which take longest

Results are kept in planted.json, one entry per fault, so that a stopped campaign resumes. The copy keeps one cache of
compiled kernels: Numba compiles the kernels of a changed file anew, and those of other files stay, which is right as long as no other
file inlines the changed one. Faults for which it is not (`everywhere = true`) compile all anew. A test that does not end in time counts as
not run: a busy machine is no proof.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PLANTED = HERE / "planted.json"
PARTS = ("sim", "tests", "scenarios", "pyproject.toml", "README.md")
LONGEST = 300
WORDS = {True: "caught", False: "ESCAPED", None: "not run"}
# In the copy, and nowhere else, the name of the kernels' cache may be given from outside.
DIGEST = "return digest.hexdigest()[:16]"


def copied(folder: Path) -> Path:
    """Copy the files that tests need, keeping their times so that compiled kernels stay valid, and return the folder."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    compiled = folder / "sim" / "compiled.py"
    text = compiled.read_text(encoding="utf-8")
    assert DIGEST in text
    compiled.write_text(
        text.replace(DIGEST, 'return os.environ.get("PLANTED_DIGEST") or digest.hexdigest()[:16]'), encoding="utf-8"
    )
    return folder


def tests_fail(folder: Path, tests: list[str], everywhere: bool) -> tuple[bool | None, str]:
    """Run tests in the copy until one fails; say whether one did, and the last line."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if not everywhere:
        environment["PLANTED_DIGEST"] = "plain"
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return None, f"no answer in {LONGEST} s"
    lines = [
        line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))
    ] or done.stdout.splitlines()
    return done.returncode == 1, (lines or [done.stderr[-200:]])[-1][:160]


def planted(folder: Path, fault: dict[str, Any], tests: dict[str, list[str]]) -> dict[str, Any]:
    """Plant a fault, see whether a test fails, and take it out again."""
    path = folder / fault["file"]
    text, times = path.read_text(encoding="utf-8"), path.stat()
    if text.count(fault["old"]) != 1:
        return {
            "what": fault["what"],
            "file": fault["file"],
            "caught": None,
            "by": f"its place is there {text.count(fault['old'])} times",
        }
    path.write_text(text.replace(fault["old"], fault["new"]), encoding="utf-8")
    start = time.monotonic()
    caught, by = tests_fail(folder, tests[fault["tests"]], fault.get("everywhere", False))
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return {
        "what": fault["what"],
        "file": fault["file"],
        "caught": caught,
        "by": by,
        "seconds": round(time.monotonic() - start),
    }


def asked_for() -> argparse.Namespace:
    """Return the command-line arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="faults whose words hold this")
    parser.add_argument("--kind", choices=["plain", "compiled"], help="faults of plain Python, or of kernels")
    parser.add_argument("--again", action="store_true", help="also those that were planted before")
    return parser.parse_args()


def main() -> None:
    """Plant the requested faults and print the results."""
    asked, said = asked_for(), tomllib.loads((HERE / "faults.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name) / "tree")
        for fault in said["fault"]:
            known = kept()
            chosen = asked.only in fault["what"] and asked.kind in (
                None,
                "compiled" if fault.get("compiled") else "plain",
            )
            if chosen and (asked.again or fault["what"] not in known or known[fault["what"]]["caught"] is None):
                found = planted(folder, fault, said["tests"])
                print(f"{WORDS[found['caught']]}  {fault['what']}: {found['by']}", flush=True)
                whole = json.dumps({**kept(), fault["what"]: found}, indent=1, ensure_ascii=False)
                PLANTED.write_text(whole + "\n", encoding="utf-8")
    answers = [one["caught"] for one in kept().values()]
    print(
        f"{answers.count(True)} of {answers.count(True) + answers.count(False)} faults caught, {answers.count(None)} not run"
    )


def kept() -> dict[str, Any]:
    """Return earlier results, by the words of the fault."""
    return dict(json.loads(PLANTED.read_text(encoding="utf-8"))) if PLANTED.exists() else {}


if __name__ == "__main__":
    main()
