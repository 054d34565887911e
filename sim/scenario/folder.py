"""Which scenarios are shipped with the package, and where are they?

In a checkout they are in `scenarios/` beside `sim/`; in an installed package the same files are in `sim/scenarios_data/`.
"""

from __future__ import annotations

import os
from pathlib import Path

from sim.inputs.faults import FaultList, visible

__all__ = ["find", "scenario_folder", "shipped"]

PACKAGE = Path(__file__).resolve().parents[1]


def scenario_folder() -> Path:
    """Return the folder of the shipped scenarios; it may be missing in a damaged installation."""
    installed, checkout = PACKAGE / "scenarios_data", PACKAGE.parent / "scenarios"
    in_checkout = checkout.is_dir() and (PACKAGE.parent / "pyproject.toml").is_file()
    return checkout if in_checkout or not installed.is_dir() else installed


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the package, in alphabetical order.

    >>> "minimal" in sim.scenarios()
    True
    """
    return sorted(path.stem for path in scenario_folder().glob("*.toml"))


def find(name: str | os.PathLike[str]) -> Path:
    """Return the path of a scenario file, given as a path or by the bare name of a shipped scenario.

    A name without folder and suffix is a bare name, unless only a file of that very name exists. Raises `ScenarioFaults` with the
    nearest names if nothing is found.
    """
    path, known = Path(name), shipped()
    bare = isinstance(name, str) and path.name == name and not path.suffix
    if bare and name in known:
        return scenario_folder() / f"{name}.toml"
    if exists(path):
        return path
    faults = FaultList(visible(str(name)))
    given = "an unknown scenario" if bare else "the name of a file that does not exist"
    close = faults.did_you_mean(path.stem, known) or faults.did_you_mean(path.name, toml_files(path.parent))
    raise faults.fatal("", given, f"a path to a TOML file, or one of {', '.join(known)}", close)


def toml_files(folder: Path) -> list[str]:
    """Return the names of the TOML files of a folder, at most a thousand; empty if it cannot be read."""
    try:
        return sorted(path.name for path in folder.glob("*.toml"))[:1000]
    except (OSError, ValueError):
        return []


def exists(path: Path) -> bool:
    """Return whether anything of this name exists; False for impossible names."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
