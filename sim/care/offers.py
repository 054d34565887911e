"""What is on offer in this arm? Programmes, channels and barriers as small arrays, one entry a programme.

An intervention says what is done, a channel how it comes, a programme when, where, for whom, with how many slots and at what price.
Axis K is the programme (all of the scenario's, in its order, so that luck and sites are the same in every arm), B the barrier.
A barrier that does not stand in a channel's way has effect 0 there.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.community.world import World
from sim.scenario import Programme, Scenario

__all__ = ["HINDRANCES", "LAST_RESORTS", "Offers", "barrier_names", "offers_of"]

# What can stand in the way, measured for one resident and one programme; barriers.toml names one of these.
HINDRANCES = ("stigma", "price_share", "travel_miles", "no_internet", "language_gap", "culture_gap", "distrust")
# Ways of being turned away that are no barrier of the catalogue.
LAST_RESORTS = {"declined": "Said no to the offer", "none_open": "Nothing suitable was open"}
ENTRIES = ("ask", "outreach")
PRIORITIES = ("first_come", "severity", "vulnerability")


class Offers(NamedTuple):
    """The programmes of a scenario as arrays; shape `(K,)` unless said otherwise."""

    in_arm: NDArray[np.bool_]
    key: NDArray[np.int64]
    outreach: NDArray[np.bool_]
    opens: NDArray[np.int32]
    closes: NDArray[np.int32]
    ramp: NDArray[np.int32]
    least: NDArray[np.float32]
    most: NDArray[np.float32]
    youngest: NDArray[np.int32]
    oldest: NDArray[np.int32]
    priority: NDArray[np.int8]
    accepts: NDArray[np.float64]
    sessions: NDArray[np.int32]
    symptom_cut: NDArray[np.float32]
    skills_gain: NDArray[np.float32]
    support_gain: NDArray[np.float32]
    dropout: NDArray[np.float64]
    price: NDArray[np.float64]
    insured_share: NDArray[np.float64]
    stigma_share: NDArray[np.float64]
    needs_internet: NDArray[np.bool_]
    spanish: NDArray[np.bool_]
    hindrance: NDArray[np.int8]
    effect: NDArray[np.float64]
    barrier_key: NDArray[np.int64]


def barrier_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names by which a refusal is recorded: the catalogue's barriers, then the last resorts."""
    return (*scenario.barriers, *LAST_RESORTS)


def name_key(name: str) -> int:
    """Return a number for a name that stays the same whatever stands beside it."""
    return zlib.crc32(name.encode())


def offers_of(world: World) -> Offers:
    """Return the offers of this run, built once."""
    offers: Offers = world.once("care.offers", lambda w: build_offers(w.scenario, w.arm))
    return offers


def number(entry: dict[str, object], name: str, default: float = 0.0) -> float:
    """Return the value of a number of a catalogue entry, or the default where the entry leaves it out."""
    found = entry.get(name, default)
    return float(getattr(found, "value", found))  # type: ignore[arg-type]


def session_dropout(intervention: dict[str, object], channel: dict[str, object]) -> float:
    """Return the chance to stop at a session: the intervention's, with the channel's odds."""
    chance = number(intervention, "dropout")
    odds = chance / (1.0 - chance) * number(channel, "dropout_odds", 1.0)
    return odds / (1.0 + odds)


def effects_on(scenario: Scenario, programme: Programme) -> list[float]:
    """Return the effect of every barrier on a programme: its own where it stands in the channel's way, else 0."""
    in_the_way = scenario.channels[programme.channel].get("barriers", [])
    return [
        number(barrier, "effect") if name in in_the_way else 0.0
        for name, barrier in scenario.barriers.items()
    ]


def build_offers(scenario: Scenario, arm: str) -> Offers:
    """Turn the scenario's programmes into arrays; `arm` decides which of them exist."""
    programmes = list(scenario.programmes.values())
    care = [scenario.interventions[p.intervention] for p in programmes]
    channels = [scenario.channels[p.channel] for p in programmes]
    barriers = scenario.barriers
    names = scenario.arms[arm].programmes

    def each(values: list[float] | list[int] | list[bool], dtype: type) -> NDArray[np.generic]:
        return np.array(values, dtype=dtype)

    return Offers(
        in_arm=each([p.name in names for p in programmes], np.bool_),
        key=each([name_key(p.name) for p in programmes], np.int64),
        outreach=each([p.entry == "outreach" for p in programmes], np.bool_),
        opens=each([p.opens for p in programmes], np.int32),
        closes=each([scenario.weeks + 1 if p.closes is None else p.closes for p in programmes], np.int32),
        ramp=each([max(p.ramp_weeks, 1) for p in programmes], np.int32),
        least=each([p.min_severity for p in programmes], np.float32),
        most=each([p.max_severity for p in programmes], np.float32),
        youngest=each([p.min_age for p in programmes], np.int32),
        oldest=each([p.max_age for p in programmes], np.int32),
        priority=each([PRIORITIES.index(p.priority) for p in programmes], np.int8),
        accepts=each([number(c, "accepts", 1.0) for c in channels], np.float64),
        sessions=each([round(number(c, "sessions", 1)) for c in care], np.int32),
        symptom_cut=each([number(c, "symptom_cut") for c in care], np.float32),
        skills_gain=each([number(c, "skills_gain") for c in care], np.float32),
        support_gain=each([number(c, "support_gain") for c in care], np.float32),
        dropout=each([session_dropout(c, h) for c, h in zip(care, channels, strict=True)], np.float64),
        price=each([p.price for p in programmes], np.float64),
        insured_share=each([p.insured_share for p in programmes], np.float64),
        stigma_share=each([number(c, "stigma_share", 1.0) for c in channels], np.float64),
        needs_internet=each([number(c, "needs_internet") > 0 for c in channels], np.bool_),
        spanish=each(["es" in p.languages for p in programmes], np.bool_),
        hindrance=each([HINDRANCES.index(str(b["hindrance"])) for b in barriers.values()], np.int8),
        effect=np.array([effects_on(scenario, p) for p in programmes], np.float64).reshape(
            len(programmes), len(barriers)
        ),
        barrier_key=each([name_key(b) for b in barriers], np.int64),
    )  # type: ignore[arg-type]
