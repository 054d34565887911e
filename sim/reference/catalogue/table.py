"""How is the list shown? As rows for a terminal or for programs, and as a page for the site, always made from the code."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sim.reference.catalogue import GROUPS, ROWS, CatalogueRow, written
from sim.reference.catalogue.status import WORKS, status_of, trials_of

__all__ = ["off_words", "page", "record", "records", "tally"]

INTRODUCTION = """\
Every theory, intervention, channel, risk, policy and event of the field's own list, with its status, made from the code.
`healing explain NAME` says what a row is and which numbers it uses. `healing ablate NAME` runs a small town (or a scenario of yours)
with and without it, on the same people with the same random numbers, and prints what it contributes.

*Works* means that its place in the code, its switch and its test were found, and no more: whether effects have the right size is
answered by the tests and by `healing evaluate --trials`.
"""


def record(row: CatalogueRow) -> dict[str, Any]:
    """Return everything that is known of a row, as JSON takes it."""
    status = status_of(row)
    return {
        "name": row.name, "label": row.label, "group": row.group, "status": status.word, "missing": list(status.missing),
        "where": list(row.where), "off": dict(row.off), "test": row.test, "trials": list(trials_of(row)),
    }  # fmt: skip


def records() -> list[dict[str, Any]]:
    """Return the catalogue of the field, one dict a row: group, name, label, status, and how to switch it off.

    >>> sim.catalogue()[0]["group"]
    'frameworks'
    """
    return [record(row) for row in ROWS.values()]


def tally(found: list[dict[str, Any]]) -> str:
    """Return how many rows have each status, in words."""
    counts = Counter(row["status"] for row in found)
    if set(counts) == {WORKS}:
        return f"{len(found)} rows, and all of them work"
    return f"{len(found)} rows: " + ", ".join(f"{number} {word}" for word, number in counts.most_common())


def off_words(row: dict[str, Any]) -> str:
    """Return in a few words how a row is switched off."""
    switches = [path if value is None else f"{path} = {written(value)}" for path, value in row["off"].items()]
    more = f" and {len(switches) - 1} more" if len(switches) > 1 else ""
    return f"`{switches[0]}`{more}" if switches else "nothing to switch off"


def page() -> str:
    """Return the catalogue as a page in Markdown."""
    found = records()
    lines = ["# Catalogue of the field", "", INTRODUCTION, f"{tally(found)}.", ""]
    for group, title in GROUPS.items():
        lines += [
            f"## {title}",
            "",
            "| Row | `healing explain` | Status | Code | Switched off by | Test | Trials |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [line_of(row) for row in found if row["group"] == group]
        lines.append("")
    return "\n".join(lines)


def line_of(row: dict[str, Any]) -> str:
    """Return one row of a table of the page."""
    status = row["status"] if row["status"] == WORKS else f"{row['status']}: {', '.join(row['missing'][:2])}"
    trials = ", ".join(f"`{trial}`" for trial in row["trials"])
    cells = (
        row["label"],
        f"`{row['name']}`",
        status,
        f"`{row['where'][0]}`",
        off_words(row),
        f"`{row['test']}`",
        trials,
    )
    return f"| {' | '.join(cells)} |"
