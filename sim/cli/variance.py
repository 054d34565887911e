"""How much of what differs is luck? What the same luck in every plan saves, and how the spread parts into luck and unknown numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.output import NO_NUMBER, difference_unit, interval, plain_rows, print_json, print_table
from sim.cli.summary import headline_title, labels_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["print_luck"]

SAME_LUCK = (
    "Variance of the difference with independent seeds over that with the same luck in both plans: "
    "without the same luck, so many times more runs would say as much."
)
PARTED = (
    "Standard deviation over seeds, in points or weeks: with the same numbers in every run (luck), and with a draw of the numbers for each "
    "seed (both). Share: how much of the variance of both the numbers add. With few seeds it is rough, and 0% where they add less than "
    "luck hides."
)


def print_luck(results: Results, fixed: Results | None, as_json: bool) -> None:
    """Print how much the same luck narrows differences between arms; with `fixed`, runs with values, also how the spread parts.

    What luck saves is then counted on `fixed`, where runs differ by nothing else. As JSON it is the rows of the first table, or, where
    there are two, an object with `paired` and `spread`.
    """
    from sim.outcomes import paired, spread_shares
    from sim.outcomes.registry import HEADLINE

    told = list(HEADLINE)
    table = of_all(paired(fixed or results, outcomes=told))
    parted = of_all(spread_shares(fixed, results, told)) if fixed else None
    if as_json:
        rows = plain_rows(table)
        print_json(rows if parted is None else {"paired": rows, "spread": plain_rows(parted)})
        return
    print_paired(fixed or results, table)
    if parted is not None:
        print_parted(results, parted)


def of_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of everybody."""
    return table[table["stratum"] == "all"]


def print_paired(results: Results, table: pd.DataFrame) -> None:
    """Print how much the same luck in every arm narrows the difference between arms."""
    from sim.outcomes import OUTCOMES

    labels = labels_of(results)
    rows = [
        [labels[row["arm"]], OUTCOMES[row["outcome"]].label, difference(row), times(row["variance_ratio"])]
        for row in plain_rows(table)
    ]
    columns = ["Plan", "Outcome", f"Difference from {labels[results.baseline]}, points or weeks", "Variance reduced"]
    print_table(f"{headline_title(results)}: the same luck in every plan", columns, rows, SAME_LUCK)


def print_parted(results: Results, table: pd.DataFrame) -> None:
    """Print the spread by luck beside the spread by luck and numbers together, of levels and of differences."""
    from sim.outcomes import OUTCOMES

    labels = labels_of(results)
    rows = []
    for row in plain_rows(table):
        unit = difference_unit(OUTCOMES[row["outcome"]].unit)
        spreads = [[digits(row[f"{of}spread_luck"], unit), digits(row[f"{of}spread_both"], unit),
                    share(row[f"{of}from_numbers"])] for of in ("", "change_")]  # fmt: skip
        rows.append([labels[row["arm"]], OUTCOMES[row["outcome"]].label, *spreads[0], *spreads[1]])
    columns = ["Plan", "Outcome", "Luck", "Both", "Share of numbers", "Difference: luck", "Both", "Share of numbers"]
    print_table(f"{headline_title(results)}: luck, and what is not known about numbers", columns, rows, PARTED)


def digits(spread: float | None, unit: str) -> str:
    """Return a standard deviation with one digit more than a level has."""
    return NO_NUMBER if spread is None else f"{100 * spread:.2f}" if unit == "points" else f"{spread:.2f}"


def share(part: float | None) -> str:
    """Return the share of the numbers; an estimate below 0 counts as none."""
    return NO_NUMBER if part is None else f"{100 * max(part, 0.0):.0f}%"


def times(ratio: float | None) -> str:
    """Return a ratio of variances in words."""
    return NO_NUMBER if ratio is None else f"{ratio:,.1f} times"


def difference(row: dict[str, Any]) -> str:
    """Return a difference with its interval."""
    from sim.outcomes import OUTCOMES

    named = {"value": row["difference"], "value_low": row["low"], "value_high": row["high"]}
    return interval(named, "value", difference_unit(OUTCOMES[row["outcome"]].unit))
