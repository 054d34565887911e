"""Which number of each run is analysed? A level of a group, the gap between two groups, a plan's difference from another.

    level      value of a measure in a group, in the last week that is kept
    gap        level in the group that is worse off less level in the group that is better off
    change     value in a plan less value in the baseline, at the same point with the same seed

A frame of values has one row a run (`point, arm, seed, value`); one of changes one row a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.population.strata import INCOMES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIXED", "NoSuchRowsError", "by_point", "change", "gap", "level", "lever_table"]

FIXED = ("run_id", "point", "arm", "seed", "week", "stratum", "group", "measure", "value")
WORST, BEST = INCOMES[0], INCOMES[-1]


class NoSuchRowsError(LookupError):
    """A measure, group or plan that a sweep did not keep; the message names what it has."""


def level(table: pd.DataFrame, measure: str, stratum: str = "all", group: str = "all") -> pd.DataFrame:
    """Return `point, arm, seed, value` of a measure in a group; NoSuchRowsError if the sweep did not keep it."""
    chosen = table[(table["measure"] == measure) & (table["stratum"] == stratum) & (table["group"] == group)]
    if chosen.empty:
        raise NoSuchRowsError(f"no {measure!r} of {stratum} / {group}; {what_is_kept(table, measure, stratum)}")
    last = chosen[chosen["week"] == chosen.groupby("run_id")["week"].transform("max")]
    found = last[["point", "arm", "seed", "value"]].sort_values(["point", "arm", "seed"]).reset_index(drop=True)
    return found.astype({"arm": str})


def what_is_kept(table: pd.DataFrame, measure: str, stratum: str) -> str:
    """Return in words what a table holds instead of what was asked for."""
    measures = sorted(map(str, table["measure"].unique()))
    if measure not in measures:
        return f"measures that are kept: {', '.join(measures)}"
    strata = sorted(map(str, table["stratum"].unique()))
    if stratum not in strata:
        return f"strata that are kept: {', '.join(strata)}"
    groups = sorted(map(str, table["group"][table["stratum"] == stratum].unique()))
    return f"groups that are kept: {', '.join(groups)}"


def gap(
    table: pd.DataFrame, measure: str, stratum: str = "income", worse: str = WORST, better: str = BEST
) -> pd.DataFrame:
    """Return `point, arm, seed, value`: the measure of the group that is worse off less that of the one better off."""
    low, high = level(table, measure, stratum, worse), level(table, measure, stratum, better)
    both = low.merge(high, on=["point", "arm", "seed"], suffixes=("", "_better"))
    return both.assign(value=both["value"] - both["value_better"]).drop(columns="value_better")


def change(values: pd.DataFrame, arm: str, against: str) -> pd.DataFrame:
    """Return `point, seed, value`: the value in a plan less that in another, at the same point with the same seed."""
    for name in (arm, against):
        if name not in set(values["arm"]):
            raise NoSuchRowsError(f"no plan {name!r}; there are: {', '.join(dict.fromkeys(values['arm']))}")
    one, other = (values[values["arm"] == name].drop(columns="arm") for name in (arm, against))
    both = one.merge(other, on=["point", "seed"], suffixes=("", "_against"))
    return both.assign(value=both["value"] - both["value_against"])[["point", "seed", "value"]]


def by_point(values: pd.DataFrame) -> pd.Series[float]:
    """Return the mean over seeds at each point, indexed by point."""
    return values.groupby("point")["value"].mean()


def lever_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the levers of each point, one row a point, indexed by point."""
    names = [name for name in table.columns if name not in FIXED]
    return table.drop_duplicates("point").set_index("point")[names].sort_index()
