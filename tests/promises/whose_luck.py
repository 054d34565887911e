"""Who makes the effect of a plan: the people it treated, or randomness that two plans do not share? Counted person by person, seed by seed.

    cases(a) - cases(b) = (well because treated) - (ill because treated) + (well, not treated) - (ill, not treated)

Plan a gives no help, plan b a clinic. Who was not treated in b differs between the plans only by ties to those who were, or by luck that is
not shared. Where the last three are next to nothing, the effect is a number of people helped, and that number varies between
seeds as any count of people does: no keying of draws can make it steadier.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run
from sim.population.ages import ADULT
from sim.scenario import load
from sim.studies.compare import Stage

__all__ = ["Counts", "who_differs"]


class Counts(NamedTuple):
    """Adults by seed, `(S,)` each: cases at the end under both plans, and those who are a case under one of them only."""

    cases: NDArray[np.int64]
    cases_helped: NDArray[np.int64]
    well_treated: NDArray[np.int64]
    ill_treated: NDArray[np.int64]
    well_untreated: NDArray[np.int64]
    ill_untreated: NDArray[np.int64]

    @property
    def effect(self) -> NDArray[np.int64]:
        """Fewer cases, by seed."""
        return self.cases - self.cases_helped

    def said(self) -> str:
        """Return a sentence with means and variances."""
        well, ill, better, worse = (float(np.mean(count)) for count in self[2:])
        effect, treated, rest = (
            float(np.var(count, ddof=1)) for count in (self.effect, self.well_treated, self.others)
        )
        return (
            f"cases at the end {np.mean(self.cases):.1f} -> {np.mean(self.cases_helped):.1f} of a seed: {well:.1f} well because treated, "
            f"{ill:.1f} ill because treated, {better:.1f} well and {worse:.1f} ill of those not treated; variance of the effect "
            f"{effect:.1f}, of the number well because treated {treated:.1f}, of all else {rest:.1f}"
        )

    @property
    def others(self) -> NDArray[np.int64]:
        """What is not help to those treated, by seed."""
        return self.effect - self.well_treated


def who_differs(slots: int, seeds: int, weeks: int = 104) -> Counts:
    """Return the counts for a clinic with so many slots against no help at all in `minimal`."""
    plan = load("minimal")
    clinic, usual = replace(plan.programmes["clinic"], slots=slots), plan.arms["usual_care"]
    arms = {"a": replace(usual, name="a", programmes=()), "b": replace(usual, name="b", programmes=("clinic",))}
    stage = Stage.build(replace(plan, programmes={**plan.programmes, "clinic": clinic}, arms=arms, weeks=weeks), 1.0)
    rows = []
    for seed in range(1, seeds + 1):
        without, helped = (
            Run(stage.scenario, arm, seed, community=stage.community, strata=stage.strata) for arm in arms
        )
        case = []
        for lived in (without, helped):
            lived.run()
            r = lived.world.residents
            case.append((r.severity >= 1) & (r.age >= ADULT))
        treated, (a, b) = helped.world.residents.courses > 0, case
        rows.append([a, b, a & ~b & treated, b & ~a & treated, a & ~b & ~treated, b & ~a & ~treated])
    return Counts(*np.array(rows).sum(axis=2).T)
