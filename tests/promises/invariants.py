"""What holds in every week, whatever the plan? Looked at before and after slots are given, and at the end of each week.

    people      nobody comes or goes, and who somebody is stays as it was
    states      out of care, waiting or in care; lists and columns say the same
    slots       sessions and attending at a site <= its slots of that week; none before it opens, while it is shut or from closing on
    queue       who is admitted stands before whoever stays: by class, then by week of joining, then by place in the line
    waiting     this week = last week + joined - began after waiting - gave up
    money       spending = sessions of each programme times its cost, and what policies cost
    columns     finite, within their declared bounds; what is remembered only grows

`watched(run)` lives a run and returns every sentence that did not hold; empty is good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run
from sim.outcomes.results import TRAJECTORIES
from sim.population.residents import EVER, HAPPENED
from sim.processes import care
from sim.processes.care.capacity import BY_SEVERITY, BY_VULNERABILITY, ClassNumbers, place_classes, slots_this_week
from sim.processes.care.offers import offers_of
from sim.processes.schedule import OPENING, SCHEDULE
from sim.processes.state import World

__all__ = ["Watch", "watched"]

GROW = ("asks", "courses", "onset", "ever", "used")
FIXED_AFTER = ("uid", "place", "household", "age", "female", "race", "income", "self_efficacy", "struck", "exposure")
Columns = dict[str, NDArray[np.generic]]


def classes_now(world: World, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the priority class of waiting rows, in plain NumPy: serious, case, other; or thirds of places; or one for all."""
    r, rule = world.residents, offers_of(world).priority[world.residents.programme[rows]]
    serious = world.numbers(ClassNumbers).serious_class
    by_severity = 2 - (r.severity[rows] >= 1) - (r.severity[rows] >= serious)
    by_place = place_classes(world)[r.place[rows]]
    return np.select([rule == BY_SEVERITY, rule == BY_VULNERABILITY], [by_severity, by_place], 0)


@dataclass
class Watch:
    """Looks at a world as its weeks go by; `broken` holds what did not hold, `weeks` the person-weeks looked at."""

    broken: list[str] = field(default_factory=list)
    weeks: int = 0
    last: Columns = field(default_factory=dict)
    line: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    waiting: int = 0

    def demand(self, holds: object, said: str, world: World) -> None:
        """Note a sentence that does not hold."""
        if not np.all(holds):
            self.broken.append(f"week {world.week}, seed {world.seed}, {world.arm}: {said}")

    def before(self, world: World) -> None:
        """Look at the queue before slots are given: who stands in it, in which order."""
        self.line = np.asarray(world.waiting).astype(np.int64)
        self.key = dict(
            zip(
                self.line.tolist(),
                zip(classes_now(world, self.line), world.residents.since[self.line], strict=True),
                strict=True,
            )
        )

    def after(self, world: World) -> None:
        """Look at who was admitted: within their site nobody who stays stood before them."""
        r, place = world.residents, {row: n for n, row in enumerate(self.line.tolist())}
        best: dict[int, tuple[int, ...]] = {}
        for row in self.line[r.care[self.line] == 1].tolist():
            key = (*map(int, self.key[row]), place[row])
            best[int(r.site[row])] = min(best.get(int(r.site[row]), key), key)
        for row in self.line[r.care[self.line] == 2].tolist():
            key = (*map(int, self.key[row]), place[row])
            self.demand(
                key < best.get(int(r.site[row]), (99,)), f"resident {row} went before one who stood before them", world
            )

    def slots(self, world: World) -> None:
        """Look at slots: at most as many attend a site as it has, and nobody where nothing is open."""
        r, offers = world.residents, offers_of(world)
        attending = np.flatnonzero(r.care == 2)
        used = np.bincount(r.site[attending], minlength=len(world.sites.slots))
        capacity = slots_this_week(world)
        shut = offers.shut[world.sites.site_programme]
        # While a programme is shut nobody has a session there, and those who attend keep their slot for afterwards.
        self.demand((used <= capacity) | shut, "more residents than slots at a site", world)
        sessions = r.site[(r.happened & HAPPENED["session"]) > 0]
        self.demand(
            np.bincount(sessions, minlength=len(capacity)) <= capacity, "more sessions than slots at a site", world
        )
        self.demand(capacity <= most_slots(world), "more slots than the programme has", world)
        k = r.programme[attending]
        self.demand(offers.in_arm[k], "care by a programme that the plan does not have", world)
        self.demand((offers.opens[k] <= world.week) & (world.week < offers.closes[k]), "care while closed", world)
        self.demand(world.sites.site_programme[r.site[attending]] == k, "care at the site of another programme", world)

    def week(self, world: World) -> None:
        """Look at everything at the end of a week."""
        self.weeks += len(world.residents)
        self.states(world)
        self.slots(world)
        self.columns(world)
        self.memory(world)
        self.last = {name: getattr(world.residents, name).copy() for name in (*GROW, *FIXED_AFTER, "last_case")}

    def states(self, world: World) -> None:
        """Look at the three states of care and the flows between them."""
        r = world.residents
        happened = {name: (r.happened & bit) > 0 for name, bit in HAPPENED.items()}
        waiting, attending = np.flatnonzero(r.care == 1), np.flatnonzero(r.care == 2)
        self.demand(r.care <= 2, "no state of care", world)
        self.demand(sorted(np.asarray(world.waiting)) == waiting.tolist(), "the line is not who waits", world)
        self.demand(sorted(np.asarray(world.attending)) == attending.tolist(), "the list is not who attends", world)
        began = int((happened["started"]).sum())
        now = self.waiting + int(happened["joined"].sum()) - began - int(happened["left_queue"].sum())
        self.demand(len(waiting) == now, f"{len(waiting)} wait, and in less out are {now}", world)
        self.waiting = len(waiting)
        self.demand(r.since[r.care > 0] <= world.week, "care began in the future", world)
        served = happened["session"]
        self.demand(r.asks[served] > 0, "served without having asked or been called on", world)
        now = served & (r.care == 2)
        self.demand(r.sessions[now] <= world.week - r.since[now] + 1, "more sessions than weeks of care", world)
        self.demand(~served | (r.courses > 0), "a session without a course", world)

    def columns(self, world: World) -> None:
        """Look at every column: finite, and within what it declares."""
        for name, declared in world.residents.columns().items():
            values = getattr(world.residents, name)
            low, high = declared.low, declared.high
            self.demand(np.isfinite(values), f"{name} is not finite", world)
            self.demand((values >= low) & (values <= high), f"{name} leaves its bounds", world)

    def memory(self, world: World) -> None:
        """Look at what may only grow, and at what stays as it was."""
        r = world.residents
        ill = r.severity >= np.float32(1)
        self.demand(
            r.last_case[ill] == world.week, "somebody above the cut-off whose last week as a case is not now", world
        )
        self.demand((r.onset >= 0) == (r.last_case >= 0), "a first week as a case without a last one", world)
        self.demand(r.onset <= r.last_case, "the first week as a case after the last", world)
        self.demand(((r.ever & EVER["need"]) > 0) == (r.onset >= 0), "need remembered apart from its first week", world)
        if not self.last:
            return
        for name in FIXED_AFTER:
            self.demand(self.last[name] == getattr(r, name), f"{name} of somebody changed", world)
        for name in ("asks", "courses", "onset", "last_case"):
            self.demand(self.last[name] <= getattr(r, name), f"{name} fell", world)
        for name in ("ever", "used"):
            self.demand((self.last[name] & ~getattr(r, name)) == 0, f"{name} forgot something", world)

    def end(self, run: Run) -> None:
        """Look at the tables of a whole run: people counted once, courses of symptoms part them, and money balances."""
        from sim.studies.compare import outcome_of

        found, world = outcome_of(run), run.world
        parts = sum(found.final[name] for name in TRAJECTORIES)
        self.demand(parts == found.people, "courses of symptoms do not part the people", world)
        programmes = run.plan.programmes.values()
        sessions = sum(found.final[f"sessions_{p.name}"] for p in programmes)
        self.demand(sessions == found.weekly["sessions"].sum(axis=0), "sessions by week and by programme differ", world)
        if not run.plan.arms[run.arm].policies:
            spent = sum(found.final[f"sessions_{p.name}"] * p.cost for p in programmes)
            self.demand(
                np.isclose(found.final["cost"], spent, rtol=1e-12), "spending is not sessions times their cost", world
            )
        self.demand(
            found.final["case_weeks"] == found.weekly["cases"][1:].sum(axis=0), "weeks as a case do not add up", world
        )
        waits, count = found.histograms["wait"], found.final["wait_count"]
        known = waits[:, -1] == 0
        total = (waits * np.arange(waits.shape[1])).sum(axis=1)
        self.demand((total == found.final["wait_weeks"]) | ~known, "weeks waited are not those of the histogram", world)
        self.demand(waits.sum(axis=1) == count, "courses after a wait are not those of the histogram", world)
        for table in (found.weekly, found.final, found.histograms):
            for name, values in table.items():
                self.demand(np.isfinite(values) & (values >= 0), f"{name} is negative or not finite", world)


def most_slots(world: World) -> NDArray[np.int64]:
    """Return the most slots that a site can have: those of its programme, with a half more than any policy of the town gives."""
    factor = 1.0
    for policy in world.scenario.arms[world.arm].policies:
        lever = world.scenario.policies[policy].get("slots")
        factor *= max(float(getattr(lever, "value", 1.0)), 1.0)
    site = world.sites.site_programme
    total = np.bincount(site, world.sites.slots, len(world.scenario.programmes))[site]
    return np.ceil(np.where(factor > 1, total * factor + 1, world.sites.slots)).astype(np.int64)


def watched(make: Callable[..., Run], watch: Watch | None = None) -> Watch:
    """Live the run that `make(schedule=, opening=)` gives, looking at every week."""
    seen = watch or Watch()
    seen.last, seen.waiting = {}, 0
    at = SCHEDULE.index(care.admit)
    run = make(schedule=(*SCHEDULE[:at], seen.before, care.admit, seen.after, *SCHEDULE[at + 1 :]), opening=OPENING)
    seen.week(run.world)
    while run.week < run.plan.weeks:
        run.step()
        seen.week(run.world)
    seen.end(run)
    return seen
