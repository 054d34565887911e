"""How sure is it? What the section on certainty says: runs, ranges, published figures, and what the numbers rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.evidence import Evidence, load
from sim.outcomes.paired import paired
from sim.outcomes.printed import Table
from sim.outcomes.registry import measured_in
from sim.outcomes.results import Results
from sim.outcomes.words import interval_words, made_from
from sim.report.text.credibility import believe
from sim.report.text.credibility_tables import (
    belief_sentences,
    checked_sentence,
    missed_table,
    near_table,
    resting_sentences,
)
from sim.report.text.tables import grades

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["doubt", "guesses"]


def doubt(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return what the section on certainty says."""
    belief = believe(results, scenario)
    return {
        "belief": belief_sentences(belief),
        "checked": checked_sentence(belief),
        "resting": resting_sentences(results, scenario, belief),
        "missed": missed_table(belief),
        "near": near_table(belief),
        "made_from": made_from(results),
        "interval": interval_words(results),
        "grades": grades(results),
        "assumed": results.grades.get("assumed", 0),
        "numbers": sum(results.grades.values()),
        "variance_ratio": saved_runs(results),
        "comparisons": (len(results.arms) - 1) * len(measured_in(results)),
        "own_numbers": sorted(scenario.numbers.items()) if scenario else [],
        "guesses": guesses(scenario.book if scenario else load()),
    }


def guesses(book: Evidence) -> Table:
    """Return the numbers that rest on judgement alone, with their ranges, grades and meanings; assumed ones first.

    >>> sim.report.guesses(sim.evidence.load()).head
    ['Number', 'Value', 'Grade', 'Meaning']
    """
    judged = [(path, n) for path, n in book.items() if n.is_judged]
    judged.sort(key=lambda one: one[1].grade != "assumed")
    rows = [[path, f"{n.value:g} {n.unit} ({n.low:g} to {n.high:g})", n.grade, n.meaning] for path, n in judged]
    title = "The numbers that rest on judgement, with the range thought possible."
    return Table(title, ["Number", "Value", "Grade", "Meaning"], rows)


def saved_runs(results: Results) -> str:
    """Return how many times as many runs unpaired plans would need, over the plans in the middle; nothing where unknown."""
    if len(results.arms) == 1 or len(results.seeds) < 2:
        return ""
    table = paired(results, outcomes=["prevalence_end"])
    ratios = table[table["stratum"] == "all"]["variance_ratio"].dropna()
    return f"{float(np.median(ratios)):.1f}" if len(ratios) else ""
