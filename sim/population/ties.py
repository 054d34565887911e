"""Who gives support to whom? Ties in layers, as compressed sparse rows.

    chance_ij = dense, if both are in the core of the same small circle
                loose * sociable_i * sociable_j, elsewhere in the same wider circle
    one draw for each pair and part decides whether they are tied, whether the tie is mutual, and if not, its direction

The pair's draw is keyed by both residents, in either order. A pair that meets in several circles is drawn in each, in the
order of the parts, until it is tied: so a tie is in one layer only. Adults support the children of their household without
reciprocity; children give support to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, uniform
from sim.population.ages import ADULT
from sim.population.circles import PARTS, Circles
from sim.population.tie_plan import TiePlan

if TYPE_CHECKING:
    import networkx

    from sim.population.residents import Residents

__all__ = ["LAYERS", "Ties", "tie"]

LAYERS = ("household", "kin", "neighbours", "work", "friends")
LAYER_OF_PART = np.array([LAYERS.index("work" if part == "school" else part) for part in PARTS])
TIE = DECISION["tie"]
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
POSITIVE = np.uint64(0x7FFFFFFFFFFFFFFF)
LARGEST_LOOSE = 0.97
# The ties of a resident in a layer are counted in a byte.
MOST_TIES = 255

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Groups = NDArray[np.int32]


@dataclass(frozen=True)
class Ties:
    """Ties of support among residents; rows of givers[indptr[i]:indptr[i + 1]] give support to i, layer by layer, then by row.

    indptr int64 (n + 1,), givers int32 (t,), layer_counts uint8 (n, L): how many of them are in each layer.
    `names` are those of the layers; layers of own code come last.
    """

    indptr: NDArray[np.int64]
    givers: NDArray[np.int32]
    layer_counts: NDArray[np.uint8]
    names: tuple[str, ...] = LAYERS

    def __len__(self) -> int:
        return len(self.givers)

    def layer(self) -> NDArray[np.int8]:
        """Return the layer of each tie, `(t,)`."""
        n = len(self.layer_counts)
        return np.repeat(np.tile(np.arange(len(self.names), dtype=np.int8), n), self.layer_counts.ravel())

    def takers(self) -> NDArray[np.int32]:
        """Return the row of the resident supported by each tie, `(t,)`."""
        return np.repeat(np.arange(len(self.indptr) - 1, dtype=np.int32), np.diff(self.indptr))

    def to_networkx(self, layer: str | None = None) -> networkx.DiGraph[Any]:
        """Return a directed graph from giver to taker whose edges know their layer; only one layer if it is named."""
        import networkx

        graph = networkx.DiGraph()
        graph.add_nodes_from(range(len(self.indptr) - 1))
        layers = self.layer()
        keep = np.flatnonzero(layers == self.names.index(layer)) if layer else np.arange(len(self))
        givers, takers = self.givers[keep].tolist(), self.takers()[keep].tolist()
        names = (self.names[number] for number in layers[keep])
        graph.add_edges_from((g, t, {"layer": name}) for g, t, name in zip(givers, takers, names, strict=True))
        return graph


@kernel
def pair_key(a: int, b: int) -> int:
    """Return a key of two residents that is the same in either order."""
    low, high = np.uint64(min(a, b)), np.uint64(max(a, b))
    return int((low * GOLDEN + high) & POSITIVE)


class Crowd(NamedTuple):
    """What a pair's probabilities depend on, for `n` residents: group (n, L) and core (n, L) as in `Circles`, the rest (n,)."""

    uid: Rows
    home: Groups
    child: NDArray[np.bool_]
    social: Floats
    group: Groups
    core: NDArray[np.bool_]


class Odds(NamedTuple):
    """The probabilities of each part, `(L,)`, and how many small circles make a wider one."""

    dense: Floats
    loose: Floats
    mutual: Floats
    nests: Rows


@kernel
def chance_of(part: int, i: int, j: int, who: Crowd, odds: Odds) -> float:
    """Return the probability of a tie between two residents in the same wider circle of a part."""
    if part == 0 and who.child[i] != who.child[j]:
        return 1.0
    if who.group[i, part] == who.group[j, part] and who.core[i, part] and who.core[j, part]:
        return float(odds.dense[part])
    return float(min(odds.loose[part] * who.social[i] * who.social[j], LARGEST_LOOSE))


@kernel
def tied_before(seed: int, part: int, i: int, j: int, key: int, who: Crowd, odds: Odds) -> bool:
    """Return whether two residents became tied in an earlier part."""
    for e in range(part):
        a, b = who.group[i, e], who.group[j, e]
        met = a >= 0 and b >= 0 and a // odds.nests[e] == b // odds.nests[e]
        if met and uniform(seed, TIE, key, e) < chance_of(e, i, j, who, odds):
            return True
    return False


@kernel
def bring_together(members: Groups, town: Crowd, who: Crowd) -> None:
    """Copy the attributes of a circle's members into a small crowd that fits the processor cache."""
    for x in range(members.shape[0]):
        i = members[x]
        who.uid[x], who.home[x], who.child[x], who.social[x] = town.uid[i], town.home[i], town.child[i], town.social[i]
        for e in range(who.group.shape[1]):
            who.group[x, e], who.core[x, e] = town.group[i, e], town.core[i, e]


@kernel
def members_of(group: Groups, nest: int) -> tuple[Rows, Groups]:
    """Return the start of each wider circle's members, and the members themselves in ascending rows."""
    last = -1
    for g in group:
        last = max(last, g // nest)
    starts = np.zeros(last + 2, np.int64)
    for g in group:
        if g >= 0:
            starts[g // nest + 1] += 1
    starts = np.cumsum(starts)
    members, at = np.empty(starts[-1], np.int32), starts[:-1].copy()
    for i in range(group.shape[0]):
        if group[i] >= 0:
            circle = group[i] // nest
            members[at[circle]] = i
            at[circle] += 1
    return starts, members


@kernel
def directions(draw: float, x: int, y: int, who: Crowd, part: int, mutual: float) -> tuple[bool, bool]:
    """Return for two tied residents whether the first gives to the second, and the second to the first; `draw` is uniform in (0, 1)."""
    if who.child[x] != who.child[y]:
        return who.child[y], who.child[x]
    lower = who.uid[x] < who.uid[y]
    if draw < mutual:
        return True, True
    first = lower == (draw < 0.5 * (1.0 + mutual))
    return first, not first


@kernel
def link(
    seed: int, part: int, layer: int, starts: Rows, members: Groups, town: Crowd, who: Crowd, odds: Odds,
    draw: Floats, keys: Rows, counts: NDArray[np.uint8], cursor: Rows, givers: Groups,
) -> None:  # fmt: skip
    """Draw every pair of each wider circle of a part; count their ties by layer or, once `givers` has room, write them.

    `who`, `draw` and `keys` are buffers for the members of the largest circle.
    """
    writing = givers.shape[0] > 0
    for circle in range(starts.shape[0] - 1):
        here = members[starts[circle] : starts[circle + 1]]
        bring_together(here, town, who)
        for x in range(here.shape[0]):
            for y in range(x + 1, here.shape[0]):
                keys[y] = pair_key(who.uid[x], who.uid[y])
                draw[y] = uniform(seed, TIE, keys[y], part)
            for y in range(x + 1, here.shape[0]):
                chance = chance_of(part, x, y, who, odds)
                if draw[y] >= chance or (part > 0 and who.home[x] == who.home[y]):
                    continue
                if part > 1 and tied_before(seed, part, x, y, keys[y], who, odds):
                    continue
                x_gives, y_gives = directions(draw[y] / chance, x, y, who, part, odds.mutual[part])
                if writing:
                    if y_gives:
                        givers[cursor[here[x]]] = here[y]
                        cursor[here[x]] += 1
                    if x_gives:
                        givers[cursor[here[y]]] = here[x]
                        cursor[here[y]] += 1
                else:
                    counts[here[x], layer] += y_gives
                    counts[here[y], layer] += x_gives


@kernel
def sort_last(indptr: Rows, length: NDArray[np.uint8], givers: Groups) -> None:
    """Sort the last `length` (n,) givers of each resident by row."""
    for i in range(length.shape[0]):
        first = indptr[i + 1] - length[i]
        for t in range(first + 1, indptr[i + 1]):
            giver, at = givers[t], t
            while at > first and givers[at - 1] > giver:
                givers[at] = givers[at - 1]
                at -= 1
            givers[at] = giver


def room_for(members: int, parts: int) -> Crowd:
    """Return an empty crowd of this many residents."""
    return Crowd(
        np.empty(members, np.int64), np.empty(members, np.int32), np.empty(members, np.bool_), np.empty(members),
        np.empty((members, parts), np.int32), np.empty((members, parts), np.bool_),
    )  # fmt: skip


def largest_circle(starts: Rows, part: str) -> int:
    """Return the members of the largest wider circle of a part; ValueError if their ties would not fit into a byte."""
    largest = int(np.diff(starts).max(initial=0))
    if largest * PARTS.count(part) > MOST_TIES:
        raise ValueError(
            f"a circle of the part {part!r} would have {largest:,} members; {MOST_TIES // PARTS.count(part)} is the most."
            " Lower circle_size, team_size or class_size in the numbers of community.toml"
        )
    return largest


def tie(seed: int, r: Residents, circles: Circles, social: Floats, plan: TiePlan) -> Ties:
    """Return the ties that form in circles: one pass to count them, one to write them."""
    town = Crowd(r.uid, r.household, r.age < ADULT, social, circles.group, circles.core)
    odds = Odds(*(np.array(numbers) for numbers in (plan.dense, plan.loose, plan.mutual, plan.nests)))
    counts = np.zeros((len(r), len(LAYERS)), np.uint8)

    def go_round(cursor: Rows, givers: Groups) -> None:
        for part, nest in enumerate(plan.nests):
            starts, members = members_of(np.ascontiguousarray(circles.group[:, part]), nest)
            largest = largest_circle(starts, PARTS[part])
            link(
                seed, part, int(LAYER_OF_PART[part]), starts, members, town, room_for(largest, len(PARTS)), odds,
                np.empty(largest), np.empty(largest, np.int64), counts, cursor, givers,
            )  # fmt: skip

    go_round(np.empty(0, np.int64), np.empty(0, np.int32))
    indptr = np.zeros(len(r) + 1, np.int64)
    np.cumsum(counts.sum(axis=1, dtype=np.int64), out=indptr[1:])
    givers = np.empty(indptr[-1], np.int32)
    go_round(indptr[:-1].copy(), givers)
    sort_last(indptr, counts[:, LAYERS.index("friends")].copy(), givers)
    return Ties(indptr, givers, counts)
