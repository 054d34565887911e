"""How do several threads share a week, and why is it lived part by part?

    later(world, kernel, shared, columns)       kernel(*shared, *columns), part by part, with what comes before and after it in the week
    catch_up(world)                             do what was put off
    in_parts(world, length, act)                act(part) for each part of the residents; returns what each gave, in order of rows
    over_list(world, length, act)               the same for a list of some of them
    kept(world, act, *lists)                    act(part) keeps some at the beginning of its part of lists; returns how many are kept in all

Only what does each resident alone is shared out, and sums are of whole numbers, so the bytes are the same for any number of threads and
any length of part. Kernels let go of Python's lock (`nogil`), so plain threads are enough: no copies and no second process. Whichever
thread is free takes the next part, so that none waits long for another.

Memory is slower than the processor, and two cores get hardly more from it than one. What processes do to each resident alone is therefore
put off while `living.live` goes through a week, until one comes that is not `lazy` or looks at more; then all of it goes over one part of
the residents after the other, while its columns are near. Small towns are one part.
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
# Parts begin at whole multiples of this, so that no two threads write into one line of the cache, and none gets fewer rows: handing a
# part to a thread takes longer than fewer residents do.
ROWS = 8192
# About so many rows are a part: columns of a group of processes then stay in the cache that cores share (some 100 bytes a resident).
NEAR = 4 * ROWS
# Entries of a list of rows that are worth a part: what is done to those in care takes longer than a pass.
LISTED = 256


def later(world: World, kernel: Callable[..., Any], shared: tuple[Any, ...], columns: tuple[NDArray[Any], ...]) -> None:
    """Call a kernel that does each row alone; `shared` goes to each part as it is, of `columns` (n, ...) each gets its rows.

    Within a week of `living.live` it is put off until something wants to see the columns; anywhere else it is done at once.
    """
    one = Pass(kernel, shared, columns)
    if world.put_off is None:
        do(world, [one])
    else:
        world.put_off.append(one)


def catch_up(world: World) -> None:
    """Do what was put off, each part of the residents through all of it."""
    if world.put_off:
        passes, world.put_off = world.put_off, []
        do(world, passes)


def do(world: World, passes: list[Pass]) -> None:
    """Take each part of the residents through some passes, one after the other."""

    def act(part: slice) -> None:
        for kernel, shared, columns in passes:
            kernel(*shared, *(column[part] for column in columns))

    in_parts(world, len(passes[0].columns[0]), act)


def in_parts(world: World, length: int, act: Callable[[slice], Gave], near: int | None = None) -> list[Gave]:
    """Return what `act` gives for each part of so many rows of the residents, in the order of rows; a part is about `near` rows long."""
    return shared_out(world, parts_of(length, world.threads, ROWS, near or NEAR), act)


def over_list(world: World, length: int, act: Callable[[slice], Gave]) -> list[Gave]:
    """Return what `act` gives for each part of a list of so many residents, in the order of the list."""
    return shared_out(world, parts_of(length, world.threads, LISTED, max(length, 1)), act)


def kept(world: World, act: Callable[[slice], tuple[int, ...]], *lists: NDArray[Any]) -> tuple[int, ...]:
    """Let `act` keep some entries of lists of the same length, part by part, and return how many of each list are kept in all.

    `act` puts those that it keeps at the beginning of the part of each list, in order, and says how many; gaps are closed here.
    """
    totals = [0] * len(lists)
    for start, counts in over_list(world, len(lists[0]), lambda part: (part.start, act(part))):
        for k, (rows, some) in enumerate(zip(lists, counts, strict=True)):
            if start > totals[k]:
                rows[totals[k] : totals[k] + some] = rows[start : start + some]
            totals[k] += some
    return tuple(totals)


def shared_out(world: World, parts: list[slice], act: Callable[[slice], Gave]) -> list[Gave]:
    """Return what `act` gives for each part, in order; with threads, whichever is free takes the next."""
    if world.threads == 1 or len(parts) == 1:
        return [act(part) for part in parts]
    gave: list[Any] = [None] * len(parts)
    left = deque(enumerate(parts))

    def taken() -> tuple[int, slice] | None:
        # Two threads may see the last part; taking it from the deque is safe.
        try:
            return left.popleft()
        except IndexError:
            return None

    def work() -> None:
        try:
            while (piece := taken()) is not None:
                gave[piece[0]] = act(piece[1])
        finally:
            # After a fault nothing new is begun.
            left.clear()

    pool: ThreadPoolExecutor = world.once("community.threads", lambda w: ThreadPoolExecutor(w.threads - 1))
    others = [pool.submit(work) for _ in range(min(world.threads, len(parts)) - 1)]
    try:
        work()
    finally:
        for other in others:
            other.result()
    return gave


def parts_of(length: int, threads: int, rows: int, near: int) -> list[slice]:
    """Return parts of about the same length: at least one for each thread, none longer than about `near`, but none shorter than `rows`."""
    blocks = max(length // rows, 1)
    count = min(max(threads, -(-length // near)), blocks)
    cuts = [blocks * k // count * rows for k in range(count)] + [length]
    return [slice(first, last) for first, last in pairwise(cuts)]
