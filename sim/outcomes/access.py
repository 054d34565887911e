"""Who got help, who did not, and where on the way? The cascade of care, refusals and waits.

Numbers of people are of residents simulated; divide by `results.scale` for the whole community.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide
from sim.outcomes.registry import count
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
NO_PART = ("asked", "recovered")
"""Steps that are no part of the one before them."""
LONG = (4, 13, 26)
"""Weeks after which a wait is called long."""
Array = NDArray[np.float64]


def cascade(results: Results) -> pd.DataFrame:
    """Return how many of those in need came to each step on the way to care.

    Columns arm, seed, stratum, group, step, people, share_of_need, share_of_previous. The first step is compared with everyone in the
    group. A step has a share of the one before it only if that holds all of its people: outreach makes offers to people who do not see
    their need, and most recover without care, so `asked` and `recovered` have none (NaN).

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.cascade(results)["step"].unique().tolist()
    ['need', 'perceived', 'asked', 'passed', 'started', 'stayed', 'finished', 'recovered']
    """
    names = ["need", *(f"need_{step}" for step in STEPS if step != "need")]
    people = np.stack([results.final[name] for name in names], axis=-1)
    everybody = np.broadcast_to(results.people, people.shape[:-1])[..., None]
    before = np.concatenate([everybody, people[..., :-1]], axis=-1)
    of_previous = divide(people, before)
    of_previous[..., [list(STEPS).index(step) for step in NO_PART]] = np.nan
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
    """Return how long everyone who joined a line waits, whether or not a course began.

    Columns arm, seed, stratum, group, mean_weeks (so far), median_weeks and p90_weeks, over_4, over_13 and over_26 (shares who wait longer
    than so many weeks), joined (times), started (courses), unserved (left the line, or wait at the end), still_waiting (people in the last
    week). Median, p90 and shares are those of Kaplan and Meier: who left or still waits counts for as long as they waited, and not as if
    they had been served. NaN if so few begin that it is not known: a wait of 52 weeks and more is only known to be that long.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.outcomes.waits(results).columns.tolist()[4:9]
    ['mean_weeks', 'median_weeks', 'p90_weeks', 'over_4', 'over_13']
    """
    waiting = still_in_line(results)
    columns = {
        "mean_weeks": divide(count(results, "line_weeks"), count(results, "line_count")),
        "median_weeks": first_below(waiting, 0.5),
        "p90_weeks": first_below(waiting, 0.1),
        **{f"over_{weeks}": waiting[..., weeks] for weeks in LONG},
        "joined": count(results, "line_count"),
        "started": results.final["wait_count"],
        "unserved": count(results, "unserved_count"),
        "still_waiting": results.weekly["waiting"][:, :, -1],
    }
    return tidy(results, columns)


def still_in_line(results: Results) -> Array:
    """Return the share of people in a line who wait longer than each number of weeks, `(A, S, G, bins)`: Kaplan and Meier (1958).

    NaN from the week on in which nobody is left to tell, and in the last bin, which holds all longer waits.
    """
    began = results.histograms["wait"]
    left = results.histograms.get("unserved", np.full(began.shape, np.nan))
    both = began + left
    at_risk = both[..., ::-1].cumsum(axis=-1)[..., ::-1]
    share = np.cumprod(np.where(at_risk > 0, 1.0 - divide(began, at_risk), 1.0), axis=-1)
    # What was seen of a wait ends in the week in which the last one was served or left.
    known = (at_risk > 0) | (np.minimum.accumulate(share, axis=-1) <= 0)
    known &= np.isfinite(both).all(axis=-1, keepdims=True) & (both.sum(axis=-1, keepdims=True) > 0)
    known[..., -1] = False
    return np.where(known, share, np.nan)


def first_below(waiting: Array, share: float) -> Array:
    """Return the weeks after which no more than a share still wait, NaN if it is not known to come to that."""
    there = waiting <= share + 1e-12
    return np.where(there.any(axis=-1), there.argmax(axis=-1), np.nan)
