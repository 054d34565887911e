"""Which pages come from the code and the numbers? Parameters, sources, ODD, TRACE, catalogue, API, and figures that pages name.

from_code()     pairs of a path below docs/written and the text of the page
figures()       what pages name in double braces, such as the score, by name
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.evidence import Number

__all__ = ["figures", "from_code"]

# The public names by topic, of which those are shown that there are; a name in no topic comes last.
FACE = {
    "Scenarios and people": ("load", "validate", "Scenario", "settle", "Residents"),
    "Runs": ("HealingModel", "run", "compare", "Results", "save_results", "load_results"),
    "Tables": ("equity_table", "paired"),
    "Planning questions": ("plan", "optimise", "barriers"),
    "Studies of many runs": (
        "sweep", "resume", "read_sweep", "sweep_status", "verify_sweep", "export_sweep", "publish", "analyse", "ablate", "variance",
        "sensitivity",
    ),
    "Validation": ("evaluate", "trial", "calibrate"),
    "Stories and pictures": ("story", "look"),
    "Meaning and sources": ("explain", "cite", "reading", "debt", "odd", "trace"),
}  # fmt: skip
FAMILIES = {
    "outcomes": (
        "Tables of outcomes",
        "Results in, tables out: no model is needed, so that saved results can be read years later.",
    ),
    "figures": ("Figures", "One function a figure: results in, a matplotlib figure out."),
    "evidence": ("Evidence", "Every number with its range, unit, grade and source."),
}


def from_code() -> Iterator[tuple[str, str]]:
    """Yield every page that is made from the code."""
    for pages in (parameters(), model(), exit_codes(), catalogue(), api()):
        yield from pages


def parameters() -> Iterator[tuple[str, str]]:
    """Yield a table of the numbers of each file of sim/evidence, and an index."""
    from sim import evidence

    book = evidence.load()
    files = sorted({path.partition(".")[0] for path in book})
    for file in files:
        rows = [row_of(number) for path, number in book.items() if path.startswith(f"{file}.")]
        yield f"parameters/{file}.md", "\n".join([
            f"# Parameters: {file}", "", f"{len(rows)} numbers of `sim/evidence/{file}.toml`. The range should contain the true value; "
            "sweeps and calibration use it.", "", ":::{container} searchable", "",
            "| Name | Value | Range | Unit | Grade | Source | Meaning |", "|---|---|---|---|---|---|---|", *rows, "", ":::", "",
        ])  # fmt: skip
    yield "parameters/index.md", parameter_index(files)
    yield "parameters/sources.md", source_list()


def row_of(number: Number) -> str:
    """Return the row of one number."""
    sources = ", ".join(f"[{key}](sources.md#{key.lower()})" for key in number.source)
    cells = (
        f"`{number.path}`", f"{number.value:g}", f"{number.low:g} to {number.high:g}", number.unit, number.grade, sources,
        cell(number.meaning),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def cell(text: str) -> str:
    """Return text as it can stand in a cell of a table."""
    return re.sub(r"([*_$<\[\]|\\])", r"\\\1", " ".join(text.split()))


def parameter_index(files: list[str]) -> str:
    """Return the page that leads to the tables, with how many numbers have each grade."""
    from collections import Counter

    from sim import evidence

    book = evidence.load()
    grades = Counter(number.grade for number in book.values())
    lines = [
        "# Parameters", "", f"The model has {len(book)} numbers. Each has a value, a range, a unit, a source and a grade; "
        f"{grades['assumed']} of them are assumed. `healing explain NAME` shows one of them in the terminal.", "",
        "| Grade | Numbers |", "|---|---|", *(f"| {grade} | {count} |" for grade, count in grades.most_common()), "",
        "| File | Numbers |", "|---|---|",
        *(f"| [{file}]({file}.md) | {sum(path.startswith(file + '.') for path in book)} |" for file in files), "",
        "To use another value in a scenario, write one line under `[numbers]`; see [Add your own](../add_your_own.md#number).", "",
        "```{toctree}", ":hidden:", "", *files, "sources", "```", "",
    ]  # fmt: skip
    return "\n".join(lines)


def source_list() -> str:
    """Return the page of all sources, each under its key."""
    from sim import evidence

    lines = [
        "# Sources",
        "",
        "After each source: what was read of it (page, data, source code), or memory if nothing was.",
        "",
    ]
    for key, source in evidence.sources().items():
        lines += [f"({key.lower()})=", f"**{key}**: {cell(source.text)}. *{source.seen}*", ""]
    return "\n".join(lines)


def model() -> Iterator[tuple[str, str]]:
    """Yield the ODD and TRACE pages, as `healing explain odd` and `healing explain trace` write them."""
    from sim.reference import model_pages

    yield "odd.md", model_pages.odd()
    yield "trace.md", model_pages.trace()


def exit_codes() -> Iterator[tuple[str, str]]:
    """Yield the table of exit codes, for the page of commands to include."""
    from sim.cli.exit_codes import EXIT_CODES

    rows = (f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    yield "exit_codes.txt", "\n".join(["| Exit code | Meaning |", "|---|---|", *rows, ""])


def catalogue() -> Iterator[tuple[str, str]]:
    """Yield the catalogue of the field."""
    from sim.reference.catalogue.table import page

    yield "catalogue.md", page()


def api() -> Iterator[tuple[str, str]]:
    """Yield the pages of the public functions, by topic; what no topic names comes last, so that nothing is left out."""
    import sim

    named = {name for names in FACE.values() for name in names} | {*FAMILIES, "report"}
    topics = {**FACE, "More": tuple(name for name in sim.__all__ if name not in named)}
    lines = ["# API", "", "Everything below is reached by `import sim`.", ""]
    for topic, names in topics.items():
        shown = [name for name in names if name in sim.__all__]
        lines += [f"## {topic}", "", *(line for name in shown for line in documented(f"sim.{name}"))] if shown else []
    yield "api/index.md", "\n".join([*lines, "```{toctree}", ":hidden:", "", *FAMILIES, "```", ""])
    for family, (title, words) in FAMILIES.items():
        home = getattr(sim, family)
        entries = [
            line
            for name in home.__all__
            if callable(getattr(home, name))
            for line in documented(f"{home.__name__}.{name}")
        ]
        yield f"api/{family}.md", "\n".join([f"# {title}", "", f"{words} Reached as `sim.{family}`.", "", *entries])


def figures() -> dict[str, str]:
    """Return the figures that pages name in double braces, as they are now: how many numbers are assumed, and the score."""
    from sim import evidence
    from sim.evidence.score import load_score, tally_of

    book = evidence.load().values()
    found = {"numbers": str(len(book)), "assumed": str(sum(number.grade == "assumed" for number in book))}
    score = load_score()
    rows = score.rows if score else ()
    for standing in ("fitted", "held_out"):
        found |= {f"{kind}_{standing}": str(tally_of(rows, kind, standing)) for kind in ("survey", "trial")}
        mine = [row for row in rows if row.standing == standing]
        found[f"lenient_{standing}"] = f"{sum(row.met for row in mine)} of {len(mine)}"
    return found


def documented(path: str) -> list[str]:
    """Return the directive for a function or a class."""
    import importlib
    import inspect

    module, _, name = path.rpartition(".")
    thing = getattr(importlib.import_module(module), name)
    if inspect.isclass(thing):
        return ["```{eval-rst}", f".. autoclass:: {path}", "    :members:", "```", ""]
    return ["```{eval-rst}", f".. autofunction:: {path}", "```", ""]
