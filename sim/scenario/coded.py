"""How does Python of one's own join a scenario? Part by part; every study that takes a scenario then runs it.

sim.compare(sim.with_code("minimal", Training, Trained))
sim.sensitivity(sim.with_code("minimal", "my_study.py:Training"))
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario.code_in_plan import attached
from sim.scenario.own_code import part_of
from sim.scenario.plan import Scenario
from sim.scenario.reading import load

__all__ = ["with_code"]


def with_code(scenario: Scenario | str, *parts: Any) -> Scenario:
    """Return a scenario (or the one of a name) with processes, hazards, layers, analyzers and outcomes of your own.

    Each part is a class, an object of one, or a reference such as "my_study.py:Training". OwnCodeError says what is wrong with one.

    >>> class Elders(sim.Analyzer):
    ...     reads, meaning = "age", "Residents of 65 years and more."
    ...     def measure(self, world):
    ...         return world.residents.age >= 65
    >>> sim.with_code("minimal", Elders).code[0].name
    'elders'
    """
    plan = load(scenario) if isinstance(scenario, str) else scenario
    folder = plan.path.parent if plan.path else Path()
    return attached(plan, [part_of(part, folder) for part in parts]) if parts else plan
