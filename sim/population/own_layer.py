"""How is a custom network layer added? From groups whose members all know each other, or from pairs, beside the model's ties.

    class Choir(sim.Layer):
        \"\"\"Choirs of about twelve.\"\"\"

        def groups(self, community): ...       # (n,) the number of each resident's group, -1 for none

Support flows along such a tie as along one among friends. A pair that is tied already stays in its layer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.own import OwnDeclaration
from sim.population.ties import LAYERS, MOST_TIES, Ties
from sim.scenario.own_code import OwnCodeError

__all__ = ["Layer", "with_layers"]

LARGEST_GROUP = 100


class Layer(OwnDeclaration):
    """Base of a custom network layer (`sim.Layer`): write `groups(community)`, or `pairs(community)` for any other shape.

    >>> class Neighbours(sim.Layer):
    ...     name = "next_door"
    ...     def groups(self, community):
    ...         return community.residents.household // 2
    >>> sim.settle(sim.with_code("minimal", Neighbours), 0.1).ties.names[-1]
    'next_door'
    """

    own_kind = "layer"
    verb = "groups"

    def groups(self, community: Any) -> Any:
        """Return the number of each resident's group, whole numbers `(n,)`; -1 for none."""
        raise ValueError(f"{self.name}: write a method groups(self, community) or pairs(self, community)")

    def pairs(self, community: Any) -> NDArray[np.int64]:
        """Return rows of residents who support each other, `(m, 2)`; people who share a group, unless a subclass says otherwise."""
        group = np.asarray(self.groups(community))
        members = [np.flatnonzero(group == one) for one in np.unique(group[group >= 0])]
        for rows in members:
            if len(rows) > LARGEST_GROUP:
                raise ValueError(f"a group of {len(rows)} residents; allowed are {LARGEST_GROUP} at most")
        made = [np.stack(np.triu_indices(len(rows), 1), axis=1) for rows in members]
        joined = [rows[pair] for rows, pair in zip(members, made, strict=True)]
        return np.concatenate(joined).astype(np.int64) if joined else np.empty((0, 2), np.int64)

    def check(self) -> None:
        """Raise ValueError for the name of a layer of the model."""
        if self.name in LAYERS:
            raise ValueError(f"the model has a layer {self.name!r} already; choose another name")


def with_layers(community: Any, layers: Iterable[Layer]) -> Any:
    """Return a community with further layers of ties; OwnCodeError if one cannot be made."""
    for layer in layers:
        try:
            pairs = np.asarray(layer.pairs(community))
            community = replace(community, ties=joined(community.ties, layer.name, pairs))
        except Exception as problem:
            raise OwnCodeError(f"{layer.name}: {type(problem).__name__}: {problem}") from problem
    return community


def joined(ties: Ties, name: str, pairs: NDArray[np.int64]) -> Ties:
    """Return the ties with one more layer, in which both of each pair support the other."""
    n = len(ties.indptr) - 1
    if pairs.ndim != 2 or pairs.shape[1] != 2 or (len(pairs) and not (pairs.min() >= 0 and pairs.max() < n)):
        raise ValueError(f"pairs of shape {pairs.shape}; wanted are rows of residents, (m, 2), from 0 to {n - 1}")
    both = np.concatenate([pairs, pairs[:, ::-1]]).astype(np.int64)
    held = ties.takers().astype(np.int64) * n + ties.givers
    fresh = np.setdiff1d(np.unique(both[:, 0] * n + both[:, 1]), held)
    takers, givers = np.divmod(fresh, n)
    apart = takers != givers
    takers, givers = takers[apart], givers[apart]
    counts = np.bincount(takers, minlength=n)
    if counts.max(initial=0) > MOST_TIES:
        raise ValueError(f"a resident with {counts.max()} ties in this layer; allowed are {MOST_TIES}")
    # The new layer comes last among the ties of each resident.
    mixed = np.concatenate([ties.givers, givers.astype(np.int32)])
    order = np.argsort(np.concatenate([ties.takers(), takers]), kind="stable")
    return Ties(
        np.concatenate([[0], np.cumsum(np.diff(ties.indptr) + counts)]).astype(np.int64),
        np.ascontiguousarray(mixed[order]), np.column_stack([ties.layer_counts, counts.astype(np.uint8)]), (*ties.names, name),
    )  # fmt: skip
