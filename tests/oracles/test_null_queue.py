"""Do people wait as long as queueing theory says? Many sites alike, each a queue of its own, against the exact chain and its limits.

Everybody is a case who sees a need; each week each asks with a small chance, nothing stands in the way, nobody gives up, and whoever
has been helped may ask anew (`renew`). The week is the engine's own care: seek, pass_barriers, admit, deliver. Sites are independent, so
the error of each figure comes from their spread; the chain of `queue_theory` knows the answer for this many people and whole weeks.
"""

from functools import cache

import numpy as np
import pytest

from sim.processes import care
from sim.processes.process import Process, process
from tests.oracles.null_town import null_model, null_plan
from tests.oracles.power import Check
from tests.oracles.queue_theory import asks_by_luck, erlang_c, erlang_wait, stops_by_chance, two_sessions, waits

SITES, PEOPLE, WEEKS, BURN = 600, 50, 460, 60
LONGEST = 60
BARRIERS = ("cost", "stigma", "distance", "language", "culture", "trust", "opening_hours")
HELP = """
[programme.clinic]
intervention = "cbt"
channel = "clinic"
slots = {slots}
sites = "everywhere"

[arm.care]
programmes = ["clinic"]
"""


@process(reads="care used", writes="used")
def renew(world) -> None:
    """Let whoever is out of care have the programme again, so that asks go on as they began."""
    world.residents.used[world.residents.care == 0] = 0


@process(reads="", writes="")
def last_come_first(world) -> None:
    """A planted bug: turn the waiting list round."""
    waiting = world.waiting
    waiting.rows[: waiting.count] = waiting.rows[: waiting.count][::-1].copy()


USUAL = (care.seek, care.pass_barriers, care.admit, care.deliver, renew)


@cache
def lived(
    slots: int, chance: float, stop: float, sessions: int = 120, schedule: tuple[Process, ...] = USUAL, weeks: int = WEEKS
) -> dict[str, np.ndarray]:  # fmt: skip
    """Return by site `(m,)`: asks and waiting summed over weeks; and waits of those who began, as counts `(m, LONGEST + 1)`."""
    numbers = {f"care.asking.{name}": chance for name in ("distress", "case", "serious")}
    numbers |= {f"care.asking.seen_{name}": 1.0 for name in ("distress", "case", "serious")}
    numbers |= {f"barriers.{name}.effect": 0.0 for name in BARRIERS}
    numbers |= {
        "care.asking.pause": 0.01, "care.waiting.leaves": 0.0, "care.alliance.staying": 0.0,
        "interventions.cbt.symptom_cut": 0.0, "interventions.cbt.dropout": stop, "interventions.cbt.sessions": sessions,
    }  # fmt: skip
    model = null_model(
        null_plan(PEOPLE, SITES, weeks, numbers=numbers, help_text=HELP.format(slots=slots * SITES)), 1, schedule
    )
    r = model.world.residents
    r.severity[:] = 1.2
    found = {"asks": np.zeros(SITES), "waiting": np.zeros(SITES), "waits": np.zeros((SITES, LONGEST + 1))}
    while model.week < weeks:
        model.step()
        if model.week <= BURN:
            continue
        found["asks"] += np.bincount(r.place[r.happened & 1 > 0], minlength=SITES)
        found["waiting"] += np.bincount(r.place[r.care == 1], minlength=SITES)
        began = r.happened & 8 > 0
        np.add.at(found["waits"], (r.place[began], np.minimum(r.waited[began], LONGEST)), 1)
    return found


def ratio(claim: str, above: np.ndarray, below: np.ndarray, known: float) -> Check:
    """Check the ratio of two sums over independent sites."""
    seen = float(above.sum() / below.sum())
    error = (above - seen * below).std(ddof=1) / np.sqrt(len(above)) / below.mean()
    return Check(claim, seen, known, float(error))


def checks(found: dict[str, np.ndarray], known, weeks: int = WEEKS) -> list[Check]:
    """Asks a week, mean waiting, mean wait by Little's law, and the share who wait at all, four weeks and twelve."""
    lasting, began = np.full(SITES, weeks - BURN), found["waits"].sum(axis=1)
    return [
        ratio("asks", found["asks"], lasting, known.asks),
        ratio("waiting", found["waiting"], lasting, known.waiting),
        ratio("wait", found["waiting"], found["asks"], known.mean),
        *(
            ratio(f"{w} weeks or more", found["waits"][:, w:].sum(axis=1), began, float(known.chances[w:].sum()))
            for w in (1, 4, 12)
        ),
    ]


COURSES = {"by chance": (3, 0.0095, 0.25, 120), "two sessions": (1, 0.0075, 0.0, 2)}


@cache
def known_of(course: str):
    slots, chance, stop, _ = COURSES[course]
    staying = two_sessions if stop == 0 else stops_by_chance(stop)
    return waits(slots, asks_by_luck(PEOPLE, chance, 8), staying, 40)


@pytest.mark.parametrize("course", COURSES)
def test_waits_are_those_of_the_exact_chain(course):
    """Sees 2 percent of the asks, an eighth of the mean wait of two weeks and 2.5 points of those who wait so long or longer."""
    known = known_of(course)
    asks, waiting, wait, *shares = checks(lived(*COURSES[course]), known)
    asks.agrees(sees=0.02 * known.asks)
    waiting.agrees(sees=0.125 * known.waiting)
    wait.agrees(sees=0.125 * known.mean)
    for check in shares:
        check.agrees(sees=0.025)


PLANTED = {
    "the last who came is served first": {"schedule": (*USUAL[:2], last_come_first, *USUAL[2:])},
    "a slot is handed on within the week": {"schedule": (*USUAL[:4], care.admit, renew)},
    "courses are a twentieth longer": {"stop": 0.25 / 1.05},
}


@pytest.mark.slow
@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_of_the_queue_is_caught(bug):
    slots, chance, stop, sessions = COURSES["by chance"]
    other = PLANTED[bug]
    found = lived(slots, chance, other.get("stop", stop), sessions, other.get("schedule", USUAL))
    assert any(check.caught for check in checks(found, known_of("by chance")))


def test_a_bug_of_theory_is_caught():
    """Against Erlang-C itself, or a chain of Poisson asks, the figures do not agree: the exact chain is needed, and is enough."""
    known, found = known_of("by chance"), lived(*COURSES["by chance"])
    wait = ratio("wait", found["waiting"], found["asks"], erlang_wait(3, known.asks, 5.0))
    poisson = ratio(
        "wait", found["waiting"], found["asks"], waits(3, asks_by_luck(0, known.asks, 8), stops_by_chance(0.25)).mean
    )
    assert wait.caught and poisson.caught


@pytest.mark.slow
def test_erlang_c_is_the_limit_of_long_courses():
    """Whole weeks and few people shorten the wait: by 42 percent here; by 15, 8 and 4 percent as courses of Poisson asks grow longer."""
    apart = []
    for longer in (2, 4, 8):
        stop = 0.25 / longer
        asks = 0.449 * 5.0 / (1.0 + 1.0 / stop)
        exact = waits(3, asks_by_luck(0, asks, 6), stops_by_chance(stop), 40).mean
        apart.append(1.0 - exact / erlang_wait(3, asks, 1.0 + 1.0 / stop))
    assert apart[0] > 1.7 * apart[1] > 3.0 * apart[2] > 0
    assert apart == pytest.approx([0.15, 0.084, 0.044], abs=0.002)
    known = known_of("by chance")
    assert known.mean / erlang_wait(3, known.asks, 5.0) == pytest.approx(0.58, abs=0.01)


def test_theory_agrees_with_itself_where_textbooks_have_an_answer():
    """One server: Erlang-C is the load, and the chain of two-week courses is Pollaczek-Khinchine to the last digits."""
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert erlang_c(2, 1.0) == pytest.approx(2 * 0.5**2 / (1 + 0.5))
    for asks in (0.2, 0.35, 0.42):
        load = 2.0 * asks
        exact = waits(1, asks_by_luck(0, asks, 12), two_sessions, 80)
        assert exact.mean == pytest.approx(load * 2.0 / (2.0 * (1.0 - load)), rel=1e-4)
        assert exact.chances.sum() == pytest.approx(1.0) and exact.asks == pytest.approx(asks)
        assert exact.chances @ np.arange(len(exact.chances)) == pytest.approx(exact.mean, rel=1e-4)


def test_littles_law_and_every_balance_hold_exactly(make_model):
    """Weeks of waiting by the calendar are weeks of waiting by person, to the last one; nobody gets lost between two states."""
    model = make_model("telehealth", seed=5)
    r, joined = model.world.residents, np.full(len(model.world.residents), -1)
    by_person, served = 0, 0
    while model.week < 80:
        model.step()
        joined[r.happened & 4 > 0] = model.week
        gone = (r.happened & (8 | 64) > 0) & (joined >= 0)
        by_person += (model.week - joined[gone]).sum()
        served += r.waited[(r.happened & 8 > 0) & (joined >= 0)].sum()
        joined[gone] = -1
    by_person += (model.week + 1 - joined[joined >= 0]).sum()
    weekly = {
        name: table[:, model.record.strata.groups.index(("all", "all"))]
        for name, table in model.record.weekly().items()
    }
    assert by_person == weekly["waiting"].sum() > 100
    assert served == model.record.totals()[0, model.record.at.wait_weeks] > 0
    flow = {name: weekly[name][1:81] for name in ("joined", "started", "left_queue", "dropped", "finished", "sessions")}
    waiting, in_care = weekly["waiting"][:81], weekly["in_care"][:81]
    assert (np.diff(waiting) == flow["joined"] - flow["started"] - flow["left_queue"]).all()
    assert (np.diff(in_care) == flow["started"] - flow["dropped"] - flow["finished"]).all()
    assert (flow["sessions"] + flow["dropped"] == in_care[:-1] + flow["started"]).all()
    assert flow["left_queue"].sum() > 0 and flow["finished"].sum() > 0
