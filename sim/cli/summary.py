"""What does a planner read first? Each plan in one line, then who is left behind under each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.cli.output import (
    NO_NUMBER,
    Marked,
    difference_unit,
    faint,
    interval,
    is_narrow,
    money,
    plain_rows,
    print_json,
    print_table,
    shown,
)

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results
    from sim.scenario import Scenario

__all__ = ["belief_text", "headline_title", "labels_of", "print_summary", "summary"]

# Headline outcomes that the terminal has no room for (tables and JSON have them): what cases at the end and care say already.
TOO_WIDE = ("weeks_as_case", "recovered")
AGAINST_FIRST = ("fewer_cases", "verdict", "cost_per_daly")
STRATA = ("income", "race", "vulnerability")
READING = (
    "Worst-off group: the one with the worst outcome. Gap: how much worse than the best-off group (percentage points). "
    "Ratio: worst-off over best-off. Concentration index: below 0 there is more of it at low incomes, above 0 at high ones."
)
BEHIND = "After each value: what one city may see, nine in ten further runs"
TOO_NARROW = "A wider terminal and the written tables show each value with what one city may see"


def summary(results: Results, equity: pd.DataFrame, scenario: Scenario | None = None) -> dict[str, Any]:
    """Return what `--json` prints of a comparison."""
    from sim.outcomes import due_to_event, headline
    from sim.outcomes.words import interval_words
    from sim.report.meeting import Meeting, meeting_tables, opening
    from sim.report.text.credibility import believe, believed_facts
    from sim.scenario import invented

    meeting = Meeting.of(results, scenario)
    return {
        "invented": list(invented(scenario)) if scenario else [],
        "scenario": results.scenario, "title": results.title, "weeks": results.weeks, "scale": results.scale,
        "seeds": list(results.seeds), "arms": dict(zip(results.arms, results.arm_labels, strict=True)),
        "people": int(results.people[results.group("all", "all")]), "grades": results.grades,
        "interval": interval_words(results), "drawn": results.drawn,
        "belief": believed_facts(believe(results, scenario)), "headline": plain_rows(headline(results)),
        "due_to_event": plain_rows(due_to_event(results)) if results.no_event else [], "equity": plain_rows(equity),
        "meeting": {name: table.printed._asdict() for name, table in meeting_tables(meeting).items()}, "opening": opening(meeting),
    }  # fmt: skip


def print_summary(results: Results, as_json: bool, scenario: Scenario | None = None) -> None:
    """Print the headline and the equity tables of a comparison and how far to believe them, or all of it as JSON."""
    from sim.outcomes import equity_table
    from sim.scenario import invented

    equity = equity_table(results)
    if as_json:
        print_json(summary(results, equity, scenario))
        return
    for sentence in invented(scenario) if scenario else ():
        print(sentence)
    print_meeting(results, scenario)
    print_headline(results)
    print_found(results)
    for outcome in spoken():
        print_equity(results, equity, outcome)
    print(f"\n{belief_text(results, scenario)}")


def belief_text(results: Results, scenario: Scenario | None) -> str:
    """Return how many numbers are assumed, which published figures are met and which are missed, as lines for a terminal."""
    from sim.report.text.credibility import believe
    from sim.report.text.credibility_tables import belief_sentences, missed_lines, resting_sentences

    belief = believe(results, scenario)
    said = "\n".join([*resting_sentences(results, scenario, belief), *belief_sentences(belief)]).replace("`", "")
    missed = missed_lines(belief)
    return "\n".join(
        ["How far to believe this", said, *(["Missed:"] if missed else []), *(f"  {line}" for line in missed)]
    )


def print_found(results: Results) -> None:
    """Print what was found in sentences, the same as the report's and the dashboard's."""
    from sim.report.text import headline
    from sim.report.text.money import MONEY_FINDINGS, cost_sentences

    if len(results.arms) > 1:
        buys = [MONEY_FINDINGS["acceptability"](results)] if "dalys" in results.final else []
        print("\nWhat was found")
        for sentence in (*headline(results), *cost_sentences(results), *buys):
            print(f"- {sentence}")


def labels_of(results: Results) -> dict[str, str]:
    """Return what tables call each arm."""
    return dict(zip(results.arms, results.arm_labels, strict=True))


def print_headline(results: Results) -> None:
    """Print one line for each arm: cases left, healing restored, who reaches help, waits and costs."""
    from sim.outcomes import headline

    alone = len(results.arms) == 1
    units = {name: told for name, told in quoted_columns().items() if not (alone and name in AGAINST_FIRST)}
    rows = [
        [row["label"], *(quoted(row, name, unit, results.baseline) for name, (_, unit) in units.items())]
        for row in headline(results).to_dict(orient="records")
    ]
    columns = ["Plan", *(words for words, _ in units.values())]
    note = f"Cases and spending for the whole community. DALY: a healthy year lost to illness. {bands(results)}"
    print_table(headline_title(results), columns, rows, note, words=1)


def quoted_columns() -> dict[str, tuple[str, str]]:
    """Return the heading and the unit of each column of the headline table."""
    from sim.outcomes.registry import HEADLINE, OUTCOMES

    outcomes = {n: (OUTCOMES[n].label, OUTCOMES[n].unit.split()[0]) for n in HEADLINE[1:] if n not in TOO_WIDE}
    return {
        "prevalence": ("Cases at the end", "share"), "fewer_cases": ("Fewer cases than the first plan", "people"),
        "verdict": ("Expected cases", "verdict"), **outcomes, "median_wait": ("Median wait, weeks", "weeks"),
        "waits_over_13": ("Wait over 13 weeks", "share"),
        "cost": ("Spending, USD", "USD"), "cost_per_daly": ("USD per DALY averted", "USD"),
    }  # fmt: skip


def spoken() -> list[str]:
    """Return the outcomes whose equity is printed."""
    from sim.outcomes.registry import HEADLINE

    return [name for name in HEADLINE if name not in TOO_WIDE]


def print_meeting(results: Results, scenario: Scenario | None) -> None:
    """Print what the page for the meeting opens with: one sentence, three lines, and every plan with what is due to the event."""
    from sim.report.meeting import Meeting, meeting_tables, opening

    meeting = Meeting.of(results, scenario)
    tables = meeting_tables(meeting)
    print(f"\n{opening(meeting)}")
    for name in ("three", "plans") if len(results.arms) > 1 else ("three",):
        table = tables[name].printed
        print_table("", table.head, table.rows, table.caption, words=1)


def bands(results: Results) -> str:
    """Return what the intervals of the values are."""
    from sim.outcomes.words import interval_words

    if len(results.seeds) == 1:
        one = ", with the parameters drawn for this seed" if results.drawn else ""
        return f"One seed{one}: variation by chance is not shown."
    return f"{TOO_NARROW if is_narrow() else BEHIND}: {interval_words(results)}.{few_runs(results)}"


def few_runs(results: Results) -> str:
    """Print that there are too few runs for a verdict, if so."""
    from sim.outcomes.certainty import FEWEST_RUNS

    few = len(results.seeds) < FEWEST_RUNS and len(results.arms) > 1
    return f" Fewer than {FEWEST_RUNS} seeds of each plan: no verdicts." if few else ""


def quoted(row: dict[str, Any], name: str, unit: str, baseline: str) -> str:
    """Return a number of the headline; the baseline differs from itself by nothing."""
    from sim.outcomes.phrases import VERDICT_WORDS

    if name in AGAINST_FIRST and row["arm"] == baseline:
        return NO_NUMBER
    if name == "verdict":
        return VERDICT_WORDS[row[name]]
    return price_of_health(row) if name == "cost_per_daly" else interval(row, name, unit)


def price_of_health(row: dict[str, Any]) -> str:
    """Return the cost of a healthy year with its range over seeds, or in words where a plan saves money or averts nothing."""
    averted, low, high = (row[name] for name in ("dalys_averted", "cost_per_daly_low", "cost_per_daly_high"))
    if not math.isfinite(averted):
        return NO_NUMBER
    more = "costs more" if row["extra_cost"] > 0 else "costs no more"
    if averted <= 0 or row["extra_cost"] <= 0:
        return f"{more}, averts {f'{averted:,.0f}' if averted > 0 else 'nothing'}"
    if is_narrow() or not math.isfinite(row["dalys_averted_low"]):
        return money(row["cost_per_daly"])
    ends = f"{money(low)}…{money(high)}" if math.isfinite(low) else "averts nothing in some runs"
    return Marked(f"{money(row['cost_per_daly'])} {faint(ends)}")


def headline_title(results: Results) -> str:
    """Return the title: what, for whom, how often."""
    adults = int(results.people[results.group("all", "all")])
    luck = f"{len(results.seeds)} seeds" if len(results.seeds) > 1 else f"seed {results.seeds[0]}"
    return f"{results.title}: {adults:,} adults, {results.weeks} weeks, {luck}"


def print_equity(results: Results, equity: pd.DataFrame, outcome: str) -> None:
    """Print who is left behind in one outcome: level, worst-off group, gap, ratio and index, arm by arm."""
    from sim.outcomes import OUTCOMES

    meant = OUTCOMES[outcome]
    gap = "Gap, points" if difference_unit(meant.unit) == "points" else "Gap"
    columns = ["Plan", "Level", "Worst-off group", gap, "Ratio", "Concentration index"]
    title = f"Equity of: {meant.label} ({meant.better} is better)"
    rows = list(equity_rows(results, equity[equity["outcome"] == outcome], meant.unit))
    print_table(title, columns, rows, f"{READING} {bands(results)}" if outcome == spoken()[-1] else "", words=1)


def equity_rows(results: Results, equity: pd.DataFrame, unit: str) -> Iterator[list[str] | None]:
    """Yield the lines of an equity table, stratum by stratum, with a rule between them."""
    from rich.markup import escape

    for stratum in (*STRATA, *results.strata):
        part = equity[equity["stratum"] == stratum].set_index("arm")
        yield [Marked(f"[italic]by {escape(results.strata.get(stratum, stratum))}[/italic]"), *[""] * 5]
        for arm, label in labels_of(results).items():
            row = part.loc[arm]
            yield [
                label, interval(row, "level", unit), f"{row['worst_group'] or 'not known'} {shown(row['worst'], unit)}",
                interval(row, "gap", difference_unit(unit)), interval(row, "ratio", "ratio"),
                interval(row, "concentration_index", "index"),
            ]  # fmt: skip
        yield None
