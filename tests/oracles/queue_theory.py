"""How long does one wait? The weekly queue as a Markov chain, solved exactly; Erlang-C and Pollaczek-Khinchine are its limits.

    each week   asks ~ Binomial(people out of care, chance);  started = min(slots - busy, waiting + asks), first come, first served
    busy        those who hold a slot from weeks before; next week: `started` and whoever of `busy` stays (see the two courses)
    Little      mean wait = mean waiting after starts / mean asks

A slot is held to the end of the week in which somebody stops, so a course that ends with chance `stop` a week holds it for 1 + 1 / stop
weeks on average, one of two sessions for two weeks. As weeks become short against courses, luck becomes Poisson and this is M/M/c:

    Erlang-C    P(wait) = (load^c / c!) (c / (c - load)) / (sum over k < c of load^k / k! + the same)     load = asks a week * weeks held
                mean wait = P(wait) * weeks held / (c - load)
    M/D/1       mean wait = load * weeks held / (2 (1 - load)), also in whole weeks: N(t + held) = max(N(t) - 1, 0) + asks since

Sources: Erlang 1917; Pollaczek 1930, Khinchine 1932; Crommelin 1932 (the argument for courses of one length); Little 1961.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
from scipy import stats

# The chances of 0 to `slots` busy next week, `(slots + 1,)`, from those who started and those who were busy.
Staying = Callable[[int, int, int], np.ndarray]


def stops_by_chance(stop: float) -> Staying:
    """Everybody busy stops with a chance each week, but not in the week of the first session."""

    def staying(slots: int, started: int, busy: int) -> np.ndarray:
        chances = np.zeros(slots + 1)
        chances[started : started + busy + 1] = stats.binom.pmf(np.arange(busy + 1), busy, 1.0 - stop)
        return chances

    return staying


def two_sessions(slots: int, started: int, busy: int) -> np.ndarray:
    """Everybody has two sessions: whoever started last week is busy this week, nobody else."""
    chances = np.zeros(slots + 1)
    chances[started] = 1.0
    return chances


@dataclass(frozen=True)
class Waits:
    """What is known of a queue at rest: asks a week, the mean number waiting, and the chance of each wait in weeks `(w,)`."""

    asks: float
    waiting: float
    chances: np.ndarray

    @property
    def mean(self) -> float:
        """Mean wait in weeks, by Little's law."""
        return self.waiting / self.asks


def asks_by_luck(people: int, chance: float, longest: int) -> Callable[[int], np.ndarray]:
    """Return the chances of 0, 1 ... asks among the people who are out of care; Poisson with mean `chance` for people = 0."""
    count = np.arange(longest + 1)

    def chances(in_care: int) -> np.ndarray:
        law = stats.binom.pmf(count, max(people - in_care, 0), chance) if people else stats.poisson.pmf(count, chance)
        return np.asarray(law / law.sum())

    return chances


def at_rest(slots: int, asks: Callable[[int], np.ndarray], staying: Staying, longest: int) -> np.ndarray:
    """Return the chance of each state before a week's asks, `(slots + 1, longest + 1)`: how many are busy, and how many wait."""
    states = [(busy, waiting) for busy in range(slots + 1) for waiting in range(longest + 1)]
    move = np.zeros((len(states), len(states)))
    for row, (busy, waiting) in enumerate(states):
        for more, chance in enumerate(asks(busy + waiting)):
            started = min(slots - busy, waiting + more)
            left = min(waiting + more - started, longest)
            for held, stays in enumerate(staying(slots, started, busy)):
                move[row, held * (longest + 1) + left] += chance * stays
    system = move.T - np.eye(len(states))
    system[-1] = 1.0
    found = np.linalg.solve(system, np.eye(len(states))[-1])
    return found.reshape(slots + 1, longest + 1)


def waits(slots: int, asks: Callable[[int], np.ndarray], staying: Staying, longest: int = 60) -> Waits:
    """Solve the queue: mean asks, mean waiting, and the whole distribution of waits under first come, first served."""
    rest = at_rest(slots, asks, staying, longest)
    arrived, queued, at_once = 0.0, 0.0, 0.0
    placed = np.zeros(
        (slots + 1, longest + 1)
    )  # newcomers who wait: busy next week, and how many stand before them, one more
    for (busy, waiting), chance in np.ndenumerate(rest):
        for more, luck in enumerate(asks(busy + waiting)):
            weight = chance * luck
            started = min(slots - busy, waiting + more)
            left = min(waiting + more - started, longest)
            arrived, queued = arrived + weight * more, queued + weight * left
            at_once += weight * max(started - waiting, 0)
            first = max(waiting - started, 0)
            for held, stays in enumerate(staying(slots, started, busy)):
                placed[held, first + 1 : left + 1] += weight * stays
    return Waits(arrived, queued, waited(slots, placed, staying, at_once) / arrived)


def waited(slots: int, placed: np.ndarray, staying: Staying, at_once: float) -> np.ndarray:
    """Follow those who wait to the week in which their turn comes; who comes later does not matter to them."""
    found = [at_once]
    while placed.sum() > 1e-9 and len(found) < 500:
        after, served = np.zeros_like(placed), 0.0
        for busy in range(slots + 1):
            free = slots - busy
            served += placed[busy, : free + 1].sum()
            behind = placed[busy, free + 1 :]
            for held, stays in enumerate(staying(slots, free, busy)):
                after[held, 1 : len(behind) + 1] += stays * behind
        found.append(served)
        placed = after
    return np.array(found)


def erlang_c(slots: int, load: float) -> float:
    """Return the chance to wait in M/M/c with `slots` servers and a load below `slots`."""
    all_busy = load**slots / factorial(slots) * slots / (slots - load)
    return all_busy / (sum(load**k / factorial(k) for k in range(slots)) + all_busy)


def erlang_wait(slots: int, asks: float, held: float) -> float:
    """Return the mean wait in M/M/c."""
    load = asks * held
    return erlang_c(slots, load) * held / (slots - load)
