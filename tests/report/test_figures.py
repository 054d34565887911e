from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text

from sim.outcomes.results import Results
from sim.report import figures
from sim.report.figures import palette
from sim.report.figures.neighbourhoods import points, round_length
from sim.report.figures.sheet import SMALLEST, WIDTH
from tests.fake_results import fake_results

NAMES = list(figures.FIGURES)
# Colour-blindness at full strength, Machado, Oliveira and Fernandes (2009), on linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@cache
def city(name: str = "full") -> Results:
    if name == "alone":
        return fake_results(arms=1, seeds=1, weeks=12, people=500, places=4)
    if name == "tiny":
        return fake_results(arms=2, seeds=2, weeks=6, people=30, places=10)
    return fake_results(arms=5, seeds=5, weeks=60, people=1500, places=9)


@pytest.mark.parametrize("kind", ["full", "alone", "tiny"])
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_drawn(name: str, kind: str) -> None:
    figure = figures.FIGURES[name](city(kind))
    assert isinstance(figure, figures.Figure)
    assert figures.png(figure, dpi=40).startswith(b"\x89PNG")
    assert figure.get_figwidth() == pytest.approx(WIDTH)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_nine_points(name: str) -> None:
    figure = figures.FIGURES[name](city())
    figure.draw_without_rendering()
    sizes = [text.get_fontsize() for text in figure.findobj(Text) if text.get_text().strip()]
    assert min(sizes) >= SMALLEST


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_clipped_at_the_edges(name: str) -> None:
    figure = figures.FIGURES[name](city())
    figure.draw_without_rendering()
    page = figure.bbox.padded(2)
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text.axes is not None and text.axes.axison:
            box = text.get_window_extent()
            assert page.x0 <= box.x0, text.get_text()
            assert box.x1 <= page.x1, text.get_text()


def test_words_beside_lines_and_dots_do_not_run_into_each_other() -> None:
    figure = figures.equiplot(city())
    figure.draw_without_rendering()
    for axes in figure.axes:
        labels = [label.get_window_extent() for label in axes.get_yticklabels()]
        notes = [text.get_window_extent() for text in axes.texts]
        assert not any(a.overlaps(b) for a, b in itertools.product(labels, notes[:-1]))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_results_give_the_same_bytes(name: str) -> None:
    first, second = (figures.svg(figures.FIGURES[name](city()), name, "t", "d") for _ in range(2))
    assert first == second


def test_the_same_results_give_the_same_pixels() -> None:
    # One figure is enough: what could differ (the date and the library's version in the file) is written by the same lines for each.
    first, second = (figures.png(figures.equiplot(city()), 40) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_pictures_can_share_a_page(name: str) -> None:
    text = figures.svg(figures.FIGURES[name](city()), name, "A <title>", "words & more")
    root = ET.fromstring(text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(one.startswith(f"{name}-") for one in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', text)) <= set(ids)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{name}-title {name}-desc"
    assert root[0].text == "A <title>"
    assert root[1].text == "words & more"
    assert "<style" not in text
    assert "<metadata" not in text


def test_no_setting_leaks_either_way() -> None:
    before = dict(matplotlib.rcParams)
    plain = figures.svg(figures.fan(city()), "fan", "t", "d")
    assert dict(matplotlib.rcParams) == before
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "none", "text.color": "red"}):
        assert figures.svg(figures.fan(city()), "fan", "t", "d") == plain


def test_pyplot_is_never_loaded() -> None:
    import subprocess
    import sys

    code = "import sys, sim.report.figures; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_labels_are_words_and_nothing_else() -> None:
    wild = ("$x^2$ & <b>", "a_b % {c}", "-->", "A plan with a very long name that goes on and on and on", "$")
    results = replace(city(), arm_labels=wild)
    for name in NAMES:
        ET.fromstring(figures.svg(figures.FIGURES[name](results), name, wild[0], wild[2]))


@pytest.mark.parametrize("arms", [6, 8])
def test_any_number_of_plans(arms: int) -> None:
    results = many(arms)
    for name in NAMES:
        figures.FIGURES[name](results).draw_without_rendering()


def many(arms: int) -> Results:
    """Return results with as many arms as wanted, each a copy of the first."""
    one = fake_results(arms=1, seeds=3, weeks=10, people=400, places=4)
    tables = {
        part: {name: np.repeat(values, arms, axis=0) for name, values in getattr(one, part).items()}
        for part in ("weekly", "final", "histograms")
    }
    names = tuple(f"arm_{i}" for i in range(arms))
    return replace(one, arms=names, arm_labels=tuple(f"Plan number {i}" for i in range(arms)), **tables)


def test_captions_say_runs_seeds_scale_people_and_bands() -> None:
    for name in NAMES:
        words = figures.caption(name, city())
        assert "5 plans, 5 runs of each (seeds 1 to 5), 60 weeks" in words
        assert "10% sample" in words
        assert "simulated adults" in words
        assert "ean" in words or "median" in words
    assert set(figures.TITLES) == set(NAMES)
    assert "With one run there is no range" in figures.caption("fan", city("alone"))


@pytest.mark.parametrize(
    "colour", [palette.BASELINE, palette.BETTER, palette.WORSE, palette.LINE, *palette.PALETTE, *palette.GROUPS]
)
def test_every_colour_that_means_something_has_contrast(colour: str) -> None:
    assert palette.contrast(colour) >= 3


@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED])
def test_text_has_the_contrast_of_text(colour: str) -> None:
    assert palette.contrast(colour) >= 4.5


def test_contrast_has_the_known_ends() -> None:
    assert palette.contrast("#000000") == pytest.approx(21)
    assert palette.contrast("#ffffff") == pytest.approx(1)
    assert palette.contrast("#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colours_of_plans_stay_apart_for_every_kind_of_sight(kind: str) -> None:
    colours = [palette.BASELINE, *palette.PALETTE]
    seen = [lab(np.array(BLINDNESS[kind]) @ linear(colour)) for colour in colours]
    nearest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
    assert nearest > 15


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_every_plan_has_a_second_code() -> None:
    marks = palette.marks(42)
    assert len({(mark.colour, mark.marker) for mark in marks}) == 42
    assert len({mark.marker for mark in marks[:7]}) == 7
    assert len({mark.dash for mark in marks[:7]}) == 7


def test_a_kilometre_is_as_long_both_ways() -> None:
    results = city()
    lon, lat = (results.places[name] for name in ("lon", "lat"))
    east, north, area = points(results, list(range(len(lon))))
    width = np.ptp(lon) * np.cos(np.radians(lat.mean())) * 111.2
    assert np.ptp(east) == pytest.approx(width)
    assert np.ptp(north) == pytest.approx(np.ptp(lat) * 111.2)
    np.testing.assert_allclose(area / area.max(), results.places["population"] / results.places["population"].max())


@pytest.mark.parametrize(("length", "shown"), [(7.3, 5), (1.0, 1), (19, 10), (0.3, 0.2), (2, 2)])
def test_scale_bar_is_round(length: float, shown: float) -> None:
    assert round_length(length) == pytest.approx(shown)


def test_unknown_group_is_named() -> None:
    with pytest.raises(KeyError, match="poorest fifth"):
        figures.fan(city(), stratum="income", group="poor")
