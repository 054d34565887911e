"""How are random numbers keyed? One number for each decision, person and occasion: the only source of randomness.

A draw is a pure function of `(seed, decision, person, occasion)`. There is no generator to pass on and no order to keep, so the
same person meets the same random numbers in every arm, whatever the number of workers, the order of rows or who else lives in town.
`occasion` is the week for what happens by the calendar, and the n-th time (ask, session) for what a queue can shift: keyed by week
alone, two arms that differ by one slot would soon share no random numbers at all.

The bits are Philox4x32-10: counter = (person low, person high, occasion, decision), key = seed.
Source: Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3 (SC11), doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import normal_quantile
from sim.kernels.compiled import inlined, kernel

__all__ = ["DECISION", "normals", "person_key", "philox", "stream_keys", "uniform", "uniform32", "uniforms",
           "uniforms_each"]  # fmt: skip

# One number for each kind of decision. Numbers are never reused: a new decision takes the next free one of its block.
DECISION: dict[str, int] = {
    # 100 to 199, who lives here: drawn once, when the community settles
    "household": 100, "age": 101, "sex": 102, "race": 103, "income": 104, "tenure": 105, "vehicle": 106,
    "internet": 107, "insurance": 108, "language": 109, "work": 110, "tie": 111,
    "kin": 112, "circle": 113, "friends": 114,
    "self_efficacy": 120, "attachment_anxiety": 121, "attachment_avoidance": 122, "stigma": 123, "trust": 124,
    "collectivism": 125, "prior_trauma": 126, "distress_before": 127, "temperament": 128, "awareness": 129, "treated_before": 130,
    # 200 to 299, what hits them
    "home": 200, "income_loss": 201, "injury": 202, "bereavement": 203, "leaving": 204, "weeks_away": 205, "peril": 206,
    "home_lost": 207, "media": 208, "settling": 209,
    # 300 to 399, inside a mind
    "coping": 300, "hassles": 301, "grief": 302, "roots": 303, "burden": 304, "fading": 305,
    # 400 to 499, care
    "ask": 400, "choice": 401, "barrier": 402, "arrival": 403, "waiting": 404, "session": 405, "contact": 406,
    "policy": 407, "screen": 408, "worsening": 409, "attending": 410, "habit": 411, "own_care": 412, "slots": 413,
    # 500 to 599, trials
    "enrol": 500,
    # 600 to 699, what is not known about numbers
    "number": 600,
}  # fmt: skip

# What each stream decides, for `healing explain draws.NAME`.
DECIDES: dict[str, str] = {
    "household": "how a place's households are made up",
    "age": "how old somebody is",
    "sex": "whether somebody is female or male",
    "race": "race/ethnicity of a household, as its place has them",
    "income": "where a household stands among those of its place",
    "tenure": "whether a household owns its home",
    "vehicle": "whether a household has a car",
    "internet": "whether a household has internet at home",
    "insurance": "who is insured",
    "language": "who speaks English well",
    "work": "who works with whom",
    "tie": "which of two groups of friends a tie belongs to",
    "kin": "who has kin in which other home",
    "circle": "who shares a circle of neighbours",
    "friends": "who meets whom among friends",
    "self_efficacy": "self-efficacy",
    "attachment_anxiety": "attachment anxiety",
    "attachment_avoidance": "attachment avoidance",
    "stigma": "stigma felt",
    "trust": "trust in institutions",
    "collectivism": "how far the group comes first",
    "prior_trauma": "who lived through trauma before",
    "distress_before": "distress before the event",
    "temperament": "what else of a disposition lasts",
    "awareness": "how readily somebody sees a need of help",
    "treated_before": "who was in care in the year before",
    "home": "whose home is struck",
    "income_loss": "who loses work or income",
    "injury": "who is injured",
    "bereavement": "who loses somebody close",
    "leaving": "which household has to live elsewhere",
    "weeks_away": "how many weeks a household lives elsewhere",
    "peril": "how hard the first weeks are for somebody",
    "home_lost": "whose home is lost",
    "media": "who follows the news of the event",
    "settling": "which household settles elsewhere for good",
    "coping": "the way of coping of a week",
    "hassles": "the daily hassles of a week",
    "grief": "whether somebody bereaved or displaced turns to loss or to restoration in a week",
    "roots": "how agency, meaning and connection stand in quiet times",
    "burden": "on whom the disruption of the area weighs more",
    "fading": "how fast a shock fades in somebody",
    "ask": "who asks for help in a week",
    "choice": "which programme an ask turns to first",
    "barrier": "whether a barrier turns an ask away",
    "arrival": "in which order those of one week come",
    "waiting": "who gives up waiting in a week",
    "session": "who stops a course after a session",
    "contact": "whom outreach calls on first, and who accepts",
    "policy": "whom a policy reaches",
    "screen": "whether a screen errs",
    "worsening": "who gets worse early in a course",
    "attending": "who comes to the session of a week",
    "habit": "how regularly somebody comes to sessions",
    "own_care": "whose care from before the event goes on, and how long",
    "slots": "how parts of a slot are rounded in a sample of the city",
    "enrol": "who enters a repeated trial, and how they differ",
    "number": "which value a seed draws for a number that is not known well",
}

ROUND_A, ROUND_B = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
BUMP_A, BUMP_B = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
LOW_32, SHIFT_32 = np.uint64(0xFFFFFFFF), np.uint64(32)


@inlined
def philox(
    c0: np.uint32, c1: np.uint32, c2: np.uint32, c3: np.uint32, k0: np.uint32, k1: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Return the four words of Philox4x32-10 for a counter of four words and a key of two."""
    for _ in range(10):
        a = np.uint64(c0) * ROUND_A
        b = np.uint64(c2) * ROUND_B
        c0 = np.uint32(b >> SHIFT_32) ^ c1 ^ k0
        c1 = np.uint32(b & LOW_32)
        c2 = np.uint32(a >> SHIFT_32) ^ c3 ^ k1
        c3 = np.uint32(a & LOW_32)
        k0 = np.uint32(k0 + BUMP_A)
        k1 = np.uint32(k1 + BUMP_B)
    return c0, c1, c2, c3


@inlined
def uniform32(seed: int, decision: int, person: int, occasion: int) -> np.float32:
    """Return a number in (0, 1) in single precision (23 bits, so that adding a half is exact), for the dense passes of the week."""
    words = philox(
        np.uint32(person & 0xFFFFFFFF), np.uint32((person >> 32) & 0xFFFFFFFF),
        np.uint32(occasion), np.uint32(decision),
        np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF),
    )  # fmt: skip
    return np.float32((np.float32(np.int32(words[0] >> np.uint32(9))) + np.float32(0.5)) * np.float32(2.0**-23))


@kernel
def uniform(seed: int, decision: int, person: int, occasion: int) -> float:
    """Return a number in (0, 1) in double precision (52 bits) for one decision of one person on one occasion."""
    words = philox(
        np.uint32(person & 0xFFFFFFFF), np.uint32((person >> 32) & 0xFFFFFFFF),
        np.uint32(occasion), np.uint32(decision),
        np.uint32(seed & 0xFFFFFFFF), np.uint32((seed >> 32) & 0xFFFFFFFF),
    )  # fmt: skip
    bits = (np.uint64(words[0]) << np.uint64(20)) ^ np.uint64(words[1] >> np.uint32(12))
    return (np.float64(bits) + 0.5) * 2.0**-52


@kernel
def uniforms(seed: int, decision: int, persons: NDArray[np.int64], occasion: int) -> NDArray[np.float64]:
    """Return one number in (0, 1) for each person, shape `(n,)`."""
    out = np.empty(persons.shape[0])
    for i in range(persons.shape[0]):
        out[i] = uniform(seed, decision, persons[i], occasion)
    return out


@kernel
def uniforms_each(
    seed: int, decision: int, persons: NDArray[np.int64], occasions: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return one number in (0, 1) for each person on an occasion of their own, shape `(n,)`."""
    out = np.empty(persons.shape[0])
    for i in range(persons.shape[0]):
        out[i] = uniform(seed, decision, persons[i], occasions[i])
    return out


@kernel
def normals(seed: int, decision: int, persons: NDArray[np.int64], occasion: int) -> NDArray[np.float64]:
    """Return one standard normal number for each person, shape `(n,)`."""
    out = np.empty(persons.shape[0])
    for i in range(persons.shape[0]):
        out[i] = normal_quantile(uniform(seed, decision, persons[i], occasion))
    return out


def stream_keys(kinds: Sequence[tuple[object, ...]]) -> list[int]:
    """Return a key for each thing by what it is and its place among its equals, so that no name and no order of others matters.

    Two plans that are the same but for the names of their programmes meet the same random numbers, and differ by nothing.
    """
    met: Counter[tuple[object, ...]] = Counter()
    found = []
    for kind in kinds:
        found.append(zlib.crc32("|".join(map(str, (*kind, met[kind]))).encode()))
        met[kind] += 1
    return found


def person_key(place_key: int, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys of a place's residents: the place's 31-bit key above, their number within the place below."""
    return (np.int64(place_key & 0x7FFFFFFF) << np.int64(32)) | ordinals.astype(np.int64)
