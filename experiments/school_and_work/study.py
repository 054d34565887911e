"""What does help at school and at work buy, compared with clinics? Run the sweep, compare pairs, draw, write the page.

python experiments/school_and_work/study.py [FOLDER OF THE RUNS [WORKERS]]
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from sim.outcomes.saving import write_bytes, write_csv, write_text
from sim.report import figures
from sim.report.figures.analysis import response
from sim.studies.analysis.robustness import mean_interval
from sim.studies.analysis.values import change, level, lever_table
from sim.studies.sweep import about, read, sweep

HERE = Path(__file__).parent
CHILDREN = ("age", "children 0-17")
# Of each pair: the arm on site, the arm at a clinic, and the group to look at.
PAIRS = {
    "school": ("pupils_school", "pupils_clinic", CHILDREN, "programme.pupils_at_school.slots"),
    "work": ("workers_work", "workers_clinic", ("all", "all"), "programme.workers_at_work.slots"),
}
MEASURES = ("reach", "recovered", "prevalence_end")
BASE = "usual_care"


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out") / HERE.name
    sweep(HERE / "experiment.toml", out, workers=int(sys.argv[2]) if len(sys.argv) > 2 else None)
    experiment, table = about(out), read(out)
    slots = lever_table(table)
    rows = [row for pair in PAIRS for row in compared(table, slots, pair, experiment.scale)]
    frame = pd.DataFrame(rows)
    write_csv(HERE / "pairs.csv", frame)
    series = {}
    for arm, label in (("pupils_school", "pupils, at school"), ("pupils_clinic", "pupils, at clinics")):
        more = change(level(table, "reach", *CHILDREN), arm, BASE).pivot_table(
            index="point", columns="seed", values="value"
        )
        series[label] = (slots["programme.pupils_at_school.slots"].tolist(), 100 * more.to_numpy())
    for arm, label in (("workers_work", "adults, therapy at work"), ("workers_clinic", "adults, therapy at clinics")):
        more = change(level(table, "reach"), arm, BASE).pivot_table(index="point", columns="seed", values="value")
        series[label] = (slots["programme.workers_at_work.slots"].tolist(), 100 * more.to_numpy())
    drawn = response(
        series,
        "How many more are reached than under usual care",
        "slots a week",
        "reached, points more of those in need",
    )
    write_bytes(HERE / "reach.png", figures.png(drawn, 110))
    write_text(HERE / "README.md", page(frame, experiment.scale, len(experiment.seeds)))


def compared(table: pd.DataFrame, slots: pd.DataFrame, pair: str, scale: float) -> list[dict[str, object]]:
    """Return what each arm of a pair adds to usual care, and their difference, at each number of slots."""
    there, clinic, group, path = PAIRS[pair]
    rows: list[dict[str, object]] = []
    spent = {arm: change(level(table, "cost"), arm, BASE) for arm in (there, clinic)}
    for point, count in slots[path].items():
        for measure in MEASURES:
            values = level(table, measure, *group)
            values = values[values["point"] == point]
            more = {arm: change(values, arm, BASE) for arm in (there, clinic)}
            apart = change(values, there, clinic)
            low, high = mean_interval(apart)
            cost = [spent[a][spent[a]["point"] == point]["value"].mean() / scale for a in (there, clinic)]
            rows.append({
                "pair": pair, "slots": count, "measure": measure, "there": more[there]["value"].mean(),
                "clinic": more[clinic]["value"].mean(), "apart": apart["value"].mean(), "low": low, "high": high,
                "usd_there": cost[0], "usd_clinic": cost[1],
            })  # fmt: skip
    return rows


def page(frame: pd.DataFrame, scale: float, seeds: int) -> str:
    """Return the page of the study."""
    words = []
    for pair, who in (("school", "pupils in need (children)"), ("work", "adults in need")):
        rows = frame[(frame["pair"] == pair) & (frame["measure"] == "reach")]
        row = rows.iloc[len(rows) // 2]
        ill = frame[(frame["pair"] == pair) & (frame["measure"] == "recovered")].iloc[len(rows) // 2]
        sure = "" if row["low"] > 0 or row["high"] < 0 else " The difference may be chance."
        words.append(
            f"**At {pair}.** With {row['slots']:,.0f} slots a week, {who} reached grow by {100 * row['there']:+.1f} points at {pair} "
            f"and by {100 * row['clinic']:+.1f} at clinics: {100 * row['apart']:+.1f} points apart ({100 * row['low']:+.1f} to "
            f"{100 * row['high']:+.1f}).{sure} Recovery differs by {100 * ill['apart']:+.1f} points ({100 * ill['low']:+.1f} to "
            f"{100 * ill['high']:+.1f}). What is spent on care grows by {row['usd_there'] / 1e6:.2f} million USD at {pair} and by "
            f"{row['usd_clinic'] / 1e6:.2f} million at clinics, since only sessions that are given are paid."
        )
    lines = "\n".join(
        f"| {r.pair} | {r.slots:,.0f} | {r.measure} | {100 * r.there:+.2f} | {100 * r.clinic:+.2f} | "
        f"{100 * r.apart:+.2f} ({100 * r.low:+.2f} to {100 * r.high:+.2f}) |"
        for r in frame.itertuples()
    )
    told = "\n\n".join(words)
    return f"""# What does help at school and at work buy, compared with clinics?

`town.toml` is New Orleans after the flood with one more programme in each plan: groups for pupils, or therapy for working people, each
either at clinics or at school or work itself. Content, slots, price and cost of a session are the same within a pair; what differs is the
channel: who makes first contact, how far it is, what other people see, and at what hours. {seeds} seeds, the same in each plan,
{scale:.0%} of the people.

{told}

| at | slots a week | measure | there, points more than usual care | at clinics | apart (90% interval) |
|---|---|---|---|---|---|
{lines}

![How many more are reached than under usual care](reach.png)

Pupils: shares of children from 0 to 17, though the groups admit pupils from 10 to 19. Workers: shares of all adults in need, working or
not. At both places pupils are offered the group by outreach; workers ask for help. How many accept at school is based
on one trial after Katrina (Jaycox 2010), how much stigma is left at work on assumptions: see
`healing explain school` and `healing explain workplace`.

One command runs all of it again and writes this page: `python experiments/school_and_work/study.py`.
"""


if __name__ == "__main__":
    main()
