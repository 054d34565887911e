"""How do several threads share a week? Each takes a part of the residents through a kernel that asks nothing of the others.

    spread(world, kernel, shared, columns)      kernel(*shared, *columns), by `world.threads` threads at a time
    in_parts(world, length, act)                act(part) for each part of so many rows, in order; returns what each gave

Only what does each resident alone is shared out, and sums are of whole numbers, so the bytes are the same for any number of threads.
Kernels let go of Python's lock (`nogil`), so plain threads are enough: no copies and no second process. Small towns are not shared out:
handing a part to a thread takes longer than 8,192 residents do.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeVar

from numpy.typing import NDArray

from sim.community.world import World

__all__ = ["in_parts", "spread"]

Gave = TypeVar("Gave")
# Parts begin at whole multiples of this, so that no two threads write into one line of the cache, and none gets fewer rows.
ROWS = 8192


def spread(
    world: World, kernel: Callable[..., Any], shared: tuple[Any, ...], columns: tuple[NDArray[Any], ...]
) -> None:
    """Call a kernel that does each row alone; `shared` goes to each thread as it is, of `columns` (n, ...) each gets its part."""
    n = len(columns[0])
    if world.threads == 1 or n < 2 * ROWS:
        kernel(*shared, *columns)
    else:
        in_parts(world, n, lambda part: kernel(*shared, *(column[part] for column in columns)))


def in_parts(world: World, length: int, act: Callable[[slice], Gave]) -> list[Gave]:
    """Return what `act` gives for each part of so many rows, in the order of rows."""
    parts = parts_of(length, world.threads)
    if len(parts) == 1:
        return [act(parts[0])]
    pool: ThreadPoolExecutor = world.once("community.threads", lambda w: ThreadPoolExecutor(w.threads - 1))
    others = [pool.submit(act, part) for part in parts[1:]]
    first = act(parts[0])
    return [first, *(other.result() for other in others)]


def parts_of(length: int, threads: int) -> list[slice]:
    """Return at most so many parts of about the same length, none shorter than ROWS unless it is all there is."""
    blocks = max(length // ROWS, 1)
    count = min(threads, blocks)
    cuts = [blocks * k // count * ROWS for k in range(count)] + [length]
    return [slice(first, last) for first, last in pairwise(cuts)]
