"""What does a figure of a survey claim, and what would a forecast say of it that knows nothing?

    no effect    an odds ratio of 1; a difference, correlation or excess of 0; what the survey's file says (`null`)
    no change    the published value of the same measure of the same people at an earlier month of the same survey

A held-out figure is tied to a fitted one of the same survey if measure, people and months are the same: then the model's value was
settled by the fit, and whether the two published values agree is no matter of the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.validation.strict import StrictClaim

if TYPE_CHECKING:
    from sim.validation.surveys.plan import Survey, SurveyFigure

__all__ = ["claim_of", "nulls_of", "tied_to"]

NO_EFFECT = {
    "odds": 1.0, "odds_of_care": 1.0, "difference": 0.0, "correlation": 0.0, "curve": 0.0, "excess": 0.0,
}  # fmt: skip


def claim_of(survey: Survey, figure: SurveyFigure) -> StrictClaim:
    """Return what a figure claims, with the values that forecasts without knowledge have for it."""
    p = figure.published
    return StrictClaim(
        p.value, p.low, p.high, figure.range, p.grade, figure.role, nulls_of(survey, figure),
        figure.follows or tied_to(survey, figure),
    )  # fmt: skip


def nulls_of(survey: Survey, figure: SurveyFigure) -> tuple[float, ...]:
    """Return what no effect, or no change since earlier months, says of a figure."""
    found = [NO_EFFECT[figure.measure]] if figure.measure in NO_EFFECT else []
    found += [] if figure.null is None else [figure.null]
    found += [
        one.published.value
        for one in survey.figures
        if what(one) == what(figure) and one.months < figure.months and one.since == figure.since
    ]
    return tuple(found)


def tied_to(survey: Survey, figure: SurveyFigure) -> str:
    """Return the fitted figure that settles a held-out one; empty if there is none."""
    if figure.role == "fitted":
        return ""
    return next(
        (
            f"fitted {one.handle(survey.name)}"
            for one in survey.figures
            if one.role == "fitted"
            and (what(one), one.months, one.since) == (what(figure), figure.months, figure.since)
        ),
        "",
    )


def what(figure: SurveyFigure) -> tuple[Any, ...]:
    """Return what is measured on whom, without when."""
    return figure.measure, figure.of, figure.line, figure.group, figure.against
