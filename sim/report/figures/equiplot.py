"""How far apart are the groups? One line a plan, one marker a group, the two ends named with their numbers (an equiplot).

After the equiplots of the International Center for Equity in Health, Pelotas: the length of the line is the absolute gap. It is dashed
where the two ends cannot be told apart (`sim.outcomes.certainty`), allowing for their choice among all groups.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.outcomes.comparison import compare_groups, known_strata
from sim.outcomes.missing import mean
from sim.outcomes.phrases import is_share
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import Results
from sim.outcomes.spread import spread
from sim.outcomes.tables import compared_strata
from sim.report.figures.palette import GROUPS, INK, LINE
from sim.report.figures.sheet import LETTERS, Figure, blank, drawn, message, row_height, wrap

__all__ = ["equiplot"]

TITLES = {
    "income": "Income",
    "race": "Race and ethnicity",
    "sex": "Sex",
    "age": "Age",
    "vulnerability": "Neighbourhood vulnerability",
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HEAD = 0.42
# Width of the panels beside the names of the plans, and of a letter, in inches: how much room the words at the ends of the lines take.
PANEL, LETTER = 4.9, 0.073
Array = NDArray[np.float64]


class Block(NamedTuple):
    """One stratum: its heading, the names of its groups, means by arm and group `(A, g)`, and whether the ends are apart `(A,)`."""

    title: str
    names: list[str]
    values: Array
    apart: list[bool]

    def ends(self, a: int) -> tuple[int, int] | None:
        """Return the lowest and the highest group of an arm; None where no group has a number."""
        known = np.flatnonzero(np.isfinite(self.values[a]))
        if not known.size:
            return None
        return int(known[self.values[a][known].argmin()]), int(known[self.values[a][known].argmax()])

    def label(self, a: int, g: int) -> str:
        """Return what stands at the end of a line: group and number."""
        return f"{self.names[g]} {self.values[a, g]:.1f}"


@drawn
def equiplot(results: Results, outcome: str = "prevalence_end", strata: tuple[str, ...] | None = None) -> Figure:
    """Draw an outcome of every group under every plan, means over the runs; groups of fewer than ten people are left out.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> figure = sim.report.figures.equiplot(results, "reach", ("income",))
    >>> len(figure.axes) > 0
    True
    """
    wanted = [
        block_of(results, outcome, stratum)
        for stratum in strata or compared_strata(results)
        if stratum in known_strata(results)
    ]
    blocks = [block for block in wanted if len(block.names) > 1]
    if not blocks:
        return message("The groups are too small to be compared.")
    figure = blank(0.45 + len(blocks) * (HEAD + row_height(results.arm_labels) * len(results.arms)))
    panels = figure.subplots(len(blocks), 1, sharex=True, squeeze=False).ravel()
    for axes, block in zip(panels, blocks, strict=True):
        draw_block(axes, block, results.arm_labels)
    left, right = limits(blocks)
    panels[0].set_xlim(left, right)
    highest = max(float(np.nanmax(block.values)) for block in blocks)
    panels[0].set_xticks([tick for tick in MaxNLocator(5).tick_values(0, highest) if tick <= right])
    unit = OUTCOMES[outcome].unit.replace("share of", "% of")
    panels[-1].set_xlabel(f"{OUTCOMES[outcome].label}, {unit}")
    return figure


def block_of(results: Results, outcome: str, stratum: str) -> Block:
    """Return the groups of a stratum that have people enough, children apart, with their means over seeds."""
    groups = compare_groups(results, outcome, stratum)
    values = mean(groups.values, axis=1)
    known = np.flatnonzero(np.isfinite(values).any(axis=0))
    names, kind = shared([groups.names[g] for g in known])
    apart = [told_apart(gap, len(known), bool(results.drawn)) for gap in groups.gap()]
    title = (TITLES | results.strata).get(stratum, stratum.capitalize()) + (f" ({kind}s)" if kind else "")
    return Block(title, names, (100 if is_share(outcome) else 1) * values[:, known], apart)


def told_apart(gap: Array, groups: int, drawn: bool) -> bool:
    """Say whether the two ends of a line differ, allowing for their choice among all pairs of groups; `(S,)`."""
    found = spread(gap, drawn=drawn)
    return found._replace(p=min(found.p * groups * (groups - 1) / 2, 1.0)).told_apart


def shared(names: list[str]) -> tuple[list[str], str]:
    """Return names without the last word that all of them share, and that word: poorest fifth, richest fifth -> fifth."""
    last = {name.rpartition(" ")[2] for name in names if " " in name}
    if len(last) != 1 or not all(" " in name for name in names):
        return names, ""
    return [name.rpartition(" ")[0] for name in names], last.pop()


def draw_block(axes: Any, block: Block, arms: tuple[str, ...]) -> None:
    """Draw one stratum: a line a plan, a marker a group, words at both ends, the key of the markers in the heading."""
    rows = range(len(block.values))
    for a in rows:
        if ends := block.ends(a):
            low, high = block.values[a, ends[0]], block.values[a, ends[1]]
            axes.hlines(
                a, low, high, color=LINE, linewidth=2, linestyle="-" if block.apart[a] else (0, (2, 1)), zorder=1
            )
            for g, side, room in ((ends[0], "right", -8), (ends[1], "left", 8)):
                point = (block.values[a, g], a)
                axes.annotate(
                    block.label(a, g), point, xytext=(room, 0), textcoords="offset points", ha=side, va="center"
                )
    for g, name in enumerate(block.names):
        colour, marker = GROUPS[g % len(GROUPS)], MARKERS[g % len(MARKERS)]
        axes.plot(
            block.values[:, g],
            rows,
            marker,
            color=colour,
            markersize=6,
            markeredgecolor=INK,
            markeredgewidth=0.6,
            label=name,
        )
    where = ("figure fraction", "axes fraction")
    axes.annotate(
        block.title, (0.005, 1), (0, 5), where, textcoords="offset points", size=10, weight="bold"
    ).set_in_layout(False)
    axes.set_yticks(rows, [wrap(label, LETTERS) for label in arms])
    axes.set_ylim(len(block.values) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.01, 0.96),
        ncols=len(block.names),
        handletextpad=0.1,
        columnspacing=1.2,
        borderpad=0.2,
    )


def limits(blocks: list[Block]) -> tuple[float, float]:
    """Return limits of the axis that leave room for the words at both ends of every line."""
    words = [
        (block.values[a, end[0]], block.values[a, end[1]], len(block.label(a, end[0])), len(block.label(a, end[1])))
        for block in blocks
        for a in range(len(block.values))
        if (end := block.ends(a))
    ]
    lows, highs, before, after = (np.array(column, dtype=np.float64) for column in zip(*words, strict=True))
    left, right = float(lows.min()), float(highs.max())
    for _ in range(12):
        inch = max(right - left, 1e-3) / PANEL
        left = float((lows - inch * (LETTER * before + 0.2)).min())
        right = float((highs + inch * (LETTER * after + 0.2)).max())
    return left, right
