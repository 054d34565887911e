"""How far is it, and how long will it take? Progress on stderr: a bar in a terminal, otherwise a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sim.cli.exit_codes import say

__all__ = ["announce_kernels", "progress"]

EVERY = 5.0
FEWEST = 4
Tick = Callable[[int, int], None]


@contextmanager
def progress(quiet: bool) -> Iterator[Tick]:
    """Give a function `tick(done, total)` that shows how many runs are done and the time left."""
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with bar() as tick:
            yield tick
    else:
        yield lines()


def lines() -> Tick:
    """Return a tick that writes a line every few seconds, and the last one always.

    The time left is estimated from the runs after the first, which also waits for the population and the workers.
    """
    from sim.outcomes.words import clock

    start = last = first = time.monotonic()

    def tick(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        first = now if done == 1 else first
        if done < total and now - last < EVERY:
            return
        last = now
        left = f", about {clock((now - first) / (done - 1) * (total - done))} left" if done >= FEWEST else ""
        say(f"{done:,} of {total:,} runs{left if done < total else f', {clock(now - start)} in total'}")

    return tick


@contextmanager
def bar() -> Iterator[Tick]:
    """Give a tick that draws a bar with the time left and clears it at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("runs, left"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Running", total=None)
        yield lambda done, total: drawn.update(task, completed=done, total=total)


def announce_kernels() -> None:
    """Print that the first run after an installation compiles the kernels."""
    from sim.engine.warm import kernels_are_warm

    if not kernels_are_warm():
        say("First run of this version: compiling, about half a minute...")
