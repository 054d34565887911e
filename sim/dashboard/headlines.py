"""The main findings in the words of the page: the same three as `sim.report.text.headline` gives in English, from the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.outcomes.spread import best_arm, difference, level
from sim.outcomes.words import city_adults

if TYPE_CHECKING:
    from sim.dashboard.words import Words
    from sim.outcomes.results import Results

__all__ = ["found"]

CASES, POOREST, RICHEST = "prevalence_end", "poorest fifth", "richest fifth"


def found(words: Words, results: Results) -> list[str]:
    """Return where the first plan ends, what the best other plan changes, and the gap between the poorest and the richest fifth."""
    return [first(words, results), *second(words, results), *third(words, results)]


def first(words: Words, results: Results) -> str:
    """Return how many are still above the cut-off at the end under the first plan."""
    base = level(results, CASES, results.baseline)
    return words(
        "found.first", years=words.number(results.weeks / 52, 1), share=words.share(base.value), plan=results.arm_labels[0],
        people=words.people(base.value * city_adults(results)), low=words.share(base.low), high=words.share(base.high),
    )  # fmt: skip


def second(words: Words, results: Results) -> list[str]:
    """Return what the best other plan changes, or that it cannot be told apart from the first; empty if there is no other."""
    best = best_arm(results)
    if best is None:
        return []
    change = difference(results, CASES, best)
    at = results.arms.index(best)
    told = {
        "plan": results.arm_labels[at],
        "base": results.arm_labels[0],
        "share": words.share(level(results, CASES, best).value),
    }
    if change.value >= 0 or (change.judged and not change.told_apart):
        return [words("found.unclear", **told)]
    adults = city_adults(results)
    cost = results.final["cost"][..., results.group("all", "all")].mean(axis=1) / results.scale
    people = {"people": words.people(-change.value * adults), "extra": spending(words, float(cost[at] - cost[0]))}
    if not change.judged:
        return [words("found.better_few", runs=change.runs, **told, **people)]
    ends = {"low": words.people(-change.expected_high * adults), "high": words.people(-change.expected_low * adults)}
    return [words("found.better", **told, **people, **ends)]


def spending(words: Words, extra: float) -> str:
    """Return how much more or less a plan spends on care than the first."""
    return words("found.more" if extra >= 0 else "found.less", money=words.money(abs(extra)))


def third(words: Words, results: Results) -> list[str]:
    """Return the gap between the poorest and the richest fifth under the first plan; empty if they are not counted."""
    if ("income", POOREST) not in results.groups:
        return []
    poor, rich = (level(results, CASES, results.baseline, "income", fifth).value for fifth in (POOREST, RICHEST))
    return [words("found.gap", plan=results.arm_labels[0], poor=words.share(poor), rich=words.share(rich))]
