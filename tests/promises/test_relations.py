"""Promise 10: does what has to follow follow?"""

from __future__ import annotations

import pytest

from tests.promises.relations import RELATIONS, Relation

EXACT = [one for one in RELATIONS if one.sort == "exact"]
EXPECTED = [one for one in RELATIONS if one.sort == "in expectation"]


def named(one: Relation) -> str:
    return one.says.replace(" ", "_")[:60]


def test_there_are_as_many_as_promised() -> None:
    assert len(RELATIONS) >= 30 and len({one.says for one in RELATIONS}) == len(RELATIONS)


@pytest.mark.parametrize("one", EXACT, ids=named)
def test_exact(one: Relation) -> None:
    assert one.holds((1, 2))


@pytest.mark.slow
@pytest.mark.parametrize("one", EXPECTED, ids=named)
def test_in_expectation(one: Relation) -> None:
    assert one.holds(tuple(range(1, 41)))
