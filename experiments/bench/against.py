"""What does a week cost now, against another commit? Both take turns, each in a process of its own, on one core.

    git worktree add /tmp/then f48951b          the week of issue 2
    python experiments/bench/against.py /tmp/then

It prints nanoseconds per person-week of the same arm of New Orleans at 100,000 people, the medians and the least, and their ratio.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
TURNS = 5
# Run with the folder of a checkout first on the path; says ns per person-week.
ONE_TURN = """
import time
from sim.engine.mesa_model import HealingModel
from sim.scenario import load
plan = load("new_orleans")
scale = 100_000 / int(plan.places.population.sum())
HealingModel(plan, "shared", scale=0.01).run_for(3)
model = HealingModel(plan, "shared", scale=scale)
start = time.perf_counter()
for _ in range(52):
    model.step()
print((time.perf_counter() - start) * 1e9 / 52 / len(model.world.residents))
"""


def one_turn(checkout: Path) -> float:
    """Return what a week costs in a checkout, ns per person-week."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "PYTHONSAFEPATH": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", ONE_TURN], cwd=checkout, env=environment, capture_output=True, text=True, check=True
    )
    return float(ran.stdout.split()[-1])


def main() -> None:
    then, turns = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else TURNS
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    costs: dict[Path, list[float]] = {then: [], ROOT: []}
    for checkout in costs:
        one_turn(checkout)
    for _ in range(turns):
        for checkout, found in costs.items():
            found.append(one_turn(checkout))
    for name, checkout in (("then", then), ("now", ROOT)):
        each = costs[checkout]
        print(f"{name:6}{median(each):8.1f} ns median {min(each):8.1f} least   {checkout}")
    print(
        f"ratio {median(costs[ROOT]) / median(costs[then]):8.2f}           {min(costs[ROOT]) / min(costs[then]):8.2f}"
    )


if __name__ == "__main__":
    main()
