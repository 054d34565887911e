"""Which plan is spoken of first, and on what numbers? The one that verdict and price name, never the one that only looks best.

known     a plan whose healthy years gained over the next cheaper plan worth considering are known (`sim.outcomes.value`); of these
          the one with the cheapest first step
else      the plan that ends lowest on average, and every sentence says that its gain is not known
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.due import due_to_event
from sim.outcomes.results import Results
from sim.outcomes.spread import best_arm, difference
from sim.outcomes.value import value_for_money
from sim.report.meeting.language import Say

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Meeting"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Meeting:
    """The results of a comparison as a meeting hears them.

    `best` is the plan that is spoken of first (None if there is one plan only), `known` says that its gain is known, `due` holds the rows
    of `due_to_event` by arm (empty without the run without the event), `money` those of `value_for_money`, cheapest first.
    """

    results: Results
    scenario: Scenario | None
    say: Say
    best: str | None
    known: bool
    due: dict[str, Row] = field(default_factory=dict)
    money: tuple[Row, ...] = ()

    @classmethod
    def of(cls, results: Results, scenario: Scenario | None = None, language: str = "en") -> Meeting:
        """Return what a meeting hears of these results; WrongUseError for an unknown language."""
        several = len(results.arms) > 1
        money = tuple(value_for_money(results).to_dict("records")) if several and "dalys" in results.final else ()
        due = {str(row["arm"]): row for row in due_to_event(results).to_dict("records")} if results.no_event else {}
        best, known = chosen(results, money)
        return cls(results, scenario, Say.of(language), best, known, due, money)

    @property
    def few(self) -> bool:
        """True if there are too few runs for a verdict."""
        return len(self.results.seeds) < FEWEST_RUNS

    @property
    def arms(self) -> tuple[str, ...]:
        """The baseline, and the plan that is spoken of."""
        return (self.results.baseline, self.best) if self.best else (self.results.baseline,)

    def label(self, arm: str) -> str:
        """Return what a plan is called in tables."""
        return self.results.arm_labels[self.results.arms.index(arm)]

    def plan(self, arm: str) -> str:
        """Return what a plan is called in a sentence."""
        return f"“{self.label(arm)}”"

    def price(self, arm: str) -> Row | None:
        """Return the row of a plan on cost and health; None where there is none."""
        return next((row for row in self.money if row["arm"] == arm), None)


def chosen(results: Results, money: tuple[Row, ...]) -> tuple[str | None, bool]:
    """Return the plan to speak of, and whether its gain is known."""
    if len(results.arms) == 1:
        return None, False
    steps = [row for row in money if row["standing"] == "next" and row["certain"] and row["arm"] != results.baseline]
    if steps and len(results.seeds) >= FEWEST_RUNS:
        return str(steps[0]["arm"]), True
    best = best_arm(results)
    assert best is not None
    change = difference(results, "prevalence_end", best)
    return best, change.told_apart and change.value < 0
