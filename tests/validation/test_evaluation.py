"""Is a verdict what it says, are fitted and held-out figures kept apart, and is each miss explained?"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.cli.evaluate import DECLARED, verdicts
from sim.evidence.score import SCORE, Scored, load_score, read_score
from sim.kernels.quantiles import middle_range
from sim.validation import evaluation, surveys, trials
from sim.validation.evaluation import Checked, factor_off, judged, score_text, sums
from sim.validation.published import draws_of
from tests.validation.surveys.test_plan import GOOD

# By so many figures of either role may a check of few draws fall short of the score that was written.
MARGIN = 6


def checked(model: float, role: str = "fitted", ranged: str = "published", why: str = "") -> Checked:
    verdict, rule = judged(model, 10.0, 9.0, 11.0)
    row = Scored(
        "town",
        "cases",
        "all",
        6.0,
        "percent",
        10.0,
        9.0,
        11.0,
        "pietrzak2012",
        role,
        model,
        model - 1,
        model + 1,
        verdict,
        rule,
        "survey",
        ranged,
        role,
        verdict,
        "assumed interval" if ranged == "assumed" else "",
    )
    return Checked(row, "A town", why)


@pytest.mark.parametrize(
    ("value", "verdict", "rule"),
    [(9.0, "pass", "interval"), (11.9, "pass", "20%"), (12.1, "miss", "neither"), (math.nan, "miss", "neither")],
)
def test_a_verdict_says_by_which_rule(value: float, verdict: str, rule: str) -> None:
    assert judged(value, 10.0, 9.0, 11.0) == (verdict, rule)


def test_figures_of_nothing_pass_by_their_interval_alone() -> None:
    assert judged(0.05, 0.0, -0.1, 0.1) == ("pass", "interval")
    assert judged(0.2, 0.0, -0.1, 0.1) == ("miss", "neither")


def test_factors_are_the_same_both_ways_and_endless_over_the_sign() -> None:
    assert factor_off(20.0, 10.0) == factor_off(10.0, 20.0) == 2.0
    assert factor_off(-0.1, -0.3) == pytest.approx(3.0)
    assert factor_off(0.1, -0.3) == factor_off(0.0, 0.3) == factor_off(math.nan, 0.3) == math.inf
    assert factor_off(0.0, 0.0) == 1.0


def test_sums_keep_fitted_and_held_out_apart() -> None:
    rows = [checked(10.0), checked(14.0), checked(10.0, "held_out", "assumed"), checked(30.0, "held_out")]
    found = sums(rows)
    assert [(one.met, one.all, one.by_assumed) for one in found.values()] == [(1, 2, 0), (1, 2, 1)]
    assert found["fitted"].share == 0.5 and math.isnan(sums([])["fitted"].share)
    assert [row.far for row in rows] == [False, False, False, True]


def test_the_middle_of_runs_leaves_out_what_is_no_number() -> None:
    assert middle_range([3.0, 1.0, math.nan, 2.0])[1] == 2.0
    assert all(map(math.isnan, middle_range([math.nan])))


def test_a_score_is_read_as_it_was_written() -> None:
    rows = [checked(10.0), checked(30.0, "held_out", why="It differs, and so on.")]
    score = read_score(score_text(rows, "0123456789ab", "declared values, 2 runs"))
    assert score.numbers == "0123456789ab" and list(score.rows) == [row.scored for row in rows]


def test_a_survey_of_ones_own_is_checked(tmp_path: Path) -> None:
    file, table = tmp_path / "own.toml", tmp_path / "own.csv"
    file.write_text(GOOD, encoding="utf-8")
    given = [
        "evaluate",
        "--file",
        str(file),
        "--seeds",
        "2",
        "--workers",
        "1",
        "--numbers",
        "values",
        "-q",
        "--json",
        "--csv",
        str(table),
    ]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["strict"]["survey"]["held_out"]["of"] == 1
    assert found["sums"]["held_out"]["all"] == 1 and found["rows"][0]["survey"] == "small"
    assert len(read_score(table.read_text(encoding="utf-8")).rows) == 1


def test_what_is_not_there_is_said_with_the_nearest() -> None:
    result = CliRunner().invoke(app, ["evaluate", "katrinna"])
    assert result.exit_code == 2 and "katrina" in result.output
    result = CliRunner().invoke(app, ["evaluate", "katrina", "--write"])
    assert result.exit_code == 2 and "--write" in result.output
    result = CliRunner().invoke(app, ["evaluate", "katrina", "--numbers", "posterier"])
    assert result.exit_code == 2 and "posterior" in result.output


def reasons() -> dict[tuple[str, str, str], str]:
    """The reason that each figure states, by survey or trial, words and group."""
    rows = [
        *(
            evaluation.of_survey(surveys.SurveyRow(one.name, one.label, figure, (math.nan,)), one)
            for one in surveys.load().values()
            for figure in one.figures
        ),
        *(
            evaluation.of_trial(trials.Sample(one.name, one.label, figure, math.nan, math.nan, math.nan), one)
            for one in trials.load().values()
            for figure in one.figures
            if figure.published is not None
        ),
    ]
    found: dict[tuple[str, str, str], str] = {}
    for row in rows:
        key = (row.scored.survey, row.scored.figure, f"{row.scored.group}{row.scored.months:g}")
        found[key] = found.get(key, "") + row.why
    return found


@pytest.mark.skipif(not SCORE.exists(), reason="no score has been written yet")
def test_every_miss_of_the_score_states_its_reason() -> None:
    score, known = load_score(), reasons()
    assert score is not None
    missed = [(row.survey, row.figure, f"{row.group}{row.months:g}") for row in score.rows if row.is_missed]
    assert not [key for key in missed if not known[key]]


@pytest.mark.skipif(not SCORE.exists(), reason="no score has been written yet")
def test_the_score_knows_every_figure_and_no_other() -> None:
    score, known = load_score(), reasons()
    assert score is not None
    assert {(row.survey, row.figure, f"{row.group}{row.months:g}") for row in score.rows} == set(known)


@pytest.mark.slow
@pytest.mark.skipif(not SCORE.exists(), reason="no score has been written yet")
def test_the_model_still_reaches_the_score_that_is_written() -> None:
    score = load_score()
    assert score is not None and evidence.load()
    rows = evaluation.check(
        list(surveys.load().values()),
        5,
        draws=draws_of("values" if DECLARED in SCORE.read_text(encoding="utf-8") else None),
    )
    names = {row.scored.survey for row in rows}
    for role, told in sums(rows).items():
        written = sum(row.met for row in score.of(role) if row.survey in names)
        assert told.met >= written - MARGIN, role


def test_the_strict_score_is_told_first_and_never_mixes_uses() -> None:
    rows = [checked(10.0), checked(10.0, "held_out"), checked(14.0, "held_out"), checked(10.0, "held_out", "assumed")]
    first, *rest = verdicts(rows)
    assert first.startswith("Strict score, surveys: 1 of 2 held-out figures that count are met (50%, to reach 50%)")
    assert "1 of 1 fitted, and 0 of 0 that follow" in first and rest[0].startswith(
        "By the lenient rule, fitted: 1 of 1"
    )
