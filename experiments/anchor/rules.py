"""What do the earlier model's own rules give, and with which probabilities do people come? The rules alone, run for the initial cases.

    python experiments/anchor/rules.py          the probabilities that the setting `anchor` of scenarios/sandy.toml takes from them

    every week from week 4 on, while symptoms > 6
        stepped care    a session of therapy with chance p_therapy (at most 16), or else one of the skills course with p_skills (at most 5)
        usual care      a session of the skills course with p_skills (at most 5)
    symptoms <- symptoms * (1 - potency * 0.36 / 8)      after a session of therapy
                symptoms * (1 - potency * 0.2 / 5)       after a session of the skills course
                symptoms * (1 - potency * 0.14 / 12)     in 3 of 10 weeks without either
    potency      = 1 - 0.1 * away - 0.2 * (income lost and not yet restored)
    logit p      = constant + sex + group + age + care before the storm

Restored 12 weeks and twice 8 to 16 after the first visit, with social services twice 1 to 3. Written from the rules as read in the source
code (`sandycode_*` in ../shared/evidence/evidence.csv, and its notes: the skills course is drawn in any week without
therapy, and treatment ends with illness). Unavailable inputs are assumed here: symptoms evenly from 7 to 17, damage as in our own town.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from sim.population import Community, settle
from sim.scenario import load

__all__ = ["Lives", "People", "drawn", "lived"]

Array = NDArray[np.float64]
# Constant, male, Black, Hispanic, other groups, 35 to 64, 65 and over; for chances of sessions last care before the storm.
THERAPY = (-2.11, -0.1941, -0.5237, -1.0845, -0.2653, -0.1139, 0.2455, 1.8377)
SKILLS = (-1.7778, 0.00136, -0.6774, -0.8136, -0.3118, -0.0549, 0.3746, 1.4076)
THERAPY_WELL = (-4.1636, -0.6422, -0.8040, -0.6795, 0.1976, 0.1453, -0.4203, 2.4109)
SKILLS_WELL = (-3.7355, -0.5319, -1.2562, -0.4632, 0.1427, 0.1703, -0.5289, 2.0696)
BEFORE = {
    THERAPY: (0.2887, -0.1323, -0.4647, -0.4502, -1.2979, 0.1119, -0.1129),
    SKILLS: (0.6048, -0.3331, -0.5914, -0.4878, -0.8119, 0.2076, -0.0720),
    THERAPY_WELL: (-1.3360, -0.0881, -0.7250, -0.3133, -0.7122, 0.6201, -0.6444),
    SKILLS_WELL: (-1.095, -0.2119, -0.5343, -0.2377, -0.7551, 0.5693, -0.5413),
}
LINE, LEAST, MOST = 6, 7, 17
SCREEN_WEEK, LAST_WEEK, FOUND = 4, 104, 0.8
THERAPY_SESSIONS, SKILLS_SESSIONS = 16, 5
# Shares of the initial cases of our own town under the setting, and their weeks away.
INCOME_LOST, AWAY, WEEKS_AWAY = 0.38, 0.65, (1, 14)
WAIT, SLOW, QUICK = 12, (8, 16), (1, 3)


class People(NamedTuple):
    """Initial cases: log odds of coming to therapy and to the skills course `(n,)`, and what the storm took."""

    therapy: Array
    skills: Array
    income_lost: NDArray[np.bool_]
    weeks_away: NDArray[np.int64]


class Lives(NamedTuple):
    """Share still ill by week `(W + 1,)`, and the sessions of each kind that a case came to."""

    ill: Array
    therapy: float
    skills: float


def chance(logit: Array) -> Array:
    """Return probabilities from log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def log_odds(kind: tuple[float, ...], traits: Array, luck: np.random.Generator) -> Array:
    """Return each person's log odds of coming to a kind of session in a week `(n,)`; `traits` is `(n, 7)`, 1 first."""
    before = luck.random(len(traits)) < chance(traits @ np.array(BEFORE[kind]))
    return traits @ np.array(kind[:7]) + kind[7] * before


def traits_of(community: Community) -> Array:
    """Return a one, sex, group and age of the adults of a community, `(n, 7)`."""
    r = community.residents
    male, age, race = 1 - r.female, r.age, r.race
    table = np.stack(
        [np.ones(len(age)), male, race == 1, race == 2, race > 2, (age >= 35) & (age < 65), age >= 65], axis=1
    )
    return np.asarray(table[age >= 18], np.float64)


def drawn(community: Community, luck: np.random.Generator, both: bool = False) -> People:
    """Return as many initial cases as the community has adults; with `both` all of them lost income and live away."""
    traits = traits_of(community)
    n = len(traits)
    away = luck.integers(WEEKS_AWAY[0], WEEKS_AWAY[1] + 1, n)
    return People(
        log_odds(THERAPY, traits, luck), log_odds(SKILLS, traits, luck),
        np.full(n, True) if both else luck.random(n) < INCOME_LOST,
        away if both else away * (luck.random(n) < AWAY),
    )  # fmt: skip


def lived(people: People, stepped: bool, services: bool, seed: int, weeks: int = LAST_WEEK) -> Lives:
    """Simulate the initial cases under a plan, with or without social services."""
    luck = np.random.default_rng(seed)
    n = len(people.therapy)
    symptoms = luck.integers(LEAST, MOST + 1, n).astype(np.float64)
    found = luck.random(n) < FOUND
    steps = luck.integers(*((QUICK if services else SLOW)[0], (QUICK if services else SLOW)[1] + 1), (2, n)).sum(axis=0)
    first, came = np.full(n, weeks + 1), np.zeros((2, n), int)
    ill = np.ones(weeks + 1)
    for week in range(1, weeks + 1):
        open_now = (symptoms > LINE) & (SCREEN_WEEK <= week <= LAST_WEEK)
        draws = luck.random((3, n))
        therapy = open_now & found & stepped & (draws[0] < chance(people.therapy))
        skills = open_now & ~therapy & (draws[1] < chance(people.skills)) & (came[1] < SKILLS_SESSIONS)
        therapy &= came[0] < THERAPY_SESSIONS
        first = np.where((therapy | skills) & (first > weeks), week, first)
        short = people.income_lost & (week <= first + WAIT + steps)
        potency = 1.0 - 0.1 * (people.weeks_away > week) - 0.2 * short
        decay = np.where(draws[2] < 0.3, 0.14 / 12, 0.0)
        symptoms *= 1.0 - potency * np.where(therapy, 0.36 / 8, np.where(skills, 0.2 / 5, decay))
        came += np.stack([therapy, skills])
        ill[week] = (symptoms > LINE).mean()
    return Lives(ill, float(came[0].mean()), float(came[1].mean()))


def chances(community: Community) -> Iterator[tuple[str, float, float]]:
    """Yield (what, the chance at the mean of its log odds, the standard deviation of the log odds) for the setting."""
    luck, traits = np.random.default_rng(1), traits_of(community)
    ill, well = (
        [log_odds(kind, traits, luck) for kind in kinds] for kinds in ((THERAPY, SKILLS), (THERAPY_WELL, SKILLS_WELL))
    )
    for who, (therapy, skills) in (("ill", ill), ("not ill", well)):
        either = chance(therapy) + (1.0 - chance(therapy)) * chance(skills)
        beside = np.log(either / (1.0 - either))
        for kind, logit in (("therapy", therapy), ("skills course", skills), ("either of them", beside)):
            yield f"{kind}, {who}", float(chance(logit.mean())), float(logit.std())


def main() -> None:
    """Print the weekly probabilities of coming, and the results of the rules."""
    community = settle(load("sandy", None, "anchor"), 0.01)
    for what, middle, spread in chances(community):
        print(f"{what:25} {middle:.3f} a week, log odds spread by {spread:.2f}")
    people = drawn(community, np.random.default_rng(2))
    for name, stepped in (("usual care", False), ("stepped care", True)):
        lives = lived(people, stepped, False, 3)
        told = ", ".join(f"week {week} {lives.ill[week]:.3f}" for week in (13, 26, 65, 78, 91, 104))
        print(f"{name}: still ill {told}; sessions a case {lives.therapy:.1f} therapy, {lives.skills:.1f} skills")


if __name__ == "__main__":
    main()
