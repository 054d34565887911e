"""Does the moving picture show what the run had, and nothing else?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.engine.run import Run
from sim.report.animation import Look


@pytest.fixture(scope="module")
def seen() -> Look:
    return sim.look("minimal", arm="first_aid", people=400, weeks=12)


def test_it_shows_the_columns_of_the_run_week_by_week(seen: Look) -> None:
    run = Run("minimal", "first_aid", scale=400 / 1000)
    assert len(seen.homes) == len(run.world.residents) and seen.weeks == 12
    for week in range(13):
        assert np.array_equal(seen.severity[week], run.world.residents.severity)
        assert np.array_equal(seen.in_care[week], run.world.residents.care == 2)
        run.step()
    assert seen.away[0].any() and seen.in_care.any()


def test_households_stand_together_and_places_apart(seen: Look) -> None:
    town = sim.settle(sim.load("minimal"), 400 / 1000).residents
    own = np.hypot(*(seen.homes - seen.centres[town.place]).T)
    others = [np.hypot(*(seen.homes - centre).T)[town.place != q].min() for q, centre in enumerate(seen.centres)]
    assert own.max() < min(others)
    households = [seen.homes[town.household == h] for h in np.unique(town.household)]
    within = np.mean([np.ptp(rows, axis=0).max() for rows in households if len(rows) > 1])
    assert within < 0.5 * own.max()


def test_one_panel_a_week_and_only_weeks_that_come(seen: Look) -> None:
    assert [axes.get_title(loc="left")[:8] for axes in seen.figure().axes] == ["week 0: ", "week 4: "]
    assert len(seen.frame(3).axes) == 1
    with pytest.raises(ValueError, match="weeks 0 to 12"):
        seen.frame(13)
    with pytest.raises(ValueError, match="20 to 400"):
        sim.look("minimal", people=5)


def test_the_picture_moves(seen: Look) -> None:
    image = pytest.importorskip("PIL.Image").open(io.BytesIO(seen.gif(every=5)))
    assert (image.format, image.n_frames) == ("GIF", 4)


def test_the_command_writes_either_and_refuses_others(tmp_path) -> None:
    typed = ["look", "minimal", "--people", "60", "--weeks", "6", "--quiet", "--out"]
    assert CliRunner().invoke(app, [*typed, str(tmp_path / "a.png")]).exit_code == 0
    assert (tmp_path / "a.png").read_bytes()[1:4] == b"PNG"
    refused = CliRunner().invoke(app, [*typed, str(tmp_path / "a.mov")])
    assert refused.exit_code != 0 and not (tmp_path / "a.mov").exists()
