"""What does it look like? A town over its weeks: homes on the map, ties between people, who is well and who is not.

    seen = sim.look("minimal", arm="first_aid")
    seen.figure()                    six weeks side by side
    seen.frame(26)                   one week
    seen.gif()                       bytes of an animation, one week after the other

A city is drawn as a sample of a few hundred residents. Places are at their true positions; homes are arranged around the
middle of each, since addresses are unknown. The picture shows the columns of one run; nothing is simulated for the picture.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run
from sim.population import Community, settle
from sim.population.residents import CASE_FROM, DISTRESS_FROM, SERIOUS_FROM
from sim.report.figures.palette import INK, LINE
from sim.report.figures.sheet import WIDTH, Figure, blank, drawn, png
from sim.scenario import Scenario, load

__all__ = ["Look", "homes", "look"]

MOST_PEOPLE = 400
MOMENTS = (0, 4, 13, 26, 52, 104)
IN_CARE, ADULT = 2, 18
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
DPI = 90
# Lower bound of severity, marker, colour, label: both shape and colour carry the meaning.
LEVELS = (
    (0.0, "o", "#a9c9e0", "few symptoms"),
    (DISTRESS_FROM, "o", "#3b7fb5", "half of a case"),
    (CASE_FROM, "^", "#c77700", "a case"),
    (SERIOUS_FROM, "s", "#8f1d14", "serious"),
)


@dataclass(frozen=True, eq=False)
class Look:
    """A run as a picture: positions of homes `(n, 2)` in degrees of latitude, ties `(t, 2)`, and columns by week `(weeks + 1, n)`.

    >>> seen = sim.look("minimal", people=60, weeks=4)
    >>> seen.weeks, seen.places
    (4, ('Riverside', 'Old Town', 'The Ridge'))
    """

    title: str
    places: tuple[str, ...]
    centres: NDArray[np.float64]
    homes: NDArray[np.float64]
    ties: NDArray[np.int64]
    adult: NDArray[np.bool_]
    severity: NDArray[np.float32]
    in_care: NDArray[np.bool_]
    away: NDArray[np.bool_]

    @property
    def weeks(self) -> int:
        """The last week."""
        return len(self.severity) - 1

    def figure(self, weeks: Sequence[int] | None = None) -> Figure:
        """Draw some weeks side by side: those given, or up to six from the event to the end. ValueError for a week outside the run."""
        chosen = tuple(weeks) if weeks is not None else tuple(week for week in MOMENTS if week <= self.weeks)
        return draw(self, chosen)

    def frame(self, week: int) -> Figure:
        """Draw one week."""
        return draw(self, (week,))

    def gif(self, every: int = 2, seconds: float = 0.25) -> bytes:
        """Return an animation: one frame every `every` weeks, shown for `seconds` each, the last one longer."""
        from PIL import Image

        weeks = [*range(0, self.weeks, every), self.weeks]
        frames = [Image.open(io.BytesIO(png(self.frame(week), DPI))).convert("P", colors=64) for week in weeks]
        stay = [int(1000 * seconds)] * (len(frames) - 1) + [3000]
        stream = io.BytesIO()
        frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:], duration=stay, loop=0)
        return stream.getvalue()


def look(
    plan: Scenario | str, arm: str | None = None, seed: int = 1, people: int = 300, weeks: int | None = None
) -> Look:
    """Return what a town looks like week by week in one run, to be drawn with `.figure()` or `.gif()`.

    `plan` is a scenario or its name, `arm` the response plan (the first by default), `people` about how many residents are simulated and
    drawn (20 to 400), `weeks` where to stop. The answer holds homes `(n, 2)` and, week by week, severity (in case cut-offs), care and
    away `(weeks + 1, n)`. KeyError for an unknown arm; ValueError for too few or too many people.

    >>> seen = sim.look("minimal", people=60, weeks=4)
    >>> seen.severity.shape == (5, len(seen.homes))
    True
    """
    scenario = load(plan) if isinstance(plan, str) else plan
    if not 20 <= people <= MOST_PEOPLE:
        raise ValueError(f"people {people}: a picture holds 20 to {MOST_PEOPLE}")
    town = settle(scenario, min(1.0, people / scenario.places.people))
    run = Run(scenario, arm, seed, community=town)
    kept = [columns_of(run)]
    for _ in range(min(weeks or scenario.weeks, scenario.weeks)):
        run.step()
        kept.append(columns_of(run))
    severity, care, away = (np.stack(part) for part in zip(*kept, strict=True))
    centres, positions = homes(town)
    givers, takers = town.ties.givers.astype(np.int64), town.ties.takers().astype(np.int64)
    label = scenario.arms[run.arm].label
    return Look(
        f"{scenario.title}: {label}", town.places.names, centres, positions, np.stack([givers, takers], axis=1),
        town.residents.age >= ADULT, severity, care, away,
    )  # fmt: skip


def columns_of(run: Run) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the columns shown this week: severity, whether in care, whether living away."""
    from sim.processes.hazards.homecoming import lives_at_home

    residents = run.world.residents
    at_home = lives_at_home(residents.back_home, residents.settled_elsewhere, run.week)
    return residents.severity.copy(), residents.care == IN_CARE, ~at_home


def homes(town: Community) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the positions of places `(p, 2)` and residents `(n, 2)`: households on a spiral around the middle of their place.

    >>> from sim.report.animation import homes
    >>> centres, positions = homes(sim.settle(sim.load("minimal"), 0.1))
    >>> centres.shape, positions.shape
    ((3, 2), (100, 2))
    """
    residents, places = town.residents, town.places
    centres = np.column_stack([places.lon * np.cos(np.radians(places.lat.mean())), places.lat])
    apart = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    people = np.bincount(residents.place, minlength=len(centres))
    room = 0.5 * float(np.median(apart.min(axis=1))) if len(centres) > 1 else 0.01
    radius = room * np.sqrt(people / max(people.max(), 1))
    positions = np.empty((len(residents), 2))
    for q in range(len(centres)):
        rows = np.flatnonzero(residents.place == q)
        _, home = np.unique(residents.household[rows], return_inverse=True)
        n = home.max() + 1 if len(rows) else 1
        out, turn = radius[q] * np.sqrt((home + 0.5) / n), GOLDEN_ANGLE * home
        inside = np.arange(len(rows)) * GOLDEN_ANGLE
        close = 0.35 * radius[q] / np.sqrt(n)
        positions[rows, 0] = centres[q, 0] + out * np.cos(turn) + close * np.cos(inside)
        positions[rows, 1] = centres[q, 1] + out * np.sin(turn) + close * np.sin(inside)
    return centres, positions


@drawn
def draw(seen: Look, weeks: tuple[int, ...]) -> Figure:
    """Draw weeks side by side, at most three in a row."""
    for week in weeks:
        if not 0 <= week <= seen.weeks:
            raise ValueError(f"week {week}: there are weeks 0 to {seen.weeks}")
    across = min(3, len(weeks))
    down = -(-len(weeks) // across)
    wide, high = np.ptp(seen.homes, axis=0)
    figure = blank(0.75 + down * (0.3 + min(1.2, max(0.4, high / max(wide, 1e-9))) * 0.9 * WIDTH / across))
    figure.suptitle(f"{seen.title} (share of adults who are cases)", fontsize=10)
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for axes, week in zip(panels, weeks, strict=False):
        draw_week(axes, seen, week)
    for axes in panels[len(weeks) :]:
        axes.set_axis_off()
    explain(figure)
    return figure


def draw_week(axes: Any, seen: Look, week: int) -> None:
    """Draw one week: ties, then residents by severity of symptoms; ringed if in care, hollow while away from home."""
    from matplotlib.collections import LineCollection

    axes.add_collection(LineCollection(list(seen.homes[seen.ties]), colors=LINE, linewidths=0.25, alpha=0.25, zorder=1))
    severity, care, away = seen.severity[week], seen.in_care[week], seen.away[week]
    bounds = [*(start for start, *_ in LEVELS), np.inf]
    for (start, marker, colour, _), end in zip(LEVELS, bounds[1:], strict=True):
        there = (severity >= start) & (severity < end)
        for hollow in (False, True):
            rows = np.flatnonzero(there & (away == hollow))
            axes.scatter(
                *seen.homes[rows].T, s=11, marker=marker, facecolors="white" if hollow else colour,
                edgecolors=np.where(care[rows], INK, colour), linewidths=np.where(care[rows], 1.3, 0.7), zorder=2,
            )  # fmt: skip
    cases = float((severity[seen.adult] >= CASE_FROM).mean())
    axes.set_title(f"week {week}: {cases:.0%}", fontsize=9)
    axes.set_aspect("equal")
    axes.margins(0.04)
    axes.set_axis_off()


def explain(figure: Figure) -> None:
    """Add a legend of the marks."""
    from matplotlib.lines import Line2D

    def mark(marker: str, face: str, edge: str, width: float, label: str) -> Line2D:
        return Line2D(
            [], [], linestyle="", marker=marker, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=width,
            markersize=5, label=label,
        )  # fmt: skip

    signs = [mark(marker, colour, colour, 0.7, words) for _, marker, colour, words in LEVELS]
    signs += [mark("o", "white", LEVELS[1][2], 0.9, "away from home"), mark("o", LEVELS[0][2], INK, 1.3, "in care")]
    figure.legend(handles=signs, loc="outside lower center", ncols=6, columnspacing=1.0, handletextpad=0.2)
