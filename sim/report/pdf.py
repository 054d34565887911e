"""What fits on two pages for a meeting? Question, findings and limits; then who is left behind, what it costs and what is not known."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.outcomes.results import Results
from sim.outcomes.saving import write_bytes
from sim.outcomes.words import interval_words, made_from
from sim.report.assumptions import question
from sim.report.certainty import doubt
from sim.report.figures import FIGURES, MONEY_FIGURES, png
from sim.report.figures.paper import Block, PaperTable, Paragraph, Pictures, pdf
from sim.report.reproduction import command, version
from sim.report.text import FINDINGS, headline
from sim.report.text.changes import what_would_change
from sim.report.text.money import MONEY_FINDINGS, cost_sentences, money

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["brief", "write_brief"]

HEAD, DPI = 12.0, 170
FEW = 4
DISTRESS = (
    "If this touches something in you, or somebody near you is in distress: in the United States call or text 988, free, day and night, in "
    "English and Spanish; elsewhere your local emergency number or crisis line."
)
CASE = (
    "Above the cut-off: post-traumatic stress as severe as that from which clinicians would look closer; it is no diagnosis. What one city "
    "may see holds nine in ten further runs; an expected difference is about the mean, and the verdict is about that."
)


def write_brief(
    results: Results, scenario: Scenario | None, path: str | os.PathLike[str], source: Path | None = None
) -> Path:
    """Write the two pages as a PDF, whole or not at all, and return the path; `source` as for `write_report`."""
    return write_bytes(path, brief(results, scenario, source or Path(path).parent))


def brief(results: Results, scenario: Scenario | None = None, source: Path | None = None) -> bytes:
    """Return the two pages as the bytes of a PDF; the same results give the same bytes."""
    return pdf([first(results, scenario), second(results, scenario, source)], results.title)


def first(results: Results, scenario: Scenario | None) -> list[Block]:
    """Return the first page: what was asked and found, one picture, and the limits in plain words."""
    asked = question(results, scenario)
    follows = (
        f"On a computer we followed {asked['simulated']} adults, who stand for {asked['people']}, for {asked['horizon']} from "
        f"{asked['start']}: the same people with the same luck under each plan."
    )
    return [
        Paragraph(results.title, 16, bold=True),
        Paragraph("Who heals after the event, who is left behind, and which plan narrows the difference", 10, soft=True, after=0.12),
        *(Paragraph(shortened(sentence), 9, bold=True, bullet=True, after=0.03) for sentence in asked["invented"]),
        Paragraph("What we asked", HEAD, bold=True),
        *([Paragraph(asked["summary"])] if asked["summary"] else []),
        Paragraph(f"{follows} {asked['plan_names']}", after=0.1),
        Paragraph("What we found", HEAD, bold=True),
        *(Paragraph(sentence, 10, bullet=True) for sentence in headline(results)),
        *(Paragraph(sentence, 9, bullet=True) for sentence in doubt(results, scenario)["resting"]),
        Paragraph(CASE, 8.5, soft=True, after=0.1),
        Pictures([png(FIGURES["fan"](results), DPI)], 0.86),
        Paragraph("What this cannot tell", HEAD, bold=True),
        *(Paragraph(text, 9, bullet=True, after=0.03) for text in limits(results, scenario)),
        Paragraph(DISTRESS, 8.5, soft=True),
    ]  # fmt: skip


def shortened(sentence: str) -> str:
    """Return what is invented without its examples, which the report has."""
    return f"{sentence.partition('. ')[0].partition(' (')[0].rstrip('.')}."


def limits(results: Results, scenario: Scenario | None) -> list[str]:
    """Return the limits in plain words, the same as on the page."""
    sure = doubt(results, scenario)
    assumed = (
        f"{sure['assumed']} of its {sure['numbers']} numbers are assumed, for want of a study."
        if sure["assumed"]
        else ""
    )
    return [
        f"It is a model, not a forecast. {sure['checked']} Trust the comparison of plans more than any single number.".replace(
            " what it misses is named below", " what it misses is named in the report"
        ),
        f"Ranges hold {interval_words(results)}; how wrong the rest may be they do not say. {assumed}",
        "It counts adults; the distress of children is not studied here.",
        "Groups are census categories: they stand for what people meet (losses, prices, distance, language, trust), not for what they are.",
        "It informs decisions and never replaces clinical judgement, or the voice of the people it speaks of.",
    ]  # fmt: skip


def second(results: Results, scenario: Scenario | None, source: Path | None) -> list[Block]:
    """Return the second page: who is left behind and why, what it costs, what would change the answer, how to repeat it."""
    several = len(results.arms) > 1
    return [
        Paragraph("Who is left behind, and why", HEAD, bold=True),
        *(Paragraph(FINDINGS[name](results), bullet=True) for name in ("reach", "refusals")),
        Paragraph("What it costs, and for whom it is worth it", HEAD, bold=True),
        *([cost_rows(results)] if several else []),
        *(Paragraph(sentence, 9, bullet=True, after=0.03) for sentence in cost_sentences(results)[-1:]),
        *(Paragraph(MONEY_FINDINGS[name](results), 9, bullet=True, after=0.03) for name in MONEY_FIGURES if several),
        *([Pictures([png(draw(results), DPI) for draw in MONEY_FIGURES.values()])] if several else []),
        *changes(scenario, source),
        Paragraph("How it was made, and how to repeat it", HEAD, bold=True),
        Paragraph(f"{made_from(results)} Costs are those of programmes and policies, for the weeks simulated, not discounted.", 8.5),
        Paragraph(f"community-healing{version()}: {command(results, scenario)}", 8.5, soft=True),
    ]  # fmt: skip


def cost_rows(results: Results) -> PaperTable:
    """Return the table of costs, without the ranges of its caption's words."""
    table = money(results)
    kept = [0, 1, 2, 3, 4, 5]
    rows = [[row[n] for n in kept] for row in table.rows]
    return PaperTable([table.head[n] for n in kept], rows, [0.24, 0.17, 0.19, 0.18, 0.1, 0.12])


def changes(scenario: Scenario | None, source: Path | None) -> list[Block]:
    """Return what would change the answer, the first few numbers only."""
    said, table = what_would_change(scenario, source)
    shown = [[row[0], row[1], row[2]] for row in table.rows[:FEW]]
    found: list[Block] = [
        Paragraph("What would change the answer", HEAD, bold=True),
        Paragraph(said.replace("`", ""), 9),
    ]
    return [*found, PaperTable(table.head[:3], shown, [0.42, 0.42, 0.16])] if shown else found
