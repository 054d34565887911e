"""Can it be used, by eye, by ear and by keyboard alone, in a real browser? And does it speak to nobody but itself?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sim.dashboard import Question
from sim.dashboard.views import PAGES
from tests.dashboard.conftest import until

WAIT = 30_000
# What every page shows when there is an answer.
FILLED = {
    "situation": "#situation dl", "place": "#f-event-kind", "response": "#now-chart svg",
    "compare": "#compare-healing svg", "costs": "#costs-plane-figure svg",
    "equity": "#equity-refusals svg", "places": "#places-circle-figure svg", "stories": "#story_go", "sure": "#grades-caption",
    "method": "#schedule-caption", "export": "#command code",
}  # fmt: skip


@pytest.fixture
def requests() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(browser: Any, address: str, desk: Any, requests: list[str]) -> Iterator[Any]:
    """A fresh tab on the page, after a quick look; whatever it asks for or complains of is noted."""
    desk.ask(Question.of("minimal"))
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    complaints: list[str] = []
    opened.set_default_timeout(WAIT)
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("websocket", lambda line: requests.append(line.url))
    opened.on("pageerror", lambda problem: complaints.append(str(problem)))
    opened.on("console", lambda said: said.type == "error" and complaints.append(f"{said.text} {said.location}"))
    opened.goto(address)
    opened.wait_for_selector("html[data-ready]")
    yield opened
    opened.close()
    assert complaints == []


def look(page: Any, desk: Any) -> None:
    """Take a quick look and wait for it."""
    page.click("#look")
    until(lambda: desk.answer is not None and not desk.running)


def go(page: Any, name: str) -> None:
    """Go to a page and wait until it is filled."""
    page.evaluate(f"location.hash = '{name}'")
    page.wait_for_selector(FILLED[name])


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until something has the focus, and see that one sees it."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            style = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth; })()"
            )
            assert style == "solid3px", f"the focus on {wanted} cannot be seen: {style}"
            return
    raise AssertionError(f"the keyboard never came to {wanted}")


@pytest.mark.slow
def test_the_whole_tour_by_keyboard_alone(page: Any, desk: Any, requests: list[str], address: str) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#look")
    page.keyboard.press("Enter")
    until(lambda: desk.answer is not None and not desk.running)
    for name in PAGES:
        page.evaluate("document.querySelector('#main').focus()")
        page.keyboard.press("Shift+Tab")
        for _ in PAGES:
            if page.evaluate(f"document.activeElement.hash === '#{name}'"):
                break
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(FILLED[name])
        # The page that is there already is filled before the key has been heard: the focus is what tells that it was.
        until(lambda wanted=f"{name}-title": page.evaluate("document.activeElement.id") == wanted)
        assert page.evaluate("document.querySelectorAll('section.page:not([hidden])').length") == 1
    assert page.title().startswith("Export")
    before = desk.answer
    go(page, "response")
    tab_to(page, "input[data-path='programme.first_aid.slots']")
    told = page.locator("output[for='c-programme-first-aid-slots']")
    said = told.inner_text()
    page.keyboard.press("PageUp")
    until(lambda: told.inner_text() != said)
    until(lambda: desk.answer is not before and not desk.running)
    assert dict(desk.answer.question.over)["programme.first_aid.slots"] > 12
    assert page.evaluate("document.activeElement.dataset.path") == "programme.first_aid.slots"
    go(page, "compare")
    tab_to(page, "input[name=plans][value=first_aid]")
    page.keyboard.press("Space")
    until(lambda: desk.question.arms == ("usual_care",))
    until(lambda: not desk.running)
    assert page.evaluate("document.activeElement.value") == "first_aid"
    assert {url.split("?")[0].split("#")[0].replace("ws:", "http:").startswith(address) for url in requests if ":" in url
            and not url.startswith("data:")} == {True}  # fmt: skip


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page(page: Any, desk: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    look(page, desk)
    found = {}
    for name in PAGES:
        go(page, name)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if name == "sure":
            page.select_option("#doubt", index=3)
            page.wait_for_selector("#doubted input[type=range]")
        if name == "stories":
            page.click("#story_go")
            page.wait_for_selector("#life-two-figure svg")
        wrong = axe.run(page, context={"exclude": [["svg > g"]]}).response["violations"]
        found |= {(name, one["id"]): [node["html"][:160] for node in one["nodes"]][:3] for one in wrong}
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_is_wider_than_the_screen(page: Any, desk: Any, address: str, language: str) -> None:
    page.goto(f"{address}?language={language}")
    page.wait_for_selector("html[data-ready]")
    look(page, desk)
    for name in PAGES:
        # A screen of 1280 pixels at 200 percent, and a phone.
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 700})
            go(page, name)
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)


def test_cancel_stops_the_runs_and_says_so(page: Any, desk: Any) -> None:
    # Runs that go on for long enough to be cancelled on any machine.
    desk.ask(desk.question.moved("weeks", 500))
    page.click("#firm")
    until(lambda: desk.round and desk.round.kind == "firm" and desk.round.done > 0)
    page.click("#cancel")
    page.wait_for_selector("#progress >> text=Cancelled.")
    assert desk.round.state == "cancelled" and desk.round.done < desk.round.total
    assert page.get_attribute("#cancel", "aria-disabled") == "true"
    assert "Cancelled." in page.inner_text("#announced")


def test_what_cannot_be_run_is_said_where_it_was_asked(page: Any, desk: Any) -> None:
    page.evaluate("location.hash = 'response'")
    page.click("details.programme:has(#c-channel-clinic) > summary")
    page.locator("input[data-path='programme.clinic.closes']").evaluate(
        "one => { one.value = 2; one.dispatchEvent(new Event('change', {bubbles: true})); }"
    )
    page.wait_for_selector("#faults >> text=closes: given week 2")


def test_files_are_handed_out(page: Any, desk: Any) -> None:
    look(page, desk)
    go(page, "export")
    named = {}
    for name in ("report", "brief", "workbook", "tables", "scenario"):
        with page.expect_download() as download:
            page.click(f"#{name}_file")
        named[download.value.suggested_filename] = download.value.path().read_bytes()
    assert set(named) == {"report.html", "brief.pdf", "report.xlsx", "tables.zip", "minimal.toml"}
    assert named["brief.pdf"][:5] == b"%PDF-"
    assert b"Who is left behind, and why" in named["report.html"] and named["tables.zip"][:2] == b"PK"
    assert b"[programme.clinic]" in named["minimal.toml"]


def test_the_page_speaks_spanish_and_marks_what_is_english(page: Any, desk: Any) -> None:
    look(page, desk)
    go(page, "compare")
    page.click("a.language")
    page.wait_for_selector("html[lang=es][data-ready]")
    assert page.inner_text("#compare-title") == "Comparar" and page.url.endswith("#compare")
    page.wait_for_selector("#compare-fan svg")
    assert "sigue por encima del umbral" in page.inner_text(".found")
    assert page.get_attribute("#compare-fan .drawing", "lang") == "en"
    assert "Siguen por encima del umbral" in page.inner_text("table[aria-labelledby=plans-table-caption] thead")


def test_forged_hosts_and_origins_are_refused_on_the_line(address: str) -> None:
    from http.client import HTTPConnection

    from websockets.exceptions import InvalidStatus
    from websockets.sync.client import connect

    host = address.removeprefix("http://").rstrip("/")

    def status(**headers: str) -> int:
        line = HTTPConnection(host, timeout=10)
        line.request("GET", "/", headers=headers)
        return line.getresponse().status

    assert status() == 200
    assert status(Host="evil.example") == 403
    assert status(Origin="http://evil.example") == 403
    for origin in ("http://evil.example", "null", None):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://{host}/websocket/", origin=origin)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403
    with connect(f"ws://{host}/websocket/", origin=f"http://{host}"):  # type: ignore[arg-type]
        pass


@pytest.mark.slow
def test_a_click_is_heard_while_a_page_is_drawn_and_what_was_opened_stays_open(
    page: Any, desk: Any, monkeypatch: Any
) -> None:
    import threading

    from sim.dashboard.views import compare

    look(page, desk)
    go(page, "compare")
    page.click("#compare-fan details > summary")
    draw, begun, may_end = compare.findings, threading.Event(), threading.Event()
    monkeypatch.setattr(compare, "findings", lambda *given: (begun.set(), may_end.wait(60), draw(*given))[2])
    try:
        desk.ask(desk.question.moved("programme.clinic.slots", 14))
        assert begun.wait(60)
        page.click("#firm")
        until(lambda: desk.round.kind == "firm")
    finally:
        may_end.set()
    page.wait_for_selector("#compared >> text=Full run.")
    assert page.get_attribute("#compare-fan details", "open") is not None
