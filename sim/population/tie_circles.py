"""Who meets whom? Everyone is in several small circles, which overlap: at home, in the family, next door, at work, among friends.

    household    everyone under one roof
    kin          households of one group, some in the same place, the rest anywhere in the city; two or three make a family
    neighbours   adjacent households: the sociable are the core of the block, three blocks are the vicinity
    work         people who work in the same place, sorted by income with much noise, cut into teams, the sociable their core
    school       children of a place sorted by age, cut into classes
    friends      up to three circles for the sociable: near home (the same vicinity, of similar age), from work (the same or the next
                 team), or in another place (of similar group, sex, age and income)

Where people go declines with distance. Everything is keyed by identity; if an order of places is needed it is that of their
keys, so the order of the table does not matter.
Sources: Feld 1981, The focused organization of social ties, Am J Sociology 86:1015; McPherson, Smith-Lovin & Cook 2001, Birds of a
feather, Annual Review of Sociology 27:415.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64
from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, normals, uniforms
from sim.population.ages import ADULT
from sim.population.circles import PARTS, Circles, blank_circles, cut, cut_by, sorted_by, squash
from sim.population.distance import choose_places, cumulative_pull
from sim.population.households import Homes
from sim.population.residents import RACES
from sim.population.tie_plan import LAST_WORKING_YEAR, TiePlan

if TYPE_CHECKING:
    from sim.population.residents import Residents
    from sim.scenario.places import Places

__all__ = ["SCHOOL", "TEAM", "CircleSource", "meet", "town_of"]

KIN, WORK, CIRCLE, FRIENDS = (DECISION[name] for name in ("kin", "work", "circle", "friends"))
HOUSEHOLD, FAMILY, BLOCK, TEAM, SCHOOL, FRIEND = range(6)
TURNS = PARTS.count("friends")
SCHOOL_FROM = 5
# People who live together have friends together: in the order that circles are cut from, this share of the draw is individual.
OWN_DRAW = 2.0**-10
AGE_BANDS = 8
MIXED_RACE, MIXED_SEX = len(RACES), 2

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Groups = NDArray[np.int32]


class CircleSource(NamedTuple):
    """What circles are drawn from.

    race, block (h,): of each household; social, wealth (n,): sociability of residents (mean 1), standard score of log income;
    order (p,): the rank of each place by key; pull (p, p): cumulative pull of places, in the order of keys.
    """

    seed: int
    r: Residents
    homes: Homes
    plan: TiePlan
    race: NDArray[np.uint8]
    block: Groups
    social: Floats
    wealth: Floats
    order: Rows
    pull: Floats


@kernel
def sociable(z: Floats, spread: float) -> Floats:
    """Return exp(spread * z) with mean 1, `(n,)`."""
    out = np.empty(z.shape[0])
    for i in range(z.shape[0]):
        out[i] = exp64(spread * z[i] - 0.5 * spread * spread)
    return out


def blocks_of(homes: Homes, plan: TiePlan) -> Groups:
    """Return the block of each household, `(h,)`: adjacent households in a place."""
    group = np.empty(len(homes.size), np.int32)
    cut(np.arange(len(group)), np.diff(homes.start), plan.block_homes, plan.nests[BLOCK], group)
    return group


def town_of(
    seed: int, r: Residents, homes: Homes, race: NDArray[np.uint8], wealth: Floats, places: Places, plan: TiePlan
) -> CircleSource:
    """Return the source of circles for residents; `race` (h,) is that of the household, `wealth` (n,) a standard score."""
    by_key = np.argsort(places.key, kind="stable")
    people = places.population.astype(np.float64)[by_key]
    pull = cumulative_pull(places.lon[by_key], places.lat[by_key], people, plan.ties.friends_distance)
    social = sociable(normals(seed, CIRCLE, r.uid, 0), plan.sociability)
    return CircleSource(
        seed, r, homes, plan, race, blocks_of(homes, plan), social, wealth, np.argsort(by_key, kind="stable"), pull
    )  # fmt: skip


def kin_circles(town: CircleSource) -> Groups:
    """Return the circle of relatives of each household, `(h,)`."""
    homes, plan = town.homes, town.plan
    group, race = np.full(len(homes.size), -1, np.int32), town.race.astype(np.int64)
    stays = uniforms(town.seed, KIN, homes.key, 0) < plan.ties.kin_same_place
    near, far = np.flatnonzero(stays), np.flatnonzero(~stays)
    side_by_side = np.arange(len(near)) / max(len(near), 1)
    pools = homes.place[near] * len(RACES) + race[near]
    base = cut_by(pools, side_by_side, near, plan.kin_homes, plan.nests[FAMILY], group)
    anywhere = uniforms(town.seed, KIN, homes.key[far], 1)
    cut_by(race[far], anywhere, far, plan.kin_homes, plan.nests[FAMILY], group, base)
    return group


def destinations(town: CircleSource, rows: Rows, decision: int, occasion: int, stay: float) -> Rows:
    """Return the place, by rank of key, where each of `rows` goes: the home place with probability `stay`, else by pull, `(k,)`."""
    home, uid = town.order[town.r.place[rows]], town.r.uid[rows]
    stays = uniforms(town.seed, decision, uid, occasion) < stay
    stays |= town.pull[home, -1] <= 0.0
    return np.where(stays, home, choose_places(uniforms(town.seed, decision, uid, occasion + 1), home, town.pull))


def core_of(town: CircleSource, rows: Rows, occasion: int, share: float) -> NDArray[np.bool_]:
    """Return which of `rows` are in the core of their circle, likelier the sociable, `(k,)`."""
    return np.asarray(uniforms(town.seed, CIRCLE, town.r.uid[rows], occasion) < share * town.social[rows])


def blended(known: Floats, noise: Floats, likeness: float) -> Floats:
    """Return scores such that two people with the same score are correlated in `known` by `likeness`."""
    return np.asarray(np.sqrt(likeness) * known + np.sqrt(1.0 - likeness) * noise)


def meet_at_home(town: CircleSource, circles: Circles, adults: Rows) -> None:
    """Fill the parts household, kin and neighbours; children belong only to their household."""
    home = town.r.household
    circles.group[:, HOUSEHOLD], circles.core[:, HOUSEHOLD] = home, True
    circles.group[adults, FAMILY], circles.core[adults, FAMILY] = kin_circles(town)[home[adults]], True
    circles.group[adults, BLOCK] = town.block[home[adults]]
    circles.core[adults, BLOCK] = core_of(town, adults, 1, town.plan.block_core)


def meet_at_work(town: CircleSource, circles: Circles, adults: Rows) -> Rows:
    """Fill the part work; return the place of work by rank of key, -1 for none, `(n,)`."""
    r, plan = town.r, town.plan
    rows = adults[r.age[adults] <= LAST_WORKING_YEAR]
    rows = rows[uniforms(town.seed, WORK, r.uid[rows], 0) < plan.meeting.working]
    goes = destinations(town, rows, WORK, 1, plan.meeting.team_same_place)
    score = blended(town.wealth[rows], normals(town.seed, WORK, r.uid[rows], 3), plan.ties.alike_income)
    cut_by(goes, squash(score), rows, plan.meeting.team_size, 1, circles.group[:, TEAM])
    circles.core[rows, TEAM] = core_of(town, rows, 2, plan.team_core)
    at_work = np.full(len(r), -1)
    at_work[rows] = goes
    return at_work


def meet_at_school(town: CircleSource, circles: Circles) -> None:
    """Fill the part school: classes of similar age in the home place."""
    r = town.r
    rows = np.flatnonzero((r.age >= SCHOOL_FROM) & (r.age < ADULT))
    within = (r.age[rows] + uniforms(town.seed, WORK, r.uid[rows], 4)) / ADULT
    cut_by(r.place[rows].astype(np.int64), within, rows, town.plan.meeting.class_size, 1, circles.group[:, SCHOOL])


def likeness(town: CircleSource, rows: Rows, occasion: int) -> Floats:
    """Return numbers in [0, 1) that sort by group, sex, age and income, each blurred to the observed likeness, `(k,)`."""
    r, plan, uid, seed = town.r, town.plan, town.r.uid[rows], town.seed
    race = np.where(uniforms(seed, FRIENDS, uid, occasion) < plan.ties.alike_race, r.race[rows], MIXED_RACE)
    sex = np.where(uniforms(seed, FRIENDS, uid, occasion + 1) < plan.ties.alike_sex, r.female[rows], MIXED_SEX)
    years = (r.age[rows].astype(np.float64) - plan.ties.adults_mean_age) / plan.ties.adults_age_spread
    age = blended(years, normals(seed, FRIENDS, uid, occasion + 2), plan.ties.alike_age)
    means = blended(town.wealth[rows], normals(seed, FRIENDS, uid, occasion + 3), plan.ties.alike_income)
    bands = np.clip(np.floor(2.0 * age) + AGE_BANDS // 2, 0, AGE_BANDS - 1)
    kinds = (len(RACES) + 1) * (MIXED_SEX + 1) * AGE_BANDS
    return np.asarray(((race * (MIXED_SEX + 1) + sex) * AGE_BANDS + bands + squash(means)) / kinds)


def meet_friends(town: CircleSource, turn: int, rows: Rows, at_work: Rows, circles: Circles) -> None:
    """Assign `rows` to the circles of friends of one turn: near home, from work, or in another place."""
    r, plan, group, uid = town.r, town.plan, circles.group[:, FRIEND + turn], town.r.uid[rows]
    first = 16 * turn
    home = town.homes.key[r.household[rows]]
    draw = uniforms(town.seed, FRIENDS, home, first + 2)
    draw += (uniforms(town.seed, FRIENDS, uid, first + 4) - draw) * OWN_DRAW
    generation = (r.age[rows] // plan.ties.friends_generation).astype(np.int64)
    near = uniforms(town.seed, FRIENDS, home, first) < plan.ties.friends_same_place
    job = (at_work[rows] >= 0) & (uniforms(town.seed, FRIENDS, uid, first + 1) < plan.ties.friends_from_work) & ~near
    here, there, far = rows[near], rows[job], rows[~near & ~job]
    within = sorted_by(vicinity_in_place(town, here), generation[near], draw[near])
    base = cut_by(r.place[here].astype(np.int64), within, here, plan.ties.circle_size, plan.nests[FRIEND], group)
    within = sorted_by(circles.group[there, TEAM], generation[job], draw[job])
    base = cut_by(at_work[there], within, there, plan.ties.circle_size, plan.nests[FRIEND], group, base)
    goes = destinations(town, far, FRIENDS, first + 5, 0.0)
    cut_by(goes, likeness(town, far, first + 7), far, plan.ties.circle_size, plan.nests[FRIEND], group, base)
    circles.core[rows, FRIEND + turn] = True


def vicinity_in_place(town: CircleSource, rows: Rows) -> Rows:
    """Return the vicinity of residents, counted from 0 in each place, `(k,)`."""
    wide = (town.block // town.plan.nests[BLOCK]).astype(np.int64)
    first_home = np.minimum(town.homes.start[:-1], len(wide) - 1)
    return np.asarray(wide[town.r.household[rows]] - wide[first_home][town.r.place[rows]])


def withdrawn(town: CircleSource) -> NDArray[np.bool_]:
    """Return which residents meet nobody: some of the adults who live without another adult, `(n,)`."""
    r, grown = town.r, town.r.age >= ADULT
    adults = np.bincount(r.household, weights=grown, minlength=len(town.homes.size))
    alone = grown & (adults[r.household] == 1)
    return np.asarray(alone & (uniforms(town.seed, CIRCLE, r.uid, 3) < town.plan.withdrawn))


def meet(town: CircleSource) -> Circles:
    """Return the circles of all parts."""
    r = town.r
    circles, adults = blank_circles(len(r)), np.flatnonzero((r.age >= ADULT) & ~withdrawn(town))
    meet_at_home(town, circles, adults)
    at_work = meet_at_work(town, circles, adults)
    meet_at_school(town, circles)
    wish = town.plan.friend_circles * town.social[adults] + uniforms(town.seed, FRIENDS, r.uid[adults], 15)
    for turn in range(TURNS):
        meet_friends(town, turn, adults[wish >= turn + 1.0], at_work, circles)
    return circles
