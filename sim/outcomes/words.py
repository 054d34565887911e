"""How are numbers, groups, dates and runs put into words? The phrases that findings, figures, captions and the report share."""

from __future__ import annotations

from datetime import timedelta

from sim.outcomes.formats import MISSING, count, percent
from sim.outcomes.results import Results

__all__ = [
    "MISSING",
    "arm_label",
    "clock",
    "city_adults",
    "count",
    "group_words",
    "interval_words",
    "listed",
    "made_from",
    "month",
    "percent",
    "plan",
    "since",
]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PHRASES = {
    "all": "all adults",
    "income": "adults in the {group} by income",
    "race": "{group} adults",
    "age": "adults aged {group}",
    "vulnerability": "adults in the {group} of neighbourhoods",
    "exposure": "adults who were {group}",
    "place": "adults in {group}",
}
WHOLE = {
    ("race", "Other"): "adults of another race or ethnicity",
    ("age", "children 0-17"): "children",
    ("vulnerability", "middle third"): "adults in the middle third of neighbourhoods by vulnerability",
}


def arm_label(results: Results, arm: str) -> str:
    """Return the label of an arm in tables."""
    return results.arm_labels[results.arms.index(arm)]


def plan(results: Results, arm: str) -> str:
    """Return the label of an arm as a sentence quotes it, whatever signs it begins with."""
    return f"“{arm_label(results, arm)}”"


def group_words(stratum: str, group: str) -> str:
    """Return a group as a sentence names it, people first."""
    return WHOLE.get((stratum, group), PHRASES.get(stratum, "{group}").format(group=group))


def listed(items: list[str]) -> str:
    """Return items as a sentence lists them: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def city_adults(results: Results) -> float:
    """Return the adults of the whole city that the sample represents."""
    return float(results.people[results.group("all", "all")] / results.scale)


def month(results: Results, week: int) -> str:
    """Return month and year of a week of the simulation, as in Aug 2019."""
    day = results.start + timedelta(weeks=week)
    return f"{MONTHS[day.month - 1]} {day.year}"


def since(week: int) -> str:
    """Return a time since the event in the unit that reads best: 2 years, 18 months, 10 weeks."""
    if week and week % 52 == 0:
        return f"{week // 52} year{'s' * (week > 52)}"
    if week and week % 13 == 0:
        return f"{week * 12 // 52} months"
    return f"{week} week{'s' * (week != 1)}"


def made_from(results: Results) -> str:
    """Return one sentence on what was run: plans, runs, seeds, weeks, sample."""
    arms, seeds = len(results.arms), len(results.seeds)
    runs = "1 run" if seeds == 1 else f"{seeds} runs"
    what = f"1 plan, {runs}" if arms == 1 else f"{arms} plans, {runs} of each"
    adults = int(results.people[results.group("all", "all")])
    return (
        f"{what} (seed{'s' * (seeds > 1)} {seed_words(results.seeds)}), {results.weeks} weeks from {results.start:%Y-%m-%d}; "
        f"{sample_words(results.scale)}: {adults:,} simulated adults for about {count(city_adults(results))}."
    )


def sample_words(scale: float) -> str:
    """Return the scale of a sample in words."""
    return "the whole city" if scale >= 1 else f"a {percent(scale, 0 if scale >= 0.01 else 2)} sample of the city"


def seed_words(seeds: tuple[int, ...]) -> str:
    """Return seeds in words: 1 to 20, or 3, 5 and 9."""
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]} to {seeds[-1]}"
    some = [str(seed) for seed in seeds[:8]]
    return listed(some if len(seeds) <= 8 else [*some, "others"])


def interval_words(results: Results) -> str:
    """Return what the intervals over seeds hold: chance alone, or what is not known about the numbers that were drawn as well."""
    drawn = results.drawn
    if not drawn:
        return "luck alone, every number held at its value"
    fitted, ranged = drawn.get("calibrated", 0), drawn.get("by_range", 0)
    parts = [f"{fitted} calibrated number{'s' * (fitted != 1)}"] * bool(fitted)
    parts += [f"{ranged} number{'s' * (ranged != 1)} known by a range only"] * bool(ranged)
    unknown = f"luck and what is not known about {listed(parts)}" if parts else "luck"
    held = drawn.get("assumed_held", 0)
    return f"{unknown}; {held} assumed number{'s' * (held != 1)} {'is' if held == 1 else 'are'} held fixed"


def clock(seconds: float) -> str:
    """Return a time as people say it: "8 s", "2 min 5 s", "1 h 10 min"."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
