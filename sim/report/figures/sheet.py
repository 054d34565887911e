"""On what are figures drawn, and how do they leave? The only door to matplotlib: one style, no global state, the same bytes each time.

A figure is 6.9 inches wide, as printed across a page, and no text on it is smaller than 9 points. Nothing here touches pyplot or leaves
a changed setting behind: the style holds while a figure is drawn or saved and is gone afterwards.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from html import escape
from typing import Any, ParamSpec

import matplotlib
from matplotlib import figure as plain
from matplotlib.backends.backend_agg import FigureCanvasAgg

from sim.report.figures.palette import INK, LINE

__all__ = [
    "LETTERS",
    "SMALLEST",
    "WIDTH",
    "Figure",
    "blank",
    "drawn",
    "message",
    "png",
    "row_height",
    "shorten",
    "style",
    "svg",
    "wrap",
]

WIDTH = 6.9
SMALLEST = 9
LETTERS = 28
SALT = "community-healing"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": SMALLEST,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": SMALLEST,
    "xtick.labelsize": SMALLEST,
    "ytick.labelsize": SMALLEST,
    "legend.fontsize": SMALLEST,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": LINE,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.6,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": SALT,
}
P = ParamSpec("P")
ON_SCREEN = 110


class Figure(plain.Figure):
    """A matplotlib figure that shows itself in a notebook, without pyplot and whatever backend is set.

    >>> figure = sim.report.figures.healing(sim.run("minimal", weeks=8, scale=0.3))
    >>> isinstance(figure, sim.figures.Figure)
    True
    """

    def _repr_png_(self) -> bytes:
        return png(self, ON_SCREEN)


@contextmanager
def style() -> Iterator[None]:
    """Use the house style inside a `with` block and give back whatever was set before."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def drawn(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Make a function draw in the house style, whatever the caller has set."""

    @wraps(draw)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with style():
            return draw(*args, **kwargs)

    return in_style


def blank(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of a size in inches, with an Agg canvas and a layout that keeps labels apart."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def shorten(text: str, letters: int) -> str:
    """Return a label cut to a number of letters, with an ellipsis where something is missing."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def wrap(text: str, letters: int) -> str:
    """Return a label broken between words into lines of a number of letters."""
    return "\n".join(textwrap.wrap(text, letters, break_long_words=False)) or text


def row_height(labels: Iterable[str]) -> float:
    """Return the height in inches of a row beside a label, more where labels take two lines."""
    return 0.225 if all(len(label) <= LETTERS for label in labels) else 0.34


def message(text: str) -> Figure:
    """Return a figure that says in words why there is nothing to draw."""
    figure = blank(1.0)
    figure.text(0.5, 0.5, text, ha="center", va="center", wrap=True)
    return figure


def lay_out(figure: Figure) -> None:
    """Find where everything goes, once for all formats: matplotlib would do it, and draw everything once more, for each of them."""
    engine = figure.get_layout_engine()
    if engine is not None:
        if figure.axes:  # a message alone has no axes to set apart
            engine.execute(figure)
        figure.set_layout_engine("none")


def png(figure: Figure, dpi: int = 200) -> bytes:
    """Return a figure as the bytes of a PNG image, without dates.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.figures.png(sim.report.figures.fan(results), dpi=40)[1:4]
    b'PNG'
    """
    stream = io.BytesIO()
    with style():
        lay_out(figure)
        figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None}, facecolor="white")
    return stream.getvalue()


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as an `<svg>` element to stand inside a page: own ids, a title and a description for screen readers, no dates.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> text = sim.figures.svg(sim.report.figures.fan(results), "fan", "Cases", "Share of people above the cut-off.")
    >>> "<title" in text
    True
    """
    stream = io.StringIO()
    nothing: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with style():
        lay_out(figure)
        figure.savefig(stream, format="svg", metadata=nothing, transparent=True)
    return inline(stream.getvalue(), name, title, description)


def inline(text: str, name: str, title: str, description: str) -> str:
    """Return what matplotlib wrote as an element that can share a page with others.

    The style sheet that matplotlib writes into each picture would rule the whole page, and its ids repeat from picture to picture.
    """
    body = lighter(text[text.index("<svg") :].strip())
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r"url\(#", f"url(#{name}-", body)
    body = re.sub(r'href="#', f'href="#{name}-', body)
    opening, rest = body.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', opening)
    assert box is not None
    head = (
        f'<svg {box.group()} role="img" aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg" '
    )
    head += 'xmlns:xlink="http://www.w3.org/1999/xlink">'
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    return f"{head}{words}{rest}"


def lighter(body: str) -> str:
    """Return a picture without what nobody sees: its style sheet, comments, ids that nothing refers to, the sixth decimal of a point."""
    body = re.sub(r"<style.*?</style>|<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*</defs>", "", body, flags=re.DOTALL)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', body))
    body = re.sub(r' id="([^"]+)"', lambda found: found.group() if found[1] in used else "", body)
    body = re.sub(r"(?<!scale\()(-?\d+\.\d\d)\d+", r"\1", body)
    return re.sub(r"\s+", " ", body).replace("> <", "><")
