"""What does each barrier contribute to a gap? The plan is run with every set of barriers removed, each time with the same random numbers.

    removed        barriers.NAME.effect = 0
    contribution   Shapley value of a barrier (`sim.studies.analysis.shapley`): they sum to the gap with all barriers less the gap with none

2^k runs a seed, exact for up to eight barriers. The numbers hold their values in all runs (no draws), so that what differs is the barrier.
The interval is of the mean over seeds (Student's t).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.inputs.faults import WrongUseError, known
from sim.scenario import Scenario, load
from sim.studies.analysis.robustness import mean_interval
from sim.studies.analysis.shapley import MOST, shapley
from sim.studies.analysis.values import BEST, WORST, gap
from sim.studies.sweep import read, sweep

if TYPE_CHECKING:
    import pandas as pd

    from sim.studies.parallel import Engine

__all__ = ["MOST", "barriers", "barriers_of", "contributions", "experiment_for", "gap_by_barrier"]

Progress = Callable[[int, int], None]


def barriers_of(scenario: Scenario, arm: str) -> tuple[str, ...]:
    """Return the barriers of a plan's programmes that turn anybody away, in the order of the catalogue."""
    programmes = [scenario.programmes[name] for name in scenario.arms[arm].programmes]
    met = {str(name) for p in programmes for name in scenario.channels[p.channel].get("barriers", ())}
    return tuple(name for name in scenario.barriers if name in met and scenario.book[path_of(name)].value != 0.0)


def path_of(barrier: str) -> str:
    """Return the path of the switch of a barrier."""
    return f"barriers.{barrier}.effect"


def experiment_for(
    named: str, arm: str, seeds: int, scale: float | None = None, weeks: int | None = None,
    measures: Sequence[str] = ("reach", "prevalence_end"), stratum: str = "income", setting: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the experiment that removes every set of barriers of a plan. WrongUseError if there are none, or more than eight."""
    scenario = load(named, None, setting)
    names = barriers_of(scenario, arm)
    if not 0 < len(names) <= MOST:
        raise WrongUseError(f"{arm} has {len(names)} barriers: from 1 to {MOST} can be told apart")
    levers = {}
    for i, name in enumerate(names):
        there = scenario.book[path_of(name)].value
        levers[path_of(name)] = {"values": [there if one >> i & 1 else 0.0 for one in range(1 << len(names))]}
    asked: dict[str, Any] = {
        "title": f"Barriers of {scenario.arms[arm].label}", "scenario": str(named), "arms": [arm], "seeds": seeds,
        "numbers": "values", "measures": list(dict.fromkeys((*measures, "people"))), "strata": ["all", stratum],
        "design": {"kind": "list"}, "lever": levers,
    }  # fmt: skip
    return asked | {k: v for k, v in (("scale", scale), ("weeks", weeks), ("setting", setting)) if v is not None}


def gap_by_barrier(
    asked: dict[str, Any], folder: str | os.PathLike[str], workers: int | None = None, engine: Engine | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Run what `experiment_for` asks into a folder (or go on there), and return the long table."""
    sweep(asked, folder, workers, engine, progress)
    return read(folder)


def contributions(
    table: pd.DataFrame, measure: str, stratum: str = "income", worse: str = WORST, better: str = BEST
) -> pd.DataFrame:
    """Return what each barrier contributes to a gap: barrier, contribution, low, high, share (of what all contribute together).

    The last three rows are `all together` (their sum), `gap with all` and `gap with none`.
    """
    import pandas as pd

    names = [name.split(".")[1] for name in table.columns if name.startswith("barriers.")]
    levels = gap(table, measure, stratum, worse, better).pivot_table(
        index="point", columns="seed", values="value", dropna=False
    )
    values = levels.reindex(range(1 << len(names))).to_numpy(float)
    found = shapley(values)
    parts = [*found, values[-1] - values[0], values[-1], values[0]]
    rows = []
    for name, part in zip([*names, "all together", "gap with all", "gap with none"], parts, strict=True):
        low, high = mean_interval(pd.DataFrame({"point": 0, "seed": range(len(part)), "value": part}))
        rows.append({"barrier": name, "contribution": float(np.mean(part)), "low": low, "high": high})
    frame = pd.DataFrame(rows)
    whole = frame["contribution"][len(names)]
    frame["share"] = frame["contribution"] / whole if whole else np.nan
    frame.loc[frame.index[len(names) + 1 :], "share"] = np.nan
    return frame


def barriers(
    scenario: str, folder: str | os.PathLike[str], arm: str | None = None, measure: str = "reach", stratum: str = "income",
    worse: str = WORST, better: str = BEST, seeds: int = 5, scale: float | None = None, weeks: int | None = None,
    setting: str | None = None, workers: int | None = None, progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return what each barrier of a plan contributes to a gap: the plan run with every set of barriers removed, on the same random streams.

    `scenario` is a name or a TOML file, `arm` the plan (the last by default); the gap is `measure` in group `worse` minus group `better`
    of `stratum`. Every run is kept in `folder`; called again, it resumes there. One row for each barrier and then `all together`,
    `gap with all` and `gap with none`, with columns barrier, contribution (a Shapley value in the unit of the measure), low, high (90
    percent interval of the mean over seeds) and share of all. WrongUseError for a plan with no barrier or more than eight.

    Source: Shapley (1953), as `sim.studies.analysis.shapley` says.

    >>> import tempfile
    >>> table = sim.barriers("minimal", tempfile.mkdtemp(), "usual_care", seeds=1, scale=0.1, weeks=4, workers=1)
    >>> list(table["barrier"])[-3:]
    ['all together', 'gap with all', 'gap with none']
    """
    plan = load(scenario, None, setting)
    chosen = known(arm or list(plan.arms)[-1], plan.arms, "plan")
    asked = experiment_for(scenario, chosen, seeds, scale, weeks, (measure,), stratum, setting)
    table = gap_by_barrier(asked, folder, workers, progress=progress)
    return contributions(table, measure, stratum, worse, better)
