"""How is a level, a difference or a gap put into words? With its range, and never as a finding where luck alone could have made it."""

from __future__ import annotations

from sim.outcomes.registry import OUTCOMES
from sim.outcomes.spread import Spread
from sim.outcomes.words import MISSING, percent

__all__ = [
    "RUNS",
    "apart",
    "decimals",
    "is_share",
    "moved",
    "moved_between",
    "said",
    "signed",
    "signed_spread",
    "verdict",
]

MINUS = "\u2212"
RUNS = "in nine of ten runs"


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
    ends = [abs(x) for x in ((of.low, of.high) if of.told_apart else (of.value,)) if x != 0]
    return next((digits for digits in (1, 2) if all(end >= 0.5 * 10**-digits for end in ends)), 3 if ends else 1)


def moved(outcome: str, of: Spread, down: str = "lower", up: str = "higher") -> str:
    """Return a difference that can be told from luck: 1.1 percentage points lower (0.8 to 1.4)."""
    of, unit = points(outcome, of)
    size, digits = of if of.value >= 0 else of.times(-1), decimals(of)
    width = f"({size.low:.{digits}f} to {size.high:.{digits}f})" if size.ranged else ""
    return " ".join(part for part in (f"{size.value:.{digits}f}", unit, down if of.value < 0 else up, width) if part)


def apart(outcome: str, of: Spread, other: str = "", down: str = "lower", up: str = "higher") -> str:
    """Return as a predicate how something compares with another: how far apart they are, or that they cannot be told apart."""
    than = f" than {other}" if other else ""
    if not of.known:
        return "cannot be compared, for want of numbers"
    if not of.ranged:
        return f"is {moved(outcome, of, down, up)}{than} in the one run made, which cannot be told from luck"
    if of.told_apart:
        return f"is {moved(outcome, of, down, up)}{than}"
    same = f"that {other}" if other.startswith("under ") else other or "it"
    if not any(of):
        return f"is the same as {other or 'before'}"
    return f"cannot be told apart from {same} (a difference of {moved_between(outcome, of)} {RUNS})"


def moved_between(outcome: str, of: Spread) -> str:
    """Return the range of a difference in signs: between −0.3 and +0.5 percentage points."""
    of, unit = points(outcome, of)
    return f"between {signed(of.low)} and {signed(of.high)} {unit}"


def signed(number: float, digits: int = 1) -> str:
    """Return a number with its sign, a true minus before those below 0."""
    text = f"{abs(number):.{digits}f}"
    return text if float(text) == 0 else (MINUS if number < 0 else "+") + text


def signed_spread(outcome: str, of: Spread) -> str:
    """Return a difference with its range in signs, for tables and figures; shares in percentage points."""
    of, _ = points(outcome, of)
    if not of.known:
        return MISSING
    value, low, high = (signed(end, decimals(of)) for end in of)
    return f"{value} ({low} to {high})" if of.ranged else value


def verdict(outcome: str, of: Spread) -> str:
    """Return better, worse, unclear (within luck) or unknown (no range) for a difference from the baseline."""
    if not of.ranged:
        return "unknown"
    if not of.told_apart:
        return "unclear"
    return "better" if (of.value < 0) == (OUTCOMES[outcome].better == "low") else "worse"
