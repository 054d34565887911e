"""Whom is a figure about? Groups of those asked, by columns with a least and a greatest value, and the shares of one in another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.population.residents import CASE_FROM

__all__ = [
    "DERIVED",
    "STARTED",
    "Answers",
    "Asked",
    "Columns",
    "Rows",
    "column",
    "had_care",
    "is_case",
    "log_odds",
    "percent",
    "within",
]

Columns = Mapping[str, NDArray[Any]]
Rows = NDArray[np.bool_]
Answers = dict[int, dict[str, NDArray[Any]]]
STARTED = 16
# What can be measured beside the columns of the residents.
DERIVED = {"gap": "threat that efficacy does not meet: how badly the appraisal turns out"}


class Asked(Protocol):
    """What a measure needs to know of a figure: when it was asked, of whom, and which column."""

    @property
    def measure(self) -> str:
        """The name of the measure."""

    @property
    def week(self) -> int:
        """The week in which it was asked."""

    @property
    def since_week(self) -> int:
        """The week in which they were asked before, or the weeks that a spell lasted at most."""

    @property
    def since(self) -> float:
        """The same in months."""

    @property
    def of(self) -> str:
        """The column that is measured, or the course."""

    @property
    def instrument(self) -> str:
        """The instrument that was used; empty for one of PTSD."""

    @property
    def line(self) -> float:
        """The line that a column is below or above."""

    @property
    def group(self) -> Mapping[str, Any]:
        """Columns with the least and greatest value of those it is about."""

    @property
    def against(self) -> Mapping[str, Any]:
        """Those they are compared with, likewise."""


def column(columns: Columns, name: str) -> NDArray[np.float64]:
    """Return a column `(n,)`, or one derived from others."""
    if name == "gap":
        return columns["threat"].astype(np.float64) - columns["efficacy"]
    return columns[name].astype(np.float64)


def within(columns: Columns, group: Mapping[str, Any]) -> Rows:
    """Return who is in a group, `(n,)`."""
    rows = np.ones(len(columns["severity"]), np.bool_)
    for name, (least, most) in group.items():
        rows &= (columns[name] >= least) & (columns[name] <= most)
    return rows


def percent(part: Rows, whole: Rows) -> float:
    """Return how many percent of the whole are the part; nan of nobody."""
    return 100.0 * float((part & whole).sum()) / int(whole.sum()) if whole.any() else float("nan")


def log_odds(part: Rows, whole: Rows) -> float:
    """Return the logarithm of the odds of the part in the whole; half a person is added to both sides, so that it is always a number."""
    inside, all_of_them = float((part & whole).sum()), float(whole.sum())
    return float(np.log((inside + 0.5) / (all_of_them - inside + 0.5)))


def is_case(columns: Columns) -> Rows:
    """Return who is at or above the cut-off, `(n,)`, as the survey counts cases."""
    return np.asarray(columns["case"] if "case" in columns else columns["severity"] >= CASE_FROM)


def had_care(columns: Columns) -> Rows:
    """Return who has had any care since the event, `(n,)`: begun a programme, or gone on with care of their own."""
    return np.asarray((columns["ever"] & STARTED > 0) | (columns["own_care_until"] > 0))
