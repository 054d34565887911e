"""Where is it? A map that a pointer and the arrow keys can ask: outlines if they are known, else dots as large as their people.

    x = (lon - middle) * cos(lat)      y = middle - lat      both scaled alike, so that a mile is as long both ways

It is drawn as SVG in a few milliseconds, without a drawing library. Names stand beside the largest places that have room; `page.js` says
the others. Colour is never the only code: every place has its number in words, and the table below has all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from htmltools import HTML, TagList, html_escape, tags
from numpy.typing import NDArray

from sim.dashboard.outlines import Outlines
from sim.dashboard.widgets import Node, more, table

if TYPE_CHECKING:
    from sim.dashboard.words import Words
    from sim.scenario import Places

__all__ = ["Shade", "place_map"]

WIDTH, LOWEST, HIGHEST, EDGE = 640.0, 240.0, 460.0, 34.0
LARGEST, SMALLEST = 19.0, 2.6
LABELS, MAJOR, LETTER, LINE = 14, 5, 6.7, 14.0
MOST_DRAWN = 1500
# From light (few) to dark (many): five steps of cividis, which people with any colour vision read alike.
STEPS = ("#fee838", "#bcaf6f", "#7c7b78", "#414d6b", "#00224e")
UNKNOWN = "#ffffff"
Floats = NDArray[np.float64]


class Shade(NamedTuple):
    """What the colours say: a share of each place by name (None: not known), in words for the legend, and the five steps."""

    label: str
    shares: Mapping[str, float | None]


def place_map(words: Words, places: Places, shade: Shade, name: str, outlines: Outlines | None = None) -> Node:
    """Return the map with its legend and the table behind it."""
    limits = steps_of([value for value in shade.shares.values() if value is not None])
    order = [row for row in places.most_populous() if places.population[row] > 0]
    drawn = order[:MOST_DRAWN]
    at, height = positions(places)
    told = {row: told_of(words, places, row, shade) for row in drawn}
    shapes = outlines.drawn(places.names) if outlines else {}
    if shapes:
        at, height, paths = outline_paths(places, shapes)
    marks = [mark(places, row, at, shade, limits, told[row], paths.get(row) if shapes else None) for row in drawn]
    svg = (
        f'<svg viewBox="0 0 {WIDTH:g} {height:.0f}" class="map" aria-hidden="true" focusable="false">{"".join(marks)}'
        f"{''.join(labels(places, drawn, at, height))}{scale_bar(places, at, height)}</svg>"
    )
    head = [words("map.place"), words("map.people"), shade.label]
    rows = [
        [places.names[row], words.number(float(places.population[row])), value_of(words, places, row, shade)]
        for row in order
    ]
    return tags.div(
        tags.div(HTML(svg), class_="asked map-box", tabindex="0", role="application", aria_label=words("map.ask", what=shade.label)),
        tags.p(words("map.hint" if shapes else "map.hint_dots"), class_="tip hint", role="status"),
        legend(words, shade, limits),
        *([tags.p(words("map.most", count=MOST_DRAWN), class_="small")] if len(order) > MOST_DRAWN else []),
        more(words("map.table"), table(shade.label, head, rows, f"{name}-map-table")),
        class_="map-panel", id=name,
    )  # fmt: skip


def steps_of(shares: Sequence[float]) -> list[float]:
    """Return the upper ends of five steps in whole percent, between the lowest and the highest share."""
    low, high = (math.floor(100 * min(shares)), math.ceil(100 * max(shares))) if shares else (0, 100)
    size = max(1, math.ceil((high - low) / len(STEPS)))
    return [(low + size * (n + 1)) / 100 for n in range(len(STEPS))]


def colour(share: float | None, limits: Sequence[float]) -> str:
    """Return the colour of a share."""
    if share is None:
        return UNKNOWN
    return STEPS[next((n for n, limit in enumerate(limits) if share <= limit + 1e-9), len(STEPS) - 1)]


def value_of(words: Words, places: Places, row: int, shade: Shade) -> str:
    """Return the share of a place in words."""
    value = shade.shares.get(places.names[row])
    return words("map.unknown") if value is None else words.share(value, 0)


def told_of(words: Words, places: Places, row: int, shade: Shade) -> str:
    """Return what is said of a place that is pointed at."""
    return words(
        "map.told", place=places.names[row], people=words.number(float(places.population[row])), what=shade.label,
        value=value_of(words, places, row, shade),
    )  # fmt: skip


def positions(places: Places) -> tuple[Floats, float]:
    """Return where each place is in the drawing, `(p, 2)`, and how high it is."""
    return fitted(np.column_stack([places.lon, places.lat]).astype(float))


def fitted(points: Floats, of: Floats | None = None) -> tuple[Floats, float]:
    """Return longitudes and latitudes `(n, 2)` fitted into the width of the drawing, and its height; `of` are the points to fit."""
    base = points if of is None else of
    low, high = base.min(axis=0), base.max(axis=0)
    middle = (low + high) / 2
    narrow = max(math.cos(math.radians(float(middle[1]))), 0.05)
    flat = (points - middle) * (narrow, -1.0)
    span = np.maximum((high - low) * (narrow, 1.0), 1e-4)
    inner = WIDTH - 2 * EDGE
    scale = min(inner / span[0], (HIGHEST - 2 * EDGE) / span[1])
    height = float(np.clip(span[1] * scale + 2 * EDGE, LOWEST, HIGHEST))
    return flat * scale + (WIDTH / 2, height / 2), height


def outline_paths(places: Places, shapes: Mapping[str, Sequence[Floats]]) -> tuple[Floats, float, dict[int, str]]:
    """Return positions, height and the path of each place with an outline."""
    everything = np.vstack([ring for rings in shapes.values() for ring in rings])
    at, height = fitted(np.column_stack([places.lon, places.lat]).astype(float), everything)
    paths = {}
    for row, name in enumerate(places.names):
        rings = [fitted(ring, everything)[0] for ring in shapes.get(name, ())]
        if rings:
            paths[row] = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in rings)
    return at, height, paths


def mark(
    places: Places, row: int, at: Floats, shade: Shade, limits: Sequence[float], told: str, path: str | None
) -> str:  # fmt: skip
    """Return the dot or the outline of a place."""
    fill = colour(shade.shares.get(places.names[row]), limits)
    said = html_escape(told, attr=True)
    if path:
        return f'<path d="{path}" fill="{fill}" class="place" data-tip="{said}"/>'
    x, y = at[row]
    size = max(SMALLEST, LARGEST * math.sqrt(places.population[row] / max(places.population.max(), 1)))
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{fill}" class="place" data-tip="{said}"/>'


def labels(places: Places, rows: Sequence[int], at: Floats, height: float) -> list[str]:
    """Return the names of the largest places that have room; on a small screen only the first few are shown."""
    taken: list[tuple[float, float, float, float]] = []
    found: list[str] = []
    dots = {row: (at[row][0] - 4, at[row][1] - 4, 8.0, 8.0) for row in rows}
    for row in rows[:80]:
        text = places.names[row] if len(places.names[row]) <= 26 else f"{places.names[row][:25]}…"
        size = max(SMALLEST, LARGEST * math.sqrt(places.population[row] / max(places.population.max(), 1)))
        for side in ("start", "end"):
            long = LETTER * len(text)
            x = at[row][0] + (size + 3) * (1 if side == "start" else -1)
            box = (x if side == "start" else x - long, at[row][1] - LINE / 2, long, LINE)
            inside = box[0] >= 2 and box[0] + long <= WIDTH - 2 and box[1] >= 2 and box[1] + LINE <= height - 20
            if inside and not any(
                overlap(box, other) for other in [*taken, *(dot for other, dot in dots.items() if other != row)]
            ):
                taken.append(box)
                kind = "name" if len(found) < MAJOR else "name minor"
                place = f'x="{x:.1f}" y="{at[row][1] + 4:.1f}" text-anchor="{side}"'
                found.append(f'<text class="{kind}" {place}>{html_escape(text)}</text>')
                break
        if len(found) >= LABELS:
            break
    return found


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Return whether two boxes (left, top, width, height) overlap."""
    return (
        one[0] < other[0] + other[2] and other[0] < one[0] + one[2] and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
    )  # fmt: skip


def scale_bar(places: Places, at: Floats, height: float) -> str:
    """Return a bar of a round number of miles; nothing for a single place."""
    lat = np.asarray(places.lat, float)
    far = int(np.argmax(np.abs(at - at[0]).sum(axis=1)))
    if far == 0:
        return ""
    east = (float(places.lon[far]) - float(places.lon[0])) * math.cos(math.radians(float(lat.mean()))) * 69.09
    miles = math.hypot(east, (float(lat[far]) - float(lat[0])) * 69.09)
    per_mile = float(np.hypot(*(at[far] - at[0]))) / max(miles, 1e-9)
    wanted = WIDTH / 5 / per_mile
    power = 10.0 ** math.floor(math.log10(max(wanted, 1e-3)))
    length = max(step * power for step in (1, 2, 5) if step * power <= wanted * (1 + 1e-9))
    y = height - 8
    return (
        f'<path class="bar" d="M12 {y:.0f}H{12 + length * per_mile:.0f}"/><text class="name minor-scale" x="12" y="{y - 5:.0f}">'
        f"{length:g} mi · {length * 1.609:.2g} km</text>"
    )


def legend(words: Words, shade: Shade, limits: Sequence[float]) -> Node:
    """Return what the colours mean."""
    size = limits[1] - limits[0]
    items = []
    for n, limit in enumerate(limits):
        low = limit - size
        if n and low >= max((value for value in shade.shares.values() if value is not None), default=1.0):
            break
        text = words("map.step", low=words.number(100 * low), high=words.share(min(limit, 1.0), 0))
        items.append(tags.li(tags.span(class_="swatch", style=f"background:{STEPS[n]}"), text))
    if any(value is None for value in shade.shares.values()):
        items.append(tags.li(tags.span(class_="swatch", style=f"background:{UNKNOWN}"), words("map.unknown")))
    return TagList(tags.p(tags.strong(shade.label), class_="legend-title"), tags.ul(*items, class_="legend"))
