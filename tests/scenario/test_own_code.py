"""Is Python of somebody's own run only where it is allowed, held to what it declares, and the same wherever it runs?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.inputs.faults import ScenarioFaults
from sim.kernels.columns import column
from sim.outcomes.registry import BUILT_IN, OUTCOMES, measured_in
from sim.scenario import loads, scenario_folder
from sim.scenario.own_code import OwnCodeError, OwnPart, part_of

STUDY = '''
import numpy as np

import sim
from sim.kernels.compiled import kernel

ran = open(__file__ + ".ran", "w").close()


@kernel
def add(had, rows):
    """One more session for some residents."""
    for i in rows:
        had[i] += 1


class Garden(sim.Process):
    """A garden in which residents meet."""

    had = sim.column("uint8", "visits", 0, (0, 100), "Visits to the garden.")
    reads, writes, arm = "age", "had skills", "garden"

    def begin(self, world):
        world.residents.had[world.residents.age >= 65] = 1

    def step(self, world):
        goes = np.flatnonzero(self.draw(world) < 0.3)
        add(world.residents.had, goes)
        world.residents.skills[goes] += np.float32(0.01)


class Visits(sim.Analyzer):
    """Visits to the garden so far."""

    reads, unit, better = "had", "visits per person", "high"

    def measure(self, world):
        return world.residents.had


class Regulars(sim.Analyzer):
    """Residents with three visits or more at the end."""

    reads, when = "had", "end"

    def measure(self, world):
        return world.residents.had >= 3


class ServedOfNeed(sim.Outcome):
    """Regulars of the garden for each resident in need."""

    numerator, denominator, unit = "regulars", "need", "regulars for each in need"
'''
PARTS = [f"my_study.py:{name}" for name in ("Garden", "Visits", "Regulars", "ServedOfNeed")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "my_study.py").write_text(STUDY, encoding="utf-8")
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    (tmp_path / "town.toml").write_text(f"code = {PARTS}\n{text}", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(
        f'scenario = "minimal"\nscale = 0.1\nweeks = 4\nseeds = 1\ncode = {PARTS}\nmeasures = ["visits", "regulars", "served_of_need"]\n'
        '[lever."programme.clinic.slots"]\nvalues = [4]\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(folder: Path) -> bool:
    """Whether the code of the study has been run, by the mark that it leaves."""
    return (folder / "my_study.py.ran").exists() or Path("my_study.py.ran").exists()


# Only where it is allowed.


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("compare town.toml --quick -q", 65), ("run town.toml -q", 65), ("validate town.toml", 65), ("study sweep mine.toml", 65),
        ("sensitivity town.toml", 65), ("compare minimal --code my_study.py:Garden", 2), ("story town.toml", 65),
        ("sensitivity minimal --code my_study.py:Garden", 2), ("calibrate --code my_study.py:Garden", 2),
    ],
)  # fmt: skip
def test_nothing_runs_without_permission(folder: Path, typed: str, code: int) -> None:
    done = CliRunner().invoke(app, typed.split())
    assert done.exit_code == code, done.output
    assert "--allow-code" in done.output and not ran(folder)


def test_neither_a_text_nor_the_dashboard_runs_code(folder: Path) -> None:
    from sim.dashboard.question import ScenarioSource

    text = (folder / "town.toml").read_text(encoding="utf-8")
    with pytest.raises(ScenarioFaults, match="no Python, unless you allow it"):
        loads(text)
    with pytest.raises(ScenarioFaults, match="no Python"):
        ScenarioSource.of(folder / "town.toml")
    assert not ran(folder)


def test_a_sweep_that_somebody_sent_does_not_run_its_code(folder: Path) -> None:
    told = sim.sweep(folder / "mine.toml", folder / "out", workers=0, allow_code=True)
    assert (told.done, told.failed) == (3, 0)
    (folder / "my_study.py.ran").unlink()
    for again in (sim.resume, sim.verify_sweep):
        with pytest.raises(ScenarioFaults, match="--allow-code"):
            again(folder / "out", workers=0)
    table = sim.read_sweep(folder / "out")
    everybody = table[(table["stratum"] == "all") & (table["arm"] == "garden")].set_index("measure")["value"]
    assert everybody["visits"] > 0 and everybody["served_of_need"] > 0
    assert not ran(folder), "reading a sweep needs none of its code"
    assert sim.verify_sweep(folder / "out", workers=0, allow_code=True).different == ()


def test_other_code_is_another_sweep(folder: Path) -> None:
    from sim.studies.sweep import load_experiment
    from sim.studies.sweep.plan import SweepPlan

    before = SweepPlan.of(load_experiment(folder / "mine.toml", allow_code=True)).digest
    (folder / "my_study.py").write_text(STUDY.replace("0.3", "0.4"), encoding="utf-8")
    assert SweepPlan.of(load_experiment(folder / "mine.toml", allow_code=True)).digest != before


# The same wherever it runs.


def test_workers_and_this_process_give_the_same_and_the_source_is_kept(folder: Path) -> None:
    options = {"seeds": 2, "weeks": 6, "scale": 0.1, "code": PARTS}
    here, there = (sim.compare("minimal", workers=workers, **options) for workers in (1, 2))
    for name, values in here.weekly.items():
        np.testing.assert_array_equal(values, there.weekly[name])
    assert here.arms[-1] == "garden" and (here.weekly["visits"][-1, :, -1, 0] > 0).all()
    assert here.code == dict.fromkeys(PARTS, STUDY)
    saved = sim.save_results(here, folder / "kept")[0].parent
    for name in here.own_outcomes:
        OUTCOMES.pop(name, None)
    back = sim.load_results(saved)
    assert (
        set(measured_in(back)) - set(BUILT_IN) == {"visits_end", "regulars", "served_of_need"} == set(back.own_outcomes)
    )
    assert sim.equity_table(back, ["income"], ["served_of_need"])["level"].iloc[-1] > 0


def test_a_scenario_file_may_name_its_code(folder: Path) -> None:
    plan = sim.load(folder / "town.toml", allow_code=True)
    assert [part.name for part in plan.code] == [
        "garden",
        "visits",
        "regulars",
        "served_of_need",
    ] and "garden" in plan.arms
    plain = sim.run("minimal", weeks=6, scale=0.1)
    with_it = sim.run(plan, "usual_care", weeks=6, scale=0.1)
    for name, values in plain.weekly.items():
        np.testing.assert_array_equal(values, with_it.weekly[name], err_msg="a process of another arm changes nothing")


def test_residents_have_the_columns_of_a_process(folder: Path) -> None:
    model = sim.HealingModel(sim.with_code("minimal", *PARTS), "garden", scale=0.1)
    model.step()
    residents = model.world.residents
    assert residents.declared["had"].unit == "visits" and residents.copy().had.sum() == residents.had.sum() > 0


# Held to what it declares.


class Undeclared(sim.Process):
    """Writes severity by a loop hole or another."""

    reads, way = "severity", 0

    def step(self, world):
        r = world.residents
        if self.way == 0:
            r.severity *= np.float32(0.5)
        elif self.way == 1:
            r.severity[:] = 0
        elif self.way == 2:
            r.severity = 0
        elif self.way == 3:
            np.copyto(r.severity, 0)
        elif self.way == 4:
            print(r.stigma)
        elif self.way == 5:
            print(r.severty)
        elif self.way == 6:
            world.week = 3
        elif self.way == 7:
            raise KeyError("a mistake")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (0, "does not declare"), (1, "does not declare"), (2, "writes 'severity', which it does not declare"), (3, "does not declare"),
        (4, "reads 'stigma', which it does not declare"), (5, "Did you mean 'severity'?"), (6, "world.week cannot be set"),
        (7, "KeyError"),
    ],
)  # fmt: skip
def test_what_is_not_declared_stops_the_run_and_names_the_line(way: int, said: str) -> None:
    bad = Undeclared()
    bad.way = way
    with pytest.raises(OwnCodeError) as stopped:
        sim.run(sim.with_code("minimal", bad), weeks=4, scale=0.1)
    assert said in str(stopped.value) and "week 1" in str(stopped.value)
    assert "line " in str(stopped.value)


class Wild(sim.Process):
    """Leaves the bounds of a column."""

    mood = column("float32", "share", 0, (0, 1), "Mood.")
    writes, value = "mood", 2.0

    def step(self, world):
        world.residents.mood[:] = self.value


@pytest.mark.parametrize("value", [2.0, -1.0, np.nan])
def test_what_leaves_its_bounds_stops_the_run(value: float) -> None:
    wild = Wild()
    wild.value = value
    with pytest.raises(OwnCodeError, match="allowed is 0 to 1"):
        sim.run(sim.with_code("minimal", wild), weeks=4, scale=0.1)


class Severity(sim.Process):
    """Asks for a column that is there."""

    stigma = column("float32", "share", 0, (0, 1), "Another stigma.")


class Nowhere(sim.Process):
    """Asks for a place in the week that is not there."""

    before = "stress.fell"


class Cases(sim.Analyzer):
    """Counts what is counted."""


class TooMany(sim.Analyzer):
    """One number for all."""

    def measure(self, world):
        return np.float64(3)


class Work(sim.Layer):
    """A layer of the model."""


class Crowd(sim.Layer):
    """Everybody knows everybody."""

    def groups(self, community):
        return np.zeros(len(community), np.int64)


class Strangers(sim.Layer):
    """Ties to nobody."""

    def pairs(self, community):
        return np.array([[0, len(community)]])


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Severity, "residents have a column 'stigma' already"), (Nowhere, "Did you mean 'stress.feel'?"), (Cases, "counts 'cases' already"),
        (TooMany, "a number for each resident"), (Work, "has a layer 'work' already"), (Strangers, "wanted are rows of residents"),
        (int, "is no process, hazard, layer, analyzer or outcome"), ("nowhere.py:Thing", "no such file"), ("Thing", "is no reference"),
        (Crowd, "allowed are 100 at most"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(part: object, said: str) -> None:
    with pytest.raises(OwnCodeError, match=said.replace("(", r"\(").replace("?", r"\?")):
        sim.run(sim.with_code("minimal", part), weeks=4, scale=0.2)


def test_a_file_that_fails_says_in_which_line(folder: Path) -> None:
    (folder / "my_study.py").write_text("import sim\n\nx = 1 / 0\n", encoding="utf-8")
    with pytest.raises(OwnCodeError, match=r"my_study.py, line 3: ZeroDivisionError"):
        part_of("my_study.py:Garden")
    (folder / "my_study.py").write_text("import sim\nclass Garden(sim.Process:\n", encoding="utf-8")
    with pytest.raises(OwnCodeError, match=r"line 2: SyntaxError"):
        part_of("my_study.py:Garden")
    (folder / "my_study.py").write_text(STUDY, encoding="utf-8")
    with pytest.raises(OwnCodeError, match="Did you mean 'Garden'"):
        part_of("my_study.py:Gardn")


def test_two_parts_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(OwnCodeError, match="two parts"):
        sim.with_code("minimal", PARTS[0], PARTS[0])


def test_a_part_without_a_file_has_its_source(folder: Path) -> None:
    part = part_of(Wild)
    assert isinstance(part, OwnPart) and "class Wild" in part.source and len(part.digest) == 64
