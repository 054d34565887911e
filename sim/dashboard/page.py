"""How is the page laid out? A header with the runs, a list of pages, one page at a time; each is a section that `page.js` shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from htmltools import HTML, Tag, tags

from sim.dashboard.question import MOST_PLANS
from sim.dashboard.views import PAGES
from sim.dashboard.widgets import marks
from sim.dashboard.words import LANGUAGES, Words

if TYPE_CHECKING:
    from sim.dashboard.session import Desk

__all__ = ["ASSETS", "language_of", "page_for"]

ASSETS = Path(__file__).parent / "assets"
BRAND = "community-healing"
# Where Shiny puts its own scripts; see `shiny.ui.page_html`.
SHINY = '<meta name="shiny-dependency-placeholder" content="">'


def page_for(desk: Desk, language: str) -> Callable[[Any], Any]:
    """Return the function that makes the page for a request, in the language of its address (`?language=es`)."""

    def page(request: Any) -> Any:
        from shiny import ui

        words = Words.of(language_of(request.query_params.get("language"), language))
        rendered = whole(words, desk).render()
        return ui.page_html(f"<!DOCTYPE html>\n{rendered['html']}", extra_deps=rendered["dependencies"])

    return page


def language_of(asked: str | None, otherwise: str) -> str:
    """Return the requested language if it exists, else the default."""
    return asked if asked in LANGUAGES else otherwise


def whole(words: Words, desk: Desk) -> Tag:
    """Return the whole page."""
    data: dict[str, Any] = {
        "data-months": words("format.months"), "data-date": words.pattern("format.date"), "data-percent": words.pattern("format.percent"),
        "data-most": str(MOST_PLANS), "data-brand": BRAND,
    }  # fmt: skip
    return tags.html(
        tags.head(
            tags.title(f"{words('situation.title')} \u2013 {BRAND}"),
            tags.meta(charset="utf-8"),
            HTML(SHINY),
            tags.meta(name="viewport", content="width=device-width, initial-scale=1"),
            tags.link(rel="icon", href="assets/icon.svg", type="image/svg+xml"),
            tags.link(rel="stylesheet", href="assets/page.css"),
            tags.script(src="assets/page.js", defer=""),
        ),
        tags.body(
            tags.a(words("page.skip"), href="#main", class_="skip"),
            tags.div(marks(words("page.gone")), id="gone", role="alert", hidden=""),
            head(words),
            runs(words),
            tags.nav(tags.ul(*(entry(words, name) for name in PAGES)), aria_label=words("page.pages"), class_="pages"),
            *([tags.p(words("page.model"), class_="foreign")] if words.foreign else []),
            tags.div(
                tags.span(words("stale.now"), class_="stale-now"), tags.span(words("stale.cancelled"), class_="stale-cancelled"),
                id="stale", role="status", hidden="",
            ),
            tags.main(*(section(words, desk, name) for name in PAGES), id="main", tabindex="-1"),
            tags.footer(tags.p(words("page.footer"))),
        ),
        data, lang=words.language,
    )  # fmt: skip


def head(words: Words) -> Tag:
    """Return the header: what this is, and the other languages."""
    others = [
        tags.a(label, href=f"?language={code}", class_="language", lang=code, hreflang=code)
        for code, label in LANGUAGES.items()
        if code != words.language
    ]
    return tags.header(
        tags.p(tags.strong(BRAND), " ", tags.span(words("page.what"), class_="what")),
        tags.p(*others, tags.a(words("distress.link"), href="#distress", class_="support-link")),
    )


def runs(words: Words) -> Tag:
    """Return the bar of runs: quick look, full run, cancel, and progress."""
    from shiny import ui

    buttons = [
        tags.button(words(f"runs.{name}"), id=name, type="button", class_=f"action-button {kind}")
        for name, kind in (("look", "first"), ("firm", ""), ("cancel", "quiet"))
    ]
    return tags.section(
        tags.div(*buttons, class_="buttons"),
        tags.div(ui.output_ui("progress"), class_="progress-place"),
        tags.div(ui.output_text("announced"), role="status", class_="heard"),
        aria_label=words("runs.label"), class_="runs",
    )  # fmt: skip


def entry(words: Words, name: str) -> Tag:
    """Return one entry of the list of pages."""
    return tags.li(tags.a(words(f"{name}.title"), href=f"#{name}"))


def section(words: Words, desk: Desk, name: str) -> Tag:
    """Return one page; all but the first are hidden until opened."""
    hidden: dict[str, Any] = {} if name == next(iter(PAGES)) else {"hidden": ""}
    return tags.section(
        PAGES[name].fixed(words, desk), hidden, id=f"page-{name}", class_="page", aria_labelledby=f"{name}-title"
    )
