"""Does a repeat take over the number it names, and is a repeat of nothing refused?"""

from __future__ import annotations

import pytest

from sim import evidence
from sim.evidence.inheritance import inherited

ONE, TWO = {"value": 1.0}, {"value": 2.0}


def test_entries_have_the_default_unless_they_give_their_own() -> None:
    filled, origins, faults = inherited({"default": {"days": ONE}, "a": {"label": "A"}, "b": {"days": TWO}}, "mud")
    assert filled == {"a": {"days": ONE, "label": "A"}, "b": {"days": TWO}}
    assert origins == {"mud.a.days": "mud.default.days"}
    assert not faults


def test_a_number_can_be_like_that_of_another_entry() -> None:
    filled, origins, faults = inherited({"a": {"days": ONE}, "b": {"days": {"like": "a"}}}, "mud")
    assert filled["b"] == {"days": ONE}
    assert origins == {"mud.b.days": "mud.a.days"}
    assert not faults


@pytest.mark.parametrize(
    ("leaf", "says"),
    [
        ({"like": "aa"}, "like = 'aa' is no other entry of this file. Did you mean 'a'?"),
        ({"like": "b"}, "like = 'b' is no other entry"),
        ({"like": "c"}, "[c] has no number 'days' of its own"),
        ({"like": "a", "value": 3.0}, "like stands alone. Leave out value"),
    ],
)
def test_a_repeat_of_nothing_is_refused(leaf: dict[str, object], says: str) -> None:
    _, _, faults = inherited({"a": {"days": ONE}, "b": {"days": leaf}, "c": {"days": {"like": "a"}}}, "mud")
    assert [says in fault for fault in faults] == [True]


def test_repeats_of_the_book_are_equal_until_one_is_changed() -> None:
    book = evidence.load()
    repeats = {path: number for path, number in book.items() if number.inherits in book}
    assert len(repeats) > 10
    for path, number in repeats.items():
        assert number.value == book[number.inherits].value, path
    path = next(iter(repeats))
    assert book.with_values({path: repeats[path].value})[path].inherits == ""


def test_the_default_is_no_entry() -> None:
    assert "default" not in evidence.load().table("hazards")
