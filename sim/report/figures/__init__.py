"""How is it shown? One function a figure: `Results` in, a matplotlib `Figure` out, nothing global touched.

    figures.fan(results)                  a Figure; show it, or save it as you like
    figures.png(figures.fan(results))     bytes of a PNG
    figures.FIGURES["map"](results)       by name, as the report does
    figures.caption("map", results)       what must be known to read it

matplotlib enters here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.outcomes.printed import Drawing
from sim.outcomes.results import Results
from sim.report.figures import analysis, questions
from sim.report.figures.captions import TITLES, caption
from sim.report.figures.cascade import cascade
from sim.report.figures.circle import circle
from sim.report.figures.differences import differences
from sim.report.figures.equiplot import equiplot
from sim.report.figures.fan import fan
from sim.report.figures.healing import healing
from sim.report.figures.money import MONEY_FIGURES
from sim.report.figures.neighbourhoods import neighbourhoods
from sim.report.figures.refusals import refusals
from sim.report.figures.sheet import Figure, png, svg
from sim.report.figures.tornado import tornado

__all__ = [
    "DRAWINGS",
    "FIGURES",
    "Figure",
    "MONEY_FIGURES",
    "TITLES",
    "caption",
    "cascade",
    "circle",
    "differences",
    "draw",
    "equiplot",
    "fan",
    "healing",
    "neighbourhoods",
    "png",
    "reach",
    "refusals",
    "svg",
    "tornado",
]


def reach(results: Results) -> Figure:
    """Draw the share of those in need whom care reaches, group by group.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> figure = sim.figures.reach(results)
    >>> len(figure.axes) > 0
    True
    """
    return equiplot(results, "reach")


def draw(drawing: Drawing) -> Figure:
    """Draw what a study or an answer left to be drawn. KeyError for a name that `DRAWINGS` does not have.

    >>> from sim.outcomes.printed import Drawing
    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> figure = sim.figures.draw(Drawing("refusals", (results,)))
    >>> len(figure.axes) > 0
    True
    """
    return DRAWINGS[drawing.name](*drawing.given)


FIGURES: dict[str, Callable[[Results], Figure]] = {
    "fan": fan,
    "healing": healing,
    "differences": differences,
    "equity": equiplot,
    "reach": reach,
    "cascade": cascade,
    "refusals": refusals,
    "map": neighbourhoods,
}
"""Every figure of the report by its name, in the order of the page."""

DRAWINGS: dict[str, Callable[..., Figure]] = {
    "lines": questions.lines, "slots": questions.slots, "refusals": refusals, "levers": analysis.levers,
    "conditions": analysis.conditions, "contributions": analysis.contributions,
}  # fmt: skip
"""The figures of studies and answers (`sim.outcomes.printed.Drawing`), by name."""
