"""Are errors, bands and paired intervals what arithmetic says, with whole events drawn again?"""

from __future__ import annotations

import numpy as np
import pytest

from sim.validation.skill.scores import NINETY, Told, against, near_percent, skill_of
from sim.validation.skill.waves import share_of

EVENTS = ["A", "A", "B", "C"]
SEEN = np.array([-1.0, -0.5, 0.0, -2.0])


def told(off: list[float], half: float = 0.5) -> Told:
    median = SEEN + np.array(off)
    return Told(median, median - half, median + half)


def test_errors_are_those_of_arithmetic() -> None:
    found = skill_of("x", told([0.3, -0.3, 0.6, 0.0]), SEEN, EVENTS, near_percent(share_of))
    assert found.error == pytest.approx(np.sqrt((0.09 + 0.09 + 0.36) / 4))
    assert found.bias == pytest.approx(0.15) and found.held == 0.75
    assert found.spread == pytest.approx(1.0 / (2 * NINETY))
    assert (found.figures, found.events) == (4, 3) and found.error_low <= found.error <= found.error_high
    assert found.near == 0.25


def test_a_single_event_has_no_interval() -> None:
    one = skill_of("x", told([0.1, 0.1, 0.1, 0.1]), SEEN, ["A"] * 4, near_percent(share_of))
    assert np.isnan(one.error_low)


def test_events_are_drawn_whole() -> None:
    """Three figures of one event are one witness: the interval of a forecast off in that event alone reaches from nothing to all."""
    events = ["A", "A", "A", "B"]
    found = skill_of("x", told([1.0, 1.0, 1.0, 0.0]), SEEN, events, near_percent(share_of))
    assert found.error_low == 0.0 and found.error_high == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("ours", "theirs", "says"),
    [
        ([0.1] * 4, [0.5] * 4, "is nearer than"),
        ([0.5] * 4, [0.1] * 4, "is further off than"),
        ([0.1, 0.1, 0.9, 0.1], [0.5, 0.5, 0.1, 0.5], "not shown to be better"),
        ([0.2] * 4, [0.2] * 4, "as far off"),
    ],
)
def test_where_the_model_is_not_better_it_is_said(ours: list[float], theirs: list[float], says: str) -> None:
    duel = against("the model", told(ours), "no change", told(theirs), SEEN, EVENTS)
    assert says in duel.words and duel.low <= duel.difference <= duel.high


def test_a_paired_interval_is_narrower_than_two_apart() -> None:
    luck = np.random.RandomState(1)
    seen, events = np.zeros(30), [f"e{k}" for k in range(30)]
    shared = luck.standard_normal(30)
    ours, theirs = (Told(shared + d, shared, shared) for d in (0.0, 0.02))
    duel = against("m", ours, "r", theirs, seen, events)
    alone = skill_of("m", ours, seen, events, near_percent(share_of))
    assert duel.high - duel.low < 0.2 * (alone.error_high - alone.error_low)
