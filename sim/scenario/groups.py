"""A scenario's own strata: one table `[stratum.name]` for each way of grouping residents, and no code.

    [stratum.home]                  [stratum.poverty]
    column = "owner"                column = "income"
                                    cuts = [1.0, 2.0]
                                    groups = ["below the line", "to twice the line", "above"]

A column with labels gives one group for each label; in any other, a value belongs to the first group whose upper cut is above it. Only
columns fixed before the event can be used: the effects of the event and its aftermath are random, so that the same
person would be in one group under one seed and in another under the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import at, fields_of, key, read_keys
from sim.inputs.rules import Each, NumberRule, Text
from sim.scenario.catalogue import entries_of

__all__ = ["BUILT_IN", "LABELLED", "MEASURED", "MOST_STRATA", "Stratum", "read_strata"]

MOST_STRATA = 8
MOST_GROUPS = 12
# Strata that every run has (see `sim.population.strata`).
BUILT_IN = ("all", "income", "income20", "race", "sex", "age", "vulnerability", "exposure", "place")
# Columns with labels, and the names of their groups, in the order of the labels.
LABELLED = {
    "female": ("men", "women"),
    "race": ("White", "Black", "Hispanic", "Asian", "Other"),
    "owner": ("people who rent", "people who own their home"),
    "vehicle": ("people without a car", "people with a car"),
    "internet": ("people without internet", "people with internet"),
    "insured": ("people without insurance", "people with insurance"),
    "english": ("people who speak little English", "people who speak English well"),
}
# Own groups part adults: one that ends at this age or below would be empty.
ADULT = 18
# Columns of numbers, with their bounds.
MEASURED = {
    "age": (0, 110),
    "income": (0, 100),
    "self_efficacy": (-7, 7),
    "attachment_anxiety": (-7, 7),
    "attachment_avoidance": (-7, 7),
    "prior_trauma": (-7, 7),
    "distress_before": (-7, 8),
    "temperament": (-7, 7),
    "stigma": (0, 1),
    "trust": (0, 1),
    "collectivism": (-7, 7),
    "awareness": (0, 1),
}


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """A way of grouping residents for comparison: a column, its cuts, and the names of the groups."""

    name: str
    label: str = key(Text(80, "a label"), "Its name in tables and figures.", otherwise="its name")
    column: str = key(Text(40, "a column of the residents, a text"), "The column of residents that defines the groups.")
    cuts: tuple[float, ...] = key(
        Each(NumberRule(-7, 110), 1, MOST_GROUPS - 1),
        "Cuts of a column of numbers; each cut belongs to the group above.", (), otherwise="none: groups by label",
    )  # fmt: skip
    groups: tuple[str, ...] = key(
        Each(Text(60, "a group"), 2, MOST_GROUPS),
        "Names of the groups: one for each label, or one more than there are cuts.",
        otherwise="as the column or the cuts say",
    )


def read_strata(tables: Mapping[str, Any], faults: FaultList) -> dict[str, Stratum]:
    """Return the valid own strata, by name, in the order of the file; every other adds its faults."""
    well: dict[str, Stratum] = {}
    for name, table in entries_of(tables, "stratum", MOST_STRATA, faults).items():
        where, before = f"stratum.{name}", len(faults.found)
        if name in BUILT_IN:
            every = ", ".join(BUILT_IN)
            faults.add(
                f"[{where}]", f"the name {shown(name)}", f"a name that is not among {every}", f"Try 'own_{name}'."
            )
        values = read_keys(fields_of(Stratum), table, where, faults)
        if len(faults.found) == before and column_is_known(values["column"], where, faults):
            values["groups"] = groups_of(values, where, faults)
        if len(faults.found) == before:
            well[name] = Stratum(name=name, **{"label": name.replace("_", " ").capitalize(), **values})
    return well


def column_is_known(column: str, where: str, faults: FaultList) -> bool:
    """Return whether this column can define groups; if not, add a fault with the nearest name."""
    known = (*LABELLED, *MEASURED)
    if column not in known:
        allowed = f"a column that is settled before the event: {', '.join(known)}"
        faults.add(at(where, "column"), shown(column), allowed, faults.did_you_mean(column, known))
    return column in known


def groups_of(values: Mapping[str, Any], where: str, faults: FaultList) -> tuple[str, ...]:
    """Return the names of the groups; add faults for cuts that do not fit the column and names that do not fit the cuts."""
    column, cuts, given = values["column"], values.get("cuts", ()), values.get("groups")
    if column in LABELLED and cuts:
        labels = ", ".join(LABELLED[column])
        faults.add(at(where, "cuts"), shown(cuts), f"none: {column} has labels ({labels})", "Delete the line.")
    elif column in MEASURED:
        check_cuts(cuts, *MEASURED[column], where, faults)
        if column == "age" and cuts and 0 < cuts[0] <= ADULT:
            fix = "Own groups part adults, so that nobody would be in it; children are a group of `age` already."
            faults.add(at(where, "cuts"), f"a group under {cuts[0]:g}", f"cuts above {ADULT}", fix)
    named = LABELLED.get(column) or ranges(column, cuts)
    if given is not None and len(given) != len(named):
        said = "for each label" if column in LABELLED else "more than cuts"
        faults.add(at(where, "groups"), f"{len(given)} names", f"{len(named)} names, one {said}")
    return tuple(given or named)


def check_cuts(cuts: Sequence[float], low: float, high: float, where: str, faults: FaultList) -> None:
    """Add a fault for cuts that are missing, not rising, or outside the range of the column."""
    allowed = f"a list of rising numbers above {low:g} and up to {high:g}"
    if not cuts:
        faults.add(at(where, "cuts"), "nothing", allowed)
    elif not all(a < b for a, b in pairwise(cuts)):
        faults.add(at(where, "cuts"), shown(cuts), allowed, f"Write {sorted(cuts)}.")
    elif cuts[0] <= low or cuts[-1] > high:
        faults.add(at(where, "cuts"), shown(cuts), allowed)


def ranges(column: str, cuts: Sequence[float]) -> tuple[str, ...]:
    """Return the default names of groups between cuts: income under 1, income 1 to under 2, ..."""
    if not cuts:
        return ()
    between = [f"{a:g} to under {b:g}" for a, b in pairwise(cuts)]
    return tuple(
        f"{column.replace('_', ' ')} {range_}" for range_ in (f"under {cuts[0]:g}", *between, f"{cuts[-1]:g} and more")
    )
