"""Results in the words of the page: the table of plans, from the same numbers as `healing compare` prints."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.rounds import LOOK
from sim.dashboard.widgets import Node, english, figure, marks, more, note, table
from sim.outcomes.phrases import is_share
from sim.outcomes.registry import HEADLINE, OUTCOMES

if TYPE_CHECKING:
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.words import Words

__all__ = ["drawing", "findings", "made_from", "model_table", "plans_table", "plate", "resting"]

# Headline outcomes that other views show.
ELSEWHERE = ("weeks_as_case", "recovered")


def plans_table(words: Words, answer: Snapshot, name: str = "plans-table") -> Node:
    """Return one row per plan: cases left, fewer people than under the first plan, reach, healing, wait, spending; ranges in brackets."""
    from sim.outcomes import headline

    results = answer.results
    rows = [row_of(words, row, row["arm"] == results.baseline) for row in headline(results).to_dict(orient="records")]
    before = [words(f"answer.{key}") for key in ("plan", "prevalence", "fewer")]
    head = [*before, *(label_of(words, outcome) for outcome in shown()), words("answer.wait"), words("answer.cost")]
    caption = words("answer.caption", years=words.number(results.weeks / 52, 1), first=results.arm_labels[0])
    return table(caption, head, rows, name)


def row_of(words: Words, row: dict[str, Any], first: bool) -> list[Any]:
    """Return the row of one plan."""
    fewer = "\u2013" if first else with_range(words, row, "fewer_cases", words.people)
    return [
        row["label"], with_range(words, row, "prevalence", words.share), fewer,
        *(with_range(words, row, name, words.share) if is_share(name) else words.number(row[name], 1) for name in shown()),
        words.number(row["median_wait"], 1), words.number(row["cost"] / 1e6, 1),
    ]  # fmt: skip


def shown() -> list[str]:
    """Return the headline outcomes of the table, beside cases at the end."""
    return [name for name in HEADLINE[1:] if name not in ELSEWHERE]


def label_of(words: Words, outcome: str) -> Any:
    """Return what the page calls an outcome; an outcome without a word of the page has the model's label, in English."""
    key = f"answer.{outcome}"
    return words(key) if words.has(key) else tags.span(OUTCOMES[outcome].label, english(words))


def with_range(words: Words, row: dict[str, Any], name: str, tell: Any) -> TagList:
    """Return a value, with the range of nine in ten runs below it if there is one."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if not (math.isfinite(low) and math.isfinite(high)):
        return TagList(tell(row[name]))
    return TagList(tell(row[name]), tags.span(words("answer.range", low=tell(low), high=tell(high)), class_="range"))


def findings(words: Words, answer: Snapshot) -> Node:
    """Return the findings: the report's own sentences in English, the page's sentences in another language."""
    from sim.dashboard.headlines import found
    from sim.report.text import headline

    sentences = found(words, answer.results) if words.foreign else headline(answer.results)
    return tags.ul(*(tags.li(sentence) for sentence in sentences), *resting(words, answer), class_="found")


def resting(words: Words, answer: Snapshot) -> list[Node]:
    """Return which plan that is named best rests on an effect that the model's own check misses, as the report says it."""
    from sim.report.text.credibility import believe
    from sim.report.text.credibility_tables import resting_sentences

    belief = believe(answer.results, answer.scenario)
    return [tags.li(said, english(words)) for said in resting_sentences(answer.results, answer.scenario, belief)]


def made_from(words: Words, answer: Snapshot) -> Node:
    """Return how many runs and people an answer is based on, and how far it can be trusted."""
    results = answer.results
    adults = int(results.people[results.group("all", "all")])
    kind = "look" if answer.kind == LOOK else "firm" if answer.complete else "partly"
    return tags.p(
        tags.strong(words(f"answer.kind_{kind}")), " ",
        words(
            "answer.made_from", plans=len(results.arms), seeds=len(results.seeds), people=words.number(adults),
            all=words.people(adults / results.scale),
        ),
        " ", marks(words(f"answer.trust_{kind}")), class_="made-from",
    )  # fmt: skip


def drawing(answer: Snapshot, name: str, ident: str) -> str:
    """Return one of the report's figures as SVG; drawn once for each answer."""
    from sim.dashboard.pictures import drawn_once
    from sim.report.figures import FIGURES, TITLES, svg

    def draw() -> str:
        return svg(FIGURES[name](answer.results), ident, TITLES[name], "The numbers are in a table below the figure.")

    return drawn_once(answer, f"{name} {ident}", draw)


def plate(words: Words, answer: Snapshot, name: str, page: str, numbers: bool = True) -> Node:
    """Return a figure of the report with its finding, how to read it and the numbers behind it."""
    from sim.report.figures import caption
    from sim.report.text import FINDINGS
    from sim.report.text.tables import NUMBERS

    ident = f"{page}-{name}"
    behind = NUMBERS[name](answer.results) if numbers else None
    shown = (
        [more(words("figure.numbers"), model_table(words, behind, f"{ident}-numbers"))]
        if behind and behind.rows
        else []
    )
    return TagList(
        figure(words, drawing(answer, name, ident), words(f"figure.{name}"), caption(name, answer.results), ident, *shown),
        note(tags.strong(words("figure.finding")), " ", tags.span(FINDINGS[name](answer.results), english(words))),
    )  # fmt: skip


def model_table(words: Words, data: Any, name: str, marked: bool = False) -> Node:
    """Return a table of the findings as in the report."""
    return table(data.caption, data.head, data.rows, name, english(words), marked)
