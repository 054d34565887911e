"""Lower the two numbers of an event so that the people struck, not the whole town, have the published prevalence.

python experiments/calibration/struck.py            print the offsets
python experiments/calibration/struck.py --write    and write them into the scenarios

Surveys of these events asked people in damaged areas. In the scenarios only some people are struck, so both numbers (first
impact and strain) are shifted by one offset, found by halving the interval, on the declared values and two seeds of each scenario's scale.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

from sim import evidence
from sim.scenario import Scenario, load, scenario_folder
from sim.studies.compare import run_batch

# Week of the survey and the published percentage among people who were struck.
PUBLISHED = {"earthquake": (26, 28.8), "wildfire": (13, 29.1), "industrial_accident": (13, 35.0)}
SEEDS, HALVINGS = 2, 7
LEAST, MOST = -1.5, 0.3


def moved(plan: Scenario, offset: float) -> Scenario:
    """Return the scenario with both numbers of its event as estimated, plus an offset, and no draws."""
    book, kind = evidence.load(), plan.event.kind
    own = {name: book[f"events.{kind}.{name}"].value + offset for name in ("first_impact", "strain_level")}
    return replace(plan, numbers_from="values", event=replace(plan.event, **own))


def percent_struck(plan: Scenario, week: int) -> float:
    """Return the percent of adults who were struck that are cases in a week of usual care."""
    results = run_batch(plan, [plan.baseline], SEEDS, plan.default_scale, 1, week + 1)
    at = results.group("exposure", "struck")
    return 100.0 * float(results.weekly["cases"][0, :, week, at].mean()) / float(results.people[at])


def solve(plan: Scenario, week: int, published: float) -> float:
    """Return the offset at which the people struck have the published prevalence."""
    low, high = LEAST, MOST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if percent_struck(moved(plan, middle), week) > published else (middle, high)
    return round((low + high) / 2, 2)


def write(name: str, plan: Scenario, offset: float) -> None:
    """Write the moved numbers into the scenario's file, and the offset into its comment."""
    path = scenario_folder() / f"{name}.toml"
    text, event = path.read_text(encoding="utf-8"), moved(plan, offset).event
    text = re.sub(r"(?m)^first_impact = .*$", f"first_impact = {event.first_impact:.3f}", text)
    text = re.sub(r"(?m)^strain_level = .*$", f"strain_level = {event.strain_level:.3f}", text)
    text = re.sub(
        r"(lowered|raised) by [\d.]+[\d]", f"{'lowered' if offset < 0 else 'raised'} by {abs(offset):g}", text
    )
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Solve each scenario and print the offsets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the numbers into the scenarios")
    wanted = parser.parse_args()
    for name, (week, published) in PUBLISHED.items():
        plan = load(name)
        offset = solve(plan, week, published)
        share = percent_struck(moved(plan, offset), week)
        print(
            f"{name:20s} offset {offset:+.2f}   week {week}: {share:.1f} percent of those struck (published {published})",
            flush=True,
        )
        if wanted.write:
            write(name, plan, offset)


if __name__ == "__main__":
    main()
