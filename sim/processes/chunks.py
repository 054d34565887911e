"""How do several threads share a week, and why is it processed chunk by chunk?

    later(world, kernel, shared, columns)       kernel(*shared, *columns), chunk by chunk, with the passes before and after it in the week
    catch_up(world)                             run the deferred passes
    in_parts(world, length, act)                act(part) for each chunk of the residents; returns the results in order of rows
    over_list(world, length, act)               the same for a list of some of them
    kept(world, act, *lists)                    act(part) keeps some entries at the start of its part of the lists; returns the total kept

Only work on individual residents is shared out, and sums are of whole numbers, so the bytes are the same for any number of threads and
any chunk length. Kernels release Python's lock (`nogil`), so plain threads are enough: no copies and no second process. The next free
thread takes the next chunk, so that none waits long for another.

Memory is slower than the processor, and two cores get little more from it than one. Work on individual residents is therefore
deferred while `run.live` goes through a week, until a process comes that is not `lazy` or needs more; then all of it runs over one chunk
of residents after the other, while its columns are in the cache. Small towns are one chunk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeVar

from numpy.typing import NDArray

from sim.processes.state import Pass, World

__all__ = ["catch_up", "in_parts", "kept", "later", "over_list"]

Gave = TypeVar("Gave")
# Chunks begin at whole multiples of this, so that no two threads write to one cache line, and none gets fewer rows: handing
# over a smaller chunk takes longer than processing it.
ROWS = 8192
# About this many rows form a chunk: columns of a group of processes then fit in the shared cache (some 100 bytes per resident).
NEAR = 4 * ROWS
# The smallest useful chunk of a list of rows: work on residents in care takes longer than a pass.
LISTED = 256


def later(world: World, kernel: Callable[..., Any], shared: tuple[Any, ...], columns: tuple[NDArray[Any], ...]) -> None:
    """Call a kernel that treats each row alone; each chunk gets `shared` unchanged and its rows of `columns` (n, ...).

    Within a week of `run.live` it is deferred until the columns are needed; anywhere else it runs at once.
    """
    one = Pass(kernel, shared, columns)
    if world.put_off is None:
        do(world, [one])
    else:
        world.put_off.append(one)


def catch_up(world: World) -> None:
    """Run the deferred passes, each chunk of residents through all of them."""
    if world.put_off:
        passes, world.put_off = world.put_off, []
        do(world, passes)


def do(world: World, passes: list[Pass]) -> None:
    """Take each chunk of residents through some passes, one after the other."""

    def act(part: slice) -> None:
        for kernel, shared, columns in passes:
            kernel(*shared, *(column[part] for column in columns))

    in_parts(world, len(passes[0].columns[0]), act)


def in_parts(world: World, length: int, act: Callable[[slice], Gave], near: int | None = None) -> list[Gave]:
    """Return the results of `act` for each chunk of the residents' rows, in order; a chunk has about `near` rows."""
    return shared_out(world, parts_of(length, world.threads, ROWS, near or NEAR), act)


def over_list(world: World, length: int, act: Callable[[slice], Gave]) -> list[Gave]:
    """Return the results of `act` for each part of a list of residents, in the order of the list."""
    return shared_out(world, parts_of(length, world.threads, LISTED, max(length, 1)), act)


def kept(world: World, act: Callable[[slice], tuple[int, ...]], *lists: NDArray[Any]) -> tuple[int, ...]:
    """Let `act` keep some entries of lists of the same length, part by part, and return how many of each list are kept in all.

    `act` moves the entries it keeps to the start of its part of each list, in order, and returns their number; gaps are closed here.
    """
    totals = [0] * len(lists)
    for start, counts in over_list(world, len(lists[0]), lambda part: (part.start, act(part))):
        for k, (rows, some) in enumerate(zip(lists, counts, strict=True)):
            if start > totals[k]:
                rows[totals[k] : totals[k] + some] = rows[start : start + some]
            totals[k] += some
    return tuple(totals)


def shared_out(world: World, parts: list[slice], act: Callable[[slice], Gave]) -> list[Gave]:
    """Return the results of `act` for each chunk, in order; with threads, the next free one takes the next chunk."""
    if world.threads == 1 or len(parts) == 1:
        return [act(part) for part in parts]
    gave: list[Any] = [None] * len(parts)
    left = deque(enumerate(parts))

    def taken() -> tuple[int, slice] | None:
        # Two threads may see the last chunk; popping from the deque is safe.
        try:
            return left.popleft()
        except IndexError:
            return None

    def work() -> None:
        try:
            while (piece := taken()) is not None:
                gave[piece[0]] = act(piece[1])
        finally:
            # After an error no further chunk is started.
            left.clear()

    pool: ThreadPoolExecutor = world.once("thread_pool", lambda w: ThreadPoolExecutor(w.threads - 1))
    others = [pool.submit(work) for _ in range(min(world.threads, len(parts)) - 1)]
    try:
        work()
    finally:
        for other in others:
            other.result()
    return gave


def parts_of(length: int, threads: int, rows: int, near: int) -> list[slice]:
    """Return chunks of about equal length: at least one per thread, none longer than about `near`, none shorter than `rows`."""
    blocks = max(length // rows, 1)
    count = min(max(threads, -(-length // near)), blocks)
    cuts = [blocks * k // count * rows for k in range(count)] + [length]
    return [slice(first, last) for first, last in pairwise(cuts)]
