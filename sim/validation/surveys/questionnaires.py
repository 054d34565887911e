"""How well does a questionnaire repeat itself? What people tell of themselves has errors, and goes together less than what is meant.

    told r = r * sqrt(reliability of the one * reliability of the other)
    told d = d * sqrt(reliability)                                  the error widens the standard deviation that d is measured in

Facts (sex, having been struck, means) count as told without error. Residents know themselves; only surveys of them err. Counts of cases
are left as they are: a published cut-off was chosen so that those above it are as many as those with the disorder. Trials too are read
without this error, since what sessions do was solved on that scale.

Sources
-------
Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology 15(1), 72-101.
"""

from __future__ import annotations

from functools import cache

from sim import evidence

__all__ = ["FACTS", "reliability"]

FACTS = ("female", "struck", "means")


@cache
def reliability(column: str) -> float:
    """Return how far answers about a column repeat themselves, from 0 to 1; 1 for a fact."""
    if column in FACTS:
        return 1.0
    book = evidence.load()
    name = "severity" if column == "severity" else "other"
    return book[f"outcomes.questionnaires.{name}"].value
