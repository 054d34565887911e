"""What if people are told to be resilient? Distress is hidden, help is not asked for, and people who speak of it are not believed.

    hidden       the pull to support-seeking falls by conceals * level           (coping.py)
    not asked    the share who see a need falls by hides * level                 (care/seeking.py)
    not believed threat <- threat + invalidates * level * min(severity, 2) / 2   for people who sought support this week

This is theory, not measurement, and off by default (`level` 0): nobody has measured how much of it a city has. It is here because plans
that praise resilience can do this, and because negative reactions to disclosure do harm (Dworkin et al. 2019; Mueller et al. 2008).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.coping import SEEKING

__all__ = ["PressureNumbers", "press"]


@found_under("stress.pressure")
class PressureNumbers(NamedTuple):
    """How much pressure there is, and what not being believed does."""

    level: np.float32
    invalidates: np.float32


@kernel
def press_all(
    added: np.float32, severity: NDArray[np.float32], coping: NDArray[np.uint8], threat: NDArray[np.float32]
) -> None:
    """Add to the threat of people who sought support and were told to be strong."""
    for i in range(threat.shape[0]):
        share = min(severity[i], np.float32(2.0)) * np.float32(0.5) * np.float32(coping[i] == SEEKING)
        threat[i] += added * share


@process(reads="severity coping threat", writes="threat", lazy=True)
def press(world: World) -> None:
    """Let pressure to be resilient meet people who seek support; nothing happens if there is none."""
    numbers = world.numbers(PressureNumbers)
    if numbers.level > 0:
        r = world.residents
        added = np.float32(numbers.level * numbers.invalidates)
        later(world, press_all, (added,), (r.severity, r.coping, r.threat))
