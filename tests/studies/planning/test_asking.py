"""What is typed: each question answers in words and in JSON, is kept, and refuses kindly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.studies.planning.questions import QUESTIONS


def asked(*typed: str):
    return CliRunner().invoke(app, ["plan", *typed])


def test_plan_alone_shows_the_questions() -> None:
    result = asked()
    assert result.exit_code == 0 and "healing plan slots" in result.stdout


def test_slots_in_words_and_as_json(tmp_path: Path) -> None:
    typed = ("slots", "minimal", "--seeds", "1", "--weeks", "26", "--out", str(tmp_path), "-q")
    result = asked(*typed)
    assert result.exit_code == 0, result.stderr
    assert "What this cannot tell" in result.stdout and "[programme.clinic]" in result.stdout
    told = json.loads(asked(*typed, "--json").stdout)
    assert told["command"].startswith("healing plan slots minimal --within 4 --few 0.05 --seeds 1")
    assert {path.name for path in (tmp_path / "answers").iterdir()} >= {"slots.json", "slots.png", "slots_sites.csv"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("slots", "minimal", "--arm", "first_ade"), "Did you mean 'first_aid'?"),
        (("slots", "minimal", "--within", "60"), "51"),
    ],
)
def test_wrong_use_is_said_kindly(typed: tuple[str, ...], said: str) -> None:
    result = asked(*typed)
    assert result.exit_code == 2 and said in result.stderr


def test_every_question_that_is_shown_can_be_typed() -> None:
    shown = {line.split()[2] for line in asked().stdout.splitlines() if line.startswith("  healing plan")}
    assert shown == {*QUESTIONS, "settings"}
    for question in shown:
        assert asked(question, "--help").exit_code == 0


def test_what_cannot_be_answered_is_said_in_words() -> None:
    result = asked("internet", "minimal", "--seeds", "1", "--weeks", "20", "-q")
    assert result.exit_code == 2 and "needs the internet" in result.stderr
