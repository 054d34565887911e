"""Would a small slip be noticed? Small changes at random places of validators and outcome measures, and the tests that fail.

    pip install cosmic-ray==8.7.0                                its operators make the changes; needed for this alone
    python experiments/promises/mutants.py                       200 of them: half an hour on one core
    python experiments/promises/mutants.py --many 20 --luck 2    twenty others
    python experiments/promises/mutants.py --left                plant once more those that survived: after a test was added

A mutant compares, adds or counts otherwise, turns true and false round, leaves a `not` out or a loop empty. Those that only change an
annotation or a docstring are not counted. Results are kept in mutants.json, so that a stopped campaign resumes; `why` there says why
one that survived may live. Mutants live in a copy of the sources (faults.py), one at a time.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOUND = HERE / "mutants.json"
sys.path.insert(0, str(ROOT))
LIMIT = 120
SCENARIO, BAD = "tests/scenario/test_scenario.py", "tests/promises/test_bad_input.py"
# Which tests cover which file; those of its own name go first.
TESTS = {
    "sim/outcomes/*.py": ["tests/outcomes"],
    "sim/inputs/faults.py": ["tests/inputs/test_faults.py", SCENARIO],
    "sim/inputs/rules.py": ["tests/inputs/test_keys.py", SCENARIO, BAD],
    "sim/inputs/toml_file.py": ["tests/inputs/test_toml_file.py", SCENARIO],
    "sim/inputs/csv_file.py": ["tests/scenario/test_places.py", BAD],
    "sim/scenario/places.py": ["tests/scenario/test_places.py", BAD],
    "sim/scenario/reading.py": [SCENARIO, BAD],
    "sim/scenario/groups.py": ["tests/population/test_own_strata.py", SCENARIO],
    "sim/scenario/levers.py": ["tests/studies/sweep/test_experiment.py"],
}
# Tests of speed, which a busy machine fails as well as a mutant does.
OF_SPEED = "not stay_quick and not well_under"
# What tests load that is not ours, loaded once; a mutant's tests run in a fork of this process.
LOADED = ("numpy", "pandas", "numba", "hypothesis", "pytest", "matplotlib.figure", "typer.testing", "rich.table", "jinja2", "networkx",
          "scipy.stats", "tomlkit", "pyarrow")  # fmt: skip
# Changes that nothing could notice, or that break everything at once.
LEFT_OUT = ("RemoveDecorator", "VariableReplacer", "VariableInserter", "ExceptionReplacer")


class Mutant(NamedTuple):
    """A change: the file, the operator of cosmic-ray, its how-manieth place there, and the line."""

    file: str
    operator: str
    nth: int
    line: int

    @property
    def name(self) -> str:
        """Its name in mutants.json."""
        return f"{self.file}:{self.line} {self.operator.partition('/')[2]} {self.nth}"


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of the files, including those that nothing could notice."""
    from cosmic_ray import plugins
    from cosmic_ray.ast import ast_nodes, get_ast_from_path

    operators = {name: plugins.get_operator(name)() for name in plugins.operator_names() if not name.endswith(LEFT_OUT)}
    for path in sorted(path for pattern in TESTS for path in ROOT.glob(pattern)):
        nodes = list(ast_nodes(get_ast_from_path(path)))
        for name, operator in operators.items():
            places = (place for node in nodes for place in operator.mutation_positions(node))
            for nth, (start, _) in enumerate(places):
                yield Mutant(path.relative_to(ROOT).as_posix(), name, nth, start[0])


def mutated(mutant: Mutant, text: str) -> str | None:
    """Return the changed text; None if only annotations changed, which no run could notice, or if it is not valid Python."""
    from cosmic_ray import plugins
    from cosmic_ray.mutating import mutate_code

    changed = mutate_code(text, plugins.get_operator(mutant.operator)(), mutant.nth)
    if changed is None:
        return None
    try:
        return None if what_runs(changed) == what_runs(text) else str(changed)
    except SyntaxError:
        return None  # `**` of a call turned into `<<`


def what_runs(text: str) -> str:
    """Return a module's tree without annotations, which are never evaluated here."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, ast.Constant(0))
    return ast.dump(tree)


def tests_of(file: str) -> list[str]:
    """Return the tests of a file, those of its own name first."""
    tests = next(tests for pattern, tests in TESTS.items() if Path(file).match(pattern))
    own = [f"tests/outcomes/test_{Path(file).stem}.py"] if "outcomes" in file else [f"tests/test_{Path(file).stem}.py"]
    return list(dict.fromkeys([*(name for name in own if (ROOT / name).exists()), *tests]))


def plant(mutant: Mutant, folder: Path) -> dict[str, Any] | None:
    """Plant a mutant in the copy, run the tests of its file, and take it out again; None if nothing that runs changes."""
    path = folder / mutant.file
    text, times = path.read_text(encoding="utf-8"), path.stat()
    changed = mutated(mutant, text)
    if changed is None:
        return None
    lines = zip(text.splitlines(), changed.splitlines(), strict=False)
    was, now = next(((a.strip(), b.strip()) for a, b in lines if a != b), ("", ""))
    path.write_text(changed, encoding="utf-8")
    start = time.monotonic()
    killed, by = tests_fail(folder, tests_of(mutant.file))
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return {"was": was, "is": now, "killed": killed, "by": by, "seconds": round(time.monotonic() - start)}


def tests_fail(folder: Path, tests: Sequence[str]) -> tuple[bool | None, str]:
    """Run tests in the copy until one fails; return whether one did, None without an answer in time, and the last line."""
    told = folder.parent / "told.txt"
    child = os.fork()
    if child == 0:
        run_tests(folder, tests, told)
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            lines = told.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
            last = [line for line in lines if line.startswith(("FAILED", "ERROR"))] or lines
            return os.waitstatus_to_exitcode(status) != 0, last[-1][:160]
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None, f"no answer in {LIMIT} s"


def run_tests(folder: Path, tests: Sequence[str], told: Path) -> NoReturn:
    """Run tests in this process, which is a fork, and end it with what pytest says."""
    import pytest

    os.environ |= {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder.parent / "cache"), "PLANTED_DIGEST": "plain"}
    os.chdir(folder)
    sys.path[:] = [str(folder), *(place for place in sys.path if place not in (str(ROOT), "", str(HERE)))]
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.partition(".")[0] in ("sim", "tests", "experiments")]:
        del sys.modules[name]
    with told.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        code = pytest.main(["-x", "-q", "-m", "not slow", "-k", OF_SPEED, "-p", "no:cacheprovider", *tests])
        sys.stdout.flush()
    os._exit(int(code))


def kept() -> dict[str, Any]:
    """Return earlier results, by the names of mutants."""
    return dict(json.loads(FOUND.read_text(encoding="utf-8"))) if FOUND.exists() else {}


def asked_for() -> argparse.Namespace:
    """Return the command-line arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=200, help="how many mutants")
    parser.add_argument("--luck", type=int, default=1, help="which ones")
    parser.add_argument("--left", action="store_true", help="only those that survived before, planted once more")
    return parser.parse_args()


def main() -> None:
    """Plant a sample and print the results."""
    from experiments.promises import faults

    words = {True: "killed", False: "SURVIVED", None: "no answer"}
    asked = asked_for()
    for name in LOADED:
        with suppress(ImportError):
            import_module(name)
    every = list(mutants())
    sample = random.Random(asked.luck).sample(every, len(every))
    if asked.left:
        sample = [one for one in every if kept().get(one.name, {}).get("killed") is False]
    with tempfile.TemporaryDirectory() as name:
        folder, counted = faults.copied(Path(name) / "tree"), 0
        # Without a mutation nothing may fail, and kernels are compiled.
        whole = [by for tests in {*map(tuple, TESTS.values())} for failed, by in [tests_fail(folder, tests)] if failed]
        assert not whole, whole
        for mutant in sample:
            if counted >= asked.many:
                break
            known = kept()
            if asked.left or mutant.name not in known:
                found = plant(mutant, folder)
                if found is None:
                    continue
                print(f"{words[found['killed']]}  {mutant.name}: {found['was']} -> {found['is']}", flush=True)
                whole = {**kept(), mutant.name: found}
                FOUND.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            counted += 1
    answers = [one["killed"] for one in kept().values()]
    print(
        f"{answers.count(True)} killed, {answers.count(False)} survived, {answers.count(None)} not in time, of {len(every):,} there are"
    )


if __name__ == "__main__":
    main()
