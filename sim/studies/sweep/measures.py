"""What is stored of a run? Weekly counts, counts of the whole run, shares, people: by group, in rows of one number each.

people                                        residents of the group
cases, waiting, started, ...                  weekly counts (`sim.outcomes.results`), at the weeks that are kept
need, dalys, cost, refused_x, sessions_x      counts of the whole run, at its last week
waited_over_4                                 courses begun after a wait of more than four weeks, of `wait_count`
prevalence_end, reach, recovered, ...         shares of `sim.outcomes.OUTCOMES`, at the last week; NaN of nobody
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide
from sim.outcomes.own import outcomes_of_code
from sim.outcomes.registry import AT_END, OUTCOMES
from sim.outcomes.registry import BUILT_IN as OF_THE_MODEL
from sim.outcomes.results import FINAL, FLOWS, STATES
from sim.processes.care.offers import barrier_names
from sim.scenario.groups import BUILT_IN

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.compare import RunOutcome

__all__ = ["USUAL", "known_measures", "known_strata", "rows_of", "usual_strata", "weeks_of"]

Array = NDArray[np.float64]
# What is kept if an experiment does not say: every share, and the counts that people ask for first.
USUAL = (*OF_THE_MODEL, "people", "cases", "need", "need_started", "refused_total", "case_weeks", "dalys", "cost")
FINEST = ("place", "income20")
MONTH = 4
LONG_WAIT = "waited_over_4"


def known_measures(scenario: Scenario) -> tuple[str, ...]:
    """Return every measure that runs of a scenario have."""
    barriers = tuple(f"refused_{name}" for name in (*barrier_names(scenario), "total"))
    sessions = tuple(f"sessions_{name}" for name in scenario.programmes)
    return tuple(
        dict.fromkeys(
            (
                "people",
                *STATES,
                *FLOWS,
                *FINAL,
                "wait_count",
                LONG_WAIT,
                "recovery_count",
                *barriers,
                *sessions,
                *OF_THE_MODEL,
                *own_measures(scenario),
            )
        )
    )


def own_measures(scenario: Scenario) -> tuple[str, ...]:
    """Return what own code of a scenario adds: the counts of its analyzers, and its outcomes."""
    counts = tuple(part.name for part in scenario.code if part.kind == "analyzer")
    return (*counts, *outcomes_of_code(scenario.code))


def known_strata(scenario: Scenario) -> tuple[str, ...]:
    """Return every stratum of a scenario."""
    return (*BUILT_IN, *scenario.strata)


def usual_strata(scenario: Scenario) -> tuple[str, ...]:
    """Return the strata that are kept if an experiment does not say."""
    return tuple(name for name in known_strata(scenario) if name not in FINEST)


def weeks_of(kept: str, weeks: int) -> list[int]:
    """Return the weeks at which weekly measures are kept, in order; the last always."""
    return {"end": [], "monthly": list(range(0, weeks, MONTH)), "all": list(range(weeks))}[kept] + [weeks]


def rows_of(outcome: RunOutcome, measure: str, weeks: list[int], groups: list[int]) -> tuple[list[int], Array]:
    """Return the weeks of a measure and its values by week and group, `(weeks, groups)`.

    KeyError for a measure that the run does not have (a programme that this point has not).
    """
    if measure in outcome.weekly:
        kept: Array = outcome.weekly[measure][weeks][:, groups]
        return weeks, kept
    if measure in OUTCOMES:
        share = OUTCOMES[measure]
        found = divide(counted(outcome, share.numerator), counted(outcome, share.denominator))
    else:
        found = counted(outcome, measure)
    at_end: Array = found[None, groups]
    return weeks[-1:], at_end


def counted(outcome: RunOutcome, name: str) -> Array:
    """Return a count of a whole run, or a weekly one in its last week, by group `(G,)`."""
    if name == "people":
        return outcome.people.astype(np.float64)
    if name == LONG_WAIT:
        # Bins are weeks waited, the last one for all longer waits.
        waited: Array = outcome.histograms["wait"][:, MONTH + 1 :].sum(axis=1).astype(np.float64)
        return waited
    if name.endswith(AT_END):
        at_end: Array = outcome.weekly[name.removesuffix(AT_END)][-1]
        return at_end
    return outcome.final[name]
