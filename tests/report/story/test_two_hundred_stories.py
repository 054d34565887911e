"""Do two hundred stories agree with themselves, with the life that they tell, and with plain English?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

import sim
from sim.population import settle
from sim.report.story import Life, LifeEvent, Story, events_of
from sim.report.story.life import lives
from sim.scenario import drawn

STORIES, CUT = 200, 20
ONE_OF_MANY = re.compile(
    r"(?<![\d.])1 (people|sessions|weeks|friends|relatives|times|steps)\b|\b(?!1 )\d+ (person|session|friend|relative)\b"
)
MODEL_DUMP = re.compile(r"[+-]\d|\b(threat|efficacy|strain)\b|\d\.\d+ times the cut-off|PCL-5|\bnan\b|[{}]")
OTHERS = {"she": r"\b(he|him|his|man|boy)\b", "he": r"\b(she|her|hers|woman|girl)\b"}


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    plan = drawn(sim.load("minimal"), 1)
    town = settle(plan, 1.0)
    rows = range(0, len(town.residents), len(town.residents) // STORIES)[:STORIES]
    both = (lives(plan, arm, rows, 1, town) for arm in ("first_aid", "usual_care"))
    return [Story(life, 0, life.weeks, other) for life, other in zip(*both, strict=True)]


@cache
def text_of(story: Story) -> str:
    """Return the text of a story, told once for all checks."""
    return str(story)


@cache
def told_by(life: Life) -> list[LifeEvent]:
    """Return the events of a life, found once for all checks."""
    return events_of(life)


def weeks_beyond(story: Story) -> Iterator[str]:
    """Yield each week in the text that is after the last week told, in a whole story and in its beginning."""
    for last in (story.last, CUT):
        text = text_of(story) if last == story.last else str(Story(story.life, 0, last, story.other))
        yield from (f"week {week} of {last}" for week in re.findall(r"\b[Ww]eek (\d+)", text) if int(week) > last)


def numbers_and_nouns(story: Story) -> Iterator[str]:
    """Yield singulars and plurals that do not fit their number."""
    yield from (found[0] for found in ONE_OF_MANY.finditer(text_of(story)))


def model_dumps(story: Story) -> Iterator[str]:
    """Yield figures and words of the model in a story without numbers."""
    yield from (found[0] for found in MODEL_DUMP.finditer(text_of(story)))


def wrong_pronouns(story: Story) -> Iterator[str]:
    """Yield pronouns of the other sex; the words for barriers and burdens have none."""
    own = "she" if story.life.at("female", 0) else "he"
    yield from (found[0] for found in re.finditer(OTHERS[own], text_of(story)))


def wrong_sides(story: Story) -> Iterator[str]:
    """Yield sentences whose side of the line is not that of the week, and figures that round across it."""
    for line in text_of(story).splitlines():
        told = re.match(r"Week (\d+): .*post-traumatic stress (?:is )?(?:far |just )?(above|below) the line", line)
        week = int(told[1]) if told else 0
        if told and (story.life.at("severity", week) >= 1) != (told[2] == "above"):
            yield line
    numbered = str(Story(story.life, 0, story.last, story.other, numbers=True))
    for side, figure in re.findall(r"(above|below) the line \((\d\.\d+) times", numbered):
        if (float(figure) >= 1) != (side == "above"):
            yield f"{side} the line at {figure}"


def lasting_changes(story: Story) -> Iterator[str]:
    """Yield changes of side that do not alternate, and an end on another side that is not explained."""
    sides = [story.life.at("severity", 0) >= 1]
    for event in told_by(story.life):
        if event.kind in ("fell ill", "got well"):
            if sides[-1] == (event.kind == "fell ill"):
                yield f"{event.kind} twice in week {event.week}"
            sides.append(event.kind == "fell ill")
    explained = "back and forth" in text_of(story)
    if (sides[-1] != (story.life.at("severity", story.last) >= 1)) != explained:
        yield "the end is on the other side"


def steps_out_of_order(story: Story) -> Iterator[str]:
    """Yield steps of care without the step before, and an end that does not follow from the steps."""
    on, at = "", ""
    for event in told_by(story.life):
        wrong = {
            "on a list": bool(on or at), "began": bool(at) or (event.count > 0 and on != event.programme), "called on": bool(at),
            "gave up waiting": on != event.programme, "finished": at != event.programme, "stopped": at != event.programme,
            "turned away": bool(on or at),
        }.get(event.kind, False)  # fmt: skip
        if wrong:
            yield f"{event.kind} in week {event.week}, waiting for {on!r}, attending {at!r}"
        if event.kind == "on a list":
            on = event.programme
        elif event.kind in ("began", "called on"):
            on, at = "", event.programme
        elif event.kind in ("gave up waiting", "finished", "stopped"):
            on = at = ""
    if (("still waiting" in text_of(story)), ("still attending" in text_of(story))) != (bool(on), bool(at)):
        yield f"at the end waiting for {on!r}, attending {at!r}"


def homes(story: Story) -> Iterator[str]:
    """Yield contradictions on home: lists after leaving town, returns without leaving, and supporters at home who do not live there."""
    text, life = text_of(story), story.life
    gone = re.search(r"settles elsewhere for good", text)
    for line in text[gone.end() :].splitlines() if gone else ():
        if line.startswith("Week") and "joins the waiting list" in line and "back in town" not in line:
            yield line
    if ("has to leave home" in text) != bool(
        re.search(r"(?m)^Week \d+: s?he (is back home|settles elsewhere)", text) or "still away" in text
    ):
        yield "left home, and home neither found nor missed"
    if "spares" in text and re.search(r"leave home|loses|is injured|having been there", text):
        yield "spared and struck"
    at_home = re.search(r"(\d+) at home", text)
    if at_home and int(at_home[1]) >= life.household:
        yield f"{at_home[0]} in a household of {life.household}"


def helped_against_will(story: Story) -> Iterator[str]:
    """Yield offers declined that are told as help not found."""
    yield from re.findall(r"looks for help and does not get it \(in the way: an offer declined[^)]*\)", text_of(story))


def two_plans(story: Story) -> Iterator[str]:
    """Yield differences before the week up to which all is the same, steps told of both plans, and ends that do not differ in words."""
    line = next(line for line in text_of(story).splitlines() if line.startswith("Under"))
    same = re.search(r"the same up to week (\d+)", line)
    for week in re.findall(r"in week (\d+) s?he", line):
        if same and int(week) <= int(same[1]):
            yield f"differs in week {week}, the same up to {same[1]}"
    if re.search(r"((?:far |just )?(?:above|below) the line), and \1 under \"", line):
        yield "ends told as different in the same words"
    if same and "Only under" not in line and "No step" not in line:
        yield "a difference without a word on what differs"


CHECKS: tuple[Callable[[Story], Iterator[str]], ...] = (
    weeks_beyond, numbers_and_nouns, model_dumps, wrong_pronouns, wrong_sides, lasting_changes, steps_out_of_order, homes,
    helped_against_will, two_plans,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_story_contradicts_itself(stories: list[Story], check: Callable[[Story], Iterator[str]]) -> None:
    assert len(stories) == STORIES
    found = [f"resident {story.life.row}: {fault}" for story in stories for fault in check(story)]
    assert not found, f"{len(found)} in {STORIES} stories, such as {found[:3]}"


def test_the_two_hundred_are_worth_checking(stories: list[Story]) -> None:
    """A check of stories in which nothing happens would find nothing."""
    kinds = {event.kind for story in stories for event in told_by(story.life)}
    assert kinds >= {"fell ill", "got well", "turned away", "on a list", "began", "finished", "came home", "settled"}
    assert sum("Only under" in text_of(story) for story in stories) > STORIES // 10


def test_numbers_add_the_figures_of_the_model(stories: list[Story]) -> None:
    life: Life = stories[0].life
    text = str(Story(life, 0, life.weeks, numbers=True))
    assert "strain" in text and "times the cut-off" in text and f"{life.at('threat', 0):+.1f}" in text
