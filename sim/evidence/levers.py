"""What can a policy move? The levers, each with its unit and the value at which it does nothing at all.

A policy of policies.toml, or of a scenario's own `[policy.name]`, is a handful of these. A new policy needs an entry and no code; a new
lever needs a line here and the few lines that say what it does (sim/processes/care/levers.py, sim/processes/care/policies.py).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GROUPS", "LEVERS", "OF_POLICIES", "PRIORITIES", "PolicyLever"]


class PolicyLever(NamedTuple):
    """One lever: on what it acts, its unit, where it does nothing, and what it means."""

    on: str
    unit: str
    neutral: float
    meaning: str


LEVERS = {
    # on the programmes that the policy concerns
    "price": PolicyLever("programmes", "factor", 1.0, "Factor on the price of a session."),
    "insured_share": PolicyLever("programmes", "share", 0.0, "Insurance pays at least this share of the price."),
    "covers_uninsured": PolicyLever(
        "programmes", "share", 0.0, "Share of the price paid for residents without insurance."
    ),
    "covers_poor": PolicyLever("programmes", "share", 0.0, "Share of the price paid at least, below the poverty line."),
    "slots": PolicyLever("programmes", "factor", 1.0, "Factor on the slots."),
    "opens_earlier": PolicyLever("programmes", "weeks", 0.0, "Weeks by which it opens earlier."),
    "stigma_share": PolicyLever("programmes", "factor", 1.0, "Factor on how much of the stigma barrier is felt there."),
    "dropout": PolicyLever("programmes", "odds ratio", 1.0, "Factor on the odds to stop at a session."),
    "accepts": PolicyLever("programmes", "odds ratio", 1.0, "Factor on the odds that somebody called on says yes."),
    "interpreters": PolicyLever("programmes", "share", 0.0, "Share of the language gap that is bridged there."),
    "shut": PolicyLever(
        "programmes", "yes or no", 0.0, "1: no session and nobody new while it holds; who attends keeps the slot."
    ),
    # on the residents whom the policy reaches, for good
    "internet": PolicyLever("residents", "share", 0.0, "Share of households without internet that get it."),
    "transport": PolicyLever(
        "residents", "share", 0.0, "Share of residents without a car for whom miles count as by car."
    ),
    "insured": PolicyLever("residents", "share", 0.0, "Share of residents without insurance who get it."),
    "english": PolicyLever(
        "residents", "share", 0.0, "Share of residents who do not speak English well who come to do so."
    ),
    "stigma": PolicyLever("residents", "share", 0.0, "Share of stigma that is taken away."),
    "trust": PolicyLever("residents", "share", 0.0, "Share of the trust still missing that is won."),
    "seen": PolicyLever(
        "residents", "share", 0.0, "Share of residents who do not see a need who come to see it when there is one."
    ),
    "media": PolicyLever("residents", "standard deviations", 0.0, "How much less the news of the event are followed."),
    # on what goes on after the event
    "fade": PolicyLever("aftermath", "factor", 1.0, "Factor on how fast secondary stressors fade."),
    "fade_poor": PolicyLever("aftermath", "factor", 1.0, "The same below the poverty line, on top."),
}
# Whom the levers on residents reach, at the moment at which the policy begins.
GROUPS = (
    "everybody", "poor", "uninsured", "struck", "displaced", "without_car", "offline", "limited_english", "children",
    "older", "vulnerable_places",
)  # fmt: skip
PRIORITIES = ("first_come", "severity", "vulnerability")
# Every number that a policy may have, with its unit.
OF_POLICIES = {
    "weeks_until": "weeks",
    "weeks_long": "weeks",
    "cost_per_resident": "USD a resident",
    "cost_each": "USD a resident",
    **{name: lever.unit for name, lever in LEVERS.items()},
}
