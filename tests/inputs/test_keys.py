"""Do rules say what they allow and keep to it, and are keys read as they were declared?"""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.inputs.faults import FaultList
from sim.inputs.keys import at, fields_of, key, read_keys
from sim.inputs.rules import AnyOf, Choice, Day, Each, Name, NotAllowedError, NumberRule, Text, Whole

RULES = [
    Whole(0, 9, "weeks"), NumberRule(-1, 1, "share"), Text(5), Name(), Choice(("ask", "outreach")), Day(),
    Each(Whole(0, 9), 1, 3), AnyOf(Whole(0, 9), Choice(("all",))),
]  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.dates()
    | st.datetimes()
    | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (Whole(0, 9), [0, 9], [-1, 10, 1.0, True, "1", None, float("nan"), 10**400]),
        (NumberRule(0, 1), [0, 1, 0.5, 1e-300], [-1e-9, 1.1, True, "0.5", float("nan"), float("inf"), -(10**400)]),
        (Text(5), ["a", " abcde ", "\u00e9"], ["", " ", "abcdef", 1, "a\nb", "a\u202eb", "a\0", None]),
        (Text(5, lines=True), ["a\nb"], ["a\u200bb"]),
        (Name(), ["a", "a_1", "x" * 40], ["", "A", "1a", "a-b", "x" * 41, "\u0430", "a\n", 1]),
        (Choice(("ask", "outreach")), ["ask"], ["Ask", "", 1, None, ["ask"]]),
        (Day(), [date(2018, 8, 29)], [datetime(2018, 8, 29), date(1799, 1, 1), date(2201, 1, 1), "2018-08-29", 2018]),
        (Each(Whole(0, 9), 1, 3), [[1], [1, 2, 3]], [[], [1, 1], [1, 2, 3, 4], 1, [True], [[1]], {"a": 1}]),
        (AnyOf(Whole(0, 9), Choice(("all",))), [3, "all"], [10, "some", None]),
    ],
)
def test_rules_keep_to_what_they_allow(rule, good, bad):
    for value in good:
        rule.read(value)
    for value in bad:
        with pytest.raises(NotAllowedError):
            rule.read(value)


@given(ANYTHING)
def test_no_value_makes_a_rule_raise_anything_else(value):
    for rule in RULES:
        try:
            rule.read(value)
        except NotAllowedError:
            assert rule.allowed


@pytest.mark.parametrize(
    ("rule", "given", "fix"),
    [
        (Whole(0, 9), "3", "Write the number without quotes."),
        (Whole(0, 9), 3.0, "Write 3."),
        (NumberRule(0, 1, "share"), 80, "For 80 percent write 0.8."),
        (Text(9), 5, "Put it in double quotes."),
        (Name(), "Old Town", "Write 'old_town'."),
        (Name(), "sl\u043ets", "It contains U+043E CYRILLIC SMALL LETTER O."),
        (Choice(("ask", "outreach")), "outreech", "Did you mean 'outreach'?"),
        (Each(Choice(("ask",)), 1, 2), ["ask", "aks"], "'aks' is not allowed. Did you mean 'ask'?"),
    ],
)
def test_refusals_come_with_the_nearest_fix(rule, given, fix):
    with pytest.raises(NotAllowedError) as caught:
        rule.read(given)
    assert caught.value.fix == fix


@dataclass(frozen=True, kw_only=True)
class Kettle:
    """Something with keys."""

    litres: float = key(NumberRule(0, 5, "litres"), "How much it holds.")
    colour: str = key(Text(9), "The colour.", "red")
    handle: str = key(Text(9), "The handle.", otherwise="as the lid", name="grip")
    other: int = 0


def test_declared_keys_are_listed_with_unit_range_and_default():
    litres, colour, grip = fields_of(Kettle)
    assert (litres.name, litres.unit, litres.required) == ("litres", "litres", True)
    assert litres.allowed == "a number from 0 to 5 (litres)"
    assert (colour.default, colour.otherwise, colour.required) == ("red", "'red'", False)
    assert (grip.name, grip.otherwise) == ("grip", "as the lid")


def test_keys_are_read_with_defaults_and_all_faults():
    faults = FaultList("x.toml")
    assert read_keys(fields_of(Kettle), {"litres": 2}, "kettle", faults) == {"litres": 2.0, "colour": "red"}
    assert not faults.found
    assert read_keys(fields_of(Kettle), {"liters": 2, "colour": 1, "lid": 3}, "kettle", faults) == {}
    assert [fault.where for fault in faults.found] == [
        "x.toml: [kettle] liters",
        "x.toml: [kettle] lid",
        "x.toml: [kettle] colour",
    ]
    assert faults.found[0].fix == "Did you mean 'litres'?"


def test_key_paths_are_written_as_in_the_file():
    assert [at("", "weeks"), at("arm.pfa", "label"), at("[[place]] 3", "lon")] == [
        "weeks",
        "[arm.pfa] label",
        "[[place]] 3 lon",
    ]
