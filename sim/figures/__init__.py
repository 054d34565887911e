"""How is it shown? One function a figure: `Results` in, a matplotlib `Figure` out, nothing global touched.

    figures.fan(results)                  a Figure; show it, or save it as you like
    figures.png(figures.fan(results))     bytes of a PNG
    figures.FIGURES["map"](results)       by name, as the report does
    figures.caption("map", results)       what must be known to read it

matplotlib enters here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.figures.captions import TITLES, caption
from sim.figures.cascade import cascade
from sim.figures.circle import circle
from sim.figures.differences import differences
from sim.figures.equiplot import equiplot
from sim.figures.fan import fan
from sim.figures.healing import healing
from sim.figures.life import life_figure
from sim.figures.money import MONEY_FIGURES
from sim.figures.neighbourhoods import neighbourhoods
from sim.figures.refusals import refusals
from sim.figures.sheet import Figure, png, svg
from sim.figures.tornado import tornado
from sim.results import Results

__all__ = [
    "FIGURES",
    "Figure",
    "MONEY_FIGURES",
    "TITLES",
    "caption",
    "cascade",
    "circle",
    "differences",
    "equiplot",
    "fan",
    "healing",
    "life_figure",
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
