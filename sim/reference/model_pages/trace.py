"""Why may the model be believed? The TRACE page: eight elements of evidence, each claim with the test or command that supports it.

    trace() --> Markdown        the claims are the literal rows of claims.toml; figures and catalogue are read from their own files

TRACE (transparent and comprehensive model evaluation): Schmolke, Thorbek, DeAngelis & Grimm 2010, Trends in Ecology & Evolution 25:479-486;
Grimm et al. 2014, Ecological Modelling 280:129-139, doi:10.1016/j.ecolmodel.2014.01.018.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sim import evidence
from sim.evidence.score import Scored, digest, load_score, tally_of
from sim.reference.catalogue import ROWS
from sim.reference.model_pages.markdown import table, texts

__all__ = ["ELEMENTS", "Claim", "claims", "trace"]

ELEMENTS = (
    "problem_formulation", "model_description", "data_evaluation", "conceptual_model_evaluation", "implementation_verification",
    "model_output_verification", "model_analysis", "model_output_corroboration",
)  # fmt: skip
HEAD = ("Claim", "Supported by")


class Claim(NamedTuple):
    """One claim: its element, its text, the tests or the command that support it, and the README's words for it (may be empty)."""

    element: str
    claim: str
    tests: tuple[str, ...] = ()
    command: str = ""
    readme: str = ""


def claims() -> tuple[Claim, ...]:
    """Return all claims, in order."""
    return tuple(Claim(**{**row, "tests": tuple(row.get("tests", ()))}) for row in texts("claims")["claim"])


def trace() -> str:
    """Return the TRACE page as Markdown: each claim about the model with the test or command that supports it.

    >>> sim.trace().startswith("# ")
    True
    """
    said, book = texts("claims")["element"], evidence.load()
    parts = [
        "# Community healing: why it may be believed, and its limits (TRACE)",
        "After Schmolke et al. 2010 and Grimm et al. 2014: each claim with the test that would fail, or the command that measures "
        "it, if it were not so. `healing explain trace` writes this page; `make test` and `make test-slow` run the tests.",
        f"It describes the numbers with digest `{digest(book)}`: {len(book)}, of which {book.grades()['assumed']} are assumed.",
    ]
    for at, name in enumerate(ELEMENTS, 1):
        one: dict[str, Any] = said[name]
        parts += [f"## {at}. {one['title']}", f"*{one['question']}* {one['text']}", table(HEAD, claim_rows(name))]
        parts += [MORE[name]()] if name in MORE else []
    return "\n\n".join(parts) + "\n"


def claim_rows(element: str) -> Iterator[tuple[str, str]]:
    """Yield the claims of an element with their tests and commands."""
    for one in claims():
        if one.element == element:
            yield (
                one.claim,
                "; ".join([*(f"`{test}`" for test in one.tests), *([f"`{one.command}`"] if one.command else [])]),
            )


def listed_rows() -> str:
    """Return the catalogue of the field, each row with its test."""
    rows = [(row.label, f"`{row.test}`") for row in ROWS.values()]
    return "The catalogue of the field:\n\n" + table(("Row", "Test"), rows)


def scored(role: str) -> Callable[[], str]:
    """Return the function that writes the figures of one role in the latest check."""

    def write() -> str:
        score = load_score()
        if score is None:
            return "Surveys: not checked yet. `healing evaluate --write` compares the model with them."
        rows = score.of(role)
        stale = "" if score.numbers == digest(evidence.load()) else " The numbers have changed since."
        strict = " and ".join(f"{tally_of(rows, kind, role)} of {kind}s" for kind in ("survey", "trial"))
        lenient = f"{sum(row.met for row in rows)} of {len(rows)}"
        met = f"By the strict rule, of figures that count: {strict}. By the lenient one {lenient}.{stale}"
        heads = ("Survey", "Figure", "Published", "Model", "Strict", "Counts", "Lenient")
        return f"{met}\n\n" + table(heads, map(scored_row, rows))

    return write


def scored_row(row: Scored) -> tuple[object, ...]:
    """Return one figure of the check as a row."""
    group = "" if row.group in ("", "all") else f", {row.group}"
    when = "" if row.months is None else f", month {row.months:g}"
    said = f"{row.figure}{group}{when}"
    return (
        row.survey,
        said,
        f"{row.published:g} {row.unit}",
        f"{row.model:.3g}",
        row.strict,
        row.uncounted or "yes",
        row.verdict,
    )


MORE: dict[str, Callable[[], str]] = {
    "conceptual_model_evaluation": listed_rows,
    "model_output_verification": scored("fitted"),
    "model_output_corroboration": scored("held_out"),
}
