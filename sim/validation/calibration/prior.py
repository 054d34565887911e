"""What is estimated, and what is believed of it before any figure is seen?

    value = back(middle + half * z),   z standard normal,   middle -+ 1.96 half = low, high on the number's scale

All of the estimation happens in z, where every number has the same standard normal prior: scale "plain" (z is linear in the value),
"log" (in its logarithm) or "logit" (in ln(share / (1 - share))).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.evidence.reading import OF_EVENTS
from sim.validation.surveys import Survey

__all__ = ["Parameter", "CalibrationPlan", "plan_of"]

Floats = NDArray[np.float64]
FILE = Path(evidence.__file__).parent / "calibration.toml"
QUANTILE = 1.959964


@dataclass(frozen=True)
class Parameter:
    """A number that is estimated: its path and the range that holds 95 percent of the prior belief."""

    path: str
    low: float
    high: float
    scale: str
    why: str

    def forward(self, value: Floats | float) -> Floats:
        """Return values on the scale of the number."""
        given = np.asarray(value, np.float64)
        if self.scale == "plain":
            return given
        return np.asarray(np.log(given) if self.scale == "log" else np.log(given / (1.0 - given)))

    def back(self, told: Floats) -> Floats:
        """Return the values of numbers on their scale."""
        if self.scale == "plain":
            return told
        return np.asarray(np.exp(told) if self.scale == "log" else 1.0 / (1.0 + np.exp(-told)))

    def ends(self) -> tuple[float, float]:
        """Return middle and standard deviation of the belief, on the number's scale."""
        low, high = (float(self.forward(end)) for end in (self.low, self.high))
        return (low + high) / 2.0, (high - low) / 2.0 / QUANTILE

    def value(self, z: Floats) -> Floats:
        """Return the values that belong to standard normal `z`."""
        middle, half = self.ends()
        return self.back(middle + z * half)

    def z(self, value: Floats | float) -> Floats:
        """Return the standard normal z of values."""
        middle, half = self.ends()
        return np.asarray((self.forward(value) - middle) / half)


@dataclass(frozen=True)
class CalibrationPlan:
    """The parameters to estimate (`parameters`, shared first), how far a model of averages may be off (probits), and how the walk runs."""

    parameters: tuple[Parameter, ...]
    shared: int
    error: float
    walk: dict[str, int]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths in the order of the columns of every table here."""
        return tuple(one.path for one in self.parameters)

    def values(self, z: Floats) -> Floats:
        """Return the values `(n, parameters)` of points z of the same shape."""
        return np.stack([one.value(z[:, j]) for j, one in enumerate(self.parameters)], axis=1)

    def z(self, values: Floats) -> Floats:
        """Return the points z `(n, parameters)` of values of the same shape."""
        return np.stack([one.z(values[:, j]) for j, one in enumerate(self.parameters)], axis=1)

    def own(self, event: str) -> list[int]:
        """Return the columns of an event's own numbers."""
        return [self.paths.index(f"events.{event}.{name}") for name in OF_EVENTS]

    def columns(self, event: str) -> list[int]:
        """Return the columns that an event's figures depend on: the shared ones and its own."""
        return [*range(self.shared), *self.own(event)]


def plan_of(surveys: dict[str, Survey], file: Path = FILE) -> CalibrationPlan:
    """Return what is estimated from these surveys: the shared numbers, and three for each of their events."""
    told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    shared = [Parameter(path, **given) for path, given in told["shared"].items()]
    events = dict.fromkeys(str(survey.event["kind"]) for survey in surveys.values())
    own = [Parameter(f"events.{event}.{name}", **told["event"][name]) for event in events for name in OF_EVENTS]
    return CalibrationPlan((*shared, *own), len(shared), float(told["error"]["model"]["value"]), told["walk"])
