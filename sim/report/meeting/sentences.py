"""What is said at the meeting? A few sentences, each with its verdict, in the language that was asked for."""

from __future__ import annotations

import math

from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.formats import count, percent, usd
from sim.outcomes.phrases import verdict
from sim.outcomes.spread import Spread, level
from sim.outcomes.words import city_adults
from sim.report.meeting.choice import Meeting, Row

__all__ = ["budget_lines", "due_lines", "gain", "money_words", "opening", "runs_words", "verdict_words"]

VERDICTS = {
    "better": "fewer cases", "worse": "more cases", "same": "the same", "unclear": "cannot be told apart",
    "open": "depends on numbers not known", "unknown": "too few runs",
}  # fmt: skip


def verdict_words(meeting: Meeting, change: Spread) -> str:
    """Return what the verdict on the cases of a plan is called; a known change below what is called important is said to be that."""
    found = verdict("prevalence_end", change)
    if found in ("better", "worse") and change.slight:
        return meeting.say("fewer, too few to matter" if found == "better" else "more, too few to matter")
    return meeting.say(VERDICTS[found])


def money_words(meeting: Meeting, amount: float) -> str:
    """Return an amount of USD in the language of the meeting."""
    return usd(amount).replace("million", meeting.say("million"))


def opening(meeting: Meeting) -> str:
    """Return the one sentence: how many have probable PTSD, how many because of the event, and what the plan changes for what money."""
    say, results = meeting.say, meeting.results
    share = level(results, "prevalence_end", results.baseline).value
    due = meeting.due.get(results.baseline)
    because = say(", {due} of them because of it", due=count(max(due["due_people"], 0.0))) if due else ""
    now = say(
        "{after} after the event, about {people} adults ({share}) have probable PTSD under {base}{because}",
        after=say.span(results.weeks), people=count(share * city_adults(results)), share=percent(share),
        base=meeting.plan(results.baseline), because=because,
    )  # fmt: skip
    return f"{now}{changed(meeting)}."


def changed(meeting: Meeting) -> str:
    """Return the rest of the opening: what the plan changes, or that no plan is known to change anything."""
    say = meeting.say
    if meeting.best is None:
        return ""
    if meeting.few:
        return say("; with {n} runs of each plan there is no verdict on any other", n=len(meeting.results.seeds))
    if not meeting.known:
        return say("; no other plan is known to change that")
    return f"; {gain(meeting, meeting.best)}"


def gain(meeting: Meeting, arm: str) -> str:
    """Return what a plan gains for what money, as a clause."""
    say, row = meeting.say, meeting.price(arm)
    due = meeting.due.get(arm)
    if due and math.isfinite(due["averted_share"]):
        done = say(
            "{plan} averts {share} of the healthy years that the event costs", plan=meeting.plan(arm),
            share=percent(due["averted_share"]),
        )  # fmt: skip
    elif row:
        done = say("{plan} gains {years} healthy years", plan=meeting.plan(arm), years=count(row["dalys_averted"]))
    else:
        done = say("{plan} ends lower", plan=meeting.plan(arm))
    if row is None:
        return done
    return done + say(", for {usd} USD more", usd=money_words(meeting, row["extra_cost"]))


def due_lines(meeting: Meeting) -> list[str]:
    """Return what is due to the event, and that the rest is the normal year."""
    say, results = meeting.say, meeting.results
    due = meeting.due.get(results.baseline)
    if not due:
        return [say("What is due to the event is not known: these runs have no twin without it.")]
    return [
        say(
            "In a normal year {usual} of adults would have probable PTSD all the same. Because of the event come {people} more, "
            "{weeks} weeks lived with it and {years} healthy years lost, under {base}.",
            usual=percent(due["no_event_cases"]), people=count(due["due_people"]), weeks=count(due["due_weeks"]),
            years=count(due["due_years"]), base=meeting.plan(results.baseline),
        )
    ]  # fmt: skip


def budget_lines(meeting: Meeting) -> list[str]:
    """Return which plan to take by budget: only steps whose gain is known are recommended."""
    say, results = meeting.say, meeting.results
    if meeting.best is None:
        return [say("One plan was run, so there is nothing to choose from.")]
    if not meeting.money:
        return [say("These results do not count healthy years, so that no plan is recommended by budget.")]
    if meeting.few:
        few = say(
            "With {n} runs of each plan no plan is recommended: it takes {m}.", n=len(results.seeds), m=FEWEST_RUNS
        )
        return [few]
    steps = [row for row in meeting.money if row["standing"] == "next" and row["certain"]]
    first = meeting.money[0]
    start = say("With no more money: {plan}.", plan=meeting.plan(str(first["arm"])))
    rest = unknown_line(meeting)
    if not steps:
        return [start, say("No other plan is known to gain healthy years, so more money is not known to help."), *rest]
    return [start, *(step_line(meeting, row) for row in steps), *rest]


def step_line(meeting: Meeting, row: Row) -> str:
    """Return one step of the budget: from which sum on which plan, and what each further healthy year costs."""
    return meeting.say(
        "From {usd} USD more on: {plan}; each further healthy year costs about {icer} USD.",
        usd=money_words(meeting, row["extra_cost"]), plan=meeting.plan(str(row["arm"])), icer=money_words(meeting, row["icer"]),
    )  # fmt: skip


def unknown_line(meeting: Meeting) -> list[str]:
    """Return the plans that are not recommended, and why."""
    say, money, base = meeting.say, meeting.money, meeting.results.baseline
    others = [row for row in money if row["arm"] != base]
    beaten = [row for row in others if row["standing"] in ("dominated", "by extension") and row["certain"]]
    open_ = [row for row in others if not row["certain"]]
    said = []
    if beaten:
        names = say.listed([meeting.plan(str(row["arm"])) for row in beaten])
        said.append(say("Not recommended, for others do more for the money: {plans}.", plans=names))
    if open_:
        names = say.listed([meeting.plan(str(row["arm"])) for row in open_])
        said.append(
            say("Not recommended, for their place is not known (chance could have made it): {plans}.", plans=names)
        )
    return said


def runs_words(meeting: Meeting) -> str:
    """Return what was run."""
    results = meeting.results
    return meeting.say(
        "{plans} plans, {runs} runs of each, {weeks} weeks from {day}, {adults} simulated adults for {people}.",
        plans=len(results.arms), runs=len(results.seeds), weeks=results.weeks, day=f"{results.start:%Y-%m-%d}",
        adults=f"{int(results.people[results.group('all', 'all')]):,}", people=count(city_adults(results)),
    )  # fmt: skip
