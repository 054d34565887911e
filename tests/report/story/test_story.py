"""Is a life told as it was lived, and do two lives differ by the plan alone?"""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.engine.run import Run
from sim.population.residents import HAPPENED
from sim.report.story import Life, NoSuchResidentError, Story, events_of, follow
from sim.report.story.contrast import compared
from sim.report.story.events import LifeEvent
from sim.report.story.narration import sentence_of, tell
from sim.report.story.words import SENTENCES


@pytest.fixture(scope="module")
def told() -> Story:
    return sim.story("minimal", arm="first_aid", against="usual_care")


def changed(life: Life, **columns: list[float]) -> Life:
    """Return a life with the first weeks of some columns put in by hand."""
    from dataclasses import replace

    own = {name: values.copy() for name, values in life.columns.items()}
    for name, values in columns.items():
        own[name][: len(values)] = values
    return replace(life, columns=own)


def quiet(life: Life, **columns: list[float]) -> list[LifeEvent]:
    """Return the events of a life in which nothing happens but what is put in."""
    n = life.weeks + 1
    still = {
        "severity": [0.5] * n,
        "happened": [0] * n,
        "refused_by": [-1] * n,
        "back_home": [-1] * n,
        "programme": [0] * n,
    }
    return events_of(changed(changed(life, **still), **columns))


def test_a_life_is_what_the_run_had_in_its_columns(told: Story) -> None:
    life, run = told.life, Run("minimal", "first_aid", seed=1)
    for week in range(1, 31):
        run.step()
        for name in ("severity", "threat", "care", "happened", "support"):
            assert life.columns[name][week] == getattr(run.world.residents, name)[life.row], (name, week)
    strain = run.world.residents
    assert life.strain(30) == pytest.approx(
        float((strain.disposition + strain.threat - strain.efficacy)[life.row]), abs=1e-4
    )


def test_two_lives_are_the_same_until_the_plans_touch(told: Story) -> None:
    life, other = told.life, told.other
    assert other is not None
    week = life.first_difference(other)
    assert week is not None and week >= 1
    assert all(np.array_equal(life.columns[name][:week], other.columns[name][:week]) for name in life.columns)
    assert f"up to week {week - 1}" in compared(life, other)
    assert life.first_difference(life) is None and "nothing differs" in compared(life, life)


def test_the_text_tells_every_step_and_names_nobody_real(told: Story) -> None:
    text = str(told)
    assert text.startswith("Not a real person") and "988" in text
    for event in events_of(told.life):
        assert f"Week {event.week}: " in text
    assert not any("{" in line or "nan" in line for line in told.paragraphs)


def test_ups_and_downs_are_no_news_and_lasting_changes_are(told: Story) -> None:
    n = told.life.weeks + 1
    assert quiet(told.life) == []
    assert quiet(told.life, severity=[0.5, 0.5, 1.2, 0.5] + [0.5] * (n - 4)) == []
    kinds = [(e.kind, e.week) for e in quiet(told.life, severity=[0.5] * 10 + [1.2] * 20 + [0.5] * (n - 30))]
    assert kinds == [("fell ill", 10), ("got well", 30)]


def test_refusals_in_a_row_are_one_sentence_with_each_barrier_counted(told: Story) -> None:
    cost, stigma = (told.life.barriers.index(name) for name in ("cost", "stigma"))
    refused = [-1, cost, -1, cost, stigma, -1, -1, cost]
    happened = [0, 0, 0, 0, 0, HAPPENED["joined"], 0, 0]
    events = quiet(told.life, refused_by=refused, happened=happened)
    assert [(e.kind, e.week, e.count) for e in events] == [
        ("turned away", 1, 3),
        ("on a list", 5, 0),
        ("turned away", 7, 1),
    ]
    assert "looks for help 3 times up to week 4" in sentence_of(told.life, events[0])
    assert "the price (2 times) and stigma" in sentence_of(told.life, events[0])


def test_weeks_bound_what_is_told(told: Story) -> None:
    part = tell(told.life, 10, 20)
    assert not any(line.startswith("Week 0") for line in part)
    assert all(10 <= int(line.split()[1].rstrip(":")) <= 20 for line in part if line.startswith("Week"))


def test_what_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(NoSuchResidentError, match="there are 0 to"):
        follow(sim.load("minimal"), ["usual_care"], 10**6)
    with pytest.raises(KeyError, match="no arm 'x'"):
        sim.story("minimal", arm="x")
    with pytest.raises(ValueError, match="weeks 0 to 104"):
        sim.story("minimal", person=1, weeks=(0, 105))


def test_the_command_tells_draws_and_gives_json(tmp_path) -> None:  # type: ignore[no-untyped-def]
    picture = tmp_path / "life.png"
    ran = CliRunner().invoke(
        app, ["story", "minimal", "--person", "12", "--week", "0-26", "--figure", str(picture), "--json", "--quiet"]
    )
    assert ran.exit_code == 0, ran.output
    said = json.loads(ran.stdout)
    assert said["person"] == 12 and len(said["columns"]["severity"]) == 27
    assert said["story"][-1] == SENTENCES["note"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    for wrong, words in (
        (["--week", "30-20"], "allowed are weeks 0 to 104"),
        (["--person", "99999"], "no resident 99999"),
    ):
        refused = CliRunner().invoke(app, ["story", "minimal", "--quiet", *wrong])
        assert refused.exit_code == 2 and words in refused.output
