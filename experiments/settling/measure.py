"""How long does building the population take, and are ties realistic? Prints the figures of README.md beside this file.

    python experiments/settling/measure.py                 New Orleans of 2018 and of 2000, everyone, and a tenth
    python experiments/settling/measure.py --people 8.4e6  also copies of the places of New Orleans up to this many people

Each case runs in a process of its own (so that its peak memory is its own), three times after a first settling of few people that
compiles or loads the kernels; the median counts. Linux and macOS only (the peak comes from the system).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import time
from dataclasses import replace

import numpy as np

from sim.population import Community, compare_networks, settle
from sim.scenario import Scenario, load
from sim.scenario.places import place_key


def side_by_side(scenario: Scenario, people: float) -> Scenario:
    """Return the scenario with its places repeated, each copy a degree further east, until `people` live there."""
    places = scenario.places
    copies = max(round(people / places.people), 1)
    names = tuple(f"{name} {copy}" for copy in range(copies) for name in places.names)
    columns = {name: np.tile(values, copies) for name, values in vars(places).items() if isinstance(values, np.ndarray)}
    columns["lon"] = columns["lon"] + np.repeat(np.arange(copies), len(places)) % 300
    columns["key"] = np.array([place_key(name) for name in names], np.uint32)
    return replace(scenario, places=replace(places, names=names, **columns))


def settled(name: str, scale: float, people: float, runs: int) -> tuple[Community, float]:
    """Return a population and the median seconds of some runs."""
    scenario = load(name)
    settle(scenario, 0.01)
    if people:
        scenario = side_by_side(scenario, people)
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        community = settle(scenario, scale)
        seconds.append(time.perf_counter() - start)
    return community, statistics.median(seconds)


def measure(name: str, scale: float, people: float, looking: bool) -> str:
    """Return one line of the table, and the comparison of networks below it if requested."""
    community, seconds = settled(name, scale, people, 1 if people else 3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    line = (
        f"| {name}, scale {scale:g} | {len(community):,} | {len(community.ties):,} | {seconds:.1f} s | {peak:,.0f} MB |"
        f" {1e9 * seconds / len(community):,.0f} |"
    )
    return f"{line}\n\n{compare_networks(community).round(3).to_string(index=False)}" if looking else line


def main() -> None:
    """Measure each case in a separate process."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--people", type=float, default=0.0)
    people = options.parse_args().people
    cases = [("katrina", 1.0, 0.0, False), ("new_orleans", 0.1, 0.0, False), ("new_orleans", 1.0, 0.0, True)]
    if people:
        cases.insert(0, ("new_orleans", 1.0, people, False))
    print("| case | residents | ties | time | peak memory | ns per resident |\n|---|---|---|---|---|---|")
    for case in cases:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            print(pool.apply(measure, case), flush=True)


if __name__ == "__main__":
    main()
