"""What does a figure of a trial claim, and what would a forecast say of it that knows nothing?

    no effect        a difference or change of 0; a ratio or odds ratio of 1; nobody worse, nobody stopped
    the other arm    for a share of one arm, the published share of the other in the same week
    no change        the published value of the same measure of the same arm in an earlier week of the same trial

A held-out figure is tied to a fitted one of the same trial if measure, arm and week are the same: the fit has settled the model's
value. (A number that is fitted to one review says nothing of whether another review found the same.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.validation.strict import StrictClaim

if TYPE_CHECKING:
    from sim.validation.trials.plan import Trial, TrialFigure

__all__ = ["claim_of", "nulls_of", "tied_to"]

NO_EFFECT = {
    "difference": 0.0, "change": 0.0, "odds": 1.0, "risk": 1.0, "well": 1.0, "stopping": 1.0, "beginning": 1.0, "worse": 0.0,
    "stopped": 0.0,
}  # fmt: skip
OF_AN_ARM = ("cases", "began", "attended")


def claim_of(trial: Trial, figure: TrialFigure) -> StrictClaim:
    """Return what a published figure claims, with the values that forecasts without knowledge have for it."""
    p = figure.published
    assert p is not None
    follows = figure.follows or tied_to(trial, figure)
    return StrictClaim(p.value, p.low, p.high, figure.range, p.grade, figure.role, nulls_of(trial, figure), follows)


def nulls_of(trial: Trial, figure: TrialFigure) -> tuple[float, ...]:
    """Return what no effect, the other arm, or no change since an earlier week says of a figure."""
    found = [NO_EFFECT[figure.measure]] if figure.measure in NO_EFFECT else []
    found += [] if figure.null is None else [figure.null]
    for one in trial.figures:
        if one.published is None or what(one) != what(figure):
            continue
        earlier = one.arm == figure.arm and one.week < figure.week
        other = figure.measure in OF_AN_ARM and figure.arm == "given" != one.arm and one.week == figure.week
        if earlier or other:
            found.append(one.published.value)
    return tuple(found)


def tied_to(trial: Trial, figure: TrialFigure) -> str:
    """Return the fitted figure that settles a held-out one; empty if there is none."""
    if figure.role == "fitted":
        return ""
    alike = (
        one
        for one in trial.figures
        if one.role == "fitted" and (what(one), one.arm, one.week) == (what(figure), figure.arm, figure.week)
    )
    return next((f"fitted {one.handle(trial.name)}" for one in alike), "")


def what(figure: TrialFigure) -> tuple[Any, ...]:
    """Return what is measured, without arm and week."""
    return figure.measure, figure.of, figure.line, figure.since
