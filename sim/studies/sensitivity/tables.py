"""Sensitivity results as tables: tidy frames with one row for each outcome and number, or for each measure and arm.

An outcome is three columns: `measure`, `arm`, and `against`, which is empty for a level and names the arm that it differs from otherwise.
Shares, and differences of shares, run from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.studies.sensitivity.points import MEASURES, Array
from sim.studies.sensitivity.ranking import BETTER, ranking
from sim.studies.sensitivity.study import Explained, Study, first_of, floor, value_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.evidence import Number

__all__ = ["ends", "lean", "luck", "numbers", "rankings", "screening", "top", "variances"]

BY_LUCK, SCREENED, LED = "luck", "all numbers", "leading numbers"


def of(outcome: Explained) -> dict[str, Any]:
    """Return the columns that say which outcome a row is about."""
    return outcome._asdict()


def about(number: Number) -> dict[str, Any]:
    """Return the columns that say what a number is."""
    return {key: getattr(number, key) for key in ("value", "low", "high", "unit", "grade", "meaning")}


def frame(rows: Iterator[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a table."""
    import pandas as pd

    return pd.DataFrame(list(rows))


def numbers(study: Study) -> pd.DataFrame:
    """Return the numbers that moved: path, value, range, unit, grade, meaning, and whether people are settled again when one moves."""
    rows = ({"path": n.path, **about(n), "settles": n.path in study.choice.settling} for n in study.choice.numbers)
    return frame(rows)


def lean(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the columns that `numbers` has for every path."""
    return table.drop(columns=["value", "low", "high", "unit", "grade", "meaning"], errors="ignore")


def screening(study: Study) -> pd.DataFrame:
    """Return what each number moves: for each outcome all numbers, the largest `mu_star` first.

    Columns measure, arm, against, rank, path, mu_star (with _low and _high, 90%), mu, sigma, beyond_luck, trajectories, value, low,
    high, unit, grade, meaning.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for outcome, found in study.morris.items():
            order = np.argsort(-np.nan_to_num(found["mu_star"]), kind="stable")
            least = floor(study.plan, value_of(outcome, study.arms, study.luck))
            for rank, j in enumerate(order, start=1):
                number = study.choice.numbers[j]
                sizes = {
                    name: float(found[name][j]) for name in ("mu_star", "mu_star_low", "mu_star_high", "mu", "sigma")
                }
                yield {
                    **of(outcome), "rank": rank, "path": number.path, **sizes, "beyond_luck": sizes["mu_star"] > least,
                    "trajectories": int(found["trajectories"][j]), **about(number),
                }  # fmt: skip

    return frame(rows())


def variances(study: Study) -> pd.DataFrame:
    """Return the shares of variance of the leading numbers: for each outcome `first` and `total`, with 90% bands, and `samples`."""

    def rows() -> Iterator[dict[str, Any]]:
        for outcome, found in study.sobol.items():
            for n, j in enumerate(study.leading):
                number = study.choice.numbers[j]
                sizes = {name: float(column[n]) for name, column in found.items()}
                yield {**of(outcome), "path": number.path, **sizes, **about(number)}

    return frame(rows())


def top(study: Study) -> pd.DataFrame:
    """Return the numbers that matter most in each outcome, with their shares of variance if those were computed."""
    led = {path: n for n, path in enumerate(study.choice.paths[j] for j in study.leading)}
    table = screening(study)
    table = table[(table["rank"] <= study.plan.top) & (table["mu_star"] > 0)].reset_index(drop=True)
    names = [f"{name}{end}" for name in ("first", "total") for end in ("", "_low", "_high")]

    def share(row: Any, name: str) -> float:
        found = study.sobol.get(Explained(row.measure, row.arm, row.against))
        return float(found[name][led[row.path]]) if found and row.path in led else float("nan")

    for at, name in enumerate(names):
        table.insert(table.columns.get_loc("sigma") + 1 + at, name, [share(row, name) for row in table.itertuples()])
    return table


def ends(study: Study) -> pd.DataFrame:
    """Return each outcome with one number at a time at the ends of its range: columns default, at_low, at_high, luck; widest first."""

    def rows() -> Iterator[dict[str, Any]]:
        for outcome, found in study.morris.items():
            default = float(value_of(outcome, study.arms, study.default))
            reached = {
                j: value_of(outcome, study.arms, study.ends[j]) for j in first_of(found["mu_star"], study.plan.top)
            }
            spread = luck_of(study, outcome)
            for j in sorted(reached, key=lambda j: -float(np.ptp(reached[j]))):
                number = study.choice.numbers[j]
                low, high = (float(value) for value in reached[j])
                yield {
                    **of(outcome), "path": number.path, "default": default, "at_low": low, "at_high": high, "luck": spread,
                    **about(number),
                }  # fmt: skip

    return frame(rows())


def luck_of(study: Study, outcome: Explained) -> float:
    """Return the standard deviation of an outcome at the default numbers between points with other seeds."""
    by_seed = value_of(outcome, study.arms, study.luck)
    return float(np.nanstd(by_seed, ddof=1) / np.sqrt(len(study.plan.seeds)))


def luck(study: Study) -> pd.DataFrame:
    """Return each outcome at the default numbers, and its standard deviation over seeds in a sample of this size: chance alone.

    `floor` is the mu_star that chance alone would give a number.
    """

    def rows() -> Iterator[dict[str, Any]]:
        for outcome in study.outcomes:
            by_seed = value_of(outcome, study.arms, study.luck)
            yield {
                **of(outcome), "default": float(value_of(outcome, study.arms, study.default)),
                "luck": float(np.nanstd(by_seed, ddof=1)), "floor": floor(study.plan, by_seed), "seeds": len(by_seed),
            }  # fmt: skip

    return frame(rows())


def rankings(study: Study) -> pd.DataFrame:
    """Return how often each arm is best, and how often the order of the arms is another than at the default numbers.

    Columns over (luck: other seeds, same numbers; all numbers: the screening; leading numbers), measure, arm, default (its level),
    best_share, reordered, other_best, points; see `sim.studies.sensitivity.ranking`.
    """
    over: dict[str, Array] = {BY_LUCK: study.luck, SCREENED: study.screened, LED: study.sampled}

    def rows() -> Iterator[dict[str, Any]]:
        for part, levels in over.items():
            for m, measure in enumerate(MEASURES if len(levels) else ()):
                default = study.default[:, m]
                found = ranking(levels[..., m], default, BETTER[measure])
                for a, arm in enumerate(study.arms):
                    yield {
                        "over": part, "measure": measure, "arm": arm, "default": float(default[a]),
                        "best_share": float(found.best_share[a]), "reordered": found.reordered,
                        "other_best": found.other_best, "points": found.points,
                    }  # fmt: skip

    return frame(rows())
