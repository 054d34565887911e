"""Replacing numbers of the evidence in a scenario: its book and catalogues are rebuilt, all else stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.scenario.plan import Scenario

__all__ = ["with_numbers"]

STEMS = ("interventions", "channels", "barriers", "policies")


def with_numbers(plan: Scenario, values: dict[str, float]) -> Scenario:
    """Return the scenario with other values for numbers; itself if none of them changes."""
    changed = {path: value for path, value in values.items() if plan.book[path].value != value}
    if not changed:
        return plan
    book = plan.book.with_values(changed)
    tables: dict[str, Any] = {stem: book.table(stem) for stem in STEMS if hasattr(plan, stem)}
    return replace(plan, book=book, numbers={**plan.numbers, **changed}, **tables)
