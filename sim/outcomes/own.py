"""How are a user's own measures added? Analyzers, which count residents by group, and outcomes, which compare two counts.

    class Trained(sim.Analyzer):
        \"\"\"Adults who had a session of training.\"\"\"
        reads = "had"

        def measure(self, world):
            return world.residents.had > 0

A measure gives one value for each resident, `(n,)`; values are summed by group, week after week (`when = "week"`) or once (`when = "end"`).
An analyzer is an outcome by itself, its sum per person: `trained_end` of a weekly one, `trained` of one at the end. `Outcome` makes
another one from any two counts of `Results`. Tables, figures and the store then have it as any other outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from sim.kernels.own import OwnDeclaration
from sim.outcomes.registry import AT_END, BUILT_IN, OUTCOMES, OutcomeMeasure
from sim.outcomes.results import FINAL, UNITS
from sim.outcomes.weekly import STATES, WEEKLY, WeeklyMeasure

__all__ = ["Analyzer", "Outcome", "as_saved", "outcomes_of_code", "register_saved"]

SHARE = "share of people"


class Analyzer(OwnDeclaration):
    """Base of a custom measure (`sim.Analyzer`): declare what it `reads`, and write `measure(world)`.

    `unit` is that of the mean over people, and `better` says which way is better, "low" or "high".

    >>> class Owners(sim.Analyzer):
    ...     reads = "owner"
    ...     def measure(self, world):
    ...         return world.residents.owner
    >>> sim.run(sim.with_code("minimal", Owners), weeks=4, scale=0.1).weekly["owners"].shape[2]  # weeks 0 to 4
    5
    """

    own_kind = "analyzer"
    verb = "measure"
    reads = ""
    when: Literal["week", "end"] = "week"
    unit = SHARE
    better: Literal["low", "high"] = "low"

    def measure(self, world: Any) -> Any:
        """Return a value for each resident, `(n,)`: true or false, or a number."""
        raise ValueError(f"{self.name}: write a method measure(self, world)")

    @property
    def outcome(self) -> str:
        """The name of its outcome."""
        return f"{self.name}_end" if self.when == "week" else self.name

    def check(self) -> None:
        """Raise ValueError for a name that is taken, or another wrong word."""
        if self.name in (*FINAL, *BUILT_IN) or (self.name in STATES) or f"{self.name}_end" in BUILT_IN:
            raise ValueError(f"the model counts {self.name!r} already; choose another name")
        if self.when not in ("week", "end"):
            raise ValueError(f"when = {self.when!r}; allowed is 'week' or 'end'")
        if self.better not in ("low", "high"):
            raise ValueError(f"better = {self.better!r}; allowed is 'low' or 'high'")

    def declare(self) -> None:
        """Register this measure for tables, axes and exports."""
        count = f"{self.name}{AT_END}" if self.when == "week" else self.name
        UNITS[self.name] = "residents" if self.unit == SHARE else f"{self.unit}, summed over residents"
        if self.when == "week":
            WEEKLY[self.name] = WeeklyMeasure(self.meaning, self.label.lower(), better=self.better)
        OUTCOMES[self.outcome] = OutcomeMeasure(
            self.label, self.unit, self.better, count, "people", self.meaning, bound_of(self.unit)
        )


class Outcome(OwnDeclaration):
    """Base of a custom outcome (`sim.Outcome`): two counts of `Results`, the first over the second.

    >>> class RefusedEach(sim.Outcome):
    ...     numerator, denominator, unit = "refused_total", "need", "refusals per person in need"
    >>> results = sim.run(sim.with_code("minimal", RefusedEach), weeks=4, scale=0.1)
    >>> sim.equity_table(results, ["income"], ["refused_each"])["outcome"].tolist()
    ['refused_each']
    """

    own_kind = "outcome"
    unit = SHARE
    better: Literal["low", "high"] = "low"
    numerator = ""
    denominator = "people"

    def check(self) -> None:
        """Raise ValueError for a name that is taken, or nothing to count."""
        if self.name in BUILT_IN:
            raise ValueError(f"the model has an outcome {self.name!r} already; choose another name")
        if not self.numerator:
            raise ValueError(f"numerator = '' in {self.name}; give a count of results, such as 'refused_total'")

    def declare(self) -> None:
        """Register this outcome for tables."""
        OUTCOMES[self.name] = OutcomeMeasure(
            self.label, self.unit, self.better, self.numerator, self.denominator, self.meaning, bound_of(self.unit)
        )


def bound_of(unit: str) -> Literal["one"] | None:
    """Return the upper bound of an outcome in a unit: one for shares, none for anything else."""
    return "one" if unit.startswith("share") else None


def outcomes_of_code(parts: Any) -> tuple[str, ...]:
    """Return the names of the outcomes that the parts of own code declare."""
    return tuple(
        getattr(part.made, "outcome", part.made.name) for part in parts if part.kind in ("analyzer", "outcome")
    )


def as_saved(parts: Any) -> dict[str, dict[str, Any]]:
    """Return the outcomes of own code as plain data, to be kept with results."""
    return {name: asdict(OUTCOMES[name]) for name in outcomes_of_code(parts)}


def register_saved(saved: Mapping[str, Mapping[str, Any]]) -> None:
    """Register the outcomes kept with saved results for tables; those of the model itself stay."""
    for name, words in saved.items():
        if name not in BUILT_IN:
            OUTCOMES[name] = OutcomeMeasure(**words)
            weekly = OUTCOMES[name].numerator.removesuffix(AT_END)
            if weekly != OUTCOMES[name].numerator and weekly not in WEEKLY:
                WEEKLY[weekly] = WeeklyMeasure(OUTCOMES[name].meaning, OUTCOMES[name].label.lower())
