"""Does every process touch only its declared columns, and is the state consistent after each of them?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.engine.mesa_model import OPENING, SCHEDULE, HealingModel
from sim.population.residents import COLUMNS, HAPPENED, Residents
from sim.processes.care.capacity import slots_this_week
from sim.processes.care.offers import offers_of
from sim.processes.process import Process
from tests.small_town import town, town_plan

ARM, WEEKS = "helped", 40
PROCESSES = {p.name: p for p in (*OPENING, *SCHEDULE)}


class Watched(Residents):
    """Residents that record which of their columns are accessed."""

    def __getattribute__(self, name: str):
        if name in COLUMNS:
            object.__getattribute__(self, "touched").add(name)
        return object.__getattribute__(self, name)

    def __len__(self) -> int:
        return len(object.__getattribute__(self, "uid"))


def watched(residents: Residents) -> Watched:
    copy = object.__new__(Watched)
    copy.touched = set()
    for name in COLUMNS:
        object.__setattr__(copy, name, getattr(residents, name).copy())
    return copy


def columns(residents) -> dict[str, np.ndarray]:
    return {name: object.__getattribute__(residents, name).copy() for name in COLUMNS}


class Spy:
    """Stands in for one process and notes what it touched and what it changed, over a whole run."""

    def __init__(self, process: Process) -> None:
        self.process, self.touched, self.changed = process, set(), set()

    def __call__(self, world) -> None:
        plain, before = world.residents, columns(world.residents)
        world.residents = watched(plain)
        self.process(world)
        self.touched |= world.residents.touched
        for name, array in columns(world.residents).items():
            if not np.array_equal(array, before[name]):
                self.changed.add(name)
            getattr(plain, name)[:] = array
        world.residents = plain


@pytest.fixture(scope="module")
def spies():
    """One spy for each process of opening and schedule, after a run of many weeks."""
    found = {name: Spy(process) for name, process in PROCESSES.items()}
    model = made(schedule=tuple(found[p.name] for p in SCHEDULE))
    fresh = made()
    fresh.world.residents = town().residents.copy()
    for process in OPENING:
        found[process.name](fresh.world)
    model.run_for(WEEKS)
    return found


def made(arm: str = ARM, seed: int = 3, **options) -> HealingModel:
    return HealingModel(town_plan(), arm, seed, community=town(), **options)


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_touches_only_what_it_declares(spies, name):
    process, spy = PROCESSES[name], spies[name]
    assert (process.reads | process.writes) <= set(COLUMNS), "declares columns that do not exist"
    assert spy.touched <= process.reads | process.writes
    assert spy.changed <= process.writes


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_declares_only_what_it_touches(spies, name):
    process, spy = PROCESSES[name], spies[name]
    assert process.reads | process.writes <= spy.touched
    assert process.writes == spy.changed


@pytest.mark.parametrize("name", [p.name for p in SCHEDULE])
def test_what_a_process_does_not_read_makes_no_difference(name):
    """Shuffle the values of all undeclared columns: written values stay the same, entry by entry, or are left unchanged."""
    process = PROCESSES[name]
    at = [p.name for p in SCHEDULE].index(name)
    first, second = before_process(at), before_process(at)
    unread = [column for column in COLUMNS if column not in process.reads]
    order = np.random.default_rng(5).permutation(len(second.residents))
    for column in unread:
        getattr(second.residents, column)[:] = getattr(second.residents, column)[order]
    dealt = columns(second.residents)
    process(first)
    process(second)
    one, other = columns(first.residents), columns(second.residents)
    for column in COLUMNS:
        same = one[column] == other[column]
        if column in unread:
            same |= other[column] == dealt[column]
        assert same.all(), f"{name} looks at what it does not say: {column} came out differently"


def before_process(at: int, weeks: int = 12):
    """The world in a busy week, when the first `at` processes of the schedule have acted."""
    model = made()
    model.run_for(weeks)
    model.world.week += 1
    for process in SCHEDULE[:at]:
        process(model.world)
    return model.world


def test_the_settled_community_is_left_as_it_was():
    before = columns(town().residents)
    made().run_for(5)
    for name, array in columns(town().residents).items():
        assert np.array_equal(array, before[name])


# The state, after every process of every week.


class Guard:
    """Stands behind one process and checks the state that it leaves."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def __call__(self, world) -> None:
        before = columns(world.residents)
        queue = np.asarray(world.waiting)
        self.process(world)
        try:
            check_bounds(world)
            check_lists(world)
            check_time_runs_forward(world, before)
            if self.process.name == "care.deliver":
                check_slots(world)
            if self.process.name == "care.admit":
                check_order(world, before, queue)
        except AssertionError as error:
            raise AssertionError(f"week {world.week}, after {self.process.name}: {error}") from error


def check_bounds(world) -> None:
    for name, column in COLUMNS.items():
        values = getattr(world.residents, name)
        assert values.dtype == column.dtype, name
        assert ((values >= column.low) & (values <= column.high)).all(), f"{name} out of bounds or no number"


def check_lists(world) -> None:
    r = world.residents
    for state, rows in ((1, world.waiting), (2, world.attending)):
        listed = np.asarray(rows)
        assert len(set(listed.tolist())) == len(listed), "somebody is listed twice"
        assert sorted(listed.tolist()) == np.flatnonzero(r.care == state).tolist(), "lists and columns differ"
    assert sorted(np.asarray(world.bonded).tolist()) == np.flatnonzero(r.bonds > 0).tolist(), "lists and columns differ"
    helped = r.care > 0
    assert ((r.site[helped] >= 0) & (r.programme[helped] >= 0) & (r.since[helped] >= 0)).all()
    assert (world.sites.site_programme[r.site[helped]] == r.programme[helped]).all()
    assert offers_of(world).in_arm[r.programme[helped]].all()


def check_time_runs_forward(world, before) -> None:
    r = world.residents
    for name in ("since", "ask_again", "asks", "courses", "onset", "last_case"):
        assert (getattr(r, name) >= before[name]).all(), f"{name} went back"
    assert (r.ever & before["ever"] == before["ever"]).all(), "what has happened cannot be undone"
    assert (r.used & before["used"] == before["used"]).all()
    steps = [r.ever >> bit & 1 for bit in (2, 3, 4, 5, 6)]
    for earlier, later in pairwise(steps):
        assert (earlier >= later).all(), "nobody can be further than the step before"


def check_slots(world) -> None:
    r, offers = world.residents, offers_of(world)
    sites, slots = len(world.sites.slots), slots_this_week(world)
    session = r.happened & HAPPENED["session"] > 0
    assert (np.bincount(r.site[session], minlength=sites) <= slots).all(), "more sessions than slots"
    assert (offers.opens[r.programme[session]] <= world.week).all(), "served before opening"
    assert (offers.closes[r.programme[session]] > world.week).all(), "served after closing"
    helped = r.care > 0
    ages, k = r.age[helped], r.programme[helped]
    assert ((ages >= offers.youngest[k]) & (ages <= offers.oldest[k])).all(), "helped at an age that is not admitted"


def check_order(world, before, queue) -> None:
    """Nobody begins at a site while a person of the same class, who came earlier, still waits there."""
    r, offers = world.residents, offers_of(world)
    low, high = np.quantile(world.community.places.vulnerability, [1 / 3, 2 / 3])
    vulnerable = world.community.places.vulnerability[r.place]
    began = r.happened & HAPPENED["started"] > 0
    for site, k in enumerate(world.sites.site_programme):
        here = [i for i in queue.tolist() if r.site[i] == site and (began[i] or r.care[i] == 1)]
        if offers.priority[k] == 1:
            classes = 2 - (before["severity"] >= 1.0) - (before["severity"] >= 1.5).astype(int)
        elif offers.priority[k] == 2:
            classes = 2 - (vulnerable > low) - (vulnerable > high).astype(int)
        else:
            classes = np.zeros(len(r), int)
        ranked = sorted(here, key=lambda i: classes[i])
        served = [bool(began[i]) for i in ranked]
        assert served == sorted(served, reverse=True), f"site {site}: somebody was passed over"


@pytest.mark.parametrize(("arm", "seed"), [("usual_care", 1), ("everything", 1), ("helped", 2), ("nothing", 1)])
def test_the_state_hangs_together_after_every_process(arm, seed):
    model = made(arm, seed, schedule=tuple(Guard(p) for p in SCHEDULE))
    model.run()
    assert model.week == town_plan().weeks


def test_nobody_is_in_care_where_there_is_none():
    model = made("nothing")
    model.run()
    r = model.world.residents
    assert (r.care == 0).all() and (r.courses == 0).all() and (r.skills == 0).all()
    assert (r.asks > 0).any() and r.refused_by.max() <= len(town_plan().barriers) + 1


def test_the_queue_was_put_to_the_test():
    """The checks above say nothing about a town in which nobody ever waits."""
    model = made()
    waited = 0
    for _ in range(WEEKS):
        model.step()
        waited = max(waited, model.world.waiting.count)
    assert waited > 10


def test_names_and_docstrings_serve_the_catalogue():
    for name, process in PROCESSES.items():
        assert name.split(".")[0] in {"hazards", "stress", "care"}
        assert (process.__doc__ or "").strip()


def test_the_week_in_its_order():
    assert [p.name for p in SCHEDULE] == [
        "care.enact", "hazards.unfold", "stress.appraise", "stress.cope", "stress.share_support", "stress.oscillate",
        "stress.press", "care.go_back", "care.seek", "care.pass_barriers", "care.admit", "care.deliver", "care.refer", "stress.feel",
        "stress.lose_and_gain", "stress.heal", "stress.remember",
    ]  # fmt: skip
