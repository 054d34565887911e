"""What is on offer in this arm? Programmes with their channels, and barriers, as small tables of one row each.

An intervention is the content, a channel the delivery, a programme when, where, for whom, with how many slots and at what price.
Axis K is the programme (all of the scenario's, in its order, so that sites are the same in every arm), B the barrier. The random streams of
a programme are keyed by what it is (intervention and channel, an own one by what it is `like`) and its place among its equals in the arm,
never by a name.
A barrier that does not apply to a channel has effect 0 there.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.evidence.levers import PRIORITIES
from sim.kernels import random_streams
from sim.processes.active_policies import once_a_stage
from sim.processes.care.eligibility import bits_of
from sim.processes.care.hindrances import KINDS
from sim.processes.care.levers import moved
from sim.processes.state import World
from sim.scenario import Programme, Scenario

__all__ = ["LAST_RESORTS", "Hurdles", "Offers", "barrier_names", "hurdles_of", "offers_of"]

# Reasons for a refusal that are not barriers of the catalogue.
LAST_RESORTS = {"declined": "Said no to the offer", "none_open": "Nothing suitable was open"}
# What a session changes besides symptoms, skills and support; 0 if an intervention does not say.
SHARES_GAINED = ("stressor_cut", "stigma_cut", "trust_gain", "agency_gain", "meaning_gain", "connection_gain")


# One programme as a row: rows, not a bundle of arrays, since Numba updates the reference count of every array at each call.
OFFER = np.dtype(
    [
        ("in_arm", np.bool_), ("key", np.int64), ("outreach", np.bool_), ("opens", np.int32), ("closes", np.int32),
        ("ramp", np.int32), ("least", np.float32), ("most", np.float32), ("youngest", np.int32), ("oldest", np.int32),
        ("priority", np.int8), ("accepts", np.float64), ("sessions", np.int32), ("symptom_cut", np.float32),
        ("skills_gain", np.float32), ("support_gain", np.float32), ("dropout", np.float64), ("price", np.float64),
        ("insured_share", np.float64), ("uninsured_share", np.float64), ("poor_share", np.float64),
        ("interpreted", np.float64), ("stigma_share", np.float64), ("needs_internet", np.bool_), ("spanish", np.bool_),
        ("stressor_cut", np.float32), ("stigma_cut", np.float32), ("trust_gain", np.float32), ("agency_gain", np.float32),
        ("meaning_gain", np.float32), ("connection_gain", np.float32), ("others", np.float32), ("individualist", np.float64),
        ("worsens", np.float64),
        ("paced", np.bool_), ("only", np.int64), ("evenings", np.bool_), ("culture_left", np.float64), ("distrust_left", np.float64),
        ("screened", np.bool_), ("then", np.int8), ("then_from", np.float32), ("attends", np.float64), ("attends_well", np.float64),
        ("attends_spread", np.float64), ("well_weeks", np.int32), ("shut", np.bool_),
    ],
    align=True,
)  # fmt: skip
# One barrier as a row: which of KINDS it measures, and the key of its random draws.
HURDLE = np.dtype([("hindrance", np.int8), ("key", np.int64)], align=True)

# Rows of OFFER, `(K,)`, and rows of HURDLE, `(B,)`; to NumPy and Numba alike a field is an attribute.
Offers: TypeAlias = Any
Hurdles: TypeAlias = Any


def barrier_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names under which a refusal is recorded: the catalogue's barriers, then the last resorts."""
    return (*scenario.barriers, *LAST_RESORTS)


def name_key(name: str) -> int:
    """Return a number for a name that does not depend on the other names."""
    return zlib.crc32(name.encode())


def offers_of(world: World) -> Offers:
    """Return the offers of this week as rows of OFFER `(K,)`; `offers.opens` is a column, `offers[k]` a programme.

    They are built once, and again in a week in which a policy begins.
    """
    return once_a_stage(world, "care.offers", build_offers)


def hurdles_of(world: World) -> tuple[Hurdles, NDArray[np.float64]]:
    """Return the barriers as rows of HURDLE `(B,)`, and the effect of each on each programme `(K, B)`."""
    hurdles: tuple[Hurdles, NDArray[np.float64]] = world.once("hurdles", lambda w: build_hurdles(w.scenario))
    return hurdles


def number(entry: dict[str, object], name: str, default: float = 0.0) -> float:
    """Return the value of a number of a catalogue entry, or the default if the entry leaves it out."""
    found = entry.get(name, default)
    return float(getattr(found, "value", found))  # type: ignore[arg-type]


def with_odds(chance: float, ratio: float) -> float:
    """Return a probability with its odds multiplied by a ratio; 1 stays 1."""
    return chance * ratio / (1.0 - chance + chance * ratio) if ratio != 1.0 else chance


def session_dropout(intervention: dict[str, object], channel: dict[str, object], matched: float) -> float:
    """Return the probability of stopping at a session: the intervention's, adjusted for the channel and a matched provider."""
    chance = number(intervention, "dropout")
    odds = chance / (1.0 - chance) * number(channel, "dropout_odds", 1.0) * matched
    return odds / (1.0 + odds)


def effects_on(scenario: Scenario, programme: Programme) -> list[float]:
    """Return the effect of every barrier on a programme: its own if it applies to the channel, else 0."""
    in_the_way = scenario.channels[programme.channel].get("barriers", [])
    return [number(barrier, "effect") if name in in_the_way else 0.0 for name, barrier in scenario.barriers.items()]


def build_offers(world: World) -> Offers:
    """Convert the scenario's programmes into rows of OFFER; the arm decides which exist, its policies how they are modified."""
    scenario = world.scenario
    keys = keys_of(scenario, world.arm)
    rows = [moved(world, p, build_offer(scenario, p, keys.get(p.name))) for p in scenario.programmes.values()]
    table = np.zeros(len(rows), OFFER).view(np.recarray)
    for k, row in enumerate(rows):
        table[k] = tuple(row[name] for name in OFFER.names or ())
    return table


def keys_of(scenario: Scenario, arm: str) -> dict[str, int]:
    """Return the keys of the random streams of an arm's programmes, by name."""
    held = [p for p in scenario.programmes.values() if p.name in scenario.arms[arm].programmes]
    kinds = [(root(scenario.interventions, p.intervention), root(scenario.channels, p.channel)) for p in held]
    return dict(zip((p.name for p in held), random_streams.stream_keys(kinds), strict=True))


def root(entries: Mapping[str, Mapping[str, Any]], name: str) -> str:
    """Return what an entry of a catalogue is at bottom: for one that is `like` another, the first of them."""
    return str(entries.get(name, {}).get("like", name))


def culture_of(scenario: Scenario, p: Programme) -> dict[str, float]:
    """Return the effects of adapted content and a matched provider: odds, factors and remaining shares of hindrances."""
    stem = "care.culture"
    return {
        "entry": scenario.book[f"{stem}.matched_entry"].value if p.matched else 1.0,
        "staying": scenario.book[f"{stem}.matched_odds"].value if p.matched else 1.0,
        "better": 1.0 + scenario.book[f"{stem}.matched_effect"].value * p.matched,
        "culture_left": 1.0 - scenario.book[f"{stem}.adapted_opens"].value * p.adapted,
        "distrust_left": 1.0 - scenario.book[f"{stem}.matched_trust"].value * p.matched,
    }


def build_offer(scenario: Scenario, p: Programme, key: int | None) -> dict[str, object]:
    """Return the fields of OFFER for one programme; it is not in the arm if it has no key."""
    care, channel = scenario.interventions[p.intervention], scenario.channels[p.channel]
    culture = culture_of(scenario, p)
    return {
        "in_arm": key is not None, "key": key or 0, "outreach": p.entry == "outreach", "opens": p.opens,
        "closes": scenario.weeks + 1 if p.closes is None else p.closes, "ramp": max(p.ramp_weeks, 1),
        "least": p.min_severity, "most": p.max_severity, "youngest": p.min_age, "oldest": p.max_age,
        "priority": PRIORITIES.index(p.priority),
        "accepts": with_odds(number(channel, "accepts", 1.0), culture["entry"]),
        "sessions": round(number(care, "sessions", 1)), "symptom_cut": min(number(care, "symptom_cut") * culture["better"], 1.0),
        "skills_gain": number(care, "skills_gain") * culture["better"], "support_gain": number(care, "support_gain"),
        "dropout": session_dropout(care, channel, culture["staying"]), "price": p.price, "insured_share": p.insured_share,
        "uninsured_share": 0.0, "poor_share": 0.0, "interpreted": 0.0,
        "stigma_share": number(channel, "stigma_share", 1.0), "needs_internet": number(channel, "needs_internet") > 0,
        "spanish": "es" in p.languages, "others": number(care, "group_size", 1.0) - 1.0, "paced": p.paced,
        "individualist": 0.0 if p.adapted else number(care, "individualist"), "worsens": number(care, "worsens"),
        "culture_left": culture["culture_left"], "distrust_left": culture["distrust_left"],
        "only": bits_of(p.only), "evenings": p.evenings,
        **{name: number(care, name) for name in SHARES_GAINED},
        "attends": number(care, "attends", 1.0), "attends_well": number(care, "attends_well", number(care, "attends", 1.0)),
        "attends_spread": number(care, "attends_spread"), "well_weeks": round(number(care, "well_weeks")),
        "shut": False, "screened": p.screened, "then": [*scenario.programmes].index(p.then) if p.then else -1, "then_from": p.then_from,
    }  # fmt: skip


def build_hurdles(scenario: Scenario) -> tuple[Hurdles, NDArray[np.float64]]:
    """Convert the scenario's barriers into rows of HURDLE, and their effects on its programmes into a table."""
    met: Counter[str] = Counter()
    rows = []
    for name, b in scenario.barriers.items():
        first = root(scenario.barriers, name)
        rows.append((KINDS.index(str(b["hindrance"])), name_key(f"{first}|{met[first]}" if met[first] else first)))
        met[first] += 1
    programmes = scenario.programmes.values()
    effects = np.array([effects_on(scenario, p) for p in programmes], np.float64)
    return np.array(rows, HURDLE).view(np.recarray), effects.reshape(len(programmes), len(rows))
