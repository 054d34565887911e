"""When did an illness begin and end, as an interviewer counts it? A disorder is a month above the cut-off, not a single week.

    run            weeks in a row above the cut-off up to now
    began, ended   of the first illness: from its first run of a month or more to the last before half a year without one

Interviews and diagnoses ask for symptoms that lasted more than a month (DSM-IV and DSM-5, criterion of duration); a week above the line,
which the columns `onset` and `last_case` count, is none. Surveys are asked through these columns, and the model's own are untouched.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.population.residents import CASE_FROM

__all__ = ["MONTH", "Spells"]

MONTH = 4
# After so many weeks without a run, another one is another illness: people are asked how long this one lasted. Assumed, and chosen after
# the fit was seen, since spells that join across years never end.
APART = 26


class Spells:
    """The first illness of `n` people, of a month or more: weeks of its beginning and of its end so far, -1 for none."""

    def __init__(self, severity: NDArray[np.float32]) -> None:
        n = len(severity)
        self.run = np.zeros(n, np.int16)
        self.began, self.ended = np.full(n, -1, np.int16), np.full(n, -1, np.int16)
        self.note(0, severity)

    def note(self, week: int, severity: NDArray[np.float32]) -> None:
        """Note who is above the cut-off in this week, which follows the one noted before."""
        above = severity >= CASE_FROM
        self.run = np.where(above, self.run + 1, 0).astype(np.int16)
        ill = self.run >= MONTH
        first = ill & (self.began < 0)
        self.began[first] = week - MONTH + 1
        self.ended[ill & ((self.ended < 0) | (week - self.ended <= APART))] = week

    def columns(self) -> dict[str, NDArray[np.int16]]:
        """Return the weeks under the names of the columns that they represent, copies."""
        return {"onset": self.began.copy(), "last_case": self.ended.copy()}
