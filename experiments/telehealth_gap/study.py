"""Does telehealth widen the gap between rich and poor, and when? Run the sweep, look for conditions, write the page and its figure.

python experiments/telehealth_gap/study.py [FOLDER OF THE RUNS [WORKERS]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from sim.outcomes.saving import write_bytes, write_csv, write_text
from sim.report import figures
from sim.report.figures.analysis import conditions
from sim.studies.analysis.discovery import discover
from sim.studies.analysis.report import widening
from sim.studies.analysis.robustness import differences
from sim.studies.analysis.values import change, gap, level, lever_table
from sim.studies.sweep import about, read, sweep

HERE = Path(__file__).parent
ONE, OTHER = "telehealth", "usual_care"
MEASURES = {"reach": "high", "prevalence_end": "low", "weeks_as_case": "low"}
WORDS = {
    "reach": "reach of care (share of those in need who began a course)",
    "prevalence_end": "cases at the end (share of adults)",
    "weeks_as_case": "weeks lived as a case (weeks an adult)",
}


def main() -> None:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("out") / HERE.name
    sweep(HERE / "experiment.toml", out, workers=int(sys.argv[2]) if len(sys.argv) > 2 else None)
    experiment, table = about(out), read(out)
    levers, parts = lever_table(table), []
    for measure, better in MEASURES.items():
        gaps = gap(table, measure)
        happens = widening(change(gaps, ONE, OTHER), better)
        found = discover(levers, happens)
        write_csv(HERE / f"conditions_{measure}.csv", found.conditions)
        both = [differences(values, OTHER).iloc[0] for values in (level(table, measure), gaps)]
        factor, unit = (1, "weeks") if measure == "weeks_as_case" else (100, "points")
        whole, narrower = (
            f"{factor * row['difference']:+.2f} {unit} ({factor * row['low']:+.2f} to {factor * row['high']:+.2f})"
            for row in both
        )
        sentence = found.sentence("Telehealth widens the gap")
        parts.append(
            f"**In {WORDS[measure]}.** On average telehealth changes it by {whole} for all adults, and the poorest fifth less the "
            f"richest by {narrower}. {sentence}"
        )
        if measure == "reach":
            title = "Telehealth and the gap in reach between the poorest and the richest fifth"
            drawn = conditions(levers, happens, found.conditions, title, "gap wider", "gap not wider")
            write_bytes(HERE / "conditions.png", figures.png(drawn, 110))
    runs = table["run_id"].nunique()
    write_text(HERE / "README.md", page(parts, experiment.scale, runs, len(levers), len(experiment.seeds)))


def page(parts: list[str], scale: float, runs: int, points: int, seeds: int) -> str:
    """Return the page of the study."""
    told = "\n\n".join(parts)
    return f"""# Does telehealth widen or narrow the gap, and when?

Telehealth therapy is added to usual care in `new_orleans`, at {points} points of a Latin hypercube over how much of it there is, what
it costs those who use it, when it opens, what clinics give beside it, and what is not known about barriers (internet, cost, trust).
Same people and same seeds with and without it; {seeds} seeds at each point, {runs} runs, {scale:.0%} of the people.
"Wider" means: compared with the richest fifth, the poorest fifth does worse with telehealth than without.

{told}

Brackets are 90% intervals of the mean over points and seeds. Conditions are boxes found by PRIM (`sim/studies/analysis/box.py`); the
tables say
for each condition what the box would be without it, and in how many new draws of the points it came back.

![Where telehealth widens the gap](conditions.png)

The points are possible worlds, not likely ones: "at a third of the points" is not a probability of a third. With {seeds} seeds and
{scale:.0%} of the people, a gap that hardly changes may fall on either side of zero by chance.

One command runs all of it again and writes this page: `python experiments/telehealth_gap/study.py`. To look further:
`healing study analyse out/telehealth_gap --measure reach`.
"""


if __name__ == "__main__":
    main()
