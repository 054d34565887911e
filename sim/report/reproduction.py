"""How can it be run again, in which words is it told, and on which sources does it rest?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.evidence import Evidence, cite, load
from sim.outcomes.results import Results
from sim.outcomes.words import seed_words
from sim.reference.glossary import GLOSSARY

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["WORDS", "code_words", "command", "named_as", "references", "repeat", "setting_words", "version"]

WORDS = (
    "arm", "programme", "case", "need", "ask", "reach", "recovery", "healing", "resilience", "barrier", "slots", "gap",
    "ratio", "concentration index", "seed", "fitted", "held out", "grade",
)  # fmt: skip


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
    """Return what runs the comparison again: a command, or a line of Python where seeds are not 1, 2, 3 and so on.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.report.command(results)
    'healing compare minimal --arm usual_care --seeds 1 --scale 0.3 --weeks 8 --numbers values'
    """
    named = named_as(scenario) if scenario else results.scenario
    numbers = "posterior" if results.drawn else "values"
    if results.seeds != tuple(range(1, len(results.seeds) + 1)):
        asked = (
            f"arms={list(results.arms)}, seeds={list(results.seeds)}, scale={results.scale:g}, weeks={results.weeks}, "
            f'numbers="{numbers}"'
        )
        loaded = f'sim.load("{named}", setting="{results.setting}")' if results.setting else f'"{named}"'
        code = f", code={list(results.code)}" if results.code else ""
        return f"sim.compare({loaded}, {asked}{code})"
    arms = "".join(f" --arm {arm}" for arm in results.arms) + code_words(results.code)
    size = f"--seeds {len(results.seeds)} --scale {results.scale:g} --weeks {results.weeks} --numbers {numbers}"
    return " ".join(part for part in (f"healing compare {named}{arms}", setting_words(results.setting), size) if part)


def named_as(scenario: Scenario) -> str:
    """Return how a scenario is named on the command line: one that came with the package by its name, another by its file.

    >>> sim.report.named_as(sim.load("minimal"))
    'minimal'
    """
    from sim.scenario import scenario_folder

    if scenario.path is None or scenario.path.resolve().parent == scenario_folder().resolve():
        return scenario.name
    return scenario.path.name


def code_words(code: Mapping[str, str]) -> str:
    """Return the options that name own code and allow it; nothing where there is none.

    >>> sim.report.code_words({})
    ''
    """
    return "".join(f" --code {reference}" for reference in code) + " --allow-code" * bool(code)


def setting_words(setting: str) -> str:
    """Return the option that chooses a setting; nothing where the scenario has none.

    >>> sim.report.setting_words("dry")
    '--setting dry'
    """
    return f"--setting {setting}" if setting else ""


def references(book: Evidence | None) -> list[str]:
    """Return the sources of all numbers, sorted by their text.

    >>> len(sim.report.references(None)) > 100
    True
    """
    held = book or load()
    keys: Iterable[str] = {key for path in held for key in held[path].source}
    return sorted({cite(key) for key in keys}, key=str.casefold)
