"""Is a scenario valid under each of its settings?"""

from __future__ import annotations

import os

from sim.inputs.faults import Fault, ScenarioFaults
from sim.scenario.drawing import with_numbers_from
from sim.scenario.reading import load

__all__ = ["validate"]


def validate(scenario: str | os.PathLike[str], setting: str | None = None) -> tuple[Fault, ...]:
    """Return every fault of a scenario, under each of its settings or under one; an empty tuple if it is valid.

    `scenario` is a shipped name or the path of a TOML file. A fault says where it is, what was given, what is allowed and the nearest fix
    (`str(fault)` is the line that `healing validate` prints). Nothing runs. Raises `UnknownSettingError` for a setting that the scenario
    does not have.

    >>> sim.validate("minimal")
    ()
    """
    try:
        plan = with_numbers_from(load(scenario, None, setting))
    except ScenarioFaults as problem:
        return problem.faults
    found: list[Fault] = []
    for name in plan.settings if setting is None else ():
        try:
            load(scenario, None, name)
        except ScenarioFaults as problem:
            found += problem.faults
    return tuple(found)
