"""Whom should a run cite? The sources of every number that takes part in it, each with the numbers it supports.

    numbers     those read while building the population or running these plans, found by watching one run of each on a few people
                (`sim.studies.sensitivity.varied`), and the catalogue entries that the plans use; not numbers set by the scenario itself
    estimated   a number estimated from surveys also cites the fitted figures that informed it

Numbers whose only source is judgement cite nobody: they are counted and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sim import evidence
from sim.evidence import EvidenceError, Number, Source, sources
from sim.evidence.reading import EVENT_NUMBERS
from sim.scenario import Scenario, load
from sim.studies.sensitivity.values import NATIONAL, needs_reading_again
from sim.studies.sensitivity.varied import entries_in_use, watch

__all__ = ["FORMS", "Cited", "Reference", "cite", "references"]

FORMS = ("text", "bibtex")
PEOPLE, WEEKS = 2000, 52
JUDGEMENT, ESTIMATED = "assumption", "modelfit"


@dataclass(frozen=True)
class Reference:
    """One source, and the paths of the numbers that cite it; `own` if it is a text of the scenario's author."""

    key: str
    text: str
    bibtex: str
    numbers: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True)
class Cited:
    """Everything a run cites: its numbers, those based on judgement alone, and the references, sorted by name."""

    scenario: str
    arms: tuple[str, ...]
    numbers: tuple[Number, ...]
    judged: tuple[Number, ...]
    references: tuple[Reference, ...]


def cite(scenario: Scenario | str, form: str = "text", arms: Sequence[str] | None = None) -> str:
    """Return the references for a run of a scenario, sorted by author.

    `form` is "text" (one line each) or "bibtex"; `arms` are the plans that run, all by default. One short run of each plan is made
    to find the numbers that take part. Raises `EvidenceError` for an unknown form and KeyError for an unknown arm. Use
    `sim.evidence.cite` for single sources.

    >>> len(sim.cite("minimal").splitlines()) > 50
    True
    >>> sim.cite("minimal", "bibtex").startswith("@")
    True
    """
    if form not in FORMS:
        raise EvidenceError([f"form {form!r}. Allowed: {', '.join(FORMS)}."])
    return "\n".join(getattr(one, form) for one in references(scenario, arms).references)


def references(scenario: Scenario | str, arms: Sequence[str] | None = None) -> Cited:
    """Return the numbers that take part in runs of a scenario, and their references; raises KeyError for an unknown arm."""
    plan = load(scenario) if isinstance(scenario, str) else scenario
    chosen = tuple(arms or plan.arms)
    for arm in chosen:
        if arm not in plan.arms:
            raise KeyError(f"no arm {arm!r}; there are: {', '.join(plan.arms)}")
    numbers = taking_part(plan, chosen)
    behind: dict[str, list[str]] = {}
    for number in numbers:
        for key in keys_of(number, plan):
            behind.setdefault(key, []).append(number.path)
    cited = [of_source(key, tuple(paths)) for key, paths in behind.items()]
    judged = tuple(number for number in numbers if set(number.source) <= {JUDGEMENT})
    return Cited(plan.name, chosen, numbers, judged, tuple(sorted(cited, key=lambda one: one.text.casefold())))


def taking_part(plan: Scenario, arms: tuple[str, ...]) -> tuple[Number, ...]:
    """Return the numbers that these arms use and the scenario does not set itself, in the order of the evidence."""
    short = replace(plan, weeks=min(plan.weeks, WEEKS + latest_opening(plan)))
    scale = min(1.0, PEOPLE / float(plan.places.population.sum()))
    settling, running = watch(short, arms, scale)
    filled = {path for path in plan.book if path.startswith(NATIONAL) and needs_reading_again(plan, path)}
    used = settling | running | filled | set(entries_in_use(plan, arms))
    said = set(plan.numbers) | {f"events.{plan.event.kind}.{name}" for name in EVENT_NUMBERS if name in plan.event.own}
    return tuple(number for path, number in plan.book.items() if path in used and path not in said)


def latest_opening(plan: Scenario) -> int:
    """Return the week in which the last programme opens."""
    return max((programme.opens for programme in plan.programmes.values()), default=0)


def keys_of(number: Number, plan: Scenario) -> tuple[str, ...]:
    """Return the sources of a number without judgement; for an estimated one also those of the figures it was estimated from."""
    keys = [key for key in number.source if key not in (JUDGEMENT, ESTIMATED)]
    if ESTIMATED in number.source:
        keys += fitted_sources(plan.event.kind if number.path.startswith("events.") else "")
    return tuple(dict.fromkeys(keys))


def fitted_sources(event: str) -> Iterable[str]:
    """Yield the sources of the fitted figures of an event, or if the name is empty of all that inform what events share."""
    from sim.validation.surveys.plan import load as surveys

    for survey in surveys().values():
        if survey.event["kind"] == event if event else survey.informs == "all":
            for figure in survey.figures:
                if figure.role == "fitted":
                    yield from figure.published.source


def of_source(key: str, numbers: tuple[str, ...]) -> Reference:
    """Return the reference of a source; a source that is not in sources.bib is a text of the scenario's author."""
    known = sources()
    if key in known:
        return Reference(key, known[key].text, known[key].bibtex, numbers)
    own = Source("own", "misc", {"title": f"{{{key}}}", "note": "seen: own; named by the author of the scenario"})
    name = "own_" + "".join(letter if letter.isalnum() else "_" for letter in key.lower())[:40]
    return Reference(name, key, replace(own, key=name).bibtex, numbers, own=True)


def graded(numbers: Iterable[Number]) -> dict[str, int]:
    """Return how many numbers have each grade, from trial to assumed."""
    grades = [number.grade for number in numbers]
    return {grade: grades.count(grade) for grade in evidence.GRADES}
