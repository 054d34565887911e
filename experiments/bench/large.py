"""Can a city of eight million be simulated on one machine? All of New York, alone in this process.

    python experiments/bench/large.py                     scenario pandemic at 1:1 (8,433,326 residents), 104 weeks, one thread
    python experiments/bench/large.py --weeks 12 --threads 2 --save

It prints seconds on the clock and of the processor for settling and for the weeks, ns per person-week, the peak of memory, bytes per
resident of columns and of ties, and the share of the weeks that the record takes. `--save` adds a dated line to large.jsonl. It needs
about 8 GB of free memory; seconds of the processor say what a quiet machine would need, for one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]


class Clock:
    """Seconds since it was made, on the clock and of the processor."""

    def __init__(self) -> None:
        self.start = perf_counter(), process_time()

    def read(self) -> tuple[float, float]:
        """Return both."""
        return perf_counter() - self.start[0], process_time() - self.start[1]


def peak() -> float:
    """Return the most memory so far, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)


def measure(name: str, scale: float, weeks: int, threads: int) -> dict[str, Any]:
    """Build and run the city, and return the measurements."""
    from sim.engine.profiling import Timed
    from sim.engine.run import Run
    from sim.population import settle
    from sim.scenario import load

    plan = replace(load(name), weeks=weeks)
    Run(plan, scale=0.001, threads=1).step()
    clock = Clock()
    town = settle(plan, scale)
    settled, settled_peak = clock.read(), peak()
    print(
        f"settled {len(town):,} in {settled[0]:.0f} s ({settled[1]:.0f} s of the processor), {settled_peak:.1f} GB",
        file=sys.stderr,
    )
    run = Run(plan, community=town, threads=threads)
    record = Timed(run.record.take)
    run.record.take = record  # type: ignore[method-assign]
    run.step()
    record.spent, clock = 0.0, Clock()
    for _ in range(weeks - 1):
        run.step()
    lived, n = clock.read(), len(town)
    r, ties = run.world.residents, town.ties
    return {
        "scenario": name, "people": n, "weeks": weeks - 1, "threads": threads, "settle_s": settled[0], "settle_cpu_s": settled[1],
        "settle_peak_gb": settled_peak, "run_s": lived[0], "run_cpu_s": lived[1], "ns_cpu": lived[1] * 1e9 / n / (weeks - 1),
        "ns_clock": lived[0] * 1e9 / n / (weeks - 1), "record_share": record.spent / lived[1], "peak_gb": peak(),
        "column_bytes": sum(getattr(r, column).nbytes for column in r.columns()) / n,
        "tie_bytes": (ties.indptr.nbytes + ties.givers.nbytes + ties.layer_counts.nbytes) / n, "ties": len(ties) / n,
        "load": os.getloadavg()[0],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="pandemic")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save", action="store_true", help="add a dated line to large.jsonl")
    options = parser.parse_args()
    found = measure(options.scenario, options.scale, options.weeks, options.threads)
    print(json.dumps(found, indent=2))
    if options.save:
        from bench import machine

        line = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **found}
        with (HERE / "large.jsonl").open("a", encoding="utf-8") as history:
            history.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
