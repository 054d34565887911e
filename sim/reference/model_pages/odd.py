"""What is the model? The ODD page: the seven elements of Grimm et al. 2020, generated from the code.

odd() --> Markdown        1 purpose and patterns   2 entities, state variables, scales   3 process overview and scheduling
                          4 design concepts   5 initialization   6 input data   7 submodels
"""

from __future__ import annotations

from collections.abc import Iterator

from sim import evidence
from sim.evidence.bibliography import named
from sim.evidence.score import Scored, digest, load_score
from sim.reference.model_pages.concepts import concepts
from sim.reference.model_pages.entities import entities
from sim.reference.model_pages.markdown import table, texts
from sim.reference.model_pages.schedule import schedule
from sim.reference.model_pages.submodels import initialization, input_data, submodels
from sim.validation import surveys, trials

__all__ = ["odd", "survey_rows"]


def odd() -> str:
    """Return the description of the model by the ODD 2020 protocol as Markdown, written from the code: columns, processes, parameters.

    Source: Grimm et al. (2020), Journal of Artificial Societies and Social Simulation 23(2), 7.

    >>> sim.odd().startswith("# ")
    True
    """
    parts = [
        opening(),
        purpose(),
        entities(),
        schedule(),
        concepts(),
        initialization(),
        input_data(),
        submodels(),
        sources(),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def opening() -> str:
    """Return the opening of the page: what it is, and which numbers it describes."""
    book = evidence.load()
    grades = ", ".join(f"{count} {grade}" for grade, count in book.grades().items())
    summary = f"It describes {len(book)} numbers ({grades}), digest `{digest(book)}`."
    return f"# Community healing: the model (ODD 2020)\n\n{texts('odd')['preamble'].strip()}\n\n{summary}"


def purpose() -> str:
    """Return element 1: the purpose of the model, and the patterns by which it is judged."""
    said = texts("odd")["purpose"]
    parts = [
        "## 1. Purpose and patterns", "### 1.1 Purpose", said["text"], "### 1.2 Patterns", said["patterns"],
        "From surveys of people after real events (`healing evaluate`):",
        table(("Survey", "Figure", "Months", "Published", "Source", "Use", "Verdict"), survey_rows()),
        "From trials (`healing evaluate --trials`), by the number of figures of each use:",
        table(("Trial", "What is compared with what", "Fitted", "Held out"), trial_rows()), said["further"],
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts)


def survey_rows() -> Iterator[tuple[object, ...]]:
    """Yield each figure of each survey, with the verdict of the latest check."""
    score = load_score()
    verdicts = {(row.survey, row.months, row.published): row for row in score.rows} if score else {}
    for name, survey in surveys.load().items():
        for figure in survey.figures:
            held = figure.published
            within = f"{held.value:g} ({held.low:g} to {held.high:g}) {held.unit}"
            found = verdicts.get((name, figure.months, held.value))
            yield (
                survey.label,
                figure.label,
                f"{figure.months:g}",
                within,
                named(held.source),
                figure.role,
                verdict(found),
            )


def verdict(row: Scored | None) -> str:
    """Return the result of the check of a figure."""
    if row is None:
        return "not checked yet"
    return f"{'met' if row.met else 'missed'}: {row.model:.1f}"


def trial_rows() -> Iterator[tuple[object, ...]]:
    """Yield each trial with its number of published figures by use."""
    for name, trial in trials.load().items():
        roles = [figure.role for figure in trial.figures if figure.published is not None]
        yield f"`{name}`", trial.label, roles.count("fitted"), roles.count("held out")


def sources() -> str:
    """Return the sources of all numbers and columns."""
    cited = sorted(
        {evidence.cite(key) for number in evidence.load().values() for key in number.source}, key=str.casefold
    )
    return "## Sources\n\n" + "\n".join(f"- {source}" for source in cited)
