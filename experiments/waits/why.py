"""Why does the share of long waits not fall with the slots? Queues of each programme and site, counted over everyone who joins.

python experiments/waits/why.py        writes why.csv and why_sites.csv: usual care from week 0, 3% of the people, seeds 1 to 3
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.outcomes.saving import write_csv
from sim.scenario import load
from sim.studies.compare import Stage, run_batch
from sim.studies.planning.fewest import sites_of
from sim.studies.planning.queues import Watch, watch

HERE = Path(__file__).parent
SCALE, SEEDS, FACTORS = 0.03, (1, 2, 3), (1, 2, 4, 8)
WAITED_FOR = ("clinic", "family_doctor")


def main() -> None:
    rows, places = [], []
    for factor in FACTORS:
        plan = load("new_orleans")
        more = {
            n: replace(plan.programmes[n], slots=plan.programmes[n].slots * factor, opens=0, ramp_weeks=0)
            for n in WAITED_FOR
        }
        plan = replace(plan, programmes={**plan.programmes, **more})
        stage = Stage.build(plan, SCALE)
        lines = [watch(stage, Watch("usual_care", seed, 4)) for seed in SEEDS]
        begun = run_batch(plan, ["usual_care"], SEEDS, SCALE, 1)
        everybody = begun.group("all", "all")
        waits = begun.histograms["wait"][0, :, everybody].sum(axis=0)
        sites = sites_of(stage)
        for k, name in enumerate(WAITED_FOR):
            here = sites.site_programme == k
            joined, late = (sum(int(getattr(one, what)[here].sum()) for one in lines) for what in ("joined", "late"))
            used = np.mean([one.in_use[20:60, here].sum() for one in lines]) / (40 * lines[0].slots[here].sum())
            rows.append({
                "factor": factor, "programme": name, "slots": more[name].slots, "joined": joined, "late_of_joined": late / joined,
                "slots_used_weeks_20_to_59": used, "late_of_all_courses_begun": waits[5:].sum() / waits.sum(),
            })  # fmt: skip
        for m in np.flatnonzero(sites.site_programme == 0):
            joined, late = (sum(int(getattr(one, what)[m]) for one in lines) for what in ("joined", "late"))
            used = np.mean([one.in_use[20:60, m].mean() for one in lines]) / lines[0].slots[m]
            places.append({
                "factor": factor, "place": stage.community.places.names[sites.site_place[m]], "slots_here": lines[0].slots[m],
                "joined": joined, "late_of_joined": late / max(joined, 1), "slots_used_weeks_20_to_59": used,
            })  # fmt: skip
    write_csv(HERE / "why.csv", pd.DataFrame(rows).round(4))
    write_csv(HERE / "why_sites.csv", pd.DataFrame(places).round(4))


if __name__ == "__main__":
    main()
