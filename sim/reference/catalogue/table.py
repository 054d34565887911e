"""How is the catalogue shown? As rows for a terminal or for programs, and as the table of the README, always generated from the code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sim.reference.catalogue import GROUPS, ROWS, CatalogueRow, written
from sim.reference.catalogue.status import ROOT, WORKS, status_of, trials_of

__all__ = ["BEGIN", "END", "README", "markdown", "record", "records", "tally", "with_table", "write_readme"]

README = ROOT / "README.md"
BEGIN, END = "<!-- rows -->", "<!-- /rows -->"


def record(row: CatalogueRow) -> dict[str, Any]:
    """Return everything known about a row, ready for JSON."""
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


def markdown() -> str:
    """Return the table of the README, without its markers."""
    found = records()
    lines = ["<details>", f"<summary>{tally(found)}</summary>", ""]
    for group, title in GROUPS.items():
        lines += [
            f"**{title}**",
            "",
            "| row | `healing explain` | status | lives in | off | test | trials |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [line_of(row) for row in found if row["group"] == group]
        lines.append("")
    return "\n".join([*lines, "</details>"])


def line_of(row: dict[str, Any]) -> str:
    """Return one line of the table."""
    status = row["status"] if row["status"] == WORKS else f"{row['status']}: {', '.join(row['missing'][:2])}"
    file, _, name = row["test"].partition("::")
    link = f"[{name}]({file})" if (ROOT / file).is_file() else name
    trials = ", ".join(f"`{trial}`" for trial in row["trials"])
    cells = (row["label"], f"`{row['name']}`", status, f"`{row['where'][0]}`", off_words(row), link, trials)
    return f"| {' | '.join(cells)} |"


def with_table(text: str) -> str:
    """Return the text of a README with the current table between the markers; ValueError if the markers are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} and {END} to write between")
    return f"{before}{BEGIN}\n{markdown()}\n{END}{after}"


def write_readme(path: Path = README) -> bool:
    """Write the table into the README; return whether anything changed."""
    from sim.outcomes.saving import write_text

    old = path.read_text(encoding="utf-8")
    new = with_table(old)
    if new != old:
        write_text(path, new)
    return new != old
