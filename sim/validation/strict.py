"""When does a published figure count for the model? The strict rule, for surveys and trials alike.

meets     the model's median is inside the published interval, or the one computed from the number of people asked (surveys: design
          effect 2; randomised trials: none), or within 15 percent of the published value
counts    unless its interval or its value is assumed, or a forecast that knows nothing would pass by the same rule: no effect, no
          change since an earlier wave, the other arm's figure
standing  fitted; held_out; follows: worked out from other figures, the same people again, or the very outcome that a fitted
          figure already settles. What follows is never added to either of the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

__all__ = [
    "DESIGN_EFFECT",
    "STANDINGS",
    "STRICT_TARGETS",
    "StrictClaim",
    "Strict",
    "judge",
    "meets",
    "sampling_interval",
]

NEAR = 0.15
DESIGN_EFFECT = 2.0
STANDINGS = ("fitted", "held_out", "follows")
# What is to be reached of held-out figures, by kind.
STRICT_TARGETS = {"survey": 0.5, "trial": 0.75}


@dataclass(frozen=True)
class StrictClaim:
    """What was published: value and interval, where the interval is from (published, computed, assumed), and how the value is graded.

    `nulls` are what forecasts that know nothing say of it; `follows` names the figure that it follows from, empty if none.
    """

    value: float
    low: float
    high: float
    range: str
    grade: str
    role: str
    nulls: tuple[float, ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class Strict:
    """The strict verdict (pass or miss), the standing, and why the figure does not count; empty if it does."""

    verdict: str
    standing: str
    uncounted: str


def judge(model: float, claim: StrictClaim) -> Strict:
    """Return the strict verdict on a model's median.

    >>> from sim.validation.strict import StrictClaim, judge
    >>> judge(4.0, StrictClaim(4.2, 3.0, 5.0, "assumed", "survey", "held out")).uncounted
    'assumed interval'
    """
    standing = "follows" if claim.follows else claim.role.replace(" ", "_")
    return Strict("pass" if meets(model, claim) else "miss", standing, "; ".join(reasons(claim)))


def meets(value: float, claim: StrictClaim) -> bool:
    """Return whether a value meets a claim; an assumed interval is as good as none."""
    inside = claim.range != "assumed" and claim.low <= value <= claim.high
    return inside or abs(value - claim.value) <= NEAR * abs(claim.value)


def reasons(claim: StrictClaim) -> Iterable[str]:
    """Yield each reason why a figure does not count."""
    if claim.range == "assumed":
        yield "assumed interval"
    if claim.grade == "assumed":
        yield "assumed value"
    if any(meets(null, claim) for null in claim.nulls):
        yield "a null would pass"
    if claim.follows:
        yield f"follows {claim.follows}"


def sampling_interval(percent: float, n: float, design_effect: float = DESIGN_EFFECT) -> tuple[float, float]:
    """Return the 95 percent interval of a percentage of n people asked: normal, wider by the root of the design effect, from 0 to 100.

    >>> from sim.validation.strict import sampling_interval
    >>> [round(end, 1) for end in sampling_interval(14.9, 815)]
    [11.4, 18.4]
    """
    share = percent / 100.0
    half = 196.0 * sqrt(share * (1.0 - share) * design_effect / n)
    return max(percent - half, 0.0), min(percent + half, 100.0)
