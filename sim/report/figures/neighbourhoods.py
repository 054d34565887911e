"""Where do most stay unwell, and where does a plan change it? Neighbourhoods at their place, as large as their people.

x = (lon - mean(lon)) * cos(mean(lat)) * KM        kilometres east
y = (lat - mean(lat)) * KM                         kilometres north, so that a kilometre is as long both ways
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from sim.outcomes.pooling import pooled_places
from sim.outcomes.results import Results
from sim.outcomes.spread import Spread, best_arm, enough
from sim.outcomes.words import arm_label, count, percent
from sim.report.figures.palette import BETTER, INK, LINE, WORSE
from sim.report.figures.sheet import Figure, blank, drawn, message, shorten
from sim.report.text.sentences import HIGHEST, place_changes, place_levels

__all__ = ["neighbourhoods", "round_length"]

KM = 111.2
KM_PER_MILE = 1.609
LARGEST = 320.0
SIDE = 2.4
# Inches from the top of the column beside a map to its key, and what a heading takes of the height of a row.
KEY, HEADING = 1.1, 0.35
MAP_WIDTH = 4.4
Array = NDArray[np.float64]
Point = tuple[Array, Array, Array]


@drawn
def neighbourhoods(results: Results, arm: str | None = None) -> Figure:
    """Draw the share with probable PTSD at the end under the baseline, and its change under an arm (the best one) below.

    Neighbourhoods of fewer than ten simulated adults are taken together with their nearest ones (`sim.outcomes.pooling`).
    Raises ValueError for an unknown arm.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> figure = sim.report.figures.neighbourhoods(results)
    >>> len(figure.axes) > 0
    True
    """
    results = pooled_places(results)
    names = [results.groups[g][1] for g in results.members("place")]
    shown = [name for name in names if enough(results, "place", name)]
    if not shown:
        return message("The neighbourhoods are too small in this sample to be compared.")
    other = arm or best_arm(results)
    at = points(results, [names.index(name) for name in shown])
    rows = 2 if other and len(results.seeds) > 1 else 1
    tall = float(np.clip(MAP_WIDTH * span(at[1]) / span(at[0]), 1.9, 4.4)) + 0.5
    figure = blank(tall * rows)
    panels = figure.subplots(rows, 2, width_ratios=[MAP_WIDTH, SIDE], squeeze=False)
    draw_levels(panels[0], results, shown, at)
    if rows == 2 and other:
        draw_changes(panels[1], results, other, place_changes(results, other, shown), at)
    return figure


def points(results: Results, rows: list[int]) -> Point:
    """Return places as kilometres east and north and as areas of dots, each `(p,)`."""
    lon, lat, people = (
        np.asarray(results.places[name], dtype=np.float64)[rows] for name in ("lon", "lat", "population")
    )
    east = (lon - lon.mean()) * np.cos(np.radians(lat.mean())) * KM
    return east, (lat - lat.mean()) * KM, LARGEST * people / max(people.max(), 1.0)


def span(values: Array) -> float:
    """Return how far coordinates reach, in km, with room for the dots at the edge."""
    return float(values.max() - values.min()) * 1.15 + 0.5


def draw_levels(panels: Any, results: Results, names: list[str], at: Point) -> None:
    """Draw the share with probable PTSD at the end under the baseline, and name the neighbourhoods where it is highest."""
    share = 100 * np.array(place_levels(results, results.baseline, names))
    axes, side = panels
    colours, norm = cividis(), Normalize(np.floor(share.min()), max(np.ceil(share.max()), 1.0))
    order = np.argsort(-at[2])
    axes.scatter(
        at[0][order], at[1][order], at[2][order], share[order], cmap=colours, norm=norm, edgecolors=INK, linewidths=0.6
    )
    bare(axes, at, f"{results.arm_labels[0]}: still with probable PTSD")
    ramp(side, colours, norm, "% of adults at the end")
    lines = []
    for rank, i in enumerate(np.argsort(-share, kind="stable")[:HIGHEST], start=1):
        number(axes, str(rank), at[0][i], at[1][i], at[2][i])
        lines.append(f"{rank}  {shorten(names[i], 22)} {percent(share[i] / 100, 0)}")
    largest = count(float(np.max(results.places["population"])))
    lines += ["", "Area of a dot: its people", f"(the largest: {largest})"]
    beside(side, "Highest\n" + "\n".join(lines), KEY)


def draw_changes(panels: Any, results: Results, arm: str, changes: list[Spread], at: Point) -> None:
    """Draw the change against the baseline: triangles where the verdict is that it differs, hollow dots elsewhere."""
    axes, side = panels
    value = 100 * np.array([change.value for change in changes])
    told = np.array([change.told_apart for change in changes])
    most = max(float(np.abs(value).max()), 1e-6)
    colours, norm = diverging(), Normalize(-most, most)
    kinds = {"v": told & (value < 0), "^": told & (value > 0), "o": ~told}
    words = {"v": "lower", "^": "higher", "o": "not told apart"}
    for marker, chosen in kinds.items():
        x, y, size = (column[chosen] for column in at)
        faces = colours(norm(value[chosen])) if marker != "o" else "white"
        axes.scatter(x, y, np.maximum(size, 14), facecolors=faces, marker=marker, edgecolors=INK, linewidths=0.6)
    bare(axes, at, f"{shorten(arm_label(results, arm), 30)}: change")
    ramp(side, colours, norm, f"percentage points, against\n{shorten(results.arm_labels[0], 26)}")
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            markerfacecolor=colour,
            markeredgecolor=INK,
            markersize=8,
            label=f"{words[marker]}: {kinds[marker].sum()}",
        )
        for marker, colour in (("v", BETTER), ("^", WORSE), ("o", "white"))
    ]
    key = side.legend(
        handles=handles, loc="upper left", borderaxespad=0, handletextpad=0.4, title="Neighbourhoods", alignment="left"
    )
    key.set_bbox_to_anchor((0, inches_down(side, KEY)), side.transAxes)


def bare(axes: Any, at: Point, title: str) -> None:
    """Make a panel a map: equal scales, no axes, a scale bar."""
    axes.set_title(title)
    axes.set_aspect("equal")
    middle = [float(c.max() + c.min()) / 2 for c in at[:2]]
    half = [span(c) / 2 for c in at[:2]]
    axes.set_xlim(middle[0] - half[0], middle[0] + half[0])
    axes.set_ylim(middle[1] - half[1], middle[1] + half[1])
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#dddddd")
    length = round_length(2 * half[0] / 4)
    left, low = middle[0] - half[0] * 0.96, middle[1] - half[1] * 0.93
    axes.plot([left, left + length], [low, low], color=INK, linewidth=2, solid_capstyle="butt")
    words = f"{length:g} km ({length / KM_PER_MILE:.1f} miles)"
    axes.annotate(words, (left, low), xytext=(0, 4), textcoords="offset points", path_effects=[halo()])


def round_length(length: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is not longer than a length in km."""
    power = 10.0 ** np.floor(np.log10(max(length, 1e-3)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length * (1 + 1e-9)))


def number(axes: Any, text: str, x: float, y: float, area: float) -> None:
    """Write a number beside a dot."""
    away = np.sqrt(area) / 2 * 0.75 + 2
    axes.annotate(
        text, (x, y), xytext=(away, away), textcoords="offset points", weight="bold", path_effects=[halo()], zorder=5
    )


def halo() -> Any:
    """Return a white rim that keeps words readable on dots."""
    return withStroke(linewidth=2.5, foreground="white")


def ramp(side: Any, colours: Any, norm: Any, words: str) -> None:
    """Draw the scale of colours at the top of the column beside a map."""
    from matplotlib.cm import ScalarMappable

    side.set_axis_off()
    box = side.inset_axes([0.0, inches_down(side, 0.62), 0.85, inches_down(side, 0.46) - inches_down(side, 0.62)])
    bar = side.figure.colorbar(ScalarMappable(norm, colours), cax=box, orientation="horizontal")
    bar.outline.set_edgecolor(LINE)
    bar.locator = integer_ticks()
    bar.update_ticks()
    beside(side, words, 0.05)


def beside(side: Any, words: str, down: float) -> None:
    """Write words in the column beside a map, so many inches from its top."""
    side.annotate(
        words, (0, 1), (0, -72 * down), "axes fraction", textcoords="offset points", va="top", linespacing=1.45
    )


def inches_down(side: Any, down: float) -> float:
    """Return the height in a column, 0 to 1, of what lies so many inches below its top."""
    rows = side.get_subplotspec().get_gridspec().nrows
    return 1 - down / float(side.figure.get_figheight() / rows - HEADING)


def integer_ticks() -> Any:
    """Return a rule for few, round ticks."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(4)


def cividis() -> Any:
    """Return a scale from light (few) to dark (many) that people with any colour vision read alike."""
    import matplotlib

    return matplotlib.colormaps["cividis_r"]


def diverging() -> Any:
    """Return a scale from blue (lower) over white to brown (higher)."""
    return LinearSegmentedColormap.from_list("change", [BETTER, "#ffffff", WORSE])
