"""Sensitivity results in words: names of outcomes, the sentences of a sensitivity study, and its page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.studies.sensitivity.points import MEASURES
from sim.studies.sensitivity.study import Explained, Study
from sim.studies.sensitivity.tables import BY_LUCK, LED, SCREENED, luck, rankings, screening, top
from sim.studies.sensitivity.varied import LEFT_OUT

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "READING", "digits", "in_words", "page", "pictures", "ranking_rows", "rows_of", "says", "share_words", "shortened",
    "shown_outcomes", "size_words", "varied_words",
]  # fmt: skip

READING = (
    "mu*: by how many points the outcome moves, on average over all other numbers, when this number goes through its whole range "
    "(~: no farther than dealing luck anew would move it); "
    "sigma: how much that depends on the others; first and total: share of the outcome's variance that the number makes alone, and "
    "with others, when only the leading numbers move (± half of a 90% band)."
)


def label(study: Study, arm: str) -> str:
    """Return what tables call an arm."""
    return study.scenario.arms[arm].label


def in_words(study: Study, outcome: Explained) -> str:
    """Return an outcome in words, in points of a hundred."""
    words = f"{MEASURES[outcome.measure]}, {label(study, outcome.arm)}"
    return f"{words}, less {label(study, outcome.against)}" if outcome.against else words


def best_other(study: Study) -> str:
    """Return the arm with fewest cases at the default numbers, besides the first; empty if there is no other."""
    others = study.arms[1:]
    cases = study.default[1:, 0]
    return others[int(np.nanargmin(cases))] if others and np.isfinite(cases).any() else ""


def shown_outcomes(study: Study) -> tuple[Explained, ...]:
    """Return the outcomes to print: the levels of the first arm, and how the best other arm differs; tables have all."""
    return tuple(o for o in study.outcomes if not o.against or o.arm == best_other(study))


def varied_words(study: Study) -> list[str]:
    """Return the sentences on how many numbers move and how many do not, and why."""
    numbers, everything = study.choice.numbers, len(study.scenario.book)
    assumed = sum(number.grade == "assumed" for number in numbers)
    said = [
        f"{len(numbers)} of {everything} numbers move, {assumed} of them assumed; {len(study.choice.settling)} need the town settled anew."
    ]
    left = sorted(study.choice.left_out.items(), key=lambda item: -item[1])
    said += [f"Left out: {count} that {LEFT_OUT[reason]}." for reason, count in left]
    apart = everything - len(numbers) - sum(study.choice.left_out.values())
    return said + ([f"Left out: {apart} that were not asked for."] if apart else [])


def rows_of(table: pd.DataFrame, outcome: Explained) -> pd.DataFrame:
    """Return the rows of a table that are about one outcome."""
    if table.empty:
        return table
    named = [table[name] == value for name, value in outcome._asdict().items()]
    return table[np.logical_and.reduce(named)]


def shortened(text: str, letters: int) -> str:
    """Return a text cut between words, with an ellipsis if something is missing."""
    return textwrap.shorten(text, letters, placeholder=" …")


def pictures(study: Study) -> dict[str, tuple[Explained, ...]]:
    """Return which outcomes each picture shows, by the name of its file."""
    shown = shown_outcomes(study)
    apart = tuple(outcome for outcome in shown if outcome.against)
    levels = tuple(outcome for outcome in shown if not outcome.against)
    return {"tornado": levels} | ({"tornado_differences": apart} if apart else {})


def says(study: Study) -> list[str]:
    """Return what the study says: which numbers lead, how many of those are assumed, and how far the order of plans holds."""
    everything = screening(study)
    said = [outcome_words(study, outcome, rows_of(everything, outcome)) for outcome in shown_outcomes(study)]
    return [*said, *ranking_words(study)]


def outcome_words(study: Study, outcome: Explained, rows: pd.DataFrame) -> str:
    """Return which number moves an outcome most, how many of the first ones are assumed, and how many move it at all."""
    first, most = rows.iloc[0], rows.head(study.plan.top)
    assumed, beyond = int((most["grade"] == "assumed").sum()), int(rows["beyond_luck"].sum())
    still = int((rows["mu_star"] == 0).sum())
    return (
        f"{in_words(study, outcome)}: `{first.path}` ({first.grade}) moves it most, by {100 * first.mu_star:.1f} points; {assumed} of "
        f"the first {len(most)} numbers are assumed; {beyond} of {len(rows)} move it farther than luck would, and {still} never do."
    )


def ranking_words(study: Study) -> list[str]:
    """Return how often the order of the arms changes, for each measure."""
    if len(study.arms) < 2:
        return []
    table, said = rankings(study), []
    for measure, words in MEASURES.items():
        rows = table[(table["measure"] == measure)].set_index("over")
        parts = [
            f"{rows.loc[[part], 'reordered'].iloc[0]:.0%} of points with {part} moved (another plan is best at "
            f"{rows.loc[[part], 'other_best'].iloc[0]:.0%})"
            for part in (SCREENED, LED)
            if part in rows.index
        ]
        by_luck = rows.loc[[BY_LUCK], "reordered"].iloc[0]
        said.append(
            f"{words}: the order of the plans changes at {' and '.join(parts)}; by luck alone in {by_luck:.0%} of seeds."
        )
    return said


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """Return a table as Markdown has it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def page(study: Study, command: str, took: str) -> str:
    """Return a page in Markdown: the command, what was run, what it says, the numbers that matter most, and how plans rank."""
    plan = study.plan
    runs = (len(study.screened) + len(study.sampled) + 2 * len(study.ends) + 1) * len(study.arms) * len(plan.seeds)
    parts = [
        f"# What matters: {study.scenario.full_title}",
        "Written by one command; `top.csv`, `sobol.csv`, `ends.csv` and `rankings.csv` beside this page have every outcome, and "
        "`screening.csv` every number in each.",
        f"```console\n$ {command}\n```",
        f"{runs:,} runs of {study.people:,} residents over {study.scenario.weeks} weeks, {took}: {len(study.screened):,} points of "
        f"Morris' screening ({plan.trajectories} trajectories, {plan.levels} levels), {len(study.sampled):,} of Sobol's, on the same "
        f"people with the same luck (seed{'s' * (len(plan.seeds) > 1)} {', '.join(map(str, plan.seeds))}).",
        " ".join(varied_words(study)),
        f"Refused by the model: {len(study.refusals)} points." if study.refusals else "The model refused no point.",
        "## What it says",
        "\n".join(f"- {sentence}" for sentence in says(study)),
        "\n".join(f"![{name.replace('_', ' ')}]({name}.png)" for name in pictures(study)),
        f"{READING} Luck: standard deviation over {len(study.luck)} seeds at the numbers as they are.",
        *(outcome_part(study, outcome) for outcome in shown_outcomes(study)),
        "## How the plans rank",
        markdown(*ranking_rows(study)),
    ]
    return "\n\n".join(parts) + "\n"


def outcome_part(study: Study, outcome: Explained) -> str:
    """Return the part of the page about one outcome."""
    table, lucky = top(study), luck(study)
    rows = rows_of(table, outcome)
    own = rows_of(lucky, outcome).iloc[0]
    cells = [
        [
            f"`{row.path}`", size_words(row), f"{100 * row.sigma:.1f}", share_words(row, "first"),
            share_words(row, "total"), digits(row.value), f"{digits(row.low)} to {digits(row.high)}", row.grade, row.meaning,
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    head = ["number", "mu*, points", "sigma", "first", "total", "value", "range", "grade", "what it means"]
    now = f"Now {100 * own.default:.1f} points, luck {100 * own.luck:.1f}."
    return f"### {in_words(study, outcome)}\n\n{now}\n\n{markdown(head, cells)}"


def size_words(row: Any) -> str:
    """Return mu* in points, marked if chance alone would give as much."""
    return f"{'' if row.beyond_luck else '~'}{100 * row.mu_star:.1f}"


def digits(value: float) -> str:
    """Return a number with three digits that count, and no powers of ten for large ones.

    >>> digits(0.56789), digits(1213.0)
    ('0.568', '1,210')
    """
    rounded = f"{value:.3g}"
    return rounded if abs(float(rounded)) < 1000 else f"{float(rounded):,.0f}"


def share_words(row: Any, name: str) -> str:
    """Return a share of variance with half of its band; a dash if it was not computed."""
    value, high = float(getattr(row, name)), float(getattr(row, f"{name}_high"))
    return f"{value:.2f} ±{high - value:.2f}" if np.isfinite(value) else "-"


def ranking_rows(study: Study) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows of a table on how often each plan is best, and how often the order of plans changes."""
    table = rankings(study)
    parts = list(dict.fromkeys(table["over"]))
    rows = []
    for measure, words in MEASURES.items():
        own = table[table["measure"] == measure]
        for arm in study.arms:
            mine = own[own["arm"] == arm].set_index("over")
            best = [f"{mine.loc[part, 'best_share']:.0%}" for part in parts]
            rows.append([words, label(study, arm), f"{100 * mine['default'].iloc[0]:.1f}", *best])
        changed = [f"{own[own['over'] == part]['reordered'].iloc[0]:.0%}" for part in parts]
        rows.append([words, "order of plans changes", "", *changed])
    return ["Measure", "Plan", "Now, points", *(f"Best, {part}" for part in parts)], rows
