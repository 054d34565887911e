"""Are the ties like those of real communities? Statistics of the network of adults, compared with published ones.

    reciprocity    share of ties that are returned
    clustering     mean over people of (ties among those they share a tie with) / (pairs of them), 0 for fewer than two
    likeness       assortativity (Newman): of a group, (same - expected) / (1 - expected); of a number, the correlation across ties

Clustering is measured on a keyed sample of adults. Targets were computed for this project from open data: Koster 2018 (all adults of a
village, tangible support), Lazega 2001 (71 lawyers, friends), Freeman et al. 1998 (217 residents of a hall, friends), Coleman, Katz &
Menzel 1966 (246 physicians). A village of 108 is dense by its size (0.16 of all pairs), so its clustering is above that of a city.
Source: Newman 2003, Mixing patterns in networks, Physical Review E 67:026126.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, uniforms
from sim.population.ages import ADULT
from sim.population.ties import LAYERS, Ties

if TYPE_CHECKING:
    import pandas as pd

    from sim.population.residents import Residents
    from sim.population.settle import Community

__all__ = ["TARGETS", "NetworkTarget", "compare_networks", "network_statistics"]

SAMPLE = 4000
CLUSTERING_OCCASION = 90

Rows = NDArray[np.int64]
Groups = NDArray[np.int32]


class NetworkTarget(NamedTuple):
    """Measured values: in the village, the lowest and highest in the other networks, and a description."""

    village: float
    low: float
    high: float
    meaning: str


TARGETS = {
    "given": NetworkTarget(13.17, 4.47, 13.17, "people an adult gives support to"),
    "people": NetworkTarget(16.94, 7.51, 16.95, "people an adult shares a tie with, either way"),
    "people_spread": NetworkTarget(9.68, 4.06, 9.68, "standard deviation of that"),
    "isolates": NetworkTarget(0.028, 0.0, 0.028, "share of adults without a tie"),
    "reciprocity": NetworkTarget(0.713, 0.319, 0.713, "share of ties that are returned"),
    "clustering": NetworkTarget(0.511, 0.305, 0.511, "share of one's people who are tied to each other"),
    "alike_household": NetworkTarget(0.137, 0.137, 0.137, "likeness in household"),
    "alike_place": NetworkTarget(np.nan, np.nan, np.nan, "likeness in place"),
    "alike_race": NetworkTarget(np.nan, np.nan, np.nan, "likeness in race/ethnicity"),
    "alike_sex": NetworkTarget(0.048, 0.048, 0.199, "likeness in sex"),
    "alike_age": NetworkTarget(0.015, 0.015, 0.430, "likeness in age"),
    "alike_income": NetworkTarget(0.033, 0.033, 0.033, "likeness in income (wealth in the village)"),
}


class Adults(NamedTuple):
    """The network of adults: rows of residents `(a,)`, and for each adult, by number, who shares a tie either way, ascending."""

    rows: Rows
    givers: Groups
    takers: Groups
    start: Rows
    people: Groups


@kernel
def both_ways(givers: Groups, takers: Groups, n: int) -> tuple[Rows, Groups]:
    """Return the compressed rows of who shares a tie either way; mutual ties appear twice."""
    start = np.zeros(n + 1, np.int64)
    for t in range(givers.shape[0]):
        start[givers[t] + 1] += 1
        start[takers[t] + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    at, people = start[:-1].copy(), np.empty(start[n], np.int32)
    for t in range(givers.shape[0]):
        people[at[givers[t]]], people[at[takers[t]]] = takers[t], givers[t]
        at[givers[t]] += 1
        at[takers[t]] += 1
    return start, people


@kernel
def each_once(start: Rows, people: Groups) -> tuple[Rows, Groups]:
    """Return compressed rows without duplicates, ascending."""
    out, once = np.zeros_like(start), np.empty_like(people)
    end = 0
    for i in range(start.shape[0] - 1):
        row = np.sort(people[start[i] : start[i + 1]])
        for k in range(row.shape[0]):
            if k == 0 or row[k] != row[k - 1]:
                once[end] = row[k]
                end += 1
        out[i + 1] = end
    return out, once[:end]


@kernel
def clustering_of(chosen: Rows, start: Rows, people: Groups) -> NDArray[np.float64]:
    """Return the local clustering of some adults, `(k,)`: ties among their people over pairs of them."""
    out = np.zeros(chosen.shape[0])
    for c in range(chosen.shape[0]):
        row = people[start[chosen[c]] : start[chosen[c] + 1]]
        tied = 0
        for i in row:
            a, b = 0, start[i]
            while a < row.shape[0] and b < start[i + 1]:
                if row[a] == people[b]:
                    tied += 1
                    a += 1
                    b += 1
                elif row[a] < people[b]:
                    a += 1
                else:
                    b += 1
        pairs = row.shape[0] * (row.shape[0] - 1)
        out[c] = tied / pairs if pairs > 0 else 0.0
    return out


def adults_of(r: Residents, ties: Ties) -> Adults:
    """Return the network of adults of a community."""
    number = np.cumsum(r.age >= ADULT, dtype=np.int64) - 1
    takers = ties.takers()
    keep = (r.age[ties.givers] >= ADULT) & (r.age[takers] >= ADULT)
    givers, taken = number[ties.givers[keep]].astype(np.int32), number[takers[keep]].astype(np.int32)
    rows = np.flatnonzero(r.age >= ADULT)
    return Adults(rows, givers, taken, *each_once(*both_ways(givers, taken, len(rows))))


def alike(groups: NDArray[np.int64], givers: Groups, takers: Groups) -> float:
    """Return the assortativity of ties by group, NaN if there is only one group."""
    if len(givers) == 0:
        return float("nan")
    same = float(np.mean(groups[givers] == groups[takers]))
    size = int(groups.max()) + 1
    gives, takes = (np.bincount(groups[end], minlength=size) / len(givers) for end in (givers, takers))
    expected = float(gives @ takes)
    return (same - expected) / (1.0 - expected) if expected < 1.0 else float("nan")


def correlated(values: NDArray[np.float64], givers: Groups, takers: Groups) -> float:
    """Return the correlation of a number across ties, counted in both directions."""
    a, b = values[givers], values[takers]
    x, y = np.concatenate([a, b]), np.concatenate([b, a])
    return float(np.corrcoef(x, y)[0, 1]) if len(a) > 1 and x.std() > 0 else float("nan")


def network_statistics(community: Community) -> dict[str, float]:
    """Return the statistics of a community's ties among adults, by the names of TARGETS and `given_<layer>`; units as in TARGETS."""
    r, ties = community.residents, community.ties
    net = adults_of(r, ties)
    people, adults = np.diff(net.start), max(len(net.rows), 1)
    draw = uniforms(0, DECISION["circle"], r.uid[net.rows], CLUSTERING_OCCASION)
    chosen = np.flatnonzero(draw < SAMPLE / adults)
    mutual = 2 * len(net.givers) - int(net.start[-1])
    income = np.log(np.maximum(r.income[net.rows], 1e-3)).astype(np.float64)
    by_layer = ties.layer_counts[net.rows].sum(axis=0, dtype=np.int64)
    ends = net.givers, net.takers
    return {
        "given": len(net.givers) / adults,
        "people": float(people.mean()),
        "people_spread": float(people.std()),
        "isolates": float(np.mean(people == 0)),
        "reciprocity": mutual / max(len(net.givers), 1),
        "clustering": float(clustering_of(chosen, net.start, net.people).mean()) if len(chosen) else float("nan"),
        "alike_household": alike(r.household[net.rows].astype(np.int64), *ends),
        "alike_place": alike(r.place[net.rows].astype(np.int64), *ends),
        "alike_race": alike(r.race[net.rows].astype(np.int64), *ends),
        "alike_sex": alike(r.female[net.rows].astype(np.int64), *ends),
        "alike_age": correlated(r.age[net.rows].astype(np.float64), *ends),
        "alike_income": correlated(income, *ends),
        **{f"given_{layer}": float(by_layer[k]) / adults for k, layer in enumerate(LAYERS)},
    }


def compare_networks(community: Community) -> pd.DataFrame:
    """Return the network of a community beside real ones: statistic, here, village, low, high, meaning; NaN if not measured."""
    import pandas as pd

    here = network_statistics(community)
    rows = [(name, here[name], *target) for name, target in TARGETS.items()]
    return pd.DataFrame(rows, columns=["statistic", "here", "village", "low", "high", "meaning"])
