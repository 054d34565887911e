"""How much of the variation is chance? The command variance: what common random streams save, and what uncertain parameters add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.app import QUESTIONS, app
from sim.cli.exit_codes import say
from sim.cli.options import Arms, Json, Named, Numbers, Quick, Quiet, Scale, Seeds, Setting, Weeks, Workers, plan_of
from sim.cli.output import NO_NUMBER, difference_unit, interval, plain_rows, print_json, print_table
from sim.cli.run import opening_line
from sim.cli.summary import headline_title, labels_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results
    from sim.studies.variance import Variance

__all__ = ["variance"]

SAME_STREAMS = (
    "Variance of the difference with independent seeds, divided by that with the same random streams in both plans: "
    "independent seeds would need that many times more runs for the same precision."
)
PARTED = (
    "Standard deviation over seeds, in points or weeks: with the same parameters in every run (chance), and with a draw of the parameters "
    "for each seed (both). Share: the share of the variance of both that the parameters add. It is rough with few seeds, and 0% if they "
    "add less than chance hides."
)


@app.command(rich_help_panel=QUESTIONS)
def variance(
    named: Named, arm: Arms = None, seeds: Seeds = None, scale: Scale = None, weeks: Weeks = None,
    quick: Quick = False, workers: Workers = None, setting: Setting = None, numbers: Numbers = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Measure how much the same random streams narrow the differences between plans, and how much of the spread is not chance.

    The second needs parameters drawn for each seed (--numbers posterior): the same seeds then run again with the declared values.
    """
    from sim.cli.memory import make_room
    from sim.cli.progress import announce_kernels, progress
    from sim.studies.variance import check_size
    from sim.studies.variance import variance as measured

    plan = plan_of(named, arm, seeds, scale, weeks, workers, quick, setting, numbers)
    check_size(plan.seeds, len(plan.arms))
    make_room(plan.people, plan.workers, plan.runs)
    if not quiet:
        announce_kernels()
        say(opening_line(plan, len(plan.arms), plan.seeds))
    with progress(quiet) as tick:
        found = measured(
            plan.scenario, plan.arms, plan.seeds, plan.scale, plan.workers, plan.weeks, progress=tick
        )  # fmt: skip
    show(found, as_json)


def show(found: Variance, as_json: bool) -> None:
    """Print both tables; as JSON the rows of the first, or an object with `paired` and `spread` if there are two."""
    if as_json:
        rows = plain_rows(found.paired)
        print_json(rows if found.spread is None else {"paired": rows, "spread": plain_rows(found.spread)})
        return
    print_paired(found.fixed or found.results, found.paired)
    if found.spread is not None:
        print_parted(found.results, found.spread)


def print_paired(results: Results, table: pd.DataFrame) -> None:
    """Print how much the same random streams narrow the difference between arms."""
    from sim.outcomes import OUTCOMES

    labels = labels_of(results)
    rows = [
        [labels[row["arm"]], OUTCOMES[row["outcome"]].label, difference(row), times(row["variance_ratio"])]
        for row in plain_rows(table)
    ]
    columns = ["Plan", "Outcome", f"Difference from {labels[results.baseline]}, points or weeks", "Variance reduced"]
    print_table(f"{headline_title(results)}: the same random streams in every plan", columns, rows, SAME_STREAMS)


def print_parted(results: Results, table: pd.DataFrame) -> None:
    """Print the spread by chance beside the spread by chance and parameters together, of levels and of differences."""
    from sim.outcomes import OUTCOMES

    labels = labels_of(results)
    rows = []
    for row in plain_rows(table):
        unit = difference_unit(OUTCOMES[row["outcome"]].unit)
        spreads = [[digits(row[f"{of}spread_luck"], unit), digits(row[f"{of}spread_both"], unit),
                    share(row[f"{of}from_numbers"])] for of in ("", "change_")]  # fmt: skip
        rows.append([labels[row["arm"]], OUTCOMES[row["outcome"]].label, *spreads[0], *spreads[1]])
    columns = [
        "Plan",
        "Outcome",
        "Chance",
        "Both",
        "Share of parameters",
        "Difference: chance",
        "Both",
        "Share of parameters",
    ]
    print_table(f"{headline_title(results)}: chance and uncertain parameters", columns, rows, PARTED)


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
