"""What are the numbers behind? Small tables in words and digits, one for each section of the report and for each figure.

A table is read without its figure, by eye or by ear: its caption says what is counted, of whom, and what the ranges mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.evidence import GRADES
from sim.outcomes.access import STEPS
from sim.outcomes.comparison import FEWEST
from sim.outcomes.formats import MINUS
from sim.outcomes.headline import headline
from sim.outcomes.phrases import VERDICT_WORDS, is_share, said, signed, signed_expected, signed_spread, verdict
from sim.outcomes.pooling import pooled_places, too_few
from sim.outcomes.printed import EXPECTED, RANGES, Table
from sim.outcomes.registry import HEADLINE, OUTCOMES, measured_in
from sim.outcomes.results import Results
from sim.outcomes.spread import Spread, best_arm, difference, enough, level, spread
from sim.outcomes.tables import compared_strata, equity_table
from sim.outcomes.weekly import WEEKLY
from sim.outcomes.words import MISSING, arm_label, count, group_words, listed, month, percent, since
from sim.outcomes.worst_off import leaves_behind
from sim.report.text.sentences import place_changes, place_levels, steps, turned_away

__all__ = ["NUMBERS", "behind", "compared", "equity", "grades"]

WEEKS = (0, 13, 26, 52, 104, 156, 208, 260)
WORST_PLACES = 15
HEADS = {
    "reach": "Begin a course, of those in need", "recovered": "Recovered, of those in need",
}  # fmt: skip
# Headline outcomes that sections of their own show: weeks as a case with the differences, healing with its figure.
ELSEWHERE = ("weeks_as_case", "restored")


def compared(results: Results) -> Table:
    """Compare the plans in the outcomes that a planner quotes, for all adults."""
    table = headline(results).set_index("arm")
    rows = [compared_row(results, arm, table.loc[arm]) for arm in results.arms]
    caption = (
        f"All adults, after {since(results.weeks)}. {RANGES} People and money are for the whole city. "
        f"Change: against {results.arm_labels[0]}, seed by seed. {EXPECTED} Waits: of everybody who "
        "joined a line, those who left or still wait with the weeks so far."
    )
    head = ["Plan", "Still with probable PTSD", "Change, points", "Expected change, points", "Verdict", "People fewer"]
    outcomes = [HEADS.get(name, OUTCOMES[name].label) for name in quoted()]
    return Table(caption, [*head, *outcomes, "Wait of all who joined a line", "Spent on care, million USD"], rows)


def quoted() -> list[str]:
    """Return the headline outcomes of the comparison, beside cases at the end; others of them have a figure of their own."""
    return [name for name in HEADLINE[1:] if name not in ELSEWHERE]


def compared_row(results: Results, arm: str, row: Any) -> list[str]:
    """Return the row of one plan."""
    base = arm == results.baseline
    change = difference(results, "prevalence_end", arm)
    return [
        arm_label(results, arm),
        said("prevalence_end", level(results, "prevalence_end", arm)),
        MISSING if base else signed_spread("prevalence_end", change),
        MISSING if base else signed_expected("prevalence_end", change),
        MISSING if base else VERDICT_WORDS[verdict("prevalence_end", change)],
        MISSING if base else count(row["fewer_cases"]).replace("-", MINUS),
        *(short(name, level(results, name, arm)) for name in quoted()),
        wait_words(row),
        f"{row['cost'] / 1e6:,.1f}",
    ]


def wait_words(row: Any) -> str:
    """Return the median wait of everyone who joined a line, and the share who wait longer than 13 weeks."""
    if not np.isfinite(row["median_wait"]):
        return (
            MISSING if not np.isfinite(row["waits_over_13"]) else f"over 13 weeks: {percent(row['waits_over_13'], 0)}"
        )
    return f"median {row['median_wait']:.0f} weeks; over 13 weeks: {percent(row['waits_over_13'], 0)}"


def short(outcome: str, of: Spread) -> str:
    """Return a share with its range, or weeks alone."""
    if is_share(outcome):
        return said(outcome, of)
    return f"{of.value:.1f}" if of.known else MISSING


def behind(results: Results) -> Table:
    """Name for each plan the group that is furthest behind, how far, whether care reaches it and what turns it away."""
    table = leaves_behind(results, ["prevalence_end"], compared_strata(results))
    rows = [behind_row(results, row) for row in table.to_dict("records") if isinstance(row["group"], str)]
    caption = (
        "Whom each plan leaves furthest behind: of all groups by "
        f"{listed(['income', 'race and ethnicity', 'sex', 'age', 'neighbourhood', *results.strata.values()])}, the one with "
        f"the most adults still with probable PTSD at the end. {RANGES}"
    )
    head = [
        "Plan",
        "Furthest behind",
        "People",
        "Still with probable PTSD",
        "All adults",
        "Ratio to the best-off group",
    ]
    return Table(caption, [*head, "Begin a course, of those in need", "Turned away most by"], rows)


def behind_row(results: Results, row: dict[str, Any]) -> list[str]:
    """Return the row of one plan."""
    arm, stratum, group = str(row["arm"]), str(row["stratum"]), str(row["group"])
    _, by_barrier = turned_away(results, arm, stratum, group)
    most = max(by_barrier, key=lambda label: np.nan_to_num(by_barrier[label].value), default="")
    known = bool(most) and by_barrier[most].known and by_barrier[most].value > 0
    return [
        arm_label(results, arm),
        group_words(stratum, group),
        count(row["people"]),
        said("prevalence_end", level(results, "prevalence_end", arm, stratum, group)),
        percent(row["overall"]),
        f"{row['ratio_to_best']:.1f}" if np.isfinite(row["ratio_to_best"]) else MISSING,
        said("reach", level(results, "reach", arm, stratum, group)),
        f"{most}: {by_barrier[most].value:.0f} of 100 asks" if known else MISSING,
    ]


def equity(results: Results, outcome: str = "prevalence_end") -> Table:
    """Set level, absolute gap and ratio of an outcome side by side, for each stratum and plan."""
    strata = compared_strata(results)
    table = equity_table(results, strata, [outcome])
    order = {stratum: i for i, stratum in enumerate(strata)}
    records = sorted(table.to_dict("records"), key=lambda row: order[row["stratum"]])
    rows = [equity_row(results, outcome, row) for row in records if isinstance(row["worst_group"], str)]
    caption = (
        f"{OUTCOMES[outcome].label}: {OUTCOMES[outcome].meaning}. Level, absolute gap and ratio stand together because they can move in "
        f"opposite directions. {RANGES} Concentration index: -1 to 1, below 0 where people with low incomes have more of it."
    )
    head = ["By", "Plan", "All adults", "Worst-off group", "Best-off group", "Gap, points", "Ratio"]
    return Table(caption.replace("-1", f"{MINUS}1"), [*head, "Concentration index (income)"], rows)


def equity_row(results: Results, outcome: str, row: dict[str, Any]) -> list[str]:
    """Return the row of one stratum and plan."""
    index = row["concentration_index"]
    return [
        results.strata.get(row["stratum"], str(row["stratum"])),
        arm_label(results, str(row["arm"])),
        said(outcome, level(results, outcome, str(row["arm"]))),
        f"{row['worst_group']} {percent(row['worst'])}",
        f"{row['best_group']} {percent(row['best'])}",
        f"{100 * row['gap']:.1f}" + ranged(100 * row["gap_low"], 100 * row["gap_high"], 1),
        f"{row['ratio']:.2f}" + ranged(row["ratio_low"], row["ratio_high"], 2)
        if np.isfinite(row["ratio"])
        else MISSING,
        f"{index:.2f}".replace("-0.00", "0.00").replace("-", MINUS) if np.isfinite(index) else MISSING,
    ]


def ranged(low: float, high: float, digits: int) -> str:
    """Return a range in brackets, nothing if there is none."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return f" ({low:.{digits}f} to {high:.{digits}f})".replace("-", MINUS)


def grades(results: Results) -> Table:
    """Count the model's numbers by what they rest on."""
    total = sum(results.grades.values())
    rows = [
        [f"{grade}: {GRADES[grade]}" if grade in GRADES else grade, str(number), percent(number / total, 0)]
        for grade, number in results.grades.items()
        if total
    ]
    return Table(f"What the {total} numbers of the model rest on.", ["Rests on", "Numbers", "Share"], rows)


def weeks(results: Results) -> Table:
    """Give the share with probable PTSD of every plan at some weeks."""
    at = [week for week in WEEKS if week < results.weeks] + [results.weeks]
    head = ["Plan", *(f"{since(week) if week else 'Event'} ({month(results, week)})" for week in at)]
    shown = [name for name in results.weekly if name in WEEKLY and WEEKLY[name].headline]
    rows = [
        [
            label if name == shown[0] else f"{label}: {WEEKLY[name].label}",
            *(share_at(results, name, a, week) for week in at),
        ]
        for name in shown
        for a, label in enumerate(results.arm_labels)
    ]
    return Table(f"Share of all adults {WEEKLY[shown[0]].label}. {RANGES}", head, rows)


def share_at(results: Results, measure: str, arm: int, week: int) -> str:
    """Return the share of all adults in a weekly measure, with its range over seeds."""
    g = results.group("all", "all")
    return said("prevalence_end", spread(results.weekly[measure][arm, :, week, g] / max(results.people[g], 1)))


def changes(results: Results) -> Table:
    """Give the difference of every plan from the baseline in every outcome: verdict, expected difference, what one city may see."""
    rows = [
        [
            OUTCOMES[name].label,
            arm_label(results, arm),
            VERDICT_WORDS[verdict(name, change)],
            *both_ranges(name, change),
        ]
        for name in measured_in(results)
        for arm in results.arms[1:]
        for change in [difference(results, name, arm)]
    ]
    caption = (
        f"Plan minus {results.arm_labels[0]}, seed by seed, all adults; shares in percentage points, the rest in weeks. {EXPECTED} "
        "Important: half a percentage point or half a week and more, which is a choice."
    )
    head = ["Outcome", "Plan", "Verdict", "Expected difference", "Standard error", "One city may see"]
    return Table(caption, [*head, "Runs past what is important"], rows)


def both_ranges(outcome: str, of: Spread) -> list[str]:
    """Return a difference with its interval, its standard error, the range that one city may see, and the runs past what matters."""
    if not of.ranged:
        return [signed_spread(outcome, of), MISSING, MISSING, MISSING]
    times = 100 if is_share(outcome) else 1
    ends = [signed(end * times, 2) for end in (of.low, of.high)]
    return [signed_expected(outcome, of), f"{of.error * times:.2f}", " to ".join(ends), percent(of.beyond, 0)]


def cascade(results: Results) -> Table:
    """Give the steps of care of every plan for all adults, and for the poorest and the richest fifth."""
    groups = [("all", "all"), ("income", "poorest fifth"), ("income", "richest fifth")]
    rows = [
        [
            f"{label}: {group_words(*group)}",
            *(f"{n:.0f}" if np.isfinite(n) else MISSING for n in steps(results, arm, *group)),
        ]
        for arm, label in zip(results.arms, results.arm_labels, strict=True)
        for group in groups
        if group in results.groups
    ]
    head = ["Plan and group", *(label for step, label in STEPS.items() if step != "recovered")]
    return Table("Of 100 adults ever in need, how many come to each step. Means over the runs.", head, rows)


def refusals(results: Results) -> Table:
    """Give refusals by barrier of every plan."""
    by_arm = [turned_away(results, arm) for arm in results.arms]
    rows = [
        [label, *(f"{found[label].value:.1f}" if found[label].known else MISSING for _, found in by_arm)]
        for label in results.barrier_labels
    ]
    total = ["All", *(f"{all_.value:.1f}" if all_.known else MISSING for all_, _ in by_arm)]
    caption = "Turned away, of 100 asks for help, all adults. Means over the runs."
    return Table(caption, ["Barrier", *results.arm_labels], [*rows, total] if rows else [])


def places(results: Results) -> Table:
    """Give the neighbourhoods where most still have probable PTSD, and the change under the best plan."""
    few = too_few(results)
    results = pooled_places(results)
    names = [results.groups[g][1] for g in results.members("place")]
    known = [name for name in names if enough(results, "place", name)]
    shares = dict(zip(known, place_levels(results, results.baseline, known), strict=True))
    top = sorted(known, key=lambda name: -shares[name])[:WORST_PLACES]
    best = best_arm(results)
    moves = [signed_spread("prevalence_end", c) for c in place_changes(results, best, top)] if best else [""] * len(top)
    people = dict(zip(names, results.places["population"], strict=True))
    rows = [[name, count(people[name]), percent(shares[name]), move] for name, move in zip(top, moves, strict=True)]
    head = ["Neighbourhood", "People", f"Still with probable PTSD, {results.arm_labels[0]}"]
    change = [f"Change, points, {arm_label(results, best)}"] if best else []
    shown = [row[: 3 + len(change)] for row in rows]
    pooled = f" {few} with fewer than {FEWEST} simulated adults are taken together with neighbours." if few else ""
    return Table(f"The {len(shown)} neighbourhoods with the highest share.{pooled} {RANGES}", [*head, *change], shown)


NUMBERS: dict[str, Callable[[Results], Table]] = {
    "fan": weeks,
    "healing": lambda results: equity(results, "restored"),
    "differences": changes,
    "equity": equity,
    "reach": lambda results: equity(results, "reach"),
    "cascade": cascade,
    "refusals": refusals,
    "map": places,
}
"""The numbers behind each figure, by the name of the figure."""
