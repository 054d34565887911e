"""How many slots a week until nobody waits over four weeks? Run the sweep, draw the curve, write the page.

python experiments/waits/study.py [FOLDER OF THE RUNS [WORKERS]]
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from sim import figures
from sim.analysis.values import level, lever_table
from sim.figures.analysis import response
from sim.saving import write_bytes, write_csv, write_text
from sim.sweep import about, read, sweep

HERE = Path(__file__).parent
CLINIC, DOCTOR = "programme.clinic.slots", "programme.family_doctor.slots"
FEW = 0.01


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out") / HERE.name
    sweep(HERE / "experiment.toml", out, workers=int(sys.argv[2]) if len(sys.argv) > 2 else None)
    experiment, table = about(out), read(out)
    slots = lever_table(table)
    all_slots = slots[CLINIC] + slots[DOCTOR]

    def by_seed(measure: str, group: tuple[str, str] = ("all", "all")) -> pd.DataFrame:
        return level(table, measure, *group).pivot_table(index="point", columns="seed", values="value")

    long = by_seed("waited_over_4") / by_seed("wait_count")
    rows = pd.DataFrame({
        "clinic_slots": slots[CLINIC], "family_doctor_slots": slots[DOCTOR], "long_waits": long.mean(axis=1),
        "long_waits_most": long.max(axis=1), "mean_wait": by_seed("mean_wait").mean(axis=1),
        "gave_up": (by_seed("left_queue").mean(axis=1)), "reach": by_seed("reach").mean(axis=1),
        "recovered": by_seed("recovered").mean(axis=1),
        "usd_a_week": by_seed("cost").mean(axis=1) / experiment.scale / experiment.weeks,
    })  # fmt: skip
    write_csv(HERE / "waits.csv", rows)
    drawn = response(
        {"usual care": (all_slots.tolist(), 100 * long.to_numpy())}, "Who waits over four weeks", "slots a week, clinics and doctors",
        "courses begun after more than four weeks, %", 100 * FEW, "one in a hundred",
    )  # fmt: skip
    write_bytes(HERE / "waits.png", figures.png(drawn, 110))
    write_text(
        HERE / "README.md", page(rows.drop(columns="gave_up"), all_slots, experiment.scale, len(experiment.seeds))
    )


def page(rows: pd.DataFrame, slots: pd.Series[float], scale: float, seeds: int) -> str:
    """Return the page of the study."""
    enough = rows.index[rows["long_waits_most"] < FEW]
    nobody = rows.index[rows["long_waits_most"] == 0]
    told = (
        f"From {slots[enough[0]]:,.0f} slots a week on ({rows['clinic_slots'][enough[0]]:,.0f} of therapy and "
        f"{rows['family_doctor_slots'][enough[0]]:,.0f} with family doctors; the scenario has 700 and 2,300), fewer than one in a hundred "
        "courses begin after a wait of more than four weeks, in every seed."
        if len(enough)
        else f"Not even {slots.iloc[-1]:,.0f} slots a week bring long waits below one in a hundred in every seed."
    )
    told += f" Nobody at all waits so long from {slots[nobody[0]]:,.0f} on." if len(nobody) else (
        f" Nobody at all is not reached with {slots.iloc[-1]:,.0f}: programmes open slowly (family doctors in week 2, clinics in week 6, "
        "full only after months), and who asks first has to wait for that, however many slots there are later."
    )  # fmt: skip
    lines = "\n".join(
        f"| {r.clinic_slots:,.0f} | {r.family_doctor_slots:,.0f} | {r.long_waits:.1%} | {r.long_waits_most:.1%} | {r.mean_wait:.1f} | "
        f"{r.reach:.1%} | {r.recovered:.1%} | {r.usd_a_week:,.0f} |"
        for r in rows.itertuples()
    )
    first, last = rows.iloc[0], rows.iloc[-1]
    return f"""# How many slots a week until nobody waits over four weeks?

Usual care of `new_orleans` with more and more slots, clinics and family doctors by the same factor; {seeds} seeds, the same at each step,
{scale:.0%} of the people.

{told}

Waiting is not all: between the fewest and the most slots the share of those in need who begin a course goes from {first.reach:.0%} to
{last.reach:.0%}, and recovery from {first.recovered:.0%} to {last.recovered:.0%}. What keeps the others from care is not the queue.

| therapy, slots | family doctors, slots | waited over 4 weeks | worst seed | mean wait, weeks | reached | recovered | USD a week spent |
|---|---|---|---|---|---|---|---|
{lines}

![Who waits over four weeks](waits.png)

The band is the middle 90% of seeds. Shares are of courses begun after asking; people who gave up waiting began none and are not in them.
At {scale:.0%} of the people each site has few slots, so that luck makes queues a little longer than in the whole city.

One command runs all of it again and writes this page: `python experiments/waits/study.py`.
"""


if __name__ == "__main__":
    main()
