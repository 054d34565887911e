"""Can a process be written anywhere, and does it say where it comes from?"""

import pickle
import sys
from types import ModuleType

import pytest

from sim.processes import stress
from sim.processes.process import Process, process


def written_in(module: str) -> Process:
    """Return a process as a user would write it in a module of that name."""

    def move(world) -> None:
        """Do nothing."""

    move.__module__ = module
    return process(reads="uid", writes="severity")(move)


@pytest.mark.parametrize(
    ("module", "name"),
    [("sim.processes.stress.appraisal", "stress.move"), ("__main__", "__main__.move"), ("notebook", "notebook.move"),
     ("mine.rules", "rules.move")],
)  # fmt: skip
def test_a_process_of_a_notebook_has_a_name_like_one_of_the_package(module, name):
    """`@process` in a script or notebook once failed: a module without a dot has no floor."""
    assert written_in(module).name == name


def test_a_process_says_what_it_touches_and_travels_by_name():
    assert stress.appraise.name == "stress.appraise"
    assert "loss" in stress.appraise.reads and stress.appraise.writes == {"threat", "efficacy"}
    assert pickle.loads(pickle.dumps(stress.appraise)) is stress.appraise


def test_a_process_of_a_module_of_ones_own_travels_too(monkeypatch):
    mine = ModuleType("mine")
    mine.move = written_in("mine")
    monkeypatch.setitem(sys.modules, "mine", mine)
    assert pickle.loads(pickle.dumps(mine.move)) is mine.move
