"""What does a whole sweep say? Every analysis that its design allows, as sentences, tables and figures yet to be drawn.

differences   each plan against the first: the measure, and the gap in it
regret        of plans, over points
indices       of levers, if the design is morris or saltelli: the measure in the first plan, and what the plan changes the gap by
conditions    where the plan makes the gap wider than the other plan does (PRIM)
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.inputs.faults import WrongUseError
from sim.outcomes.printed import Drawing
from sim.outcomes.registry import OUTCOMES
from sim.studies.analysis.discovery import FEWEST, Discovery, discover
from sim.studies.analysis.indices import KINDS, indices, pairs
from sim.studies.analysis.robustness import differences, regret
from sim.studies.analysis.values import BEST, WORST, by_point, change, gap, level, lever_table
from sim.studies.sweep import about, read

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.sweep import Experiment

__all__ = ["TITLES", "SweepAnalysis", "analyse", "analysed", "widening"]

TITLES = {
    "differences": "Plans against the first: {0}",
    "gap differences": "Plans against the first: gap in {0}",
    "regret": "Regret and robustness: {0}",
    "indices": "Which levers matter: {0}",
    "gap indices": "Which levers matter to what the plan changes the gap by: {0}",
    "conditions": "Conditions: where the gap in {0} is wider",
}


@dataclass
class SweepAnalysis:
    """Sentences, tables by name, and drawings by name."""

    measure: str
    runs: str
    says: list[str] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    figures: dict[str, Drawing] = field(default_factory=dict)


def analyse(
    folder: str | os.PathLike[str], measure: str = "prevalence_end", stratum: str = "income", worse: str = WORST,
    better: str = BEST, arm: str | None = None, against: str | None = None, beyond: float = 0.0, within: float = 0.01,
) -> SweepAnalysis:  # fmt: skip
    """Return what the sweep in a folder found: differences of plans, regret, which levers matter, and when a plan widens the gap.

    `measure` is any that the sweep kept; the gap is that measure in group `worse` minus group `better` of `stratum`; `arm` (the last plan)
    is compared with `against` (the first). A gap counts as wider if it grows by more than `beyond`, and a plan as near to the best within
    `within` (both in the unit of the measure: 0.01 is one percentage point). The answer has sentences (`says`), `tables` by name and
    `figures` yet to be drawn. NoSuchRowsError for what the sweep did not keep, WrongUseError if no run has ended yet.

    >>> sim.analyse(folder).runs  # the folder of the example of `sweep`
    '2 runs, 2 points, 1 seeds'
    """
    experiment, table = about(folder), read(folder)
    if table.empty:
        raise WrongUseError(f"{folder} has no run yet. Start or continue it: healing study resume {folder}")
    return analysed(experiment, table, measure, stratum, worse, better, arm, against, beyond, within)


def analysed(
    experiment: Experiment, table: pd.DataFrame, measure: str, stratum: str, worse: str, better: str,
    arm: str | None = None, against: str | None = None, beyond: float = 0.0, within: float = 0.01,
) -> SweepAnalysis:  # fmt: skip
    """Return what a sweep says of a measure, and of the gap in it between two groups. NoSuchRowsError for what it did not keep."""
    values, gaps = level(table, measure), gap(table, measure, stratum, worse, better)
    runs, points = table["run_id"].nunique(), values["point"].nunique()
    found = SweepAnalysis(measure, f"{runs:,} runs, {points:,} points, {values['seed'].nunique()} seeds")
    if points * values["seed"].nunique() * values["arm"].nunique() > runs:
        found.says.append("Some runs are missing; points without them are left out where pairs are compared.")
    one, other = arm or experiment.arms[-1], against or experiment.arms[0]
    if experiment.design.kind in KINDS and experiment.levers:
        add_indices(found, "indices", experiment, values[values["arm"] == other])
    if one == other:
        return found
    found.tables["differences"] = differences(values, other)
    found.tables["gap differences"] = differences(gaps, other)
    way = OUTCOMES[measure].better if measure in OUTCOMES else "low"
    if points > 1:
        found.tables["regret"] = regret(values, way, within)
    wider = change(gaps, one, other)
    if experiment.design.kind in KINDS and experiment.levers:
        add_indices(found, "gap indices", experiment, wider)
    if points >= FEWEST and experiment.levers:
        arms = experiment.scenario_to_read().arms
        label = arms[one].label if one in arms else one
        add_conditions(found, lever_table(table), widening(wider, way, beyond), f"{label} widens the gap in {measure}")
    return found


def widening(wider: pd.DataFrame, way: str, beyond: float = 0.0) -> pd.Series[bool]:
    """Return at which points a plan widens the gap, from changes of worse less better `point, seed, value`.

    Where low is better, the gap is wider if worse less better grows; if high is better, if it falls.
    """
    apart = by_point(wider) * (1.0 if way == "low" else -1.0)
    return apart.dropna() > beyond


def add_indices(found: SweepAnalysis, name: str, experiment: Experiment, values: pd.DataFrame) -> None:
    """Add the indices of levers, with their figure."""
    frame = indices(experiment, values)
    found.tables[name] = frame
    if experiment.design.second:
        found.tables[name.replace("indices", "pairs")] = pairs(experiment, values)
    found.figures[name] = Drawing("levers", (frame, TITLES[name].format(found.measure)))
    word = "mu_star" if "mu_star" in frame else "total"
    if len(frame) and np.isfinite(frame[word][0]):
        found.says.append(f"{TITLES[name].format(found.measure)}: first of all {frame['lever'][0]}.")


def add_conditions(found: SweepAnalysis, points: pd.DataFrame, happens: pd.Series[bool], what: str) -> None:
    """Add where it happens, with its figure."""
    told: Discovery = discover(points, happens)
    found.says.append(told.sentence(what))
    found.tables["conditions"] = told.conditions.assign(
        density=told.density, coverage=told.coverage, base=told.base, density_left_out=told.density_left_out
    )
    found.figures["conditions"] = Drawing(
        "conditions", (points, happens, told.conditions, f"{what}: where", "wider", "not wider")
    )
