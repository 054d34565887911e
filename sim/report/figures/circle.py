"""Who stands by one resident? She in the middle, those who give her support around her by layer, and behind each those who support them.

A wheel: each supporter has a sector as wide as any other; colour and marker say the layer. Lives and places on it mean nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.population.ages import ADULT
from sim.population.ties import LAYERS
from sim.report.figures.palette import BASELINE, INK, LINE, PALETTE
from sim.report.figures.sheet import Figure, blank, drawn, message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.population import Community

__all__ = ["circle"]

MARKERS = ("o", "s", "^", "D", "v")
NAMES = {
    "household": "at home",
    "kin": "kin",
    "neighbours": "next door",
    "work": "work or school",
    "friends": "friends",
}
INNER, OUTER = 1.0, 1.75
MOST_BEHIND = 9


@drawn
def circle(community: Community, row: int | None = None) -> Figure:
    """Draw who stands by a resident: `row`, or the first adult with as many people around as the adult in the middle of all.

    >>> figure = sim.report.figures.circle(sim.settle(sim.load("minimal"), 0.3))
    >>> len(figure.axes) > 0
    True
    """
    row = middling(community) if row is None else row
    around, layers = supporters(community, row)
    if not len(around):
        return message("Nobody outside is known to stand by this resident.")
    figure = blank(4.6)
    axes = figure.subplots()
    angles = np.linspace(0.0, 2.0 * np.pi, len(around), endpoint=False) + np.pi / 2
    for angle, other, layer in zip(angles, around, layers, strict=True):
        x, y = INNER * np.cos(angle), INNER * np.sin(angle)
        axes.plot([0, x], [0, y], color=LINE, linewidth=1.2, zorder=1)
        behind(axes, community, row, int(other), angle, np.pi / len(around))
        axes.plot(
            x, y, MARKERS[layer], color=PALETTE[layer], markersize=9, markeredgecolor=INK, markeredgewidth=0.6, zorder=3
        )
    axes.plot(0, 0, "*", color=BASELINE, markersize=17, markeredgecolor=INK, markeredgewidth=0.6, zorder=4)
    axes.set_aspect("equal")
    axes.set_axis_off()
    explain(figure, layers)
    return figure


def middling(community: Community) -> int:
    """Return the first adult with as many people around as the adult in the middle."""
    adults = np.flatnonzero(community.residents.age >= ADULT)
    counts = community.ties.layer_counts[adults].astype(np.int64).sum(axis=1)
    return int(adults[np.flatnonzero(counts == int(np.median(counts)))[0]]) if len(adults) else 0


def supporters(community: Community, row: int) -> tuple[NDArray[np.int32], list[int]]:
    """Return the rows of those who give somebody support, layer by layer, and the layer of each."""
    ties = community.ties
    around = ties.givers[ties.indptr[row] : ties.indptr[row + 1]]
    # Layers of own code are drawn as the last of the model's.
    known = np.minimum(np.arange(len(ties.names)), len(LAYERS) - 1)
    return around, np.repeat(known, ties.layer_counts[row]).tolist()


def behind(axes: Any, community: Community, row: int, other: int, angle: float, half: float) -> None:
    """Draw those who stand by a supporter, a few at most, as dots behind."""
    theirs = [one for one in supporters(community, other)[0].tolist() if one != row][:MOST_BEHIND]
    spread = np.linspace(-0.75 * half, 0.75 * half, len(theirs)) if len(theirs) > 1 else np.zeros(len(theirs))
    for turn in angle + spread:
        x, y = OUTER * np.cos(turn), OUTER * np.sin(turn)
        axes.plot([INNER * np.cos(angle), x], [INNER * np.sin(angle), y], color="#dddddd", linewidth=0.7, zorder=0)
        axes.plot(x, y, "o", color=BASELINE, markersize=3.2, zorder=2)


def explain(figure: Figure, layers: list[int]) -> None:
    """Name layers and marks beside the wheel."""
    from matplotlib.lines import Line2D

    def mark(marker: str, colour: str, size: float, label: str) -> Line2D:
        return Line2D(
            [], [], linestyle="", marker=marker, color=colour, markeredgecolor=INK, markersize=size, label=label
        )

    handles = [mark("*", BASELINE, 13, "one resident (made up)")]
    handles += [
        mark(MARKERS[at], PALETTE[at], 8, f"{NAMES[layer]}: {layers.count(at)}")
        for at, layer in enumerate(LAYERS)
        if at in layers
    ]
    handles.append(mark("o", BASELINE, 3, f"who stands by them\n({MOST_BEHIND} at most)"))
    figure.legend(handles=handles, loc="outside right center")
