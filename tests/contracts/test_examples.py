"""Has every public name an example in its docstring, and does each say what comes out?

Examples begin where `import sim` has been typed. Those of sweeps follow each other, on the one sweep that the first of them runs.
"""

from __future__ import annotations

import doctest
import inspect
import tempfile
from types import ModuleType
from typing import Any

import pytest

import sim
from sim.report import story
from sim.studies import sweep

SWEEPS = (
    "sweep", "SweepSummary", "resume", "read_sweep", "points", "failures", "about", "Experiment", "load_experiment", "sweep_status",
    "export_sweep", "verify_sweep", "analyse", "publish",
)  # fmt: skip
# A report draws every figure that there is, which takes seconds.
SLOW = ("report.render", "report.write_report")


def public() -> dict[str, Any]:
    """Every function and class of the public face and of its modules, by its name after `sim.`; faults need no example."""
    found: dict[str, Any] = {}
    for name in sim.__all__:
        one = getattr(sim, name)
        inside = {f"{name}.{part}": getattr(one, part) for part in one.__all__} if isinstance(one, ModuleType) else {}
        found |= inside or {name: one}
    for package in (sweep, story):
        found |= {name: getattr(package, name) for name in package.__all__}
    return {name: one for name, one in found.items() if is_ours(one) and name != "read"}


def is_ours(one: Any) -> bool:
    """Return whether something is a public function or class of this package."""
    fault = inspect.isclass(one) and issubclass(one, BaseException)
    return (inspect.isfunction(one) or inspect.isclass(one)) and one.__module__.startswith("sim.") and not fault


PUBLIC = public()
IN_ORDER = [name for name in SWEEPS if name in PUBLIC]
ALONE = [name for name in PUBLIC if name not in IN_ORDER]


def run_example(name: str, names: dict[str, Any]) -> None:
    """Run the examples of a docstring unchanged; at least one is required."""
    examples = doctest.DocTestParser().get_doctest(inspect.getdoc(PUBLIC[name]) or "", names, f"sim.{name}", None, 0)
    assert examples.examples, f"sim.{name} has no example in its docstring"
    examples.globs = names  # and not a copy: what a sweep left is there for the next
    told: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=told.append, clear_globs=False)
    assert not told, "".join(told)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Let what examples write into temporary folders stay with the test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in ALONE]
)
def test_the_example_says_what_comes_out(name):
    run_example(name, {"sim": sim})


def test_the_examples_of_a_sweep_follow_each_other():
    pytest.importorskip("pyarrow")
    names: dict[str, Any] = {"sim": sim}
    for name in IN_ORDER:
        run_example(name, names)


def test_much_is_public():
    assert len(PUBLIC) > 50 and {"compare", "outcomes.cascade", "figures.fan", "read_sweep", "story"} <= set(PUBLIC)
