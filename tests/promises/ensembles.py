"""Do two ensembles come from the same model? For versions that differ in the last bit: the same seeds, each outcome, one test for all.

    z = mean(x - x') / sqrt(var(x - x') / n)            over seeds; ensembles are apart where an outcome has |z| above the bound

A last bit that differs now and then tips a decision and lets a run go another way, up as often as down; another rule moves all runs to
one side. Seeds share their luck, so the test sees small changes. The bound is that of Student's t for a chance of 1 in 1,000 over all
outcomes together (Bonferroni). After Baker et al. 2015, A new ensemble-based consistency test for the Community Earth System Model,
doi:10.5194/gmd-8-2829-2015, in its simplest form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.outcomes.registry import levels
from sim.scenario import Scenario
from sim.studies.compare import run_batch
from tests.small_town import town_plan

__all__ = ["OUTCOMES", "apart", "ensemble", "planted"]

OUTCOMES = (
    "prevalence_end",
    "weeks_as_case",
    "reach",
    "recovered",
    "chronic",
    "healing_end",
    "growth_end",
    "mean_wait",
)
CHANCE = 0.001
CHANGED = "stress.distress.recovery_rate"
Levels = dict[str, NDArray[np.float64]]


def planted(factor: float = 1.1) -> Scenario:
    """Return the town with one number multiplied: a tenth is another model, a ten-millionth no more than other last bits."""
    plan = town_plan()
    return replace(plan, book=plan.book.with_values({CHANGED: plan.book[CHANGED].value * factor}))


def ensemble(seeds: Iterable[int], plan: Scenario | None = None, weeks: int = 40) -> Levels:
    """Return each outcome of all adults by seed, `(S,)`, in the arm with everything."""
    results = run_batch(plan or town_plan(), ["everything"], [*seeds], 1.0, 1, weeks)
    everybody = results.group("all", "all")
    return {name: levels(results, name)[0][0, :, everybody] for name in OUTCOMES}


def apart(one: Levels, other: Levels) -> dict[str, float]:
    """Return the outcomes in which two ensembles of the same seeds differ by more than chance, each with its z."""
    found = {}
    for name, left in one.items():
        change = other[name] - left
        bound = stats.t.isf(CHANCE / len(one) / 2, len(change) - 1)
        noise = change.std(ddof=1) / np.sqrt(len(change))
        z = float(change.mean() / noise) if noise else 99.0 * bool(change.any())
        if abs(z) > bound:
            found[name] = z
    return found
