"""Event handlers: every input of the page goes to the session, every answer of the session to the page.

Outputs of hidden pages wait until the page is opened, so that only visible content is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.dashboard import files, views
from sim.dashboard.cards import cards
from sim.dashboard.drawing import Easel
from sim.dashboard.page import language_of
from sim.dashboard.pictures import aside
from sim.dashboard.place_events import PlaceTab
from sim.dashboard.plans import copied, dropped
from sim.dashboard.question import MINE, Question, moved, with_own
from sim.dashboard.status import announced as heard
from sim.dashboard.status import progress
from sim.dashboard.updates import Seen, asked_for, watch
from sim.dashboard.words import Words
from sim.scenario import ScenarioFaults

if TYPE_CHECKING:
    from shiny import Inputs, Outputs, Session

    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk

__all__ = ["server_function"]


def server_function(desk: Desk, language: str) -> Callable[[Inputs, Outputs, Session], None]:
    """Return the function that Shiny calls for each new tab."""

    def tab(input: Inputs, output: Outputs, session: Session) -> None:
        words = Words.of(language_of(asked_for(session), language))
        seen = Seen()
        desk.tab_opened()
        session.on_ended(desk.tab_closed)
        session.on_ended(watch(desk, seen))
        listen(desk, words, input, session, seen)
        show_fixed(desk, words, seen)
        show_answers(desk, words, seen)
        show_stories(desk, words, input, seen)
        PlaceTab(desk, words, seen).listen(input, session, show)
        hand_out(desk)

    return tab


def listen(desk: Desk, words: Words, input: Any, session: Any, seen: Seen) -> None:
    """Send clicks and changes to the session."""
    from shiny import reactive

    for name in ("look", "firm", "cancel"):
        on_click(input[name], getattr(desk, name))

    @reactive.effect
    @reactive.event(input.moved)
    def _moved() -> None:
        given = input.moved()
        desk.ask(moved(desk.question, given), look=True)
        if str(given.get("path", "")).startswith("arm."):
            seen.lay(plans=False)

    @reactive.effect
    @reactive.event(input.plan_act)
    def _plan_act() -> None:
        act, arm = input.plan_act()["act"], str(input.plan_act()["arm"])
        question = desk.question
        if act == "copy" and arm in question.scenario().arms:
            question = copied(question, arm, words("cards.copy_of", plan=question.scenario().arms[arm].label))
        elif act == "drop":
            question = dropped(question, arm)
        elif act == "add":
            question = question.comparing((*question.arms, arm))
        desk.ask(question, look=True)
        seen.lay()

    @reactive.effect
    @reactive.event(input.undo)
    def _undo() -> None:
        desk.undo()
        seen.lay()

    @reactive.effect
    @reactive.event(input.reset)
    def _reset() -> None:
        from dataclasses import replace

        plain = replace(desk.question, over=())
        desk.ask(plain.comparing(plain.arms) if MINE in plain.arms else plain)
        seen.lay()

    listen_to_choices(desk, words, input, seen)

    @reactive.effect
    async def _busy() -> None:
        seen.version()
        await session.send_custom_message(
            "busy", {"busy": desk.running, "stale": desk.stale, "cancelled": desk.cancelled_stale}
        )


def on_click(button: Any, act: Callable[[], None]) -> None:
    """Run an action when a button is clicked."""
    from shiny import reactive

    @reactive.effect
    @reactive.event(button)
    def _clicked() -> None:
        act()


def listen_to_choices(desk: Desk, words: Words, input: Any, seen: Seen) -> None:
    """Send the choice of scenario, setting, plans and custom plan to the session."""
    from shiny import reactive

    @reactive.effect
    @reactive.event(input.scenario, ignore_init=True)
    def _scenario() -> None:
        if input.scenario() != desk.question.named:
            choose(desk, seen, input.scenario(), None)

    @reactive.effect
    @reactive.event(input.setting, ignore_init=True)
    def _setting() -> None:
        if input.setting() != desk.question.scenario().setting:
            choose(desk, seen, desk.question.named, input.setting())

    @reactive.effect
    @reactive.event(input.plans, ignore_init=True)
    def _plans() -> None:
        asked = desk.question.comparing(input.plans())
        if asked.arms and asked.arms != desk.question.arms:
            desk.ask(asked)
            # The plan choices are not rebuilt, so that keyboard focus is kept.
            seen.lay(plans=False)

    @reactive.effect
    @reactive.event(input.own_add)
    def _own() -> None:
        label = input.own_label().strip() or words("compare.own_name")
        desk.ask(with_own(desk.question, label, input.own_programmes(), input.own_policies()))
        seen.lay()

    @reactive.effect
    @reactive.event(input.doubt, ignore_init=True)
    def _doubt() -> None:
        seen.doubt.set(input.doubt())


def choose(desk: Desk, seen: Seen, named: str, setting: str | None) -> None:
    """Switch to another scenario, or to another setting of the same one."""
    try:
        desk.ask(Question.of(named, setting))
    except ScenarioFaults as problem:
        desk.faults = str(problem)
        desk.version += 1
    seen.doubt.set("")
    seen.lay()


def show_fixed(desk: Desk, words: Words, seen: Seen) -> None:
    """Fill the parts that depend on the question: scenario, sliders, plans; and the progress of the runs."""
    from shiny import render

    laid = {
        "situation": (views.situation.situation, seen.laid), "settings": (views.situation.settings, seen.laid),
        "choice": (views.compare.choice, seen.laid), "assumed": (views.sure.assumed, seen.laid),
        "controls": (views.response.controls, seen.plans),
        "plan_cards": (cards, seen.plans), "story_choice": (views.stories.choice, seen.plans),
    }  # fmt: skip
    for name, (make, laid_out) in laid.items():
        show(name, partial(anew, make, words, desk, laid_out))
    show("method_text", lambda: views.method.text(words))
    show("scenarios", lambda: (seen.laid(), views.situation.scenarios(words, desk))[1])
    show("moved_list", lambda: (seen.version(), views.response.moved_list(words, desk.question))[1])
    show("faults", lambda: (seen.version(), views.response.faults(words, desk.faults))[1])
    show("doubted", lambda: (seen.laid(), views.sure.doubted(words, desk.question, seen.doubt()))[1])
    show("progress", lambda: (seen.version(), progress(words, desk))[1])
    show("command", lambda: (seen.version(), views.export.repeated(words, desk.question))[1])

    @render.text
    def announced() -> str:
        seen.version()
        return heard(words, desk)


def anew(make: Callable[[Words, Question], Any], words: Words, desk: Desk, laid_out: Callable[[], int]) -> Any:
    """Return a part of the page that is rebuilt when the question changes."""
    laid_out()
    return make(words, desk.question)


def show(name: str, make: Callable[[], Any]) -> None:
    """Fill an output of the page."""
    from shiny import render

    def made() -> Any:
        return make()

    made.__name__ = name
    render.ui(made)


def show_answers(desk: Desk, words: Words, seen: Seen) -> None:
    """Fill the pages that show results, drawn in the background."""
    filled = {
        "now": views.response.now, "compared": views.compare.compared, "costs": views.costs.shown,
        "equity": views.equity.shown, "places": views.places.shown,
        "sure": views.sure.shown, "export_state": views.export.state,
    }  # fmt: skip
    for name, fill in filled.items():
        show(name, partial(latest_drawn, fill, Easel(), words, desk, seen))


def latest_drawn(fill: Callable[..., Any], easel: Easel, words: Words, desk: Desk, seen: Seen) -> Any:
    """Return a page filled with the current answer, or with the last one drawn."""
    seen.edition()
    answer = desk.answer
    if answer is None and fill is views.response.now:
        seen.laid()
        return fill(words, None, desk.question)
    return fill(words, None) if answer is None else easel.display(answer, partial(fill, words, answer))


def show_stories(desk: Desk, words: Words, input: Any, seen: Seen) -> None:
    """Request stories on click, and show them."""
    from shiny import reactive

    wanted: dict[str, tuple[Any, ...]] = {}

    @reactive.effect
    @reactive.event(input.story_go)
    def _tell() -> None:
        for name, reached in views.stories.WHO.items():
            person = input[f"story_person_{name}"]()
            wanted[name] = (
                input.story_arm(),
                input.story_against(),
                person if person is None else int(person),
                reached,
            )
            desk.tell(*wanted[name])
        seen.asked.set(seen.asked() + 1)

    def ready(name: str, easel: Easel) -> Any:
        seen.told(), seen.asked(), seen.laid()
        story = desk.stories.get(wanted.get(name, ()))
        if story is None:
            return views.stories.told(words, None, name, name in wanted)
        return easel.display(story, partial(views.stories.told, words, story, name, True))

    for name in views.stories.WHO:
        show(f"story_{name}", partial(ready, name, Easel()))


def hand_out(desk: Desk) -> None:
    """Serve the downloads."""
    from shiny import render, req

    def answer() -> Snapshot:
        # The links exist only if there is an answer.
        req(desk.answer)
        assert desk.answer is not None
        return desk.answer

    @render.download_link(filename=lambda: "report.html")
    async def report_file() -> Any:
        yield await aside(partial(files.report, answer()))

    @render.download_link(filename=lambda: "brief.pdf")
    async def brief_file() -> Any:
        yield await aside(partial(files.brief_pdf, answer()))

    @render.download_link(filename=lambda: "report.xlsx")
    async def workbook_file() -> Any:
        yield await aside(partial(files.workbook_xlsx, answer()))

    @render.download_link(filename=lambda: "tables.zip")
    async def tables_file() -> Any:
        yield await aside(partial(files.tables_zip, answer()))

    @render.download_link(filename=lambda: f"{desk.question.name}.toml")
    def scenario_file() -> Any:
        yield files.scenario_text(desk.question)
