"""How much of each hindrance does a resident meet at a programme? One measure for each name that `evidence/barriers.toml` may say.

    chance to pass a barrier = exp(effect * hindrance)        (`barriers.py`)

A new hindrance is its name in `KINDS`, its number beside it and its lines in `hindrance`; what it measures is described in barriers.toml.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.kernels.compiled import kernel
from sim.processes.care.eligibility import SITUATION
from sim.processes.state import found_under

__all__ = ["KINDS", "Asker", "HindranceNumbers", "hindrance"]

KINDS = (
    "stigma", "price_share", "travel_miles", "no_internet", "language_gap", "culture_gap", "distrust", "work_hours",
)  # fmt: skip
STIGMA, PRICE_SHARE, TRAVEL_MILES, NO_INTERNET, LANGUAGE_GAP, CULTURE_GAP, DISTRUST, WORK_HOURS = range(len(KINDS))
HISPANIC, WORKING = 2, SITUATION["working"]


@found_under("care.hindrance")
class HindranceNumbers(NamedTuple):
    """How price, distance and culture are measured."""

    full_price: np.float32
    price_poor: np.float32
    price_rich: np.float32
    rich_from: np.float32
    miles_without_car: np.float32
    culture_unfit: np.float32


class Asker(NamedTuple):
    """One resident who asks, as barriers and programmes see them; `ask` counts requests, this one included."""

    person: int
    ask: int
    age: int
    severity: float
    used: int
    race: int
    income: float
    insured: int
    vehicle: int
    internet: int
    english: int
    stigma: float
    trust: float
    collectivism: float
    situation: int


@kernel
def hindrance(kind: int, miles: float, who: Asker, offer: Any, numbers: HindranceNumbers) -> float:  # noqa: PLR0911  # one each
    """Return the level of one hindrance (its row in KINDS) for a person at a programme, given the miles to its site."""
    if kind == STIGMA:
        return float(who.stigma * offer.stigma_share)
    if kind == PRICE_SHARE:
        paid = offer.insured_share if who.insured else offer.uninsured_share
        weight = 1.0
        if who.income < 1.0:
            weight, paid = float(numbers.price_poor), max(paid, offer.poor_share)
        elif who.income >= numbers.rich_from:
            weight = float(numbers.price_rich)
        return float((1.0 - paid) * weight * offer.price / numbers.full_price)
    if kind == TRAVEL_MILES:
        return miles if who.vehicle else miles * float(numbers.miles_without_car)
    if kind == NO_INTERNET:
        return 1.0 if offer.needs_internet and not who.internet else 0.0
    if kind == LANGUAGE_GAP:
        understood = who.english or (offer.spanish and who.race == HISPANIC)
        return 0.0 if understood else 1.0 - offer.interpreted
    if kind == CULTURE_GAP:
        return max(who.collectivism, 0.0) * float(numbers.culture_unfit) * float(offer.culture_left)
    if kind == DISTRUST:
        return (1.0 - who.trust) * float(offer.distrust_left)
    if kind == WORK_HOURS:
        return 1.0 if not offer.evenings and who.situation & WORKING else 0.0
    return 0.0
