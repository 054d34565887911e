"""How near does the scenario `sandy` come to the model that it follows? Stepped care against usual care, beside the published figures.

    python experiments/anchor/compare.py [--scale 0.015] [--seeds 4]

    risk ratio        = prevalence under stepped care / prevalence under usual care, in the same week
    persistence       = share still ill of those who were ill in week 4, the start of the earlier model
    risk difference   = persistence under stepped care - persistence under usual care

Published: Cohen et al. 2017, JAMA Psychiatry 74:1251-1258. Months are counted from the storm.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from sim.community import Community, settle
from sim.model import HealingModel
from sim.scenario import Scenario, load

__all__ = ["PUBLISHED", "measured"]

ARMS = ("usual_care", "stepped_care")
START, WEEKS = 4, {3: 13, 6: 26, 15: 65, 18: 78, 21: 91}
GROWN = 18
# What, months after the storm, and the published figure.
PUBLISHED = (
    ("prevalence, usual care, start (percent)", 1, 4.38),
    ("risk ratio of prevalence", 6, 0.905),
    ("risk ratio of prevalence", 21, 0.615),
    ("risk difference of prevalence", 6, -0.004),
    ("risk difference of prevalence", 15, -0.015),
    ("risk difference of persistence", 3, -0.006),
    ("risk difference of persistence", 18, -0.338),
    ("persistence, usual care (implied)", 18, 0.878),
)


def lived(plan: Scenario, arm: str, seed: int, community: Community) -> dict[int, tuple[float, float]]:
    """Return (prevalence, persistence) among adults by month; month 1 is the start."""
    model = HealingModel(plan, arm, seed, community=community)
    adults, found = model.world.residents.age >= GROWN, {}
    first = np.zeros(len(adults), bool)
    for week in range(1, max(WEEKS.values()) + 1):
        model.step()
        ill = (model.world.residents.severity >= 1.0) & adults
        if week == START:
            first = ill
            found[1] = (float(ill.sum() / adults.sum()), 1.0)
        for month, then in WEEKS.items():
            if week == then:
                found[month] = (float(ill.sum() / adults.sum()), float((ill & first).sum() / first.sum()))
    return found


def measured(setting: str, scale: float, seeds: int) -> Iterator[tuple[str, int, float, float]]:
    """Yield (what, months, published, measured: the mean over seeds) for one setting of the scenario."""
    plan = load("sandy", None, setting)
    community = settle(plan, scale)
    runs = {arm: [lived(plan, arm, seed, community) for seed in range(1, seeds + 1)] for arm in ARMS}

    def mean(arm: str, month: int, part: int) -> float:
        return float(np.mean([run[month][part] for run in runs[arm]]))

    for what, month, figure in PUBLISHED:
        usual, stepped = (np.array([mean(arm, month, part) for part in (0, 1)]) for arm in ARMS)
        of_persistence = "persistence" in what
        value = {
            "risk ratio": stepped[0] / usual[0],
            "risk difference": float((stepped - usual)[int(of_persistence)]),
            "prevalence": 100 * usual[0],
            "persistence": usual[1],
        }[" ".join(what.split(",")[0].split()[:2]) if what.startswith("risk") else what.split(",")[0]]
        yield what, month, figure, float(value)


def main() -> None:
    """Print the published figures beside those of both settings, as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=0.015)
    parser.add_argument("--seeds", type=int, default=4)
    asked = parser.parse_args()
    theirs, ours = (list(measured(name, asked.scale, asked.seeds)) for name in ("anchor", "survey"))
    print("| figure | months | published | anchor setting | survey setting |\n|---|---|---|---|---|")
    for (what, month, figure, value), (*_, other) in zip(theirs, ours, strict=True):
        print(f"| {what} | {month} | {figure:g} | {value:.3f} | {other:.3f} |")


if __name__ == "__main__":
    main()
