"""Which values of a lever are likely? A prior by its distribution, and levers that go together.

    uniform             each value from low to high as likely (no `prior`)
    lognormal           the logarithm is normal; low and high are the ends of 95 percent, both above 0
    normal              low and high are the ends of 95 percent
    truncated_normal    normal with `mean` and `sd`, cut at low and high
    triangular          from low to high, most likely at `mode`
    beta                low + (high - low) * Beta(alpha, beta)

    value = quantile(x),  x from 0 to 1 of the design, kept between 1/10,000 and 9,999/10,000

Correlated levers have the rank correlation that is asked for: the points of a design are paired again by the ranks of correlated normal
numbers, so that the values of each lever stay those of its own prior (Iman & Conover).

Sources
-------
Iman, R. L. & Conover, W. J. (1982). A distribution-free approach to inducing rank correlation among input variables.
    Communications in Statistics - Simulation and Computation 11(3), 311-334. From memory: the idea, not the text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.rules import NotAllowedError

__all__ = ["PRIORS", "Correlations", "Prior", "correlated", "matrix_of"]

PRIORS = ("uniform", "lognormal", "normal", "truncated_normal", "triangular", "beta")
NEEDS = {"triangular": ("mode",), "truncated_normal": ("mean", "sd"), "beta": ("alpha", "beta")}
OUTERMOST, Z_95 = 1e-4, 1.959963984540054
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Prior:
    """A distribution between or around two values; what else it needs is in `NEEDS`."""

    kind: str
    low: float
    high: float
    mode: float | None = None
    mean: float | None = None
    sd: float | None = None
    alpha: float | None = None
    beta: float | None = None

    def fault(self) -> str:
        """Return what is wrong with it, in words; nothing if it can be used."""
        given = {name for name in ("mode", "mean", "sd", "alpha", "beta") if getattr(self, name) is not None}
        needed = set(NEEDS.get(self.kind, ()))
        if given != needed:
            return f"{', '.join(sorted(needed)) or 'low and high only'} for {self.kind}"
        if self.kind == "lognormal" and self.low <= 0:
            return "ends above 0 for lognormal"
        if self.mode is not None and not self.low <= self.mode <= self.high:
            return "a mode from low to high"
        if any(one is not None and one <= 0 for one in (self.sd, self.alpha, self.beta)):
            return "sd, alpha and beta above 0"
        return ""

    def quantile(self, x: float) -> float:
        """Return the value below which a share x of the distribution is."""
        from scipy import special

        x = min(max(x, OUTERMOST), 1.0 - OUTERMOST)
        low, high, width = self.low, self.high, self.high - self.low
        if self.kind == "lognormal":
            middle, half = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / 2
            return math.exp(middle + half * float(special.ndtri(x)) / Z_95)
        if self.kind == "normal":
            return (low + high) / 2 + width / 2 * float(special.ndtri(x)) / Z_95
        if self.kind == "truncated_normal":
            assert self.mean is not None and self.sd is not None
            below, above = (float(special.ndtr((end - self.mean) / self.sd)) for end in (low, high))
            return min(max(self.mean + self.sd * float(special.ndtri(below + x * (above - below))), low), high)
        if self.kind == "triangular":
            assert self.mode is not None
            left = (self.mode - low) / width
            if x < left:
                return low + width * math.sqrt(x * left)
            return high - width * math.sqrt((1.0 - x) * (1.0 - left))
        if self.kind == "beta":
            return low + width * float(special.betaincinv(self.alpha, self.beta, x))
        return low + x * width


class Correlations:
    """Pairs of levers that go together: [["path", "other path", 0.6], ...]."""

    allowed = 'a list of pairs and their rank correlation, such as [["path", "other path", 0.6]]'

    def read(self, given: Any) -> tuple[tuple[str, str, float], ...]:
        """Return the pairs."""
        if not isinstance(given, list):
            raise NotAllowedError
        for one in given:
            well = isinstance(one, list) and len(one) == 3 and all(isinstance(path, str) for path in one[:2])
            if not well or isinstance(one[2], bool) or not isinstance(one[2], int | float) or not -1 < one[2] < 1:
                raise NotAllowedError("A correlation is a number between -1 and 1.")
        return tuple((a, b, float(r)) for a, b, r in given)


def matrix_of(pairs: Any, paths: list[str]) -> Array:
    """Return the correlation matrix of levers, `(k, k)`; ValueError for an unknown path, or for correlations that cannot be together."""
    matrix = np.eye(len(paths))
    for a, b, r in pairs:
        if a not in paths or b not in paths or a == b:
            raise ValueError(f"{a!r} and {b!r} are not two levers of this experiment")
        i, j = paths.index(a), paths.index(b)
        matrix[i, j] = matrix[j, i] = 2.0 * math.sin(math.pi * r / 6.0)
    if np.linalg.eigvalsh(matrix).min() < 1e-9:
        raise ValueError("correlations that cannot hold together")
    return matrix


def correlated(points: Array, matrix: Array, seed: int) -> Array:
    """Return points `(n, k)` paired again so that their ranks are correlated; the values of each column stay the same."""
    normal = np.random.default_rng([seed, 1982]).standard_normal(points.shape) @ np.linalg.cholesky(matrix).T
    ranks = normal.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return np.take_along_axis(np.sort(points, axis=0), ranks, axis=0)
