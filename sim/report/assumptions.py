"""What was asked? The story, the people and the plans, as the report says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.outcomes.printed import Table
from sim.outcomes.results import Results
from sim.outcomes.words import city_adults, count, listed, month, since

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["plan_names", "plans", "question"]


def question(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return what was asked: what of it is invented, the story, the people, the plans, and how the table of places was read."""
    from sim.scenario import intake_lines, invented

    return {
        "invented": list(invented(scenario)) if scenario else [],
        "intake": list(intake_lines(scenario)) if scenario else [],
        "summary": scenario.summary if scenario else "",
        "simulated": f"{int(results.people[results.group('all', 'all')]):,}",
        "people": f"about {count(city_adults(results))}",
        "horizon": since(results.weeks),
        "start": f"{results.start.day} {month(results, 0)}",
        "plans": plans(results, scenario),
        "plan_names": plan_names(results),
    }


def plan_names(results: Results) -> str:
    """Return the plans by name in a sentence, the baseline first."""
    base, *others = (f"“{label}”" for label in results.arm_labels)
    if not others:
        return f"One plan was run: {base}."
    return f"The plans: {base}, the baseline, and against it {listed(others)}."


def plans(results: Results, scenario: Scenario | None) -> Table:
    """Return the plans with their programmes and policies: from the scenario in full, else those that gave sessions."""
    rows = [
        [label, programmes(results, scenario, arm)] for arm, label in zip(results.arms, results.arm_labels, strict=True)
    ]
    return Table(
        "What each plan holds. The first is the baseline, with which the others are compared.",
        ["Plan", "Programmes and policies"],
        rows,
    )


def programmes(results: Results, scenario: Scenario | None, arm: str) -> str:
    """Return the programmes of an arm in words; what it shares with the baseline is not told twice."""
    told = told_programmes(results, scenario, arm)
    base = told_programmes(results, scenario, results.baseline)
    if arm == results.baseline or not base or not set(base) <= set(told):
        return "; ".join(told) or "no programme"
    return "; ".join([f"as {results.arm_labels[0]}", *(words for words in told if words not in base)])


def told_programmes(results: Results, scenario: Scenario | None, arm: str) -> list[str]:
    """Return each programme of an arm in words: from the scenario in full, else those that gave sessions by name."""
    if scenario and arm in scenario.arms:
        held = scenario.arms[arm]
        told = [programme_words(scenario.programmes[name]) for name in held.programmes]
        return told + [policy_words(scenario.policies[name]) for name in held.policies]
    g, a = results.group("all", "all"), results.arms.index(arm)
    named = zip(results.programmes, results.programme_labels, strict=True)
    return [label for name, label in named if results.final[f"sessions_{name}"][a, :, g].any()]


def policy_words(policy: dict[str, Any]) -> str:
    """Return a policy in words."""
    begins = round(float(policy.get("weeks_until", 0.0)))
    return f"policy: {policy['label']}" + (f" (from week {begins})" if begins else "")


def programme_words(programme: Any) -> str:
    """Return one programme with its slots, opening and price."""
    ends = f" to {programme.closes}" if programme.closes is not None else ""
    price = "free" if not programme.price else f"{programme.price:,.0f} USD a session before insurance"
    weeks = f"weeks {programme.opens}{ends}" if ends else f"from week {programme.opens}"
    return f"{programme.label} ({programme.slots:,} sessions a week, {weeks}, {price})"
