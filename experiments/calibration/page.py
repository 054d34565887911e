"""Write README.md beside this file from what `healing calibrate --leave-out --coverage 150 --json` printed.

healing calibrate --leave-out --coverage 150 --keep out/calibration --write --json > calibration.json
python experiments/calibration/page.py calibration.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
HEAD = """# What do published figures say about the model's numbers?

    healing calibrate --leave-out --coverage 150 --keep out/calibration --write

{runs:,} runs of small towns (4,000 to 6,000 residents, {surveys} surveys), estimated from {figures} fitted figures; written by
`experiments/calibration/page.py` from what the command printed. The method is in `sim/validation/calibration/`: Sobol points
over wide priors,
an emulator of each figure (ridge regression and kernel ridge, scikit-learn), three rounds of points nearer to the figures, an
affine-invariant ensemble (emcee) on the emulators' likelihood, and real runs at some of the draws.
"""

LEFT_OUT = """## Each event left out in turn, in percent

*known*: nothing of it (its two numbers drawn as one more of the other events), or its first wave. On paper, from other events and the
first wave of the same people alone: *no change*, a *constant rate* of recovery, a *constant change* in probits; nothing where the
people are others (mothers are not a third wave of their city) or nobody asked. *off*: distance to the published figure in probits.
"""
ON_PAPER = {"no_change": "no change", "constant": "constant rate", "change": "constant change"}
BANDS = """## Do the bands hold?

{truths} synthetic truths, surveyed by real runs with random variation and survey error, and estimated again.
"""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def ranged(row: dict[str, Any], value: str, low: str = "low", high: str = "high", digits: str = ".1f") -> str:
    """Return a value with its range."""
    return f"{row[value]:{digits}} ({row[low]:{digits}} to {row[high]:{digits}})"


def page(told: dict[str, Any]) -> str:
    """Return the page for a printed result."""
    surveys = len({row["figure"].partition(":")[0] for row in told["figures"]})
    parts = [HEAD.format(runs=told["runs"], surveys=surveys, figures=len(told["figures"]))]
    parts.append(
        "## The numbers, before and after\n\nRanges of 95 percent before, of 90 percent after; *narrower*: how much of the width went.\n"
    )
    parts.append(table(["number", "before", "after", "narrower"], (
        [f"`{row['number']}`", f"{row['before_low']:g} to {row['before_high']:g}", ranged(row, "middle", digits=".3g"),
         f"{100 * row['narrower']:.0f}%"] for row in told["numbers"]
    )))  # fmt: skip
    parts.append(
        "## Fitted figures, in percent\n\n*emulated*: over the draws; *model*: the median of real runs at 48 draws.\n"
    )
    parts.append(table(["figure", "published", "emulated", "model", ""], (
        [row["figure"], ranged(row, "published", "published_low", "published_high"), ranged(row, "estimated"), f"{row['real']:.1f}",
         "inside" if row["inside"] else "outside"] for row in told["figures"]
    )))  # fmt: skip
    parts += left_out(told.get("left_out", [])) + covered(told.get("coverage", []))
    return "\n".join(parts)


def left_out(rows: list[dict[str, Any]]) -> list[str]:
    """Return the part on events that were left out in turn."""
    if not rows:
        return []
    parts = [LEFT_OUT]
    for knows in dict.fromkeys(row["knows"] for row in rows):
        mine = [row for row in rows if row["knows"] == knows]
        said = [f"Knowing {knows}: {sum(row['inside'] for row in mine)} of {len(mine)} inside their 90 percent band"]
        for name, words in ON_PAPER.items():
            same = [row for row in mine if row[f"{name}_off"] is not None]
            if same:
                ours, rival = (sum(row[of] for row in same) / len(same) for of in ("off", f"{name}_off"))
                said.append(f"{words} is off by {rival:.2f} on average, the model by {ours:.2f} ({len(same)} figures)")
        parts.append("; ".join(said) + ".\n")
    on = [f"{words} (off)" for words in ON_PAPER.values()]
    parts.append(table(["event", "figure", "months", "known", "published", "predicted", "off", *on], (
        [row["event"], row["figure"], f"{row['months']:g}", row["knows"], f"{row['published']:.1f}", ranged(row, "value"),
         f"{row['off']:.2f}", *(on_paper(row, name) for name in ON_PAPER)] for row in rows
    )))  # fmt: skip
    return parts


def on_paper(row: dict[str, Any], name: str) -> str:
    """Return what a forecast on paper says and how far off it is; nothing where it says nothing."""
    return "" if row[f"{name}_off"] is None else f"{row[name]:.1f} ({row[f'{name}_off']:.2f})"


def covered(rows: list[dict[str, Any]]) -> list[str]:
    """Return the part on bands and synthetic truths."""
    if not rows:
        return []
    parts = [BANDS.format(truths=rows[0]["truths"])]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        mine = [row for row in rows if row["kind"] == kind]
        half, most = (100 * sum(row[name] for row in mine) / len(mine) for name in ("held_50", "held_90"))
        parts.append(
            f"{kind.capitalize()}s ({len(mine)}): the 50 percent bands held {half:.1f}, the 90 percent bands {most:.1f} of 100.\n"
        )
    parts.append(table(["what", "name", "50% band held", "90% band held", "mean rank"], (
        [row["kind"], f"`{row['name']}`", f"{100 * row['held_50']:.0f}%", f"{100 * row['held_90']:.0f}%", f"{row['rank']:.2f}"]
        for row in rows
    )))  # fmt: skip
    return parts


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("printed", type=Path, help="what the command printed, as JSON")
    told = json.loads(asked.parse_args().printed.read_text(encoding="utf-8"))
    (HERE / "README.md").write_text(page(told), encoding="utf-8")
