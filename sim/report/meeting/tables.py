"""Which numbers go to the meeting? Tables of cells, each made once: page, brief, workbook and terminal print the same ones.

three     three lines: the normal year, without further help, the plan that is spoken of
plans     every plan: probable PTSD, what of it is due to the event, what it averts of that, its verdict and its price
behind    who is left behind: struck and not struck apart, then the groups
reach     from need to recovery, by group
care      what each programme used, reached and can do
money     what each plan costs and buys
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.formats import Cell, CellTable, words_of
from sim.outcomes.spread import difference, level
from sim.outcomes.words import city_adults
from sim.report.meeting.choice import Meeting, Row
from sim.report.meeting.groups import behind, reach
from sim.report.meeting.programmes import care
from sim.report.meeting.sentences import verdict_words

__all__ = ["TABLES", "meeting_tables", "money", "plans", "three"]


def meeting_tables(meeting: Meeting) -> dict[str, CellTable]:
    """Return every table of the meeting that has rows, by name."""
    found = {name: make(meeting) for name, make in TABLES.items()}
    return {name: in_language(meeting, table) for name, table in found.items() if table.rows}


def in_language(meeting: Meeting, table: CellTable) -> CellTable:
    """Return a table whose numbers are written in the language of the meeting."""
    to, million = meeting.say("to"), meeting.say("million")
    return table._replace(
        rows=tuple(tuple(cell._replace(to=to, million=million) for cell in row) for row in table.rows)
    )


def ranged(meeting: Meeting, row: Row | None, name: str, unit: str) -> Cell:
    """Return a value of a frame's row with what one city may see, no range from fewer than two runs."""
    if row is None:
        return words_of("")
    low, high = (row.get(f"{name}_{end}", math.nan) for end in ("low", "high"))
    several = len(meeting.results.seeds) > 1
    ends = (low, high) if several else (math.nan, math.nan)
    return Cell(row[name], unit, *ends)


def share_cell(
    meeting: Meeting, arm: str, outcome: str = "prevalence_end", stratum: str = "all", group: str = "all"
) -> Cell:
    """Return an outcome of a group under a plan, with what one city may see."""
    of = level(meeting.results, outcome, arm, stratum, group)
    return Cell(of.value, "share", of.low, of.high)


def three(meeting: Meeting) -> CellTable:
    """Return three lines: the normal year, without further help, and the plan that is spoken of."""
    say, results = meeting.say, meeting.results
    lines = [*([normal_line(meeting)] if meeting.due else []), *(plan_line(meeting, arm) for arm in meeting.arms)]
    caption = say(
        "All adults, {after} after the event. Averted: of the healthy years that the event costs. Money: beyond {base}, whole community.",
        after=say.span(results.weeks), base=meeting.label(results.baseline),
    )  # fmt: skip
    head = (
        say("Plan"),
        say("Probable PTSD"),
        say("Adults"),
        say("Because of the event"),
        say("Averted"),
        say("USD more"),
    )
    return CellTable("three", caption, head, tuple(lines))


def normal_line(meeting: Meeting) -> tuple[Cell, ...]:
    """Return the line of the normal year."""
    share = meeting.due[meeting.results.baseline]["no_event_cases"]
    people = share * city_adults(meeting.results)
    nothing = words_of("")
    return (
        words_of(meeting.say("Without the event")),
        Cell(share, "share"),
        Cell(people, "people"),
        Cell(0.0, "people"),
        nothing,
        nothing,
    )


def plan_line(meeting: Meeting, arm: str) -> tuple[Cell, ...]:
    """Return the line of one plan."""
    results, due, price = meeting.results, meeting.due.get(arm), meeting.price(arm)
    share = level(results, "prevalence_end", arm).value
    base = arm == results.baseline
    return (
        words_of(meeting.label(arm)), Cell(share, "share"), Cell(share * city_adults(results), "people"),
        Cell(due["due_people"], "people") if due else words_of(""),
        Cell(due["averted_share"], "share") if due and not base else words_of(""),
        Cell(price["extra_cost"], "USD") if price and not base else words_of(""),
    )  # fmt: skip


def plans(meeting: Meeting) -> CellTable:
    """Return every plan: probable PTSD, what is due to the event, what it averts of that, verdict and price."""
    say, results = meeting.say, meeting.results
    rows = [plan_row(meeting, arm) for arm in results.arms]
    head = (
        say("Plan"), say("Probable PTSD"), say("Because of the event, adults"), say("Averted of that, healthy years"),
        say("Fewer adults"), say("Verdict on cases"), say("USD more"),
    )  # fmt: skip
    caption = say(
        "All adults, {after} after the event; in brackets what one city may see. Fewer adults and money: against {base}.",
        after=say.span(results.weeks), base=meeting.label(results.baseline),
    )  # fmt: skip
    return CellTable("plans", caption, head, tuple(rows))


def plan_row(meeting: Meeting, arm: str) -> tuple[Cell, ...]:
    """Return the row of one plan."""
    results, due, price = meeting.results, meeting.due.get(arm), meeting.price(arm)
    base, nothing = arm == results.baseline, words_of("")
    change = difference(results, "prevalence_end", arm)
    return (
        words_of(meeting.label(arm)), share_cell(meeting, arm), ranged(meeting, due, "due_people", "people"),
        nothing if base else ranged(meeting, due, "averted_share", "share"),
        nothing if base else Cell(-change.value * city_adults(results), "people"),
        nothing if base else words_of(verdict_words(meeting, change)),
        nothing if base or not price else Cell(price["extra_cost"], "USD"),
    )  # fmt: skip


def money(meeting: Meeting) -> CellTable:
    """Return what each plan costs and buys, cheapest first."""
    say = meeting.say
    head = (
        say("Plan"), say("USD more"), say("Healthy years gained"), say("USD for each healthy year"), say("USD for each case fewer"),
        say("Where it stands"),
    )  # fmt: skip
    caption = say(
        "Beyond {base}, whole community, over the weeks simulated, not discounted; in brackets what one city may see.",
        base=meeting.label(meeting.results.baseline),
    )
    return CellTable("money", caption, head, tuple(money_row(meeting, row) for row in meeting.money))


def money_row(meeting: Meeting, row: Row) -> tuple[Cell, ...]:
    """Return the row of one plan on money."""
    base, nothing = row["arm"] == meeting.results.baseline, words_of("")
    return (
        words_of(meeting.label(str(row["arm"]))),
        nothing if base else ranged(meeting, row, "extra_cost", "USD"),
        nothing if base else ranged(meeting, row, "dalys_averted", "years"),
        Cell(row["cost_per_daly"], "USD"), Cell(row["cost_per_case"], "USD"), words_of(standing(meeting, row)),
    )  # fmt: skip


def standing(meeting: Meeting, row: Row) -> str:
    """Return where a plan stands on the ladder from cheap to dear, in a few words."""
    say = meeting.say
    if len(meeting.results.seeds) < FEWEST_RUNS and row["standing"] != "first":
        return say("too few runs")
    if not row["certain"]:
        return say("not known")
    against = meeting.plan(str(row["against"])) if row["against"] else ""
    if row["standing"] == "dominated":
        return say("{plan} does as much for no more", plan=against)
    return say(
        {"first": "cheapest", "next": "worth considering"}.get(str(row["standing"]), "a mix does as much for less")
    )


TABLES: dict[str, Callable[[Meeting], CellTable]] = {
    "three": three, "plans": plans, "behind": behind, "reach": reach, "care": care, "money": money,
}  # fmt: skip
"""The tables of the meeting by name, in the order of the page."""
