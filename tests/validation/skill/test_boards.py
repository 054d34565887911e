"""Are effects brought to one scale, rivals fair, and forecasts kept only as long as numbers and pairs are the same?"""

from __future__ import annotations

import json
from dataclasses import replace
from math import log, pi, sqrt
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.evidence.score import Scored
from sim.validation import skill
from sim.validation.skill.boards import effects, later_waves
from sim.validation.skill.effects import effects_of, grand_mean, null
from sim.validation.skill.kept import kept_text, kept_words, load_kept
from sim.validation.skill.scores import Told


def row(published: float, model: float, unit: str, source: str, **more: str) -> Scored:
    told = {"kind": "survey", "range": "published", "standing": "held_out", "strict": "pass", "uncounted": "", **more}
    return Scored(
        "s", "odds", "all", 6.0, unit, published, published / 2, published * 2, source, "held_out", model, model / 1.1,
        model * 1.1, "pass", "interval", **told,
    )  # fmt: skip


def test_effects_stand_on_one_scale() -> None:
    found = effects_of(
        [
            row(2.0, 4.0, "odds ratio", "a"),
            row(0.6, 0.3, "r", "b"),
            row(0.5, 0.4, "SD", "c"),
            row(20.0, 21.0, "percent", "d"),
        ],
        "survey",
        "held_out",
    )
    assert [one.published for one in found] == pytest.approx([log(2.0) * sqrt(3) / pi, 2 * 0.6 / 0.8, 0.5])
    assert found[0].median == pytest.approx(2 * found[0].published)


def test_what_is_assumed_or_follows_is_left_out_and_what_a_null_passes_is_kept() -> None:
    rows = [
        row(2.0, 2.0, "odds ratio", "a", uncounted="assumed interval"),
        row(2.0, 2.0, "odds ratio", "b", standing="follows", uncounted="follows x"),
        row(1.1, 1.2, "odds ratio", "c", uncounted="a null would pass"),
    ]
    assert [one.source for one in effects_of(rows, "survey", "held_out")] == ["c"]


def test_the_grand_mean_is_that_of_other_sources_with_the_direction_told() -> None:
    rows = [
        row(value, 1.0, "SD", source) for source, value in (("a", 0.2), ("a", 0.4), ("b", -0.6), ("c", 1.0), ("d", 0.8))
    ]
    found = effects_of(rows, "survey", "held_out")
    said = grand_mean(found, found).median
    assert said[:2] == pytest.approx([0.8, 0.8]) and said[2] == pytest.approx(-(0.2 + 0.4 + 1.0 + 0.8) / 4)
    assert not null(found).median.any()


def test_a_board_says_who_is_nearer_and_names_the_strongest_rival() -> None:
    rows = [row(value, value * 1.02, "SD", source) for source, value in (("a", 0.2), ("b", 0.6), ("c", 1.0))]
    board = effects(rows, "survey", "held_out")
    assert board is not None and board.model.error < board.best_rival.error
    assert "the model is better" in board.verdict
    assert effects(rows[:1], "survey", "held_out") is None


def test_forecasts_are_kept_with_their_numbers_and_pairs(tmp_path: Path) -> None:
    pairs = skill.pairs_of(skill.load())
    median = np.array([one.start for one in pairs])
    told, file = Told(median, median - 0.4, median + 0.4), tmp_path / "skill.csv"
    file.write_text(kept_text(pairs, told, "0123456789ab", "Later waves: well, in a way."), encoding="utf-8")
    again = load_kept(pairs, "0123456789ab", file)
    assert again is not None and again.median == pytest.approx(median, abs=2e-3)
    assert kept_words("0123456789ab", file) == "Later waves: well, in a way." and kept_words("x", file) == ""
    assert load_kept(pairs, "another", file) is None and load_kept(pairs, "x", tmp_path / "none.csv") is None
    moved = [replace(one, later=replace(one.later, percent=50.0)) for one in pairs]
    assert load_kept(moved, "0123456789ab", file) is None


def test_the_model_is_held_against_every_forecast_on_paper() -> None:
    pairs = skill.pairs_of(skill.load())
    start = np.array([one.start for one in pairs])
    board = later_waves(pairs, Told(start, start - 1.0, start + 1.0))
    assert board is not None
    assert [one.rival for one in board.duels] == list(skill.PAPER)
    same = board.duels[0]
    assert (same.difference, same.low, same.high) == (0.0, 0.0, 0.0) and "not shown to be better" in same.words


def test_pairs_kept_for_the_end_have_a_board_of_their_own_and_teach_no_rival() -> None:
    pairs = skill.pairs_of(skill.load())
    event = pairs[0].event
    ends = {event, *(one.event for one in pairs if one.later.split == "held_out")}
    kept = [replace(one, later=replace(one.later, split="held_out")) if one.event == event else one for one in pairs]
    start = np.array([one.start for one in kept])
    told = Told(start, start, start)
    open_board, last = later_waves(kept, told), later_waves(kept, told, held_out=True)
    assert open_board is not None and last is not None
    assert open_board.model.figures + last.model.figures == len(pairs) and last.model.events == len(ends)
    moved = [replace(one, later=replace(one.later, percent=50.0)) if one.event == event else one for one in kept]
    again = later_waves(moved, told)
    assert again is not None and [row.error for row in again.rows] == [row.error for row in open_board.rows]


def test_the_command_prints_boards_and_refuses_what_it_would_not_heed(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.cli import app
    from sim.cli import skill as command

    def no_change(pairs: list[skill.Pair], *rest: object) -> Told:
        start = np.array([one.start for one in pairs])
        return Told(start, start - 1.0, start + 1.0)

    monkeypatch.setattr(command, "told_of", no_change)
    told = CliRunner().invoke(app, ["check", "--skill", "--json"])
    assert told.exit_code == 0, told.output
    first = json.loads(told.stdout)["boards"][0]
    assert first["title"] == "Later waves" and [one["name"] for one in first["forecasts"]] == [
        "the model",
        *skill.PAPER,
    ]
    words = CliRunner().invoke(app, ["check", "--skill"])
    assert words.exit_code == 0 and "not shown to be better than no change" in words.output
    wrong = CliRunner().invoke(app, ["check", "katrina", "--skill", "--seeds", "3"])
    assert wrong.exit_code == 2 and "SURVEY, --seeds" in wrong.output
