"""Who got help, who did not, and where on the way? The cascade of care, refusals and waits.

Numbers of people are of residents simulated; divide by `results.scale` for the whole community.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.course import quantile_of_counts
from sim.outcomes.missing import divide
from sim.outcomes.results import Results
from sim.outcomes.tidy import tidy

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STEPS", "cascade", "refusals", "waits"]

STEPS = {
    "need": "In need",
    "perceived": "See the need",
    "asked": "Ask, or are offered",
    "passed": "Get past the barriers",
    "started": "Begin a course",
    "stayed": "Stay for half of it",
    "finished": "Finish it",
    "recovered": "Recovered",
}
"""The steps of the cascade, in order, with their labels."""


def cascade(results: Results) -> pd.DataFrame:
    """Return how many of those in need came to each step on the way to care.

    Columns arm, seed, stratum, group, step, people, share_of_need, share_of_previous. The first
    step is compared with everybody in the group. Most people recover without care, so the last step,
    `recovered`, is not part of the one before it and has no share of it (NaN).

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.cascade(results)["step"].unique().tolist()
    ['need', 'perceived', 'asked', 'passed', 'started', 'stayed', 'finished', 'recovered']
    """
    names = ["need", *(f"need_{step}" for step in STEPS if step != "need")]
    people = np.stack([results.final[name] for name in names], axis=-1)
    everybody = np.broadcast_to(results.people, people.shape[:-1])[..., None]
    before = np.concatenate([everybody, people[..., :-1]], axis=-1)
    of_previous = divide(people, before)
    of_previous[..., list(STEPS).index("recovered")] = np.nan
    columns = {
        "people": people,
        "share_of_need": divide(people, people[..., :1]),
        "share_of_previous": of_previous,
    }
    return tidy(results, columns, ("arm", "seed", "group", "step"), step=tuple(STEPS))


def refusals(results: Results) -> pd.DataFrame:
    """Return how often each barrier turned people away.

    Columns arm, seed, stratum, group, barrier, refusals, per_100_asks. A refusal is an event: who
    asks again after one may be refused again.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.refusals(results)["barrier"].unique().tolist()
    ['cost', 'stigma', 'distance', 'digital', 'language', 'culture', 'trust', 'opening_hours', 'declined', 'none_open']
    """
    asks = results.weekly["asked"].sum(axis=2)[..., None]
    by_barrier = [results.final[f"refused_{name}"][..., None] for name in results.barriers]
    turned_away = np.concatenate([asks[..., :0], *by_barrier], axis=-1)
    columns = {"refusals": turned_away, "per_100_asks": 100 * divide(turned_away, asks)}
    axes = ("arm", "seed", "group", "barrier")
    return tidy(results, columns, axes, barrier=results.barriers)


def waits(results: Results) -> pd.DataFrame:
    """Return the weeks from asking to the first session, over all courses begun after asking.

    Columns arm, seed, stratum, group, mean_weeks, median_weeks, p90_weeks, started (courses),
    still_waiting (people in the last week, whose waits are not in the other columns). Waits of 52
    weeks and more share one bin, so a median or 90% of 52 means at least 52.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.waits(results).columns.tolist()[4:]
    ['mean_weeks', 'median_weeks', 'p90_weeks', 'started', 'still_waiting']
    """
    f, bins = results.final, results.histograms["wait"]
    columns = {
        "mean_weeks": divide(f["wait_weeks"], f["wait_count"]),
        "median_weeks": quantile_of_counts(bins, 0.5),
        "p90_weeks": quantile_of_counts(bins, 0.9),
        "started": f["wait_count"],
        "still_waiting": results.weekly["waiting"][:, :, -1],
    }
    return tidy(results, columns)
