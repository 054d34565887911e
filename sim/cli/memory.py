"""Is there enough memory for so many residents? An estimate before the population is built, and advice if there is not.

    bytes = residents * BYTES_A_RESIDENT * (workers + 1)        each worker holds the population, and so does the main process

Measured on 400,000 residents of three places: 203 bytes of columns (a run works on a copy), 58 of ties, 540 in all at the highest; a dense
city has more ties, so the estimate takes about twice that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.cli.exit_codes import WrongUseError
from sim.cli.options import city_size

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.studies.sweep import Experiment

__all__ = ["BYTES_A_RESIDENT", "estimate", "free_memory", "make_room", "room_for", "room_for_runs"]

BYTES_A_RESIDENT = 1000
GB = 1e9
TYPED, IN_FILE = "--scale", "`scale` in the experiment"


def estimate(people: int, workers: int) -> int:
    """Return how many bytes a comparison of so many residents takes, about."""
    return people * BYTES_A_RESIDENT * (workers + 1 if workers > 1 else 1)


def free_memory() -> int | None:
    """Return the bytes of free memory; None if the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:  # noqa: PTH123 - not a file of ours
            said = dict(line.split(":", 1) for line in lines)
        return int(said["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def room_for(scenario: Scenario, scale: float | None, workers: int | None, runs: int) -> str:
    """Check memory for a share of a scenario's people, by default its own share."""
    share = scenario.default_scale if scale is None else scale
    return make_room(round(share * city_size(scenario)), workers, runs)


def room_for_runs(experiment: Experiment, workers: int | None, runs: int | None = None) -> str:
    """Check memory for a sweep on this machine: for at most `runs` of its runs, by default all."""
    from sim.studies.sweep.design import count_points

    people = round(experiment.scale * city_size(experiment.scenario_to_read()))
    every = count_points(experiment.design, experiment.levers) * experiment.runs_a_point
    return make_room(people, workers, every if runs is None else min(runs, every), IN_FILE)


def make_room(people: int, workers: int | None, runs: int, scale: str = TYPED) -> str:
    """Return what is worth saying about memory, often nothing; WrongUseError with what to try if there is too little.

    `scale` is what the share of the people is called in the message.
    """
    busy = min(workers or os.cpu_count() or 1, runs)
    needed, free = estimate(people, busy), free_memory()
    words = f"about {needed / GB:.1f} GB of memory"
    if free is not None and needed > free:
        fewer = f"--workers 1 ({estimate(people, 1) / GB:.1f} GB)" if busy > 1 and estimate(people, 1) <= free else ""
        share = 0.9 * free / needed
        tries = " or ".join(filter(None, (fewer, f"{scale} at {share:.2g} of its present value")))
        raise WrongUseError(
            f"{people:,} residents in {busy} process{'es' * (busy != 1)} need {words}; {free / GB:.1f} GB are free. Try {tries}."
        )
    return words if needed > GB else ""
