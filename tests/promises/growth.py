"""Does a process grow with the number of runs it has made? `python -m tests.promises.growth 1000 10000` prints kilobytes after each.

Runs of a hundred people over eight weeks: whatever a run left behind would add up as it would for a city.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sim.scenario import load
from sim.studies.compare import Stage

__all__ = ["held_after"]


def held_after(counts: list[int]) -> Iterator[int]:
    """Yield the kilobytes that this process holds (Linux) when it has made so many runs, for rising counts."""
    plan = replace(load("minimal"), weeks=8)
    stage, arms = Stage.build(plan, 0.1), [*plan.arms]
    for run in range(1, max(counts) + 1):
        stage.run_one(arms[run % len(arms)], run)
        if run in counts:
            lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
            yield int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    for held in held_after([int(word) for word in sys.argv[1:]]):
        print(held)
