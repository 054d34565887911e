"""Who is turned away, and why? Refusals by barrier and group, and which barrier makes the difference between the groups.

A refusal is an event: anyone who asks again may be refused again. What bars most may not be what bars one group more than another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes.printed import Drawing, Table
from sim.outcomes.words import MISSING, group_words
from sim.studies.planning.answer import Answer
from sim.studies.planning.variants import Ask, run_variants

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["ask_turned_away"]

STRATA = ("all", "income", "race", "age", "vulnerability")
FEWEST = 20.0
LIMITS = (
    "Counted are asks that met a barrier, not people: who asks again may be turned away again. Who sees no need and never asks is not "
    "counted.",
    "People see barriers in the order of the catalogue; who fails at one is counted there, whatever else would have come.",
    "Groups stand for what people meet (prices, distance, language, trust), never for what they are.",
)


def ask_turned_away(asked: Ask) -> Answer:
    """Answer who is turned away under each plan, by which barrier, and where a group meets a barrier more often than others."""
    (results,) = run_variants(asked, [{}])
    frame = numbers(results)
    tables = tuple(table(results, frame, arm) for arm in asked.arms[:2])
    said = [sentence for arm in asked.arms for sentence in sentences(results, frame, arm)]
    return Answer(
        "turned_away", "Who is turned away, and why?", tuple(said), LIMITS, tables, {"refusals": frame},
        drawing=Drawing("refusals", (results,)),
        caption="Turned away of 100 asks, by barrier; bars: all adults; dot: poorest fifth; square: richest fifth. Means over the runs.",
    )  # fmt: skip


def numbers(results: Results) -> pd.DataFrame:
    """Return refusals for 100 asks by plan, group and barrier: the mean over runs, NaN for groups that hardly ask."""
    import pandas as pd

    rows = []
    for a, arm in enumerate(results.arms):
        for g, (stratum, group) in enumerate(results.groups):
            if stratum not in (*STRATA, *results.strata) or group == "children 0-17":
                continue
            asks = results.weekly["asked"][a, :, :, g].sum(axis=1)
            for barrier, label in zip(results.barriers, results.barrier_labels, strict=True):
                refused = results.final[f"refused_{barrier}"][a, :, g]
                known = asks.mean() >= FEWEST
                rows.append({
                    "arm": arm, "stratum": stratum, "group": group, "barrier": barrier, "label": label, "asks": asks.mean() / results.scale,
                    "per_100_asks": 100 * refused.sum() / asks.sum() if known else np.nan,
                })  # fmt: skip
    return pd.DataFrame(rows)


def sentences(results: Results, frame: pd.DataFrame, arm: str) -> list[str]:
    """State how many are turned away, by what most, for whom it is worst, and by which barrier groups differ most."""
    here = frame[frame["arm"] == arm]
    everybody = here[here["stratum"] == "all"]
    all_ = everybody["per_100_asks"].sum()
    if not np.isfinite(all_) or all_ == 0:
        return [f"Under “{label(results, arm)}” nobody who asks is turned away."]
    most = everybody.loc[everybody["per_100_asks"].idxmax()]
    by_group = here[here["stratum"] != "all"].dropna().groupby(["stratum", "group"], sort=False)["per_100_asks"].sum()
    said = [
        f"Under “{label(results, arm)}” {all_:.0f} of 100 asks are turned away, most by {most['label'].lower()} "
        f"({most['per_100_asks']:.0f})."
    ]
    if len(by_group):
        worst, best = by_group.idxmax(), by_group.idxmin()
        said.append(
            f"It happens most often to {group_words(*worst)} ({by_group[worst]:.0f} of 100) and least to {group_words(*best)} "
            f"({by_group[best]:.0f}); {parting(here, worst)}."
        )
    return said


def parting(here: pd.DataFrame, worst: tuple[str, str]) -> str:
    """State which barrier sets the group that is turned away most apart from everyone."""
    of_group = here[(here["stratum"] == worst[0]) & (here["group"] == worst[1])].set_index("label")["per_100_asks"]
    everybody = here[here["stratum"] == "all"].set_index("label")["per_100_asks"]
    apart = (of_group - everybody).dropna()
    barrier = str(apart.idxmax())
    return f"what sets them apart is {barrier.lower()}, {of_group[barrier]:.0f} of 100 asks against {everybody[barrier]:.0f} of all adults"


def label(results: Results, arm: str) -> str:
    """Return what a plan is called."""
    return results.arm_labels[results.arms.index(arm)]


def table(results: Results, frame: pd.DataFrame, arm: str) -> Table:
    """Return barriers by group under one plan, only barriers that turned people away."""
    here = frame[frame["arm"] == arm]
    felt = [
        name for name in dict.fromkeys(here["label"]) if here.loc[here["label"] == name, "per_100_asks"].max() > 0.05
    ]
    rows = []
    for (stratum, group), part in here.groupby(["stratum", "group"], sort=False):
        values: dict[str, Any] = dict(zip(part["label"], part["per_100_asks"], strict=True))
        cells = [values[name] for name in felt]
        total = float(np.sum(list(values.values())))
        rows.append([group_words(str(stratum), str(group)), *(shown(x) for x in (total, *cells))])
    return Table(
        f"Turned away, of 100 asks for help, under “{label(results, arm)}”; means over the runs.",
        ["Group", "All barriers", *felt],
        rows,
    )


def shown(value: float) -> str:
    """Return a number of 100, a dash if nobody asks."""
    return f"{value:.1f}" if np.isfinite(value) else MISSING
