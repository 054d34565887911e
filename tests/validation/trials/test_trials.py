"""Does a simulated trial find nothing where nothing is done, more where more is done, and what was published where it should?"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.engine.mesa_model import HealingModel
from sim.inputs.faults import ScenarioFaults
from sim.population import settle
from sim.validation import trials
from sim.validation.trials.measures import measured
from sim.validation.trials.people import Follow, follow, scenario_of
from sim.validation.trials.plan import TrialFigure

SMALL = """
[small]
label = "A course against nothing"
meaning = "Does a course of care lower severity?"
gives = { intervention = "cbt", channel = "clinic" }
after = 2
enrolled = 60
place = { population = 700 }

[[small.figure]]
measure = "difference"
week = 6
published = { value = 0.8, low = 0.5, high = 1.1, unit = "SD", source = "hoppen2022", grade = "trial", meaning = "Severity at the end." }

[[small.figure]]
measure = "began"
week = 6
"""
NOTHING = {f"interventions.cbt.{name}": 0.0 for name in ("symptom_cut", "skills_gain", "support_gain")}


def small(**changes: str) -> trials.Trial:
    """The small trial, with other values for keys of its table."""
    kept = [line for line in SMALL.splitlines() if line.partition(" = ")[0] not in changes]
    at = kept.index("[small]") + 1
    return trials.loads("\n".join([*kept[:at], *(f"{k} = {v}" for k, v in changes.items()), *kept[at:]]))["small"]


def first(trial: trials.Trial, **numbers: float) -> float:
    return trials.run(trial, 1, {k.replace("__", "."): v for k, v in numbers.items()})[0].value


@pytest.fixture(scope="module")
def ours() -> dict[str, trials.Trial]:
    return trials.load()


def test_a_session_that_does_nothing_gives_exactly_nothing() -> None:
    row = trials.run(small(), 2, NOTHING)[0]
    assert (row.value, row.low, row.high) == (0.0, 0.0, 0.0)
    assert row.inside is False


def test_a_bigger_cut_gives_a_bigger_difference() -> None:
    some = [first(small(), interventions__cbt__symptom_cut=cut) for cut in (0.02, 0.04, 0.08)]
    assert 0.0 < some[0] < some[1] < some[2]


def test_everybody_assigned_begins_and_nobody_of_the_other_arm() -> None:
    rows = trials.run(small(), 1)
    assert rows[1].value == 1.0 and 10 < rows[1].enrolled <= 60


def test_those_who_are_offered_help_meet_the_barriers() -> None:
    def share(price: float) -> float:
        gives = f'{{ intervention = "cbt", channel = "clinic", price = {price} }}'
        return trials.run(small(entry='"offered"', gives=gives, min_severity="0.0"), 1)[1].value

    assert 0.0 < share(200.0) < share(0.0) < 1.0


def test_two_equal_arms_do_not_differ() -> None:
    same = small(against='{ intervention = "cbt", channel = "clinic" }')
    assert first(same) == 0.0


@pytest.mark.slow
def test_the_same_trial_gives_the_same_bytes_on_any_number_of_workers() -> None:
    three = [replace(small(min_severity=least), name=f"from_{least[0]}") for least in ("0.0", "1.0", "2.0")]
    alone = [row.value for row in trials.run_all(three, 1, 1)]
    assert [row.value for row in trials.run_all(three, 1, 2)] == alone


def test_the_other_arm_lives_the_weeks_of_the_model() -> None:
    trial = small()
    plan = scenario_of(trial)
    model = HealingModel(plan, "against", 3, community=settle(plan, 1.0))
    followed = follow(trial, plan, 3)
    for _ in range(trial.weeks):
        model.step()
    of = {uid: row for row, uid in enumerate(model.world.residents.uid.tolist())}
    rows = [of[uid] for uid in followed.against[6]["uid"].tolist()]
    assert followed.against[6]["severity"].tobytes() == model.world.residents.severity[rows].tobytes()


def test_the_interval_needs_two_seeds() -> None:
    alone, more = trials.run(small(), 1)[0], trials.run(small(), 3)[0]
    assert np.isnan(alone.low) and more.low < more.value < more.high


def arms(given: list[float], against: list[float], entry: list[float]) -> Follow:
    def columns(severity: list[float]) -> dict[str, np.ndarray]:
        n = len(severity)
        ever = np.array([64 | 16, 16, 16, 0][:n], np.uint8)
        return {
            "severity": np.array(severity),
            "ever": ever,
            "care": np.array([0, 0, 2, 0][:n]),
            "sessions": np.arange(n),
        }

    return Follow({0: columns(entry), 4: columns(given)}, {0: columns(entry), 4: columns(against)})


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("difference", 0.4 / np.sqrt((0.5 / 3 + 0.5 / 3) / 2)), ("cases", 0.25), ("odds", (1 / 3) / 1.0), ("risk", 0.5),
        ("well", 1.5), ("began", 0.75), ("stopped", 1 / 3), ("stopping", 1.0), ("beginning", 1.0), ("worse", 0.0),
        ("attended", 0.75),
    ],
)  # fmt: skip
def test_measures_are_those_of_trial_reports(measure: str, value: float) -> None:
    found = arms([0.4, 0.8, 0.9, 1.4], [0.8, 1.2, 1.3, 1.8], [1.2, 1.4, 1.6, 2.0])
    if measure in ("odds", "risk", "well"):
        found = arms([0.4, 0.8, 0.9, 1.4], [0.5, 0.6, 1.2, 1.8], [1.2, 1.4, 1.6, 2.0])
    if measure == "difference":
        value = 0.4 / np.std([0.4, 0.8, 0.9, 1.4], ddof=1)
    assert measured(TrialFigure(measure=measure, week=4), found) == pytest.approx(value)


def test_every_fault_of_a_trial_is_told() -> None:
    wrong = SMALL.replace('"cbt"', '"cbtt"').replace('"began"', '"begann"').replace("after", "aftr")
    with pytest.raises(ScenarioFaults) as told:
        trials.loads(wrong.replace("hoppen2022", "hopen2022"))
    for word in ("Did you mean 'cbt'?", "Did you mean 'began'?", "Did you mean 'after'?", "hoppen2022"):
        assert word in str(told.value)


def test_every_intervention_has_a_trial(ours: dict[str, trials.Trial]) -> None:
    tried = {trial.gives["intervention"] for trial in ours.values()}
    assert set(evidence.load().table("interventions")) <= tried


def test_every_figure_says_where_it_comes_from(ours: dict[str, trials.Trial]) -> None:
    for trial in ours.values():
        assert trial.figures, trial.name
        scenario_of(trial)
        for number in (figure.published for figure in trial.figures if figure.published):
            assert number.low <= number.value <= number.high and number.meaning.endswith("."), trial.name
            assert all(len(evidence.cite(key)) > 30 for key in number.source)
            assert "assumption" not in number.source or number.grade == "assumed"


def test_the_figures_are_no_numbers_of_the_model() -> None:
    assert not any(path.startswith("trials.") for path in evidence.load())


def healing(*typed: str):
    return CliRunner().invoke(app, ["trial", *typed], prog_name="healing")


def test_the_command_lists_and_runs_and_says_what_was_meant(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text(SMALL, encoding="utf-8")
    file = ("--file", str(tmp_path / "mine.toml"))
    assert "tf_cbt" in healing().stdout and "small" in healing(*file).stdout
    table = healing("small", "--seeds", "2", *file)
    assert table.exit_code == 0
    for word in ("Simulated", "Published", "Source", "held out", "Hoppen 2022", "no published figure", "0.50…1.10"):
        assert word in table.stdout
    told = json.loads(healing("--all", "--seeds", "1", "--workers", "1", "--json", *file).stdout)
    assert [row["weeks"] for row in told["rows"]] == [6, 6] and told["held_out"] == 1
    assert told["rows"][0]["source"] == ["hoppen2022"]
    unknown = healing("smal", *file)
    assert unknown.exit_code == 2 and "Did you mean 'small'?" in unknown.stderr
    assert healing("--file", str(tmp_path / "none.toml")).exit_code == 65


SOLVED = [name for name, trial in trials.load().items() if any(figure.solves for figure in trial.figures)]
# No value of the number that is solved for gives the figure; why, the figure says in trials.toml (`why`).
MISSED = {"financial_aid": "removing every stressor gives 0.04 standard deviations, the trials 0.14"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=MISSED[name])] if name in MISSED else [])
        for name in SOLVED
    ],
)
def test_a_course_has_its_published_effect(ours: dict[str, trials.Trial], name: str) -> None:
    """With one seed; the numbers were solved on three, and the ends of their ranges from the ends of the figure's."""
    trial = ours[name]
    figures = tuple(figure for figure in trial.figures if figure.solves)
    for row in trials.run(replace(trial, figures=figures), 1):
        assert row.figure.published
        assert row.value == pytest.approx(row.figure.published.value, rel=0.12, abs=0.06)


def test_solved_numbers_stand_in_the_order_of_their_figures(ours: dict[str, trials.Trial]) -> None:
    book = evidence.load()
    for name in SOLVED:
        figure = next(figure for figure in ours[name].figures if figure.solves)
        for number in figure.solves:
            one = book[f"interventions.{ours[name].gives['intervention']}.{number}"]
            assert one.low <= one.value <= one.high and (one.low < one.value < one.high or one.value == 0.0), one.path


@pytest.mark.slow
def test_trials_find_what_was_published(ours: dict[str, trials.Trial]) -> None:
    """Of the figures that numbers were made from, 85 in a hundred at least lie inside their range; of those held out, 60."""
    rows = [row for row in trials.run_all(list(ours.values())) if row.figure.published]
    for use, least in (("fitted", 0.85), ("held out", 0.6)):
        mine = [row for row in rows if row.figure.role == use]
        outside = [(row.trial, row.figure.measure, row.figure.week, row.value) for row in mine if not row.inside]
        assert len(mine) - len(outside) >= least * len(mine), outside
