"""Is this help for somebody as distressed as that? By true severity, or by a screen that errs both ways.

    fits      = least <= severity <= most                                   without a screen
    screened  : severity >= least  and not  severity > most, each found out by a screen
    found     = luck(uid, ask) < sensitivity where it is so,  luck(uid, ask) < 1 - specificity where it is not

The luck is that of the person and the ask: all programmes that meet her on one ask learn the same, so that a step for cases and one for
others never both turn her away. Bounds that admit everybody are not asked about. With both numbers at 1 the screen is the truth.
Sources: Brewin et al. 2002 (Trauma Screening Questionnaire); the anchor model screens with 0.8 and 0.8.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import draws
from sim.community.world import found_under
from sim.compiled import kernel

__all__ = ["ScreenNumbers", "fits"]

SCREEN = draws.DECISION["screen"]
NO_LIMIT = 10.0


@found_under("care.screening")
class ScreenNumbers(NamedTuple):
    """How often a screen finds what is there, and how often it sees that there is nothing."""

    sensitivity: np.float32
    specificity: np.float32


@kernel
def fits(seed: int, screen: ScreenNumbers, person: int, ask: int, severity: float, offer: Any) -> bool:
    """Say whether a programme admits somebody of this severity, as far as it can tell; `ask` counts the asks, this one included."""
    if not offer.screened:
        return bool(offer.least <= severity <= offer.most)
    luck = draws.uniform(seed, SCREEN, person, ask)
    mistaken = 1.0 - float(screen.specificity)
    if offer.least > 0.0 and luck >= (float(screen.sensitivity) if severity >= offer.least else mistaken):
        return False
    return bool(offer.most >= NO_LIMIT or luck >= (float(screen.sensitivity) if severity > offer.most else mistaken))
