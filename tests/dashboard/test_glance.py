"""Is what is seen at a glance what the tables say, and is a stored result drawn by the same code?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.dashboard import Question, Words
from sim.dashboard.charts import BASELINE, PALETTE, course_chart
from sim.dashboard.glance import Glance, glance_of
from sim.dashboard.maps import Shade, place_map, steps_of
from sim.dashboard.outlines import outlines_of, simplified
from sim.dashboard.panels import before_table, sentence, stored
from sim.dashboard.rounds import DONE, NO_HELP
from sim.dashboard.stored_result import make, stored_result
from sim.outcomes.due import due_to_event
from sim.report.figures import palette
from sim.scenario import load, shipped
from tests.dashboard.conftest import until

EN = Words.of("en")


@pytest.fixture(scope="module")
def answer(desk: Any) -> Any:
    """The answer of a quick look at the small town."""
    desk.ask(Question.of("minimal"))
    desk.look()
    until(lambda: desk.round.state == DONE)
    return desk.answer


def test_a_glance_has_the_numbers_of_what_is_due_to_the_event(answer: Any) -> None:
    glance = glance_of(answer)
    assert [course.kind for course in glance.courses] == ["normal", "without", "plan", "plan"]
    due = due_to_event(answer.beside, NO_HELP).set_index("arm")
    for course in glance.plans:
        assert course.averted == pytest.approx(due.loc[course.name, "averted_share"])
        assert course.due == pytest.approx(due.loc[course.name, "due_people"])
    everybody = answer.results.group("all", "all")
    cases = answer.results.weekly["cases"][0, :, -1, everybody].mean() / answer.results.people[everybody]
    assert glance.plans[0].shares[-1] == pytest.approx(cases, abs=1e-5)


def test_the_plan_without_help_is_in_no_result_that_is_handed_out(answer: Any) -> None:
    assert NO_HELP not in answer.results.arms and NO_HELP not in answer.scenario.arms
    assert NO_HELP in answer.beside.arms


def test_a_glance_goes_into_json_and_comes_back(answer: Any) -> None:
    glance = glance_of(answer)
    assert Glance.from_json(glance.to_json()) == glance
    for text in ("[]", "{}", '{"weeks": [1]}', "nothing"):
        with pytest.raises((ValueError, KeyError, TypeError)):
            Glance.from_json(text)


def test_a_quick_look_gives_a_direction_and_no_range(answer: Any) -> None:
    glance = glance_of(answer)
    assert glance.look and not glance.ranged
    assert "about" in str(before_table(EN, glance, "t")) and "At a quick look" in str(sentence(EN, glance))


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_has_a_stored_result_of_its_own_places(name: str) -> None:
    found = stored_result(name)
    assert found is not None, f"python -m sim.dashboard.stored_result {name}"
    assert found.glance.ranged and len(found.glance.plans) >= 2
    for shares in found.glance.places.values():
        assert set(shares) <= set(load(name).places.names)
    said = str(stored(EN, Question.of(name), found))
    assert "Stored result" in said and EN.date(found.made) in said
    assert ("have changed since" in said) is found.changed(Question.of(name))


def test_a_stored_result_is_made_by_the_same_code_and_knows_when_it_is_old() -> None:
    made = make("minimal", seeds=2, people=300, workers=1)
    assert made.glance.seeds == 2 and not made.changed(Question.of("minimal"))
    assert made.changed(Question.of("minimal").source and Question.of("new_orleans"))


def test_the_colours_are_those_of_the_report() -> None:
    assert (BASELINE, PALETTE) == (palette.BASELINE, palette.PALETTE)


def test_map_and_chart_say_in_words_what_colours_show(answer: Any) -> None:
    places = load("new_orleans").places
    shares = dict(zip(places.names, places.exposure.tolist(), strict=True))
    drawn = str(place_map(EN, places, Shade("Homes damaged", shares), "m"))
    assert drawn.count("data-tip=") == int((places.population > 0).sum())
    assert "Lakeview" in drawn and "22071" not in drawn
    chart = str(course_chart(EN, glance_of(answer), "c"))
    assert chart.count('class="course') == 4 and "0%" in chart


def test_names_of_places_cannot_write_into_the_page(answer: Any) -> None:
    from dataclasses import replace

    evil = "<script>alert(1)</script>\" onload='x'"
    places = load("minimal").places
    drawn = str(place_map(EN, replace(places, names=(evil, *places.names[1:])), Shade("x", {evil: 0.5}), "m"))
    assert "<script>" not in drawn and 'onload=' not in drawn.replace("&quot; onload=&apos;", "").replace("onload=&apos;", "").replace(
        "&#x27;", "").replace(" onload='", "")  # fmt: skip


def test_five_steps_hold_every_share() -> None:
    assert steps_of([0.18, 0.68])[-1] >= 0.68
    assert steps_of([]) == [0.2, 0.4, 0.6, 0.8, 1.0]


def test_outlines_are_light_and_found_by_the_name_of_the_place() -> None:
    turn = np.linspace(0, 2 * np.pi, 4000)
    ring = np.column_stack([np.cos(turn), np.sin(turn)])
    assert 4 <= len(simplified(ring)) <= 80
    shape = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}'
    text = f'{{"type":"FeatureCollection","features":[{{"properties":{{"NAME":"A"}},"geometry":{shape}}}]}}'
    found = outlines_of(text, ("A", "B"))
    assert found is not None and set(found.rings) == {"A"}
    assert outlines_of('{"features": 3}', ("A",)) is None
