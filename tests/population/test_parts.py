"""Do threads leave every byte unchanged, and is each row in one chunk?"""

import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sim.engine.run import Run, live
from sim.population.residents import COLUMNS
from sim.processes import chunks
from sim.processes.chunks import parts_of
from sim.processes.schedule import SCHEDULE
from tests.small_town import town, town_plan


@pytest.mark.parametrize("length", [0, 1, 8191, 8192, 16384, 50_000, 1_000_003])
@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_parts_follow_each_other_and_leave_nobody_out(length, threads):
    cut = parts_of(length, threads, chunks.ROWS, chunks.NEAR)
    assert 1 <= len(cut) <= max(threads, -(-length // chunks.NEAR))
    assert len(cut) == 1 or all(chunks.ROWS <= part.stop - part.start <= chunks.NEAR + 2 * chunks.ROWS for part in cut)
    assert [part.start for part in cut] == [0, *(part.stop for part in cut[:-1])] and cut[-1].stop == length
    assert all(part.start % chunks.ROWS == 0 for part in cut)


def cut_small(monkeypatch):
    """Cut the residents of a small town, and lists of them, into many parts."""
    for name, rows in {"ROWS": 16, "NEAR": 48, "LISTED": 4}.items():
        monkeypatch.setattr(chunks, name, rows)
    monkeypatch.setattr("sim.engine.record.ROWS", 16)


def same(one, other):
    """Say that two runs left the same bytes in every column and every table."""
    for name in COLUMNS:
        assert np.array_equal(getattr(one.world.residents, name), getattr(other.world.residents, name)), name
    for table in ("cells", "places", "cell_totals", "place_totals"):
        assert np.array_equal(getattr(one.record, table), getattr(other.record, table)), table


def test_the_same_bytes_for_any_number_of_threads(monkeypatch):
    """Every column and every table, after half a year in a town in which everything happens, shared out row by row as it were."""
    cut_small(monkeypatch)
    runs = [Run(town_plan(), "helped", 3, community=town(), threads=threads) for threads in (1, 2, 3)]
    for run in runs:
        for _ in range(26):
            run.step()
    one, *others = runs
    for other in others:
        assert other.world.thread_pool is not None
        same(one, other)


def without_care(schedule):
    return tuple(process for process in schedule if not process.name.startswith("care."))


def by_itself(schedule):
    """Return the same schedule, of which nothing may be put off."""
    return tuple(replace(process, lazy=False) for process in schedule)


@pytest.mark.parametrize("chosen", [tuple, without_care], ids=["the week", "a week without care"])
def test_together_or_one_after_the_other_is_the_same(chosen, monkeypatch):
    """Without care nothing comes between support and distress, so that all of it is put off together."""
    cut_small(monkeypatch)
    schedules = chosen(SCHEDULE), by_itself(chosen(SCHEDULE))
    runs = [Run(town_plan(), "helped", 3, community=town(), schedule=schedule) for schedule in schedules]
    for run in runs:
        run.run()
    assert runs[0].week > 26
    same(*runs)


def test_lazy_processes_are_put_off_and_done_before_somebody_looks(monkeypatch):
    """Each group goes over a part before the next part begins, and none is left over at the end of a week."""
    groups = []
    whole = chunks.do
    monkeypatch.setattr(
        chunks, "do", lambda world, passes: (groups.append([p.kernel.__name__ for p in passes]), whole(world, passes))
    )
    run = Run(town_plan(), "helped", 3, community=town())
    groups.clear()
    run.step()
    assert groups == [
        ["come_and_fade", "go_up_and_down", "appraise_all", "cope_all", "show"],
        [
            "gather",
            "receive",
            "oscillate_all",
            "press_all",
        ],  # those whose own treatment begins again are needed at once
        ["ask_all"],
        ["fade_all", "settle_all", "lose_and_gain_all", "heal_all", "remember_all"],
    ]
    assert run.world.put_off is None


def test_a_fault_in_one_part_is_told_and_no_other_begins():
    """The other thread may be in the middle of a part; it ends that and takes no more."""
    world = SimpleNamespace(threads=2, once=lambda key, make: make(SimpleNamespace(threads=2)))
    done = []

    def act(part):
        if part.start == 0:
            raise RuntimeError("the first part")
        time.sleep(0.02)
        done.append(part)

    with pytest.raises(RuntimeError, match="the first part"):
        chunks.shared_out(world, [slice(k, k + 1) for k in range(50)], act)
    assert len(done) < 5


def test_what_is_kept_closes_up_in_order(monkeypatch):
    monkeypatch.setattr(chunks, "LISTED", 3)
    rows = np.arange(20, dtype=np.int32)
    even, first = rows.copy(), rows.copy()

    def act(part):
        chosen = even[part][even[part] % 2 == 0]
        even[part][: len(chosen)] = chosen
        return len(chosen), 1

    world = SimpleNamespace(threads=6, once=lambda key, make: make(SimpleNamespace(threads=6)))
    assert chunks.kept(world, act, even, first) == (10, 6)
    assert even[:10].tolist() == list(range(0, 20, 2))
    assert first[:6].tolist() == [0, 3, 6, 9, 12, 15]


def test_a_fault_in_a_week_leaves_nothing_put_off():
    def stumbles(world):
        raise RuntimeError("in the middle of a week")

    run = Run(town_plan(), "helped", 3, community=town())
    lazy = [one for one in run.schedule if one.lazy]
    with pytest.raises(RuntimeError, match="in the middle"):
        live(run.world, (lazy[0], stumbles))
    assert run.world.put_off is None
