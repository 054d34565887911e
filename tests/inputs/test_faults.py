"""Are faults plain, complete and near the mark?"""

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.inputs.faults import (
    EXIT_BAD_INPUT,
    Fault,
    FaultList,
    ScenarioFaults,
    letters_apart,
    nearest,
    question,
    shown,
    strange_letters,
)  # fmt: skip

KEYS = ["slots", "sites", "opens", "closes", "price", "min_age", "max_age", "insured_share"]


def test_a_fault_says_where_what_is_allowed_and_what_to_do():
    fault = Fault("x.toml: weeks", "3", "a whole number from 4 to 1,040 (weeks)", "Write 4.")
    assert str(fault) == "x.toml: weeks: given 3; allowed is a whole number from 4 to 1,040 (weeks). Write 4."
    assert str(Fault("x.toml", "a folder", "a file")) == "x.toml: given a folder; allowed is a file."


def test_all_faults_are_kept_and_a_hundred_shown():
    faults = ScenarioFaults([Fault("x", str(n), "none") for n in range(250)])
    assert len(faults.faults) == 250
    assert len(str(faults).splitlines()) == 101
    assert str(faults).endswith("... and 150 more.")
    assert isinstance(faults, ValueError)
    assert EXIT_BAD_INPUT == 65


def test_faults_travel_between_processes():
    again = pickle.loads(pickle.dumps(ScenarioFaults([Fault("a", "b", "c", "d")])))
    assert again.faults == (Fault("a", "b", "c", "d"),)


def test_lists_of_two_files_share_what_they_found():
    faults = FaultList("a.toml")
    faults.beside("b.csv").add("line 2", "x", "a number")
    with pytest.raises(ScenarioFaults, match=r"b\.csv: line 2"):
        faults.raise_if_any()


def test_reading_ends_at_the_thousandth_fault():
    faults = FaultList("a.toml")
    with pytest.raises(ScenarioFaults) as caught:
        for n in range(5000):
            faults.add("", str(n), "none")
    assert len(caught.value.faults) == 1000


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("slost", "slots"), ("slot", "slots"), ("slotss", "slots"), ("Slots", "slots"), ("sl0ts", "slots"),
        ("min-age", "min_age"), ("max age", "max_age"), ("insured", "insured_share"), ("pr\u0456ce", "price"),
        ("clos\u00e9s", "closes"), ("zebra", None), ("", None), ("x" * 10_000, None),
    ],
)  # fmt: skip
def test_the_nearest_word(word, meant):
    assert nearest(word, KEYS) == meant


def test_a_question_is_asked_only_where_something_is_near():
    assert question("slost", KEYS) == "Did you mean 'slots'?"
    assert question("zebra", KEYS) == ""


@given(st.text("abcd", max_size=7), st.text("abcd", max_size=7))
def test_letters_apart_is_a_distance(one, other):
    apart = letters_apart(one, other, 20)
    assert apart == letters_apart(other, one, 20)
    assert (apart == 0) == (one == other)
    assert abs(len(one) - len(other)) <= apart <= max(len(one), len(other))


def test_letters_apart_counts_a_swap_as_one():
    assert letters_apart("slost", "slots", 3) == 1
    assert letters_apart("abcdef", "uvwxyz", 2) == 3


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9), st.integers(0, 4))
def test_words_too_far_are_one_more_than_allowed_and_others_as_far_as_they_are(one, other, most):
    assert letters_apart(one, other, most) == min(letters_apart(one, other, 20), most + 1)


def test_a_word_that_is_a_part_of_another_comes_behind_one_that_is_near():
    assert nearest("slotxy", ["slotxy_of_a_week", "slotab"]) == "slotab"
    assert nearest("slotxy", ["slotxy_of_a_week", "price"]) == "slotxy_of_a_week"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, "nothing"), (True, "true"), (-3, "-3"), (10**400, "a number of more than 25 digits"), (4.0, "4.0"),
        (float("nan"), "nan (not a finite number)"), ("a\u202eb", "'a\\u202eb'"), ("x" * 99, f"'{'x' * 60}...'"),
        (date(2018, 8, 29), "2018-08-29"), ([1, "a", 2, 3], "[1, 'a', 2, ...]"), ([1, 2, 3], "[1, 2, 3]"), ({}, "an empty table"),
        ({"a": 1}, "a table"),
    ],
)  # fmt: skip
def test_values_are_shown_short_and_visible(given, expected):
    assert shown(given) == expected


def test_strange_letters_are_named():
    assert strange_letters("slots") == ""
    assert strange_letters("sl\u043ets\u200b") == "U+043E CYRILLIC SMALL LETTER O, U+200B ZERO WIDTH SPACE"
