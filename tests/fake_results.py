"""A small made-up city whose counts add up, for tests of everything that reads `Results`.

Every count comes from people who fall ill, ask, are refused, wait, attend and recover in a few
lines of NumPy, so totals over the groups of a stratum, the order of the cascade and the sums of
trajectories hold as in a real run. No number in it means anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.results import FLOWS, STATES, Results

Array = NDArray[Any]

ARMS = {
    "usual_care": ("clinic",),
    "pfa": ("clinic", "pfa"),
    "groups": ("clinic", "groups"),
    "telehealth": ("clinic", "telehealth"),
    "all_three": ("clinic", "pfa", "groups", "telehealth"),
}
ARM_LABELS = ("Usual care", "Psychological first aid", "Support groups", "Telehealth", "All three")
PROGRAMMES = {
    "clinic": "Clinic therapy",
    "pfa": "Psychological first aid",
    "groups": "Support groups",
    "telehealth": "Telehealth",
}
BARRIERS = {"cost": "Cost", "stigma": "Stigma", "distance": "Distance", "digital": "No internet"}
RACES = ("White", "Black", "Hispanic", "Asian", "Other")
COURSE = 8
SLOTS = {"clinic": 0.012, "pfa": 0.006, "groups": 0.01, "telehealth": 0.014}
KEPT = {"clinic": 0.95, "pfa": 0.99, "groups": 0.97, "telehealth": 0.955}
KEPT_ARRAY = np.array(list(KEPT.values()))
PRICE = {"clinic": 150.0, "pfa": 40.0, "groups": 60.0, "telehealth": 90.0}


def fake_results(
    seed: int = 0,
    *,
    arms: int = 5,
    seeds: int = 4,
    weeks: int = 52,
    people: int = 1200,
    places: int = 8,
    scale: float = 0.1,
) -> Results:
    """Return made-up results; the same arguments give the same bytes."""
    rng = np.random.default_rng([seed, 1])
    city = _City(rng, people, places)
    runs = [
        [_run(city, programmes, np.random.default_rng([seed, 2, k]), weeks) for k in range(seeds)]
        for programmes in list(ARMS.values())[:arms]
    ]

    def collect(part: str) -> dict[str, Array]:
        names = runs[0][0][part]
        return {name: np.array([[run[part][name] for run in arm] for arm in runs]) for name in names}

    return Results(
        scenario="fake",
        title="A made-up city",
        start=date(2018, 8, 29),
        weeks=weeks,
        scale=scale,
        arms=tuple(ARMS)[:arms],
        arm_labels=ARM_LABELS[:arms],
        seeds=tuple(range(1, seeds + 1)),
        groups=tuple(city.groups),
        people=city.membership.sum(axis=1).astype(np.int64),
        weekly=collect("weekly"),
        final=collect("final"),
        histograms=collect("histograms"),
        places=city.place_table(scale),
        barriers=tuple(BARRIERS),
        barrier_labels=tuple(BARRIERS.values()),
        programmes=tuple(PROGRAMMES),
        programme_labels=tuple(PROGRAMMES.values()),
        grades={"trial": 10, "cohort": 14, "survey": 12, "expert": 5, "assumed": 9},
    )


class _City:
    """Residents with a rank of income, a place and the groups they belong to."""

    def __init__(self, rng: np.random.Generator, people: int, places: int) -> None:
        self.people, self.places = people, places
        self.rank = rng.permutation((np.arange(people) + 0.5) / people)
        self.place = np.clip(self.rank * places + rng.normal(0, places / 5, people), 0, places - 1)
        self.place = self.place.astype(int)
        self.child = rng.random(people) < 0.2
        self.struck = rng.random(people) < np.linspace(0.8, 0.3, places)[self.place]
        odds = np.array([[0.6, 0.2, 0.1, 0.05, 0.05], [0.2, 0.6, 0.1, 0.05, 0.05]])
        poor = (rng.random(people) > self.rank).astype(int)
        self.race = (rng.random(people)[:, None] > odds[poor].cumsum(axis=1)).sum(axis=1)
        self.race = np.minimum(self.race, len(RACES) - 1)
        self.woman = rng.random(people) < 0.53
        self.age = rng.choice(3, people, p=[0.3, 0.5, 0.2])
        self.place_vulnerability = np.linspace(0.9, 0.1, places)
        self.groups: list[tuple[str, str]] = []
        rows: list[Array] = []
        self._split(rows)
        self.membership = np.array(rows, dtype=float)

    def _split(self, rows: list[Array]) -> None:
        adult = ~self.child
        adult_rank = np.empty(self.people)
        adult_rank[adult] = self.rank[adult].argsort().argsort() / max(adult.sum(), 1)
        thirds = np.minimum((self.place + 0.5) / self.places * 3, 2.99).astype(int)

        def add(stratum: str, names: Any, codes: Array, of: Array = adult) -> None:
            for code, name in enumerate(names):
                self.groups.append((stratum, name))
                rows.append(of & (codes == code))

        add("all", ["all"], np.zeros(self.people))
        fifths = ["poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth"]
        add("income", fifths, np.floor(adult_rank * 5))
        add("income20", [str(i + 1) for i in range(20)], np.floor(adult_rank * 20))
        add("race", RACES, self.race)
        add("sex", ["men", "women"], self.woman.astype(int))
        add("age", ["18-34", "35-64", "65+"], self.age)
        add("age", ["children 0-17"], np.zeros(self.people), self.child)
        names = ["least vulnerable third", "middle third", "most vulnerable third"]
        add("vulnerability", names, 2 - thirds)
        add("exposure", ["not struck", "struck"], self.struck.astype(int))
        add("place", [f"Quarter {i + 1}" for i in range(self.places)], self.place)

    def place_table(self, scale: float) -> dict[str, Array]:
        angle = np.linspace(0, 2 * np.pi, self.places, endpoint=False)
        return {
            "lon": -90 + 0.1 * np.cos(angle),
            "lat": 30 + 0.1 * np.sin(angle),
            "population": np.bincount(self.place, minlength=self.places) / scale,
            "exposure": np.linspace(0.8, 0.3, self.places),
            "vulnerability": self.place_vulnerability,
        }

    def by_group(self, values: Array) -> Array:
        """Sum what each resident counts for, (..., n), into groups, (..., G)."""
        return values.astype(float) @ self.membership.T


@dataclass
class _Care:
    """Where each resident stands on the way through care."""

    n: int
    names: tuple[str, ...]
    waiting: Array = field(init=False)
    attended: Array = field(init=False)
    in_care: Array = field(init=False)
    waited: Array = field(init=False)
    programme: Array = field(init=False)
    ever: dict[str, Array] = field(init=False)
    refused: Array = field(init=False)
    sessions: Array = field(init=False)
    wait_histogram: Array = field(init=False)
    wait_weeks: Array = field(init=False)
    wait_count: Array = field(init=False)
    left_histogram: Array = field(init=False)
    left_weeks: Array = field(init=False)

    def __post_init__(self) -> None:
        n = self.n
        self.waiting, self.in_care = np.zeros(n, bool), np.zeros(n, bool)
        self.attended, self.waited = np.zeros(n, int), np.zeros(n, int)
        self.programme = np.zeros(n, int)
        steps = ("asked", "passed", "started", "stayed", "finished")
        self.ever = {step: np.zeros(n, bool) for step in steps}
        self.refused = np.zeros((len(BARRIERS), n))
        self.sessions = np.zeros((len(PROGRAMMES), n))
        self.wait_histogram = np.zeros((53, n))
        self.wait_weeks, self.wait_count = np.zeros(n), np.zeros(n)
        self.left_histogram, self.left_weeks = np.zeros((53, n)), np.zeros(n)

    def week(self, city: _City, severity: Array, sees: Array, luck: Array) -> dict[str, Array]:
        """Live one week of care and return who flowed where."""
        n, slots = self.n, int(self.n * sum(SLOTS[name] for name in self.names)) + 1
        idle = ~(self.waiting | self.in_care | self.ever["finished"] | city.child)
        asked = idle & sees & (severity > 0.7) & (luck[0] < 0.06)
        which = np.floor(luck[1] / 0.12 / (1.3 - city.rank)).astype(int)
        refused = asked & (which < len(BARRIERS))
        for b in range(len(BARRIERS)):
            self.refused[b] += refused & (which == b)
        joined = asked & ~refused
        self.waited[joined] = 0
        self.waiting |= joined
        left = self.waiting & ~joined & (luck[2] < 0.03)
        self.left_histogram[np.minimum(self.waited[left], 52), np.flatnonzero(left)] += 1
        self.left_weeks += self.waited * left
        self.waiting &= ~left
        queue = np.flatnonzero(self.waiting)
        queue = queue[np.argsort(-self.waited[queue], kind="stable")]
        started = np.zeros(n, bool)
        started[queue[: max(slots - int(self.in_care.sum()), 0)]] = True
        self._start(started, luck[3])
        self.waited[self.waiting] += 1
        sessions = self.in_care.copy()
        self.attended += sessions
        for p in range(len(PROGRAMMES)):
            self.sessions[p] += sessions & (self.programme == p)
        finished = sessions & (self.attended >= COURSE)
        dropped = sessions & ~finished & (luck[4] < 0.02)
        self.in_care &= ~(finished | dropped)
        self.ever["asked"] |= asked
        self.ever["passed"] |= joined
        self.ever["stayed"] |= self.ever["started"] & (self.attended >= COURSE / 2)
        self.ever["finished"] |= finished
        return {
            "asked": asked, "refused": refused, "joined": joined, "started": started,
            "sessions": sessions, "dropped": dropped, "left_queue": left, "finished": finished,
        }  # fmt: skip

    def unserved(self) -> Array:
        """Weeks waited by those who left the line, and so far by those in it."""
        found, rows = self.left_histogram.copy(), np.flatnonzero(self.waiting)
        found[np.minimum(self.waited[rows], 52), rows] += 1
        return found

    def _start(self, started: Array, luck: Array) -> None:
        offered = np.array([list(PROGRAMMES).index(name) for name in self.names])
        chosen = offered[(luck * len(offered)).astype(int)]
        self.programme[started] = chosen[started]
        self.attended[started] = 0
        rows = np.flatnonzero(started)
        self.wait_histogram[np.minimum(self.waited[rows], 52), rows] += 1
        self.wait_weeks[rows] += self.waited[rows]
        self.wait_count[rows] += 1
        self.waiting &= ~started
        self.in_care |= started
        self.ever["started"] |= started


def _run(city: _City, names: tuple[str, ...], rng: np.random.Generator, weeks: int) -> dict[str, dict[str, Array]]:
    n = city.people
    impact, strain = rng.normal(size=(2, n))
    strain = 0.58 * impact + 0.81 * strain + 0.5 * city.struck + 0.6 * (0.5 - city.rank)
    severity = np.exp(-0.3 + 0.48 * impact + 0.2 * city.struck)
    set_point = np.exp(-0.9 + 0.6 * strain)
    sees = rng.random(n) < 0.7
    care = _Care(n, names)
    path = np.zeros((weeks + 1, n))
    whole = 0.6 + 0.2 * city.rank
    measured = {name: np.zeros((weeks + 1, n)) for name in (*STATES, *FLOWS)}
    for week in range(weeks + 1):
        luck = rng.random((5, n))
        if week:
            severity = set_point + (severity - set_point) * np.exp(-0.0354)
            flows = care.week(city, severity, sees, luck)
            kept = np.where(flows["sessions"], KEPT_ARRAY[care.programme], 1.0)
            severity, set_point = severity * kept, set_point * kept
            for name, who in flows.items():
                measured[name][week] = who
        path[week] = severity
        away = city.struck & (week < 40 * city.rank[::-1])
        states = (
            severity >= 1, severity >= 1.5, severity >= 0.5, severity,
            care.waiting, care.in_care, away, whole * (1 - 0.2 * np.minimum(severity, 2)), 0.01 * week**0.5 * severity,
        )  # fmt: skip
        for name, who in zip(STATES, states, strict=True):
            measured[name][week] = who
    return {
        "weekly": {name: city.by_group(value) for name, value in measured.items()},
        **_finish(city, care, path >= 1, sees),
    }


def _finish(city: _City, care: _Care, case: Array, sees: Array) -> dict[str, dict[str, Array]]:
    weeks, n = case.shape[0] - 1, case.shape[1]
    need, last = case.any(axis=0), case[-1]
    first = case.argmax(axis=0)
    span = weeks + 1 - case[::-1].argmax(axis=0) - first
    recovered = need & ~case[-4:].any(axis=0)
    late = first > 26
    person = {
        "need": need,
        "need_perceived": need & sees,
        **{f"need_{step}": need & who for step, who in care.ever.items()},
        "need_recovered": recovered,
        "started_ever": care.ever["started"],
        "wait_weeks": care.wait_weeks,
        "wait_count": care.wait_count,
        "unserved_weeks": care.left_weeks + care.waited * care.waiting,
        "unserved_count": care.left_histogram.sum(axis=0) + care.waiting,
        "line_weeks": care.wait_weeks + care.left_weeks + care.waited * care.waiting,
        "line_count": care.wait_count + care.left_histogram.sum(axis=0) + care.waiting,
        "recovery_count": recovered,
        "recovery_weeks": np.where(recovered, span, 0),
        "case_weeks": case[1:].sum(axis=0),
        "dalys": 0.002 * case[1:].sum(axis=0),
        "cost": np.array(list(PRICE.values())) @ care.sessions,
        "restored": case[-1] == 0,
        "whole": 0.6 + 0.2 * city.rank,
        "agency": 0.7 - 0.2 * last,
        "meaning": 0.6 - 0.1 * last,
        "connection": 0.7 - 0.1 * last,
        "resilient": ~need,
        "recovery": need & ~last,
        "delayed": last & late,
        "chronic": last & ~late,
        "refused_total": care.refused.sum(axis=0),
        **{f"refused_{name}": care.refused[b] for b, name in enumerate(BARRIERS)},
        **{f"sessions_{name}": care.sessions[p] for p, name in enumerate(PROGRAMMES)},
    }

    def histogram(bins: Array, who: Array) -> Array:
        counts = np.zeros((weeks + 2, n))
        counts[bins[who], np.flatnonzero(who)] = 1
        return city.by_group(counts).T

    return {
        "final": {name: city.by_group(np.asarray(value)) for name, value in person.items()},
        "histograms": {
            "wait": city.by_group(care.wait_histogram).T,
            "unserved": city.by_group(care.unserved()).T,
            "recovery": histogram(span, recovered),
            "onset": histogram(first, need),
        },
    }
