"""What may a key not hold? For each kind of rule, values beyond its limits, of another kind, and written to deceive; chosen by luck.

refused(rule, luck)     a value that the rule has to refuse, drawn from what its declared limits say
toml(value)             how TOML writes it, also what Python's writers would not
"""

from __future__ import annotations

import json
import math
import random
from datetime import date, datetime, time
from typing import Any

from sim.inputs.rules import AnyOf, Choice, Day, Each, Name, NumberRule, Position, TableRule, Text, Whole, YesNo

__all__ = ["NEVER", "Raw", "limits_of", "refused", "toml"]

# Of the wrong kind for every key there is.
NEVER = (
    {"a": 1}, [[[1]]], [{"a": [1]}], time(10, 0), math.nan, math.inf, -math.inf, 10**30, -(10**30), 1e300, -1e300, "", "   ",
    "\u202e" + "gnorw", "\u0000", "a\u0000b", "\u05d0\u05d1\u05d2", "\ufeff", "x" * 5000, "../../etc/passwd\n", datetime(2020, 1, 1, 10),
)  # fmt: skip


class Raw(str):
    """Text that stands in the file as it is, not in quotes."""

    __slots__ = ()


def refused(rule: Any, luck: random.Random) -> Any:
    """Return a value that this rule has to refuse."""
    if isinstance(rule, TableRule):
        return luck.choice([value for value in NEVER if not isinstance(value, dict)])
    return luck.choice([*of_kind(rule, luck), *wrong_kind(rule)])


def wrong_kind(rule: Any) -> list[Any]:
    """Return the values of the wrong kind that a rule cannot mean."""
    rules = rule.rules if isinstance(rule, AnyOf) else (rule,)
    may_be_text = any(isinstance(one, Text) for one in rules)
    kept = [value for value in NEVER if not (may_be_text and isinstance(value, str) and readable(value))]
    if isinstance(rule, Each | AnyOf | Position):
        return kept
    return [*kept, [1, "a"], {}]


def readable(text: str) -> bool:
    """Say whether a text rule might take a text: letters of any script are its right."""
    return bool(text.strip()) and text.strip().isprintable() and len(text) < 40


def of_kind(rule: Any, luck: random.Random) -> list[Any]:  # noqa: PLR0911 - one answer for each rule
    """Return values near what a rule allows, and beyond it."""
    match rule:
        case Whole():
            return [
                rule.low - 1,
                rule.high + 1,
                -rule.high - 7,
                rule.low + 0.5,
                str(rule.low),
                True,
                float(rule.high) + 1e9,
                10**400,
            ]
        case NumberRule():
            high, low = rule.high, rule.low
            return [
                math.nextafter(high, math.inf),
                math.nextafter(low, -math.inf),
                high * 2 + 1,
                low - 1,
                f"{low}",
                True,
                "0,5",
            ]
        case Text():
            return ["", " \t ", "x" * (rule.longest + 1), 12, True, ["a"], "a\u0007b", "a\u202eb", "a\u200bb"]
        case Name():
            return ["Not A Name", "1abc", "\u0430bc", "../x", "a" * 41, "a-b", "a b", 5, True, ["a"], "con.", "\u05d0"]
        case Choice():
            return [
                rule.words[0] + "x",
                rule.words[0].upper() + "!",
                3,
                True,
                ["a"],
                luck.choice(rule.words)[::-1] + "_",
            ]
        case YesNo():
            return ["yes", "true", 2, -1, 0.5, [True]]
        case Day():
            return ["2018-01-01", 2018, date(1, 1, 1), date(9999, 12, 31), datetime(2018, 1, 1, 1), True]
        case Each():
            first = refused(rule.rule, luck)
            return ["text", 5, [first], [first, first], list(range(rule.most + 1)), True]
        case Position():
            return [[1], [1, 2, 3], [200.0, 0.0], [0.0, 91.0], ["a", "b"], [math.nan, 0.0], 5, "a", True]
        case _:
            return []


def limits_of(rule: Any) -> list[str]:
    """Return the limits of a rule as a message has to name them."""
    match rule:
        case Whole():
            return [f"{rule.low:,}", f"{rule.high:,}"]
        case NumberRule():
            return [f"{end:,.0f}" if float(end).is_integer() else f"{end:.6g}" for end in (rule.low, rule.high)]
        case Text():
            return [f"{rule.longest:,}"]
        case Choice():
            return [repr(word) for word in rule.words]
        case Each():
            return [f"{rule.most:,}"]
        case _:
            return []


def toml(value: Any) -> str:
    """Return a value as TOML writes it; letters that TOML forbids stand there as escapes, and whole numbers of any length."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ("nan" if math.isnan(value) else "inf" if value > 0 else "-inf")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return "{" + ", ".join(f"{json.dumps(name)} = {toml(item)}" for name, item in value.items()) + "}"
