"""Does a profile say what each process of the week costs, without changing the week?"""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.engine import profiling
from sim.engine.profiling import Cost, bandwidth, bytes_moved, profile
from sim.processes.schedule import SCHEDULE
from tests.small_town import town, town_plan


@pytest.fixture(scope="module")
def found() -> profiling.Profile:
    return profile(town_plan(), "everything", 3, 1.0, weeks=8)


def test_each_process_of_the_week_and_its_record_stand_in_order(found):
    assert [cost.name for cost in found.costs] == [*(process.name for process in SCHEDULE), "record"]
    assert found.people == len(town()) and found.weeks == 7
    assert all(cost.ns >= 0 for cost in found.costs)
    assert found.week.ns == pytest.approx(sum(cost.ns for cost in found.costs)) and found.week.ns > 0
    assert found.together > 0


def test_bytes_are_those_of_the_declared_columns():
    # uint8 and float32 read, float32 read and written back, int16 only written: fetched and written back all the same.
    assert bytes_moved(frozenset({"struck", "loss", "threat"}), frozenset({"threat", "onset"})) == 1 + 4 + 4 + 2 + 4 + 2


def test_whoever_follows_ties_moves_them_too(found):
    costs, ties = {cost.name: cost for cost in found.costs}, town().ties
    declared = next(process for process in SCHEDULE if process.name == "stress.share_support")
    more = costs["stress.share_support"].moved - bytes_moved(declared.reads, declared.writes)
    assert declared.ties
    assert more == pytest.approx((4 * len(ties) + 8 * (len(town()) + 1) + 5 * len(town())) / len(town()))
    assert [process.name for process in SCHEDULE if process.ties] == ["stress.share_support"]


def test_the_roof_is_bytes_over_bandwidth(found):
    assert 0.05 < bandwidth() < 2_000
    assert all(cost.roof == pytest.approx(cost.moved / bandwidth()) for cost in found.costs)
    assert Cost("x", 6.0, 30.0, 2.0).times_roof == 3.0


def test_a_profile_lives_the_same_weeks(monkeypatch):
    seen = []

    class Kept(profiling.Run):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            seen.append(self)

    monkeypatch.setattr(profiling, "Run", Kept)
    profile(town_plan(), "everything", 3, 1.0)
    plain = profiling.Run.__mro__[1](town_plan(), "everything", 3, 1.0)
    plain.run()
    by_itself, together = seen
    assert np.array_equal(by_itself.record.cells, plain.record.cells)
    assert np.array_equal(together.record.cells, plain.record.cells)


def test_healing_run_profile_prints_a_table_or_json():
    asked = ["run", "minimal", "--profile", "--weeks", "4", "--scale", "0.3", "--quiet"]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0 and "stress.share_support" in shown.stdout and "ns per person-week" in shown.stdout
    facts = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert facts["weeks"] == 3 and facts["processes"][-1]["name"] == "record"
    assert CliRunner().invoke(app, [*asked, "--out", "here"]).exit_code == 2
