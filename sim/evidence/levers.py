"""What can a policy change? The levers, each with its unit and the value at which it has no effect.

A policy of policies.toml, or of a scenario's own `[policy.name]`, sets a few of these. A new policy needs an entry and no code; a new
lever needs a line here and the few lines that implement it (sim/processes/care/levers.py, sim/processes/care/policies.py).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GROUPS", "LEVERS", "OF_POLICIES", "PRIORITIES", "PolicyLever"]


class PolicyLever(NamedTuple):
    """One lever: what it acts on, its unit, its neutral value, and its meaning."""

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
    "stigma_share": PolicyLever("programmes", "factor", 1.0, "Factor on how much of the stigma barrier applies there."),
    "dropout": PolicyLever("programmes", "odds ratio", 1.0, "Factor on the odds of stopping at a session."),
    "accepts": PolicyLever("programmes", "odds ratio", 1.0, "Factor on the odds that a resident contacted says yes."),
    "interpreters": PolicyLever("programmes", "share", 0.0, "Share of the language gap that is bridged there."),
    "shut": PolicyLever(
        "programmes",
        "yes or no",
        0.0,
        "1: no sessions and no new clients while it applies; current clients keep their slots.",
    ),
    # on the residents whom the policy reaches, permanently
    "internet": PolicyLever("residents", "share", 0.0, "Share of households without internet that get it."),
    "transport": PolicyLever(
        "residents", "share", 0.0, "Share of residents without a car who can travel as if they had one."
    ),
    "insured": PolicyLever("residents", "share", 0.0, "Share of residents without insurance who get it."),
    "english": PolicyLever("residents", "share", 0.0, "Share of residents who do not speak English well who learn to."),
    "stigma": PolicyLever("residents", "share", 0.0, "Share of stigma that is removed."),
    "trust": PolicyLever("residents", "share", 0.0, "Share of missing trust that is gained."),
    "seen": PolicyLever(
        "residents", "share", 0.0, "Share of residents unaware of a need who come to recognise it when there is one."
    ),
    "media": PolicyLever("residents", "standard deviations", 0.0, "How much less people follow the news of the event."),
    # on the aftermath of the event
    "fade": PolicyLever("aftermath", "factor", 1.0, "Factor on how fast secondary stressors fade."),
    "fade_poor": PolicyLever("aftermath", "factor", 1.0, "The same below the poverty line, on top."),
}
# Which residents the levers reach, at the moment the policy begins.
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
