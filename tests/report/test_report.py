from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.outcomes.results import Results
from sim.report import appendix_of, command, figures, render, render_appendix, write_report
from sim.report.text import FINDINGS, headline
from sim.report.text.money import MONEY_FINDINGS
from sim.scenario import load
from tests.fake_results import fake_results

VOID = {"meta", "br", "link", "img", "hr", "input"}


@cache
def city() -> Results:
    return fake_results(arms=3, seeds=4, weeks=30, people=1200, places=6)


@cache
def page() -> str:
    return render_appendix(city())


class Outline(HTMLParser):
    """The skeleton of a page: tags in order, headings, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} closed out of order")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def visible(text: str) -> str:
    """Return the words of a page outside tags, with single spaces and without entities."""
    import html

    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.parametrize("page", [page, lambda: render(city())])
def test_page_is_well_formed(page: Callable[[], str]) -> None:
    outline = Outline(page())
    assert not outline.faults
    assert not outline.open
    assert page().startswith("<!DOCTYPE html>")
    assert outline.all("html")[0]["lang"] == "en"
    assert outline.all("meta")[0]["charset"] == "utf-8"


@pytest.mark.parametrize("page", [page, lambda: render(city())])
def test_page_loads_nothing_and_runs_nothing(page: Callable[[], str]) -> None:
    text = page()
    outline = Outline(text)
    assert not [tag for tag, _ in outline.tags if tag in {"script", "link", "img", "iframe", "object", "embed", "base"}]
    assert not re.findall(r"@import|url\((?!#)|\bon\w+=|javascript:", text)
    addresses = set(re.findall(r"(?:https?:)?//[\w.]+/[^\"'\s<]*", text))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    for _, attrs in outline.tags:
        for name in ("src", "srcset", "poster", "data"):
            assert name not in attrs
        target = attrs.get("href") or attrs.get("xlink:href") or "#"
        assert target.startswith(("#", "data:image/png"))


@pytest.mark.parametrize("page", [page, lambda: render(city())])
def test_headings_go_down_by_one(page: Callable[[], str]) -> None:
    levels = Outline(page()).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_ids_are_unique_and_every_link_leads_somewhere() -> None:
    outline = Outline(page())
    ids = [attrs["id"] for _, attrs in outline.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    named = {attrs[key] for _, attrs in outline.tags for key in ("aria-labelledby",) if attrs.get(key)}
    assert {one for names in named for one in str(names).split()} <= set(ids)
    links = [str(attrs["href"])[1:] for attrs in outline.all("a")]
    assert set(links) <= set(ids)
    assert links[0] == "asked"
    assert outline.all("a")[0]["class"] == "skip"


def test_sections_stand_in_order() -> None:
    found = re.findall(r'<h2 id="([\w-]+)"', page())
    assert found == [
        "asked", "found", "limits", "compared", "behind", "costs", "change", "figures", "equity-tables", "sure", "method", "words",
        "support", "sources", "repeat",
    ]  # fmt: skip


def test_every_figure_has_finding_words_for_the_ear_and_a_caption_with_runs() -> None:
    text = page()
    blocks = re.findall(r'<h3 id="([\w-]+)">(.*?)</figure>', text, flags=re.DOTALL)
    assert [name for name, _ in blocks] == [*figures.MONEY_FIGURES, *figures.FIGURES]
    for name, block in blocks:
        assert (FINDINGS | MONEY_FINDINGS)[name](city()) in visible(block)
        assert "3 plans, 4 runs of each (seeds 1 to 4)" in visible(block.partition("<figcaption>")[2])
        assert f'id="figure-{name}-title"' in block
        assert f'id="figure-{name}-desc"' in block


def test_headline_and_limits_come_before_everything_else() -> None:
    words = visible(page())
    for sentence in headline(city()):
        assert sentence in words
        assert words.index(sentence) < words.index("What this cannot tell") < words.index("The plans compared")
    assert "9 of its 50 numbers are assumed" in words
    assert "never replaces clinical judgement" in words
    assert "988" in words


def test_tables_have_captions_and_scopes() -> None:
    outline = Outline(page())
    assert len(outline.all("table")) == len(outline.all("caption")) > 8
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs in outline.all("th"))
    boxes = [attrs for attrs in outline.all("div") if attrs.get("class") == "scroll"]
    assert all(attrs.get("tabindex") == "0" and attrs.get("role") == "region" for attrs in boxes)


def test_page_speaks_of_people_first() -> None:
    # The glossary, the evidence and the titles of sources are not of our writing here.
    ours = re.sub(r"<dl>.*</dl>|<details>.*?</details>|<ol class=.sources.*?</ol>", "", page(), flags=re.DOTALL)
    words = visible(ours).lower()
    for unkind in ("carless", "the poor ", "the mentally ill", "victims", "suffer from", "minorities", "non-compliant"):
        assert unkind not in words


def test_no_missing_number_is_printed() -> None:
    assert not re.search(r"\b(nan|None|inf)\b", visible(page()))


def test_same_results_same_bytes(tmp_path: Path) -> None:
    first, second = (write_report(city(), None, tmp_path / name) for name in ("a.html", "b.html"))
    assert first.read_bytes().replace(b"a-appendix", b"b-appendix") == second.read_bytes()
    assert appendix_of(first).read_bytes() == appendix_of(second).read_bytes() == page().encode()


def test_names_from_a_scenario_are_words_not_markup() -> None:
    wild = replace(city(), title="<script>alert(1)</script> & 'co'", arm_labels=("<b>A</b>", '"B" onload="x"', "C -->"))
    for text in (render(wild), render_appendix(wild)):
        assert "<script" not in text
        assert "<b>A" not in text
        assert not Outline(text).faults


def test_one_run_of_one_plan_is_told_without_ranges() -> None:
    text = visible(render_appendix(fake_results(arms=1, seeds=1, weeks=10, people=400, places=3)))
    assert "There was one run of each plan" in text
    assert "What each plan changes" not in text
    assert "nine of ten runs)" not in text


def test_tiny_groups_do_not_stop_the_report() -> None:
    text = visible(render_appendix(fake_results(arms=2, seeds=2, weeks=6, people=30, places=10)))
    assert not re.search(r"\bnan\b", text)


def test_with_its_scenario_the_page_says_more() -> None:
    scenario = load("new_orleans")
    results = replace(city(), arms=tuple(scenario.arms)[:3])
    words = visible(render_appendix(results, scenario))
    assert scenario.summary in words
    assert "sessions a week" in words
    assert "Scenario file: new_orleans.toml" in words


def test_how_to_repeat() -> None:
    assert command(city()).startswith(
        "healing compare fake --arm usual_care --arm pfa --arm groups --seeds 4 --scale 0.1"
    )
    assert "seeds=[3, 7]" in command(replace(city(), seeds=(3, 7)))
    assert command(city()).endswith("--numbers values")
    assert "--setting anchor --seeds" in command(replace(city(), setting="anchor"))
    assert 'sim.load("fake", setting="anchor")' in command(replace(city(), setting="anchor", seeds=(3, 7)))


def test_ranges_are_said_to_hold_what_they_hold() -> None:
    assert "Ranges show luck, not doubt." in visible(page()) and "They hold luck alone" in visible(page())
    drawn = {"calibrated": 10, "by_range": 1, "assumed_held": 400, "draws": 50}
    words = visible(render_appendix(replace(city(), drawn=drawn)))
    said = "luck and what is not known about 10 calibrated numbers and 1 number known by a range only; 400 assumed numbers are held fixed"
    assert f"They hold {said}" in words and f"Ranges hold {said}" in words
    assert "Ranges show luck, not doubt." not in words and "while what is not known about the numbers does not" in words
    assert command(replace(city(), drawn=drawn)).endswith("--numbers posterior")


@pytest.mark.slow
def test_a_large_comparison_stands_on_one_page() -> None:
    results = fake_results(arms=5, seeds=20, weeks=104, people=2000, places=60)
    page = render_appendix(results)
    assert all(label in page for label in results.arm_labels) and len(page) < 6_000_000
