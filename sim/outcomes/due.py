"""What is due to the event? Each arm less the same people and seeds without it, and the share of that which a plan averts.

    due            = arm - no_event                                                    seed by seed
    averted_share  = (due[baseline] - due[arm]) / due[baseline]                        of healthy years; means over seeds above and below

People, weeks and years are for the whole community: what was simulated over `results.scale`. A plan that helps those, too, who would
have been unwell without the event can avert more than all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import band, divide, mean
from sim.outcomes.paired import arm_index
from sim.outcomes.registry import count
from sim.outcomes.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DUE", "due_to_event"]

Array = NDArray[np.float64]
DUE = {"cases_at_end": "due_people", "case_weeks": "due_weeks", "dalys": "due_years"}


def due_to_event(results: Results, baseline: str | None = None, interval: float = 0.90) -> pd.DataFrame:
    """Return what of each arm is due to the event, for all adults together; no columns but arm if `no_event` was not run.

    Columns arm, no_event_cases (share of adults who would be cases at the end), due_people (cases at the end), due_weeks (weeks as a
    case), due_years (healthy years lost), averted_share (of due_years; nothing for the baseline), each with _low and _high over seeds.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.due_to_event(results)["averted_share"].tolist()[0]
    0.0
    """
    import pandas as pd

    columns: dict[str, Any] = {"arm": results.arms}
    if not results.no_event:
        return pd.DataFrame(columns)
    everybody, base = results.group("all", "all"), arm_index(results, baseline)
    usual = np.broadcast_to(results.no_event["cases_at_end"][:, everybody], (len(results.arms), len(results.seeds)))
    columns |= with_band("no_event_cases", usual / results.people[everybody], interval)
    for name, column in DUE.items():
        due = (count(results, name)[..., everybody] - results.no_event[name][:, everybody]) / results.scale
        columns |= with_band(column, due, interval)
    share = averted(due, base)
    low, high = band(share, interval)
    return pd.DataFrame(columns | {
        "averted_share": averted(mean(due)[:, None], base)[:, 0], "averted_share_low": low, "averted_share_high": high,
    })  # fmt: skip


def averted(due: Array, base: int) -> Array:
    """Return the share of what is due to the event under the baseline that each arm averts, `(A, S)`; NaN if nothing is due."""
    return np.where(due[[base]] > 0, divide(due[[base]] - due, np.broadcast_to(due[[base]], due.shape)), np.nan)


def with_band(name: str, runs: Array, interval: float) -> dict[str, Array]:
    """Return a column, the mean over seeds, with its _low and _high."""
    low, high = band(runs, interval)
    return {name: mean(runs), f"{name}_low": low, f"{name}_high": high}
