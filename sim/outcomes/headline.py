"""What would a planner quote? One row for each arm, level, change and relative change together.

People and money are for the whole community: what was simulated over `results.scale`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.access import first_below, still_in_line
from sim.outcomes.certainty import verdicts
from sim.outcomes.comparison import FEWEST, compare_groups
from sim.outcomes.cost import cost_effectiveness
from sim.outcomes.paired import arm_index, differences
from sim.outcomes.registry import HEADLINE, OUTCOMES, count, levels
from sim.outcomes.results import Results
from sim.outcomes.tables import POSITIVE, SHARE, income_indices, ratio_with_band, with_band

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["headline"]

Array = NDArray[np.float64]
CASES = "prevalence_end"


def headline(
    results: Results,
    baseline: str | None = None,
    interval: float = 0.90,
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Return the numbers to quote of each arm, for all adults together; each with _low and _high (what one city may see) and _se.

    Columns arm, label, prevalence (at the end), change (against the baseline, seed by seed), verdict, ratio_to_baseline,
    fewer_cases (people, positive is good), the other outcomes of `HEADLINE` (weeks_as_case, reach, recovered, restored),
    median_wait (weeks) and waits_over_13 (share waiting longer than 13 weeks), both of everyone who joined a line (`waits`),
    worst_income, best_income, income_gap and income_ratio (of prevalence between those two fifths),
    concentration_index (of prevalence over income), cost, extra_cost, case_weeks_averted, cost_per_case_week,
    dalys_averted, cost_per_daly, finding.
    The band of `change` and `fewer_cases` is of one further seed's difference, and `verdict` is about the expected one (see
    `sim.outcomes.certainty`).

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sim.outcomes.headline(results)["label"].tolist()
    ['Clinic alone', 'Clinic and first aid']
    """
    import pandas as pd

    columns: dict[str, Any] = {"arm": results.arms, "label": results.arm_labels}
    columns |= _prevalence(results, arm_index(results, baseline), interval)
    for name in HEADLINE[1:]:
        columns |= with_band(
            name, _overall(results, levels(results, name)[0]), interval, within=OUTCOMES[name].within(results)
        )
    everybody = still_in_line(results)[..., results.group("all", "all"), :]
    columns |= with_band("median_wait", first_below(everybody, 0.5), interval, within=POSITIVE)
    columns |= with_band("waits_over_13", everybody[..., 13], interval, within=SHARE)
    columns |= _by_income(results, interval, fewest)
    cost = _overall(results, count(results, "cost")) / results.scale
    columns |= with_band("cost", cost, interval, within=POSITIVE)
    frame = pd.DataFrame(columns)
    return frame.merge(cost_effectiveness(results, baseline, interval), on="arm")


def _overall(results: Results, by_group: Array) -> Array:
    """Return what all adults have, by arm and seed `(A, S)`."""
    return by_group[..., results.group("all", "all")]


def _prevalence(results: Results, base: int, interval: float) -> dict[str, Any]:
    """Return the cases at the end, and how they differ from the baseline."""
    share = _overall(results, levels(results, CASES)[0])
    apart = differences(share, share[[base]], interval, axis=-1)
    cases = _overall(results, count(results, "cases_at_end")) / results.scale
    return {
        **with_band("prevalence", share, interval, within=SHARE),
        "change": apart["difference"],
        "change_low": apart["low"],
        "change_high": apart["high"],
        "change_se": apart["standard_error"],
        "verdict": verdicts(apart, True, bool(results.drawn)),
        **ratio_with_band("ratio_to_baseline", share, np.broadcast_to(share[base], share.shape), interval),
        **with_band("fewer_cases", cases[[base]] - cases, interval),
    }


def _by_income(results: Results, interval: float, fewest: int) -> dict[str, Any]:
    """Return how far the cases at the end differ between the worst-off and best-off fifth."""
    groups = compare_groups(results, CASES, "income", fewest)
    indices = income_indices(results, CASES, interval)
    worst, best = groups.level(groups.worst), groups.level(groups.best)
    return {
        "worst_income": groups.label(groups.worst),
        "best_income": groups.label(groups.best),
        **with_band("income_gap", groups.gap(), interval),
        **ratio_with_band("income_ratio", worst, best, interval),
        **{key: value for key, value in indices.items() if key.startswith("concentration")},
    }
