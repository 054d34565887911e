"""How is a comparison told to a council? One HTML file with words, tables and pictures that opens anywhere, offline, and prints.

    write_report(results, scenario, "report.html")

The same results give the same bytes: no clock, no random names. Nothing is loaded from elsewhere and nothing is executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.evidence import Evidence, cite, load
from sim.figures import FIGURES, TITLES, caption, svg
from sim.findings import FINDINGS, headline
from sim.findings.believed import believe
from sim.findings.believing import belief_sentences, checked_sentence, missed_table, near_table
from sim.findings.tables import NUMBERS, Table, behind, compared, equity, grades
from sim.findings.words import city_adults, count, interval_words, listed, made_from, month, seed_words, since
from sim.glossary import GLOSSARY
from sim.outcomes.paired import paired
from sim.outcomes.registry import OUTCOMES
from sim.results import Results
from sim.saving import write_text

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["render", "write_report"]

WORDS = (
    "arm", "programme", "case", "need", "ask", "reach", "recovery", "healing", "resilience", "barrier", "slots", "gap",
    "ratio", "concentration index", "seed", "fitted", "held out", "grade",
)  # fmt: skip
STRATA = {
    "income": "Income",
    "race": "Race and ethnicity",
    "sex": "Sex",
    "age": "Age",
    "vulnerability": "Vulnerability of the neighbourhood",
}
Block = tuple[str, list[list[str]]]


class Plate(NamedTuple):
    """One figure of the report with all that belongs to it."""

    name: str
    title: str
    finding: str
    caption: str
    svg: Any
    table: Table


def write_report(results: Results, scenario: Scenario | None, path: str | os.PathLike[str]) -> Path:
    """Write the report of results as one HTML file, whole or not at all, and return its path.

    Without the scenario the page says less about the plans, and everything else as well. Raises OSError where it cannot be written.
    """
    return write_text(path, render(results, scenario))


def render(results: Results, scenario: Scenario | None = None) -> str:
    """Return the report as a text of HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("sim"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return pages.get_template("report.html.j2").render(facts(results, scenario)).lstrip() + "\n"


def facts(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return everything that the page says, by the name that the template uses."""
    findings = {name: find(results) for name, find in FINDINGS.items()}
    return {
        "results": results,
        "headline": headline(results),
        "findings": findings,
        "compared": compared(results),
        "behind": behind(results),
        "plates": [plate(results, name, findings[name]) for name in shown(results)],
        "equity": [(name, data, blocks(data)) for name, data in equity_tables(results)],
        **question(results, scenario),
        **doubt(results, scenario),
        **repeat(results, scenario),
    }


def shown(results: Results) -> list[str]:
    """Return the names of the figures that have something to show."""
    alone = len(results.arms) == 1
    return [name for name in FIGURES if not (alone and name == "differences")]


def plate(results: Results, name: str, finding: str) -> Plate:
    """Draw one figure and gather what stands around it."""
    from markupsafe import Markup

    title = TITLES[name]
    picture = svg(
        FIGURES[name](results), f"figure-{name}", title, f"{finding} The numbers stand in a table on this page."
    )
    # Markup only around what our own figures drew; every word in it was escaped on its way in.
    return Plate(name, title, finding, caption(name, results), Markup(picture), NUMBERS[name](results))


def equity_tables(results: Results) -> list[tuple[str, Table]]:
    """Return the equity tables of the page: who is still unwell, and whom care reaches."""
    return [("equity", equity(results)), ("reach", equity(results, "reach"))]


def blocks(data: Table) -> list[Block]:
    """Return the rows of a table in blocks by their first cell, in order."""
    return [(STRATA.get(key, key), list(rows)) for key, rows in groupby(data.rows, lambda row: row[0])]


def question(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return what was asked: the story, the people, the plans."""
    return {
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


def doubt(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return what the section on certainty says."""
    belief = believe(results, scenario)
    return {
        "belief": belief_sentences(belief),
        "checked": checked_sentence(belief),
        "missed": missed_table(belief),
        "near": near_table(belief),
        "made_from": made_from(results),
        "interval": interval_words(results),
        "grades": grades(results),
        "assumed": results.grades.get("assumed", 0),
        "numbers": sum(results.grades.values()),
        "variance_ratio": saved_runs(results),
        "comparisons": (len(results.arms) - 1) * len(OUTCOMES),
        "own_numbers": sorted(scenario.numbers.items()) if scenario else [],
        "guesses": guesses(scenario.book if scenario else load()),
    }


def guesses(book: Evidence) -> Table:
    """Return the assumed numbers with their ranges and meanings."""
    rows = [
        [path, f"{n.value:g} {n.unit} ({n.low:g} to {n.high:g})", n.meaning]
        for path, n in book.items()
        if n.grade == "assumed"
    ]
    return Table("The assumed numbers, with the range thought possible.", ["Number", "Value", "Meaning"], rows)


def saved_runs(results: Results) -> str:
    """Return how many times as many runs unpaired plans would need, over the plans in the middle; nothing where unknown."""
    if len(results.arms) == 1 or len(results.seeds) < 2:
        return ""
    table = paired(results, outcomes=["prevalence_end"])
    ratios = table[table["stratum"] == "all"]["variance_ratio"].dropna()
    return f"{float(np.median(ratios)):.1f}" if len(ratios) else ""


def repeat(results: Results, scenario: Scenario | None) -> dict[str, Any]:
    """Return how the comparison can be run again, with which words and sources it is explained."""
    return {
        "version": version(),
        "command": command(results, scenario),
        "seeds": seed_words(results.seeds),
        "path": scenario.path.name if scenario and scenario.path else "",
        "words": [(word.replace("_", " "), GLOSSARY[word].meaning) for word in WORDS if word in GLOSSARY],
        "sources": references(scenario.book if scenario else None),
    }


def version() -> str:
    """Return the version of the package with a space before it, nothing where it is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as of

    try:
        return f" {of('community-healing')}"
    except PackageNotFoundError:
        return ""


def command(results: Results, scenario: Scenario | None = None) -> str:
    """Return what runs the comparison again: a command, or a line of Python where seeds are not 1, 2, 3 and so on."""
    named = named_as(scenario) if scenario else results.scenario
    numbers = "posterior" if results.drawn else "values"
    if results.seeds != tuple(range(1, len(results.seeds) + 1)):
        asked = (
            f"arms={list(results.arms)}, seeds={list(results.seeds)}, scale={results.scale:g}, weeks={results.weeks}, "
            f'numbers="{numbers}"'
        )
        loaded = f'sim.load("{named}", setting="{results.setting}")' if results.setting else f'"{named}"'
        return f"sim.compare({loaded}, {asked})"
    arms = "".join(f" --arm {arm}" for arm in results.arms)
    size = f"--seeds {len(results.seeds)} --scale {results.scale:g} --weeks {results.weeks} --numbers {numbers}"
    return " ".join(part for part in (f"healing compare {named}{arms}", setting_words(results.setting), size) if part)


def named_as(scenario: Scenario) -> str:
    """Return how a scenario is named on the command line: one that came with the package by its name, another by its file."""
    from sim.scenario import scenario_folder

    if scenario.path is None or scenario.path.resolve().parent == scenario_folder().resolve():
        return scenario.name
    return scenario.path.name


def setting_words(setting: str) -> str:
    """Return the option that chooses a setting; nothing where the scenario has none."""
    return f"--setting {setting}" if setting else ""


def references(book: Evidence | None) -> list[str]:
    """Return the sources of all numbers, sorted by their text."""
    held = book or load()
    keys: Iterable[str] = {key for path in held for key in held[path].source}
    return sorted({cite(key) for key in keys}, key=str.casefold)
