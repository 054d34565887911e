"""What can a questionnaire show of distress? Latent distress z has no ends, severity is between 0 and the highest score.

    link(z) = highest / (1 + (highest - 1) * exp(-z * highest / (highest - 1)))            1 at z = 0, with slope 1

Near the case cut-off severity is as good as exp(z), so that effects there are shares of severity, as trials report them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp32, log64
from sim.kernels.compiled import inlined, kernel

__all__ = ["latent_cut", "link", "unlink"]

NEAREST = 1e-6


@inlined
def link(z: np.float32, highest: np.float32) -> np.float32:
    """Return the severity that goes with latent distress z, in case cut-offs."""
    one = np.float32(1.0)
    return highest / (one + (highest - one) * exp32(-z * (highest / (highest - one))))


@kernel
def latent_cut(severity: float, share: float, highest: float) -> float:
    """Return by how much latent distress falls if severity falls by this share of itself (below 0: rises)."""
    low, high = NEAREST, highest * (1.0 - NEAREST)
    before, after = min(max(severity, low), high), min(max(severity * (1.0 - share), low), high)
    return (log64(before / (highest - before)) - log64(after / (highest - after))) * (highest - 1.0) / highest


def unlink(severity: NDArray[np.float32], highest: float) -> NDArray[np.float64]:
    """Return the latent distress that goes with severities, `(n,)`; the ends of the scale count as a millionth inside."""
    inside = np.clip(severity.astype(np.float64), highest * NEAREST, highest * (1.0 - NEAREST))
    return np.asarray(np.log(inside * (highest - 1.0) / (highest - inside)) * (highest - 1.0) / highest)
