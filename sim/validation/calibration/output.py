"""Where is a calibration written? Draws into sim/evidence/posterior.csv, and one value with its range for each number into its TOML line.

The values are one draw of all numbers together, the one whose real runs meet the fitted figures best, so that a run with all values is
a run in the midst of the posterior, and no mixture of middles that do not belong together. Low and high hold 95 percent of the draws.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.evidence import FOLDER
from sim.outcomes.saving import write_text
from sim.validation.calibration.emulator import probit_of
from sim.validation.calibration.estimation import Calibration

__all__ = ["central", "posterior_text", "told_values", "write"]

Floats = NDArray[np.float64]
DIGITS = 4
# The sampling error of one small town, in probits.
LUCK = 0.05


def central(found: Calibration) -> Floats:
    """Return the point z `(parameters,)` whose values are declared: the simulated draw that meets the figures best."""
    place = {id(one): j for j, one in enumerate(found.emulators)}
    misses = np.zeros(len(found.verified))
    for target in found.targets:
        told = probit_of(found.verified[:, place[id(target.emulator)]])
        misses += ((told - target.value) / np.hypot(target.error, LUCK)) ** 2
    return np.asarray(found.draws[found.chosen[int(np.argmin(misses))]])


def told_values(found: Calibration) -> dict[str, tuple[float, float, float]]:
    """Return value, low and high of every number that was estimated, by path."""
    values = found.values()
    low, high = np.quantile(values, [0.025, 0.975], axis=0)
    middle = found.plan.values(central(found)[None])[0]
    return {
        path: (rounded(m), rounded(min(a, m)), rounded(max(b, m)))
        for path, m, a, b in zip(found.plan.paths, middle, low, high, strict=True)
    }


def rounded(value: float) -> float:
    """Return a value with as many digits as are told."""
    return float(f"{value:.{DIGITS - 1}g}")


def posterior_text(found: Calibration) -> str:
    """Return the table of draws as CSV, one row a draw, with a line above that says what it is."""
    lines = [
        f"# {len(found.draws)} draws of {len(found.plan.paths)} numbers given {len(found.targets)} published figures; "
        "made by `healing calibrate --write`, used by --numbers posterior.",
        ",".join(found.plan.paths),
    ]
    # A run with seed s takes row s: the first twenty rows have to be as good a sample as all, so their order is drawn.
    order = np.random.RandomState(1).permutation(len(found.draws))
    lines += [",".join(f"{value:.{DIGITS}g}" for value in row) for row in found.values()[order]]
    return "\n".join(lines) + "\n"


def write(found: Calibration, folder: Path | None = None) -> list[Path]:
    """Write draws and values; return the files that changed."""
    folder = folder or FOLDER
    posterior = folder / "posterior.csv"
    write_text(posterior, posterior_text(found))
    told, files = told_values(found), [posterior]
    for stem in dict.fromkeys(path.partition(".")[0] for path in told):
        file = folder / f"{stem}.toml"
        mine = {path: ends for path, ends in told.items() if path.startswith(f"{stem}.")}
        write_text(file, with_values(file.read_text(encoding="utf-8"), mine))
        files.append(file)
    evidence.load.cache_clear()
    return files


def with_values(text: str, told: Mapping[str, tuple[float, float, float]]) -> str:
    """Return the text of an evidence file with value, low and high of some numbers replaced; all else stays as it is."""
    for path, (value, low, high) in told.items():
        _, entry, number = path.split(".")
        head, begin, rest = ("\n" + text).partition(f"\n[{entry}]\n")
        body, end, tail = rest.partition("\n[")
        found = re.compile(rf"^({number} = {{ )value = [^,]+, low = [^,]+, high = [^,]+,", re.MULTILINE)
        body, times = found.subn(rf"\g<1>value = {value:g}, low = {low:g}, high = {high:g},", body)
        if times != 1:
            raise ValueError(f"{path} stands {times} times in its file; it has to stand there once")
        text = (head + begin + body + end + tail)[1:]
    return text
