"""How many slots a week until nobody waits over four weeks? Run the sweep, draw the curve, write the page.

python experiments/waits/study.py [FOLDER OF THE RUNS [WORKERS]]
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from sim.outcomes.saving import write_bytes, write_csv, write_text
from sim.report import figures
from sim.report.figures.analysis import response
from sim.studies.analysis.values import level, lever_table
from sim.studies.sweep import about, read, sweep

HERE = Path(__file__).parent
CLINIC, DOCTOR = "programme.clinic.slots", "programme.family_doctor.slots"
FEW = 0.01
WHY = (HERE / "why.md").read_text(encoding="utf-8")


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
        "at_once": at_once(slots), "clinic_slots": slots[CLINIC], "family_doctor_slots": slots[DOCTOR], "long_waits": long.mean(axis=1),
        "long_waits_most": long.max(axis=1), "mean_wait": by_seed("mean_wait").mean(axis=1),
        "gave_up": (by_seed("left_queue").mean(axis=1)), "reach": by_seed("reach").mean(axis=1),
        "recovered": by_seed("recovered").mean(axis=1),
        "usd_a_week": by_seed("cost").mean(axis=1) / experiment.scale / experiment.weeks,
    })  # fmt: skip
    write_csv(HERE / "waits.csv", rows)
    drawn = response(
        {
            label: (all_slots[at].tolist(), 100 * long[at].to_numpy())
            for label, at in (("as programmes open now", ~at_once(slots)), ("all open in full from week 0", at_once(slots)))
        }, "Who waits over four weeks", "slots a week, clinics and doctors",
        "courses begun after more than four weeks, %", 100 * FEW, "one in a hundred",
    )  # fmt: skip
    write_bytes(HERE / "waits.png", figures.png(drawn, 110))
    write_text(HERE / "README.md", page(rows, experiment.scale, len(experiment.seeds)))


def at_once(slots: pd.DataFrame) -> pd.Series[bool]:
    """Return the points at which everything is fully open from week 0."""
    return slots["programme.clinic.opens"] == 0


def answer(rows: pd.DataFrame) -> str:
    """Return the number of slots from which almost nobody, and nobody, waits that long."""
    most = rows.iloc[-1]
    slots = rows["clinic_slots"] + rows["family_doctor_slots"]
    few, none = (slots[rows["long_waits_most"] <= share] for share in (FEW, 0.0))
    if few.empty:
        return (
            f"not reached even with {slots.iloc[-1]:,.0f} slots a week: {most.long_waits:.0%} of courses still begin after more than four "
            f"weeks (fewest: {rows['long_waits'].min():.0%}, with {slots[rows['long_waits'].idxmin()]:,.0f})"
        )
    told = (
        f"fewer than one course in a hundred begins after more than four weeks from {few.iloc[0]:,.0f} slots a week on"
    )
    return (
        f"{told}, none from {none.iloc[0]:,.0f} on"
        if len(none)
        else f"{told}, but some do even with {slots.iloc[-1]:,.0f}"
    )


def page(rows: pd.DataFrame, scale: float, seeds: int) -> str:
    """Return the page of the study."""
    now, once = rows[~rows["at_once"]], rows[rows["at_once"]]
    told = (
        f"- **As programmes open now** (family doctors in week 2 and full 12 weeks later, clinics in week 6 and full 26 weeks later): "
        f"{answer(now)}.\n- **All open in full from week 0:** {answer(once)}."
    )
    lines = "\n".join(
        f"| {'from week 0' if r.at_once else 'as now'} | {r.clinic_slots:,.0f} | {r.family_doctor_slots:,.0f} | "
        f"{r.long_waits:.1%} | {r.long_waits_most:.1%} | {r.mean_wait:.1f} | "
        f"{r.reach:.1%} | {r.recovered:.1%} | {r.usd_a_week:,.0f} |"
        for r in rows.itertuples()
    )
    first, last = now.iloc[1], now.iloc[-1]
    return f"""# How many slots a week until nobody waits over four weeks?

Usual care of `new_orleans` with more and more slots, clinics and family doctors by the same factor; {seeds} seeds, the same at each step,
{scale:.0%} of the people.

{told}

From the scenario's slots to eight times as many (as programmes open now), the share of those in need who begin a course goes from
{first.reach:.0%} to {last.reach:.0%}, and recovery from {first.recovered:.0%} to {last.recovered:.0%}.

| open | therapy, slots | doctors, slots | over 4 weeks | worst seed | mean wait, weeks | reached | recovered | USD a week |
|---|---|---|---|---|---|---|---|---|
{lines}

![Who waits over four weeks](waits.png)

{WHY}
## Reading

The band is the middle 90% of seeds. Shares are of courses begun after asking; people who gave up waiting began none and are not in them.
At {scale:.0%} of the people each site has few slots, so that chance makes queues a little longer than in the whole city.

`python experiments/waits/study.py` runs all of it again and writes this page;
`python experiments/waits/why.py` what `why.md` is written from.
"""


if __name__ == "__main__":
    main()
