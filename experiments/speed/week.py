"""Which week do all peers run? A small one, the same for each: people, numbers and random streams are made here, once for all.

    met        = mean severity of ten neighbours, as it was last week
    stress    <- 0.9 * stress + 0.5 * (uniform(STRESSOR) < risk of the income group)
    target     = base + 0.5 * max(exposure * exp(-week / 26) + stress - 0.3 * resources + 0.4 * met, 0)
    severity  <- severity + 0.08 * (target - severity)
    asks         if out of care with severity >= 1:  uniform(ASK) < 1 / (1 + exp(3.5 - 0.8 severity + 1.5 stigma - 0.2 group)),
                 and joins the queue int(3 * uniform(CHOICE)) behind all earlier arrivals, this week's in the order of rows
    is admitted  from the head of each queue while fewer than n / 250 are in its treatment
    is treated   severity <- 0.92 * severity, sessions + 1; then stops with uniform(STOP) < 0.04, or ends after 12 sessions
    written down for each of five income groups: sum of severity, cases, people in treatment

A neutral week with the usual parts of such models (decay, appraisal, neighbours, shocks, a logit, queues, treatment, dropout).
Random draws are keyed by seed, decision, person and week (sim/kernels/random_streams.py), so all peers draw the same; they get it as one
compiled call for all
persons, which is faster than the generators that they bring.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.compiled import kernel

NEIGHBOURS, GROUPS, QUEUES, SESSIONS = 10, 5, 3, 12
STRESSOR, ASK, CHOICE, STOP = 900, 901, 902, 903
SEED, BORN = 7, 910
PEOPLE_A_SLOT = 250


class Rules(NamedTuple):
    """The numbers of the week, in single precision."""

    keeps: np.float32 = np.float32(0.9)
    shock: np.float32 = np.float32(0.5)
    pull: np.float32 = np.float32(0.5)
    by_resources: np.float32 = np.float32(0.3)
    by_met: np.float32 = np.float32(0.4)
    rate: np.float32 = np.float32(0.08)
    ask_base: np.float32 = np.float32(-3.5)
    ask_by_severity: np.float32 = np.float32(0.8)
    ask_by_stigma: np.float32 = np.float32(1.5)
    ask_by_group: np.float32 = np.float32(0.2)
    cut: np.float32 = np.float32(0.92)
    stops: np.float32 = np.float32(0.04)


RULES = Rules()
RISK = np.array([0.05, 0.04, 0.03, 0.02, 0.01], np.float32)


class People(NamedTuple):
    """What all peers start from: columns `(n,)`, and the rows of ten neighbours of each `(n, 10)`."""

    uid: NDArray[np.int64]
    group: NDArray[np.uint8]
    base: NDArray[np.float32]
    exposure: NDArray[np.float32]
    resources: NDArray[np.float32]
    stigma: NDArray[np.float32]
    severity: NDArray[np.float32]
    neighbours: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.uid)

    def save(self, path: Path) -> None:
        """Write the columns to a file for the peers."""
        np.savez(path, **self._asdict())

    @classmethod
    def read(cls, path: Path) -> People:
        """Read what `save` wrote."""
        with np.load(path) as file:
            return cls(**{name: file[name] for name in cls._fields})


@kernel
def luck(seed: int, decision: int, uid: NDArray[np.int64], week: int) -> NDArray[np.float32]:
    """Return one number in (0, 1) for each person, `(n,)`."""
    out = np.empty(uid.shape[0], np.float32)
    for i in range(uid.shape[0]):
        out[i] = random_streams.uniform32(seed, decision, uid[i], week)
    return out


def fade(week: int) -> np.float32:
    """Return the remaining exposure in a week."""
    return np.float32(np.exp(-week / 26))


def slots(people: int) -> int:
    """Return the capacity of each of the three treatments."""
    return max(people // PEOPLE_A_SLOT, 1)


def born(n: int) -> People:
    """Return n people; of ten neighbours eight live within 500 rows and two anywhere."""
    uid = np.arange(n, dtype=np.int64)
    a, b, c, d, e, f = (luck(SEED, BORN + k, uid, 0) for k in range(6))
    near = [np.floor(luck(SEED, BORN + 10 + k, uid, 0) * 1000).astype(np.int64) - 500 for k in range(8)]
    anywhere = [np.floor(luck(SEED, BORN + 20 + k, uid, 0).astype(np.float64) * n).astype(np.int64) for k in range(2)]
    neighbours = np.stack([(uid + step) % n for step in near] + anywhere, axis=1)
    return People(
        uid, (a * GROUPS).astype(np.uint8), np.float32(0.2) + np.float32(0.6) * b, np.float32(2.5) * c * c, d, e,
        np.float32(2.0) * f, np.sort(neighbours, axis=1).astype(np.int32),
    )  # fmt: skip
