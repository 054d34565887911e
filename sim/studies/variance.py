"""How much of the spread between runs is chance? What common random numbers save, and how much uncertain parameters add.

variance ratio   variance of a difference with independent seeds / with the same seeds in both plans
from_numbers     share of the variance over seeds that the draws of the parameters add (`sim.outcomes.spread_shares`)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.inputs.faults import WrongUseError
from sim.outcomes.paired import paired
from sim.outcomes.registry import HEADLINE, OUTCOMES
from sim.outcomes.results import Results
from sim.outcomes.uncertainty import spread_shares
from sim.scenario import Scenario, load, with_numbers_from
from sim.studies.compare import run_batch

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Variance", "check_size", "variance"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Variance:
    """What varies, over all adults.

    `results` are the runs as asked for; `fixed` the same runs with the declared parameters in each (None if none were drawn); `paired` has
    a row for each plan and outcome (`sim.outcomes.paired`, from `fixed` if there is one); `spread` parts the standard deviation over seeds
    into chance and parameters (`sim.outcomes.spread_shares`; None if no parameters were drawn).
    """

    results: Results
    fixed: Results | None
    paired: pd.DataFrame
    spread: pd.DataFrame | None


def variance(
    scenario: Scenario | str, arms: Sequence[str] | None = None, seeds: int = 20, scale: float | None = None,
    workers: int | None = None, weeks: int | None = None, numbers: str | None = None, progress: Progress | None = None,
) -> Variance:  # fmt: skip
    """Return how much the same random streams in every plan narrow their differences, and how much of the spread is not chance.

    Arguments are those of `sim.compare`. The second needs parameters that are drawn for each seed (`numbers="posterior"`): the same seeds
    then run a second time with the declared values. WrongUseError for fewer than two seeds or two plans.

    >>> found = sim.variance("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> sorted(found.paired["outcome"].unique())
    ['prevalence_end', 'reach', 'recovered', 'restored', 'weeks_as_case']
    """
    plan = with_numbers_from(load(scenario) if isinstance(scenario, str) else scenario, numbers)
    chosen = tuple(arms or plan.arms)
    check_size(seeds, len(chosen))
    plans = [plan, with_numbers_from(plan, "values")] if plan.numbers_from == "posterior" else [plan]
    runs = [
        run_batch(one, chosen, seeds, scale, workers, weeks, part_of(progress, half, len(plans)))
        for half, one in enumerate(plans)
    ]
    results, fixed = runs[0], runs[1] if runs[0].drawn else None
    told = [name for name in OUTCOMES if name in HEADLINE]
    table = of_all(paired(fixed or results, outcomes=told))
    return Variance(results, fixed, table, of_all(spread_shares(fixed, results, told)) if fixed else None)


def check_size(seeds: int, arms: int) -> None:
    """Raise WrongUseError for fewer than two seeds or two plans."""
    if seeds < 2 or arms < 2:
        raise WrongUseError("Variance is measured between seeds and between plans: at least two of each are needed.")


def part_of(progress: Progress | None, half: int, halves: int) -> Progress | None:
    """Return progress over both batches as one."""
    return (lambda done, total: progress(half * total + done, halves * total)) if progress else None


def of_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all adults."""
    return table[table["stratum"] == "all"]
