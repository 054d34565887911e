"""How fast is the week, and how much memory does a city take? `make bench` runs this and nothing else.

    ns per person-week   wall time of `model.step()` (all processes, the record, Mesa's own part) / residents / weeks, one core; processes
                         are timed separately in another turn, in which nothing is deferred and done together (chunks.py)
    two threads          the full catalogue over the whole city by one thread and by two, in turns, on both cores
    ratio                the same week in plain Mesa (tests/oracle.py: an agent each, Python's numbers and lists) against ours
    full catalogue       16 programmes of all kinds, every policy, 12 barriers, 8 own strata, against 3 programmes and nothing else

Ours and the plain model take turns in one process pinned to one core; figures are medians over the turns. Settling and memory are
measured in a process of their own that does nothing else. `--save` adds a line to history.jsonl.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

SCENARIO = "new_orleans"
# Residents and weeks of each turn: about as many person-weeks in the small towns as time allows.
SIZES = {10_000: 104, 100_000: 104, None: 52}
PLAIN_PEOPLE, PLAIN_WEEKS = 2_000, 6
WEEK_BOUND, RATIO_BOUND, MEMORY_BOUND, SETTLE_BOUND, FULL_BOUND = 150.0, 100.0, 1.5, 15.0, 1.3
FULL_WEEK_BOUND, THREADS_BOUND = 70.0, 1.7
CATALOGUE_PEOPLE = 100_000


class Timed:
    """A process that records its total time over all calls, in seconds."""

    def __init__(self, act: Callable[[Any], None], name: str) -> None:
        self.act, self.name, self.spent = act, name, 0.0

    def __call__(self, world: Any) -> None:
        """Act, and add the time it took."""
        start = perf_counter()
        self.act(world)
        self.spent += perf_counter() - start


class City:
    """A sample population of the scenario, and the cost of its turns in ns per person-week."""

    def __init__(self, plan: Any, people: int | None, weeks: int) -> None:
        from sim.population import settle
        from sim.population.strata import Strata

        population = int(plan.places.population.sum())
        start = perf_counter()
        self.community = settle(plan, 1.0 if people is None else people / population)
        self.settled = perf_counter() - start
        self.arm = fullest(plan)
        self.strata = Strata.of(self.community, plan.strata.values())
        self.plan, self.weeks, self.people = plan, weeks, len(self.community.residents)
        self.turns: list[float] = []
        self.by_process: dict[str, float] = {}

    def take_turn(self, weeks: int | None = None) -> None:
        """Run the arm with most programmes for some weeks and record the cost of the week; in the first turn also of each process."""
        if not self.turns:
            self.by_process = self.clocked(weeks or self.weeks)
        model = self.model()
        start = perf_counter()
        for _ in range(weeks or self.weeks):
            model.step()
        self.turns.append((perf_counter() - start) * 1e9 / self.people / (weeks or self.weeks))

    def model(self, **options: Any) -> Any:
        """Return a model of the arm with most programmes."""
        from sim.engine.mesa_model import HealingModel

        return HealingModel(self.plan, self.arm, community=self.community, strata=self.strata, **options)

    def clocked(self, weeks: int) -> dict[str, float]:
        """Run some weeks in which each process visits all residents before the next, and return the cost of each."""
        from sim.engine.mesa_model import SCHEDULE

        clocks = [Timed(process, process.name) for process in SCHEDULE]
        model = self.model(schedule=tuple(clocks))
        record = Timed(model.record.take, "record")
        model.record.take = record
        start = perf_counter()
        for _ in range(weeks):
            model.step()
        whole, each = perf_counter() - start, 1e9 / self.people / weeks
        spent = {clock.name: clock.spent * each for clock in (*clocks, record)}
        return {**spent, "rest of Mesa": whole * each - sum(spent.values()), "all by themselves": whole * each}

    def cost(self) -> float:
        """Return the median cost of a week over the turns, ns per person-week."""
        return median(self.turns)


class PlainTown:
    """The same week in plain Mesa on a small sample."""

    def __init__(self, plan: Any) -> None:
        self.city = City(plan, PLAIN_PEOPLE, PLAIN_WEEKS)
        self.turns: list[float] = []

    def take_turn(self) -> None:
        """Run some weeks and note their cost; making the agents is not counted."""
        from tests.oracle import Town

        town = Town(self.city.plan, self.city.community, fullest(self.city.plan), 1)
        start = perf_counter()
        for _ in range(PLAIN_WEEKS):
            town.step()
        self.turns.append((perf_counter() - start) * 1e9 / self.city.people / PLAIN_WEEKS)

    def cost(self) -> float:
        """Return the median cost over the turns, ns per person-week."""
        return median(self.turns)


def fullest(plan: Any) -> str:
    """Return the arm with most programmes."""
    return max(plan.arms, key=lambda arm: len(plan.arms[arm].programmes))


def whole_city() -> dict[str, float]:
    """Build and run the whole city for the whole horizon, alone in this process; seconds and gigabytes."""
    from sim.engine.mesa_model import HealingModel
    from sim.scenario import load

    plan = load(SCENARIO)
    HealingModel(plan, fullest(plan), scale=0.002).run()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    city = City(plan, None, plan.weeks)
    settled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = perf_counter()
    HealingModel(plan, fullest(plan), community=city.community, strata=city.strata).run()
    ties = sum(getattr(city.community.ties, name).nbytes for name in ("indptr", "givers", "layer_counts"))
    columns = sum(getattr(city.community.residents, name).nbytes for name in city.community.residents.columns())
    return {
        "people": city.people, "weeks": plan.weeks, "settle_s": city.settled, "run_s": perf_counter() - start,
        "libraries_gb": before / 2**20, "settle_peak_gb": settled / 2**20,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "bytes_per_resident": columns / city.people, "tie_bytes_per_resident": ties / city.people,
        "ties_per_resident": len(city.community.ties.givers) / city.people,
    }  # fmt: skip


def two_threads(turns: int = 3, weeks: int = 52) -> dict[str, float]:
    """Run the full catalogue over the whole city by one thread and by two, in turns, alone in this process."""
    from catalogue import plan_of

    from sim.engine.run import Run

    city = City(plan_of(SCENARIO, True), None, weeks)
    spent: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(turns + 1):
        for threads, took in spent.items():
            run = Run(city.plan, city.arm, community=city.community, strata=city.strata, threads=threads)
            start = perf_counter()
            for _ in range(weeks if turn else 2):
                run.step()
            if turn:
                took.append((perf_counter() - start) * 1e9 / city.people / weeks)
    one, two = (median(took) for took in spent.values())
    return {
        "people": city.people,
        "one": one,
        "two": two,
        "times": median(a / b for a, b in zip(*spent.values(), strict=True)),
    }


def measure(turns: int) -> dict[str, Any]:
    """Let all cities and the plain town take turns, and put the figures together."""
    from catalogue import plan_of

    from sim.scenario import load

    plan = load(SCENARIO)
    note(f"settling {', '.join('everyone' if n is None else f'{n:,}' for n in SIZES)} ...")
    cities = [City(plan, people, weeks) for people, weeks in SIZES.items()]
    plain = PlainTown(plan)
    first, full = (City(plan_of(SCENARIO, rich), CATALOGUE_PEOPLE, SIZES[CATALOGUE_PEOPLE]) for rich in (False, True))
    for city in (plain.city, full):
        city.take_turn(2)
        city.turns.clear()
    for turn in range(turns):
        note(f"turn {turn + 1} of {turns} ...")
        for city in (plain.city, *cities, first, full):
            city.take_turn()
        plain.take_turn()
    return {
        "catalogue": {"people": full.people, **{city.arm: city.cost() for city in (first, full)},
                      "processes": {part: [first.by_process[part], full.by_process[part]] for part in first.by_process}},
        "arm": fullest(plan), "plain": {"people": plain.city.people, "ns": plain.cost()},
        "ours": [
            {"people": c.people, "weeks": c.weeks, "settle_s": c.settled, **c.by_process, "week": c.cost()}
            for c in (plain.city, *cities)
        ],
    }  # fmt: skip


def machine() -> dict[str, Any]:
    """Return the machine and the versions measured."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return {
        "cpu": names[0].split(":")[1].strip() if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(),
        **{library: version(library) for library in ("mesa", "numpy", "numba")}, "commit": commit.stdout.strip(),
    }  # fmt: skip


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def show(found: dict[str, Any]) -> None:
    """Print the tables."""
    on, plain, ours, city = found["machine"], found["plain"], found["ours"], found["city"]
    print(f"\nMachine: {on['cpu']}, one core of {on['cores']}; Python {on['python']}, Mesa {on['mesa']}, "
          f"numba {on['numba']}, numpy {on['numpy']}; commit {on['commit']}")  # fmt: skip
    print(f"Scenario {SCENARIO}, arm {found['arm']}\n\nThe full week, ns per person-week")
    print(f"  {'':24}{'residents':>12}{'ns':>12}{'plain Mesa / ours':>20}")
    print(f"  {'plain Mesa':24}{plain['people']:>12,}{plain['ns']:>12,.0f}{'':>20}")
    for row in ours:
        print(f"  {'ours':24}{row['people']:>12,}{row['week']:>12.1f}{plain['ns'] / row['week']:>20.0f}")
    print(f"  cost per person-week, whole city against {ours[1]['people']:,}: {ours[-1]['week'] / ours[1]['week']:.2f}")
    print("\nEach process, ns per person-week")
    print(f"  {'':24}" + "".join(f"{row['people']:>12,}" for row in ours[1:]))
    for part in [part for part in ours[0] if part not in {"people", "weeks", "settle_s", "week"}]:
        print(f"  {part:24}" + "".join(f"{row[part]:>12.2f}" for row in ours[1:]))
    both = found["catalogue"]
    print(
        f"\nThe first week (3 programmes) and the full catalogue (16, policies, 12 barriers, own strata), {both['people']:,} residents"
    )
    for part, (few, all_) in both["processes"].items():
        print(f"  {part:24}{few:>12.2f}{all_:>12.2f}")
    print(f"\nThe whole city alone: {city['people']:,} residents, {city['ties_per_resident']:.1f} ties each")
    print(f"  settled in {city['settle_s']:.1f} s; {city['weeks']} weeks in {city['run_s']:.1f} s")
    print(f"  peak memory {city['peak_gb']:.2f} GB (libraries {city['libraries_gb']:.2f}, after settling "
          f"{city['settle_peak_gb']:.2f}); per resident {city['bytes_per_resident']:.0f} bytes of columns, "
          f"{city['tie_bytes_per_resident']:.0f} of ties")  # fmt: skip
    both = found["threads"]
    print(f"\nEverything of the catalogue over the whole city, both cores: one thread {both['one']:.1f} ns per person-week, "
          f"two threads {both['two']:.1f}: {both['times']:.2f} times as fast")  # fmt: skip
    print("\n" + "\n".join(verdicts(found)) + "\n")


def verdicts(found: dict[str, Any]) -> list[str]:
    """Each promise with what was found."""
    week, city = found["ours"][-1]["week"], found["city"]
    full = found["catalogue"]["full"] / found["catalogue"]["first_week"]
    checks = [
        (f"below {WEEK_BOUND:.0f} ns per person-week", f"{week:.0f}", week < WEEK_BOUND),
        (f"at least {RATIO_BOUND:.0f} times faster than plain Mesa", f"{found['plain']['ns'] / week:.0f}",
         found["plain"]["ns"] / week >= RATIO_BOUND),
        (f"the full catalogue costs at most {FULL_BOUND} times the first week", f"{full:.2f}", full <= FULL_BOUND),
        (f"which is at most {FULL_WEEK_BOUND:.0f} ns per person-week in the whole city", f"{found['threads']['one']:.0f}",
         found["threads"]["one"] <= FULL_WEEK_BOUND),
        (f"two threads are at least {THREADS_BOUND} times as fast as one", f"{found['threads']['times']:.2f}",
         found["threads"]["times"] >= THREADS_BOUND),
        (f"the city settles in under {SETTLE_BOUND:.0f} s", f"{city['settle_s']:.1f}", city["settle_s"] < SETTLE_BOUND),
        (f"and runs in under {MEMORY_BOUND} GB", f"{city['peak_gb']:.2f}", city["peak_gb"] < MEMORY_BOUND),
    ]  # fmt: skip
    return [f"  {'kept  ' if kept else 'BROKEN'}  {promise}: {value}" for promise, value, kept in checks]


CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
# What is measured in a process of its own, which does nothing else.
ALONE = ("city", "threads")


def on_every_core() -> None:
    """Allow this process every core again."""
    if CORES:
        os.sched_setaffinity(0, CORES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=3, help="turns that ours and plain Mesa take (3)")
    parser.add_argument("--save", action="store_true", help="add a dated line to history.jsonl")
    for alone in ALONE:
        parser.add_argument(f"--{alone}", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.threads:
        print(json.dumps(two_threads()))
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if options.city:
        print(json.dumps(whole_city()))
        return
    start = perf_counter()
    found: dict[str, Any] = {"machine": machine()}
    for alone in ALONE:
        note(f"the whole city ({alone}), in a process of its own ...")
        # The child may use every core; this process keeps to one.
        child = subprocess.run(
            [sys.executable, __file__, f"--{alone}"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            preexec_fn=on_every_core,
        )
        found[alone] = json.loads(child.stdout)
    found |= measure(options.turns)
    show(found)
    note(f"{perf_counter() - start:.0f} s in all")
    if options.save:
        line = {"date": datetime.now(UTC).isoformat(timespec="seconds"), **found}
        with (HERE / "history.jsonl").open("a") as history:
            history.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
