"""Is a person's distress in the range of a programme? By true severity, or by a screen that errs both ways.

    fits      = least <= severity <= most                                   without a screen
    screened  : severity >= least  and not  severity > most, each decided by a screen
    positive  = uniform(uid, turn) < sensitivity if it is true,  uniform(uid, turn) < 1 - specificity if not;  turn = week // weeks

Draws are keyed by person and turn: everyone is screened once every so many weeks, and all programmes in between
share the result, so that a step for cases and one for others never both turn a person away, and nobody is missed for good by one mistake.
Bounds that admit everyone are not screened. With both shares at 1 the screen is the truth.
Sources: Brewin et al. 2002 (Trauma Screening Questionnaire); the anchor model screens with 0.8 and 0.8.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.kernels import random_streams
from sim.kernels.compiled import kernel
from sim.processes.state import found_under

__all__ = ["ScreenNumbers", "fits"]

SCREEN = random_streams.DECISION["screen"]
NO_LIMIT = 10.0


@found_under("care.screening")
class ScreenNumbers(NamedTuple):
    """Sensitivity and specificity of a screen, and the weeks between screenings."""

    sensitivity: np.float32
    specificity: np.float32
    weeks: np.float32


@kernel
def fits(seed: int, week: int, screen: ScreenNumbers, person: int, severity: float, offer: Any) -> bool:
    """Return whether a programme admits a person of this severity, as far as it can tell."""
    if not offer.screened:
        return bool(offer.least <= severity <= offer.most)
    draw = random_streams.uniform(seed, SCREEN, person, int(week // screen.weeks))
    mistaken = 1.0 - float(screen.specificity)
    if offer.least > 0.0 and draw >= (float(screen.sensitivity) if severity >= offer.least else mistaken):
        return False
    return bool(offer.most >= NO_LIMIT or draw >= (float(screen.sensitivity) if severity > offer.most else mistaken))
