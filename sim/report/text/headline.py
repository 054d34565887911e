"""What is the answer in three sentences? Where the baseline ends, what the best plan changes, and who is furthest behind."""

from __future__ import annotations

from sim.outcomes.due import due_to_event
from sim.outcomes.phrases import CITY, apart, is_share, moved, ranges, said, verdict
from sim.outcomes.results import Results
from sim.outcomes.spread import Gap, best_arm, change_of_gap, difference, gap, level, second_arm
from sim.outcomes.words import city_adults, count, group_words, percent, plan, since

__all__ = ["gap_sentence", "headline"]

OUTCOME = "prevalence_end"
# How the worst-off group of an outcome compares, and what its number counts.
STANDING = {
    "prevalence_end": ("are furthest behind", " still have probable PTSD"),
    "restored": ("are furthest from healing", " have agency, meaning and connection back"),
    "reach": ("are reached least", " of those in need begin a course"),
}


def headline(results: Results) -> tuple[str, ...]:
    """Return the findings of a whole comparison in three sentences, with their ranges, and what is due to the event in a fourth."""
    said = first(results), second(results), third(results)
    return (*said, due_sentence(results)) if results.no_event else said


def due_sentence(results: Results) -> str:
    """State what is due to the event under the baseline, and which share of it the plan averts that averts most."""
    table = due_to_event(results).set_index("arm")
    base = table.loc[results.baseline]
    usual = f"Without the event, {percent(base['no_event_cases'])} of adults would have probable PTSD at the end"
    caused = ", ".join((
        f"{count(base['due_people'])} people", f"{count(base['due_weeks'])} weeks lived with it",
        f"{count(base['due_years'])} healthy years",
    ))  # fmt: skip
    opening = f"{usual}; due to it, under {plan(results, results.baseline)}: {caused}"
    others = table.drop(index=results.baseline)["averted_share"].dropna()
    if others.empty:
        return f"{opening}."
    best = str(others.idxmax())
    low, high = (table.loc[best, f"averted_share_{end}"] for end in ("low", "high"))
    width = f" ({CITY} {percent(low)} to {percent(high)})" if len(results.seeds) > 1 else ""
    return f"{opening}. Of those years {plan(results, best)} averts most: {percent(others[best])}{width}."


def first(results: Results) -> str:
    """State how many still have probable PTSD at the end under the baseline."""
    base = level(results, OUTCOME, results.baseline)
    width = f" ({CITY} {percent(base.low)} to {percent(base.high)})" if base.ranged else " (in the one run made)"
    people = count(base.value * city_adults(results))
    return (
        f"After {since(results.weeks)}, {percent(base.value)} of adults{width} still have probable PTSD "
        f"under {plan(results, results.baseline)}: about {people} people."
    )


def second(results: Results) -> str:
    """State what the best of the other plans changes, or that none can be told from the baseline."""
    best = best_arm(results)
    if best is None:
        begun, well = (said(name, level(results, name, results.baseline)) for name in ("reach", "recovered"))
        return f"Of those ever in need, {begun} begin a course and {well} recover, with or without one."
    change = difference(results, OUTCOME, best)
    base, name = plan(results, results.baseline), plan(results, best)
    now = said(OUTCOME, level(results, OUTCOME, best))
    result = verdict(OUTCOME, change)
    if result in ("unclear", "same"):
        return (
            f"No other plan is known to end lower: the lowest, {name}, has {now}, which {apart(OUTCOME, change, base)}."
        )
    if result == "worse" or change.value > 0:
        return f"No other plan ends lower: the closest, {name}, has {now}, which {apart(OUTCOME, change, base)}."
    fewer = f": about {count(abs(change.value) * city_adults(results))} people fewer" if change.value < 0 else ""
    lower = apart(OUTCOME, change, f"under {base}")
    return f"With {name} it is {now}, which {lower}{fewer}{price(results, best)}{rival(results, best)}."


def rival(results: Results, best: str) -> str:
    """State which plan comes next, for what money, and whether it can be told apart from the best one."""
    after = second_arm(results)
    if after is None:
        return ""
    change = difference(results, OUTCOME, best, than=after)
    now = said(OUTCOME, level(results, OUTCOME, after))
    same = ", which cannot be told apart from it" if change.judged and not change.told_apart else ""
    return f"; {plan(results, after)} comes next with {now}{same}{price(results, after)}"


def price(results: Results, arm: str) -> str:
    """State what a plan spends on care beyond the baseline, for the whole city."""
    spent = results.final["cost"][..., results.group("all", "all")].mean(axis=1) / results.scale
    extra = float(spent[results.arms.index(arm)] - spent[0]) / 1e6
    if round(abs(extra), 1) == 0:
        return ""
    return f", for {abs(extra):,.1f} million USD {'more' if extra > 0 else 'less'}"


def third(results: Results) -> str:
    """State who is furthest behind by income, and whether the best plan narrows the gap."""
    has_income = any(stratum == "income" for stratum, _ in results.groups)
    return gap_sentence(results, OUTCOME, "income" if has_income else None)


def gap_sentence(results: Results, outcome: str, stratum: str | None = None) -> str:
    """State how wide a stratum's gap is under the baseline, absolute and relative, and what the best plan makes of it.

    Without a stratum, of the one where the gap is widest.
    """
    here = gap(results, outcome, results.baseline, stratum)
    if here is None:
        return "The groups are too small to be compared."
    best = best_arm(results)
    there = gap(results, outcome, best, here.stratum) if best else None
    opening = baseline_gap(outcome, here, plan(results, results.baseline))
    if best is None or there is None or not here.size.judged or not here.size.told_apart:
        return f"{opening}."
    base = f"under {plan(results, results.baseline)}"
    change = apart(outcome, change_of_gap(results, outcome, best, here.stratum), base, "narrower", "wider")
    return f"{opening}; under {plan(results, best)} that gap {change}{ratio_words(there)}."


def baseline_gap(outcome: str, of: Gap, base: str) -> str:
    """State who is furthest behind under the baseline and by how much, or that the groups cannot be told apart."""
    worst, best = group_words(of.stratum, of.worst), group_words(of.stratum, of.best)
    size, levels = of.size, [quantity(outcome, value) for value in of.levels]
    if size.judged and not size.told_apart:
        return (
            f"Under {base} the groups cannot be told apart: {worst} ({levels[0]}) and {best} ({levels[1]}) differ by no more than chance "
            f"could make ({ranges(outcome, size)})"
        )
    place, state = STANDING.get(outcome, ("are furthest behind", ""))
    seen = ranges(outcome, size)
    few = f" ({seen})" if size.judged and seen else " (too few runs for a verdict)"
    return (
        f"Under {base}, {worst} {place}: {levels[0]}{state}, against {levels[1]} of {best}, "
        f"a gap of {moved(outcome, size, '', '')}{few}{ratio_words(of)}"
    )


def ratio_words(of: Gap) -> str:
    """Return the ratio of the worst-off to the best-off group as the end of a clause."""
    return f", a ratio of {of.ratio:.1f}" if of.ratio == of.ratio else ""


def quantity(outcome: str, value: float) -> str:
    """Return a bare level in its unit."""
    return percent(value) if is_share(outcome) else f"{value:.1f} weeks"
