"""How is a level, a difference or a gap put into words? With both its ranges, and as a finding only if the verdict is that it is one."""

from __future__ import annotations

from math import isfinite

from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.formats import MINUS, MISSING, percent
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.spread import Spread

__all__ = [
    "CITY",
    "VERDICT_WORDS",
    "apart",
    "decimals",
    "is_share",
    "moved",
    "ranges",
    "said",
    "signed",
    "signed_expected",
    "signed_spread",
    "verdict",
]

CITY = "one city may see"
VERDICT_WORDS = {
    "better": "better", "worse": "worse", "same": "the same", "unclear": "cannot be told apart",
    "open": "hangs on numbers not known", "unknown": "too few runs",
}  # fmt: skip
"""The name of a verdict in tables."""


def is_share(outcome: str) -> bool:
    """Return True for outcomes that are shares between 0 and 1, False for weeks."""
    return OUTCOMES[outcome].most == "one"


def said(outcome: str, of: Spread) -> str:
    """Return a level with its range: 8.5% (8.2% to 8.8%), or 3.1 weeks (2.9 to 3.4)."""
    if not of.known:
        return "no number"
    if is_share(outcome):
        return percent(of.value) + (f" ({percent(of.low)} to {percent(of.high)})" if of.ranged else "")
    return f"{of.value:.1f} weeks" + (f" ({of.low:.1f} to {of.high:.1f})" if of.ranged else "")


def points(outcome: str, of: Spread) -> tuple[Spread, str]:
    """Return a difference in the unit in which it is said, and that unit."""
    return (of.times(100), "percentage points") if is_share(outcome) else (of, "weeks")


def decimals(of: Spread) -> int:
    """Return the decimals at which no end of a range that leaves out 0 reads as 0.0."""
    known = [end for end in (of.expected_low, of.expected_high) if of.told_apart and isfinite(end)]
    ends = [abs(x) for x in (known or (of.value,)) if x != 0]
    return next((digits for digits in (1, 2) if all(end >= 0.5 * 10**-digits for end in ends)), 3 if ends else 1)


def moved(outcome: str, of: Spread, down: str = "lower", up: str = "higher") -> str:
    """Return a difference without its ranges: 1.1 percentage points lower."""
    of, unit = points(outcome, of)
    size = f"{abs(of.value):.{decimals(of)}f}"
    return " ".join(part for part in (size, unit, down if of.value < 0 else up) if part)


def ranges(outcome: str, of: Spread) -> str:
    """Return both ranges of a difference, each under its own name, in signs; nothing if there is one run."""
    of, unit = points(outcome, of)
    if not of.ranged:
        return ""
    digits = decimals(of)
    ends = [signed(end, digits) for end in (of.expected_low, of.expected_high, of.low, of.high)]
    past = f"; beyond {of.matters:g} in {percent(of.beyond, 0)} of the draws" if of.drawn and of.matters else ""
    return f"expected difference {ends[0]} to {ends[1]} {unit}; {CITY} {ends[2]} to {ends[3]}{past}"


def apart(outcome: str, of: Spread, other: str = "", down: str = "lower", up: str = "higher") -> str:
    """Return as a predicate how something compares with another: how far apart they are, or that they cannot be told apart."""
    than = f" than {other}" if other else ""
    if not of.known:
        return "cannot be compared, for want of numbers"
    size = f"{moved(outcome, of, down, up)}{than}"
    found = of.verdict()
    if found == "unknown":
        made = "the one run made" if not of.ranged else f"the mean of {of.runs} runs"
        size = size if of.value else f"the same as {other or 'before'}"
        return f"is {size} in {made}, too few for a verdict, which takes {FEWEST_RUNS}"
    if found == "same":
        return f"is the same as {other or 'before'}"
    if found == "unclear":
        same = f"that {other}" if other.startswith("under ") else other or "it"
        return f"cannot be told apart from {same} ({ranges(outcome, of)})"
    if found == "open":
        return (
            f"is {size} on average, but in only {percent(of.sure, 0)} of the draws of the numbers, so that it hangs on what is not known "
            f"about them ({ranges(outcome, of)})"
        )
    small, unit = points(outcome, of)
    slight = f", less than the {small.matters:g} {unit} that we call important" if of.slight else ""
    return f"is {size}{slight} ({ranges(outcome, of)})"


def signed(number: float, digits: int = 1) -> str:
    """Return a number with its sign, a true minus before those below 0."""
    text = f"{abs(number):.{digits}f}"
    return text if float(text) == 0 else (MINUS if number < 0 else "+") + text


def signed_spread(outcome: str, of: Spread) -> str:
    """Return a difference with what one city may see in signs, for tables; shares in percentage points."""
    return bracketed(outcome, of, of.low, of.high)


def signed_expected(outcome: str, of: Spread) -> str:
    """Return a difference with the interval of the expected one in signs, for the side of a figure."""
    return bracketed(outcome, of, of.expected_low, of.expected_high)


def bracketed(outcome: str, of: Spread, low: float, high: float) -> str:
    """Return a difference with two ends in brackets, in signs."""
    if not of.known:
        return MISSING
    times, digits = (100 if is_share(outcome) else 1), decimals(points(outcome, of)[0])
    value, *ends = (signed(end * times, digits) for end in (of.value, low, high))
    return f"{value} ({' to '.join(ends)})" if of.ranged else value


def verdict(outcome: str, of: Spread) -> str:
    """Return better, worse, same, unclear, open or unknown (too few runs) for a difference from the baseline."""
    return of.verdict(OUTCOMES[outcome].better == "low")
