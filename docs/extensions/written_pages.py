"""Which pages are written by the build? Those made from the code, the numbers, the notebooks and the studies, into docs/written.

    write_all(docs)     every such page; a page that is already right is left alone, so that Sphinx reads only what changed

Nothing here knows Sphinx but `setup`: the tests write the pages without it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
PICTURES = {".png", ".jpg", ".gif", ".svg"}
# Where a file of the project has its page on the site.
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "written/changelog.md",
    "CONTRIBUTING.md": "written/contributing.md",
    "CODE_OF_CONDUCT.md": "written/code_of_conduct.md",
    "SECURITY.md": "written/security.md",
    "scenarios/SOURCE.md": "written/scenario_sources.md",
    "experiments/extend/README.md": "written/add_your_own.md",
    "notebooks/README.md": "written/tutorials/index.md",
}
FACE = {
    "Scenarios": ("load", "Scenario", "settle"),
    "Runs": ("HealingModel", "run", "compare", "Results", "save_results", "load_results"),
    "Tables": ("equity_table", "paired"),
    "Studies of many runs": ("sweep", "resume", "read_sweep"),
    "Stories and pictures": ("story", "look"),
    "Meaning and sources": ("explain", "cite"),
}
FAMILIES = {
    "outcomes": ("Tables of outcomes", "Results in, tables out: no model is needed, so that saved results can be read years later."),
    "figures": ("Figures", "One function a figure: results in, a matplotlib figure out."),
    "evidence": ("Evidence", "Every number with its range, unit, grade and source."),
}


def write_all(docs: Path) -> None:
    """Write every page into docs/written, and take away pages of an earlier build that are no longer made."""
    folder = docs / "written"
    made = {path: text for pages in (parameters(), model(), exit_codes(), catalogue(), api(), project(), gallery(folder)) for path, text in pages}
    made |= dict(tutorials())
    kept = {folder / name for name in made} | set(copies(folder))
    for name, text in made.items():
        write(folder / name, text)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in kept:
            path.unlink()


def write(path: Path, text: str) -> None:
    """Write a page if it would change."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def relinked(text: str, source: str, page: str) -> str:
    """Return the text of a file of the project with its links as they are on the site.

    A link to a file that has a page leads there; one to another file becomes the file's name, since the site does not hold it.
    """

    def link(found: re.Match[str]) -> str:
        picture, words, address = found.groups()
        if re.match(r"[a-z]+:|#", address):
            return found[0]
        file, _, part = address.partition("#")
        name = os.path.normpath(Path(source).parent / file)
        if picture:
            return f"![{words}]({os.path.relpath(f'written/{picture_of(name)}', Path(page).parent)})"
        target = page_of(name)
        if not target:
            return words if name in words or words.strip("`") == Path(name).name else f"{words} (`{name}`)"
        return f"[{words}]({os.path.relpath(target, Path(page).parent)}{'#' + part if part else ''})"

    return LINK.sub(link, text)


def page_of(name: str) -> str | None:
    """Return the page of a file of the project, if it has one."""
    if name in PAGES:
        return PAGES[name]
    if study := re.fullmatch(r"experiments/(\w+)(?:/README\.md)?", name):
        return f"written/studies/{study[1]}.md" if (ROOT / "experiments" / study[1] / "README.md").is_file() else None
    if name.startswith("notebooks/") and name.endswith((".ipynb", ".md")):
        return f"written/tutorials/{name.removeprefix('notebooks/')}"
    if name.startswith("docs/") and name.endswith(".md"):
        return name.removeprefix("docs/")
    return None


def picture_of(name: str) -> str:
    """Return where a picture of the project is copied to."""
    return f"pictures/{name.replace('/', '_')}"


def copies(folder: Path) -> Iterator[Path]:
    """Copy the notebooks and the pictures of the studies, and yield where they are."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield copied(path, folder / "tutorials" / path.name)
    for path in sorted((ROOT / "experiments").rglob("*")):
        if path.suffix in PICTURES:
            yield copied(path, folder / picture_of(path.relative_to(ROOT).as_posix()))


def copied(source: Path, target: Path) -> Path:
    """Copy a file if it would change."""
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return target


def of_project(name: str, page: str) -> str:
    """Return a Markdown file of the project as a page of the site."""
    return relinked((ROOT / name).read_text(encoding="utf-8"), name, page)


def project() -> Iterator[tuple[str, str]]:
    """Yield the pages that are files of the project."""
    for name, page in PAGES.items():
        if page.startswith("written/") and not page.startswith("written/tutorials"):
            yield page.removeprefix("written/"), of_project(name, page)


def tutorials() -> Iterator[tuple[str, str]]:
    """Yield the index of the notebooks and the sheets for a class."""
    notebooks = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    sheets = [f"teaching/{path.stem}" for path in sorted((ROOT / "notebooks/teaching").glob("*.md"))]
    tree = "\n".join(["```{toctree}", ":hidden:", "", *notebooks, *sheets, "```"])
    yield "tutorials/index.md", f"{of_project('notebooks/README.md', 'written/tutorials/index.md')}\n{tree}\n"
    for sheet in sheets:
        yield f"tutorials/{sheet}.md", of_project(f"notebooks/{sheet}.md", f"written/tutorials/{sheet}.md")


def gallery(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a page for each study of experiments/, and their index with a picture of those that have one."""
    lines = ["# Studies", "", "Each study has its command, its data and what came out. They are in the folder `experiments/` of the project.", ""]
    names = [path.parent.name for path in sorted((ROOT / "experiments").glob("*/README.md")) if path.parent.name != "extend"]
    for name in names:
        text = of_project(f"experiments/{name}/README.md", f"written/studies/{name}.md")
        yield f"studies/{name}.md", text
        lines += [f"## [{title_of(text)}]({name}.md)", "", *first_words(text), ""]
        pictures = sorted((ROOT / "experiments" / name).glob("*.png"))
        if pictures:
            address = f"../{picture_of(pictures[0].relative_to(ROOT).as_posix())}"
            lines += [f"[![{title_of(text)}]({address})]({name}.md)", ""]
    yield "studies/index.md", "\n".join([*lines, "```{toctree}", ":hidden:", "", *names, "```", ""])


def title_of(text: str) -> str:
    """Return the title of a page."""
    return text.partition("\n")[0].lstrip("# ").strip()


def first_words(text: str) -> list[str]:
    """Return the first paragraph of prose of a page, cut after some sentences."""
    for block in text.split("\n\n")[1:]:
        if re.match(r"[A-Z`*]", block) and not block.startswith("```"):
            sentences = re.split(r"(?<=[.:?])\s+(?=[A-Z])", " ".join(block.split()))
            return [" ".join(sentences[:2])]
    return []


def parameters() -> Iterator[tuple[str, str]]:
    """Yield a table of the numbers of each file of sim/evidence, and an index."""
    from sim import evidence

    book = evidence.load()
    files = sorted({path.partition(".")[0] for path in book})
    for file in files:
        rows = [row_of(number) for path, number in book.items() if path.startswith(f"{file}.")]
        yield f"parameters/{file}.md", "\n".join([
            f"# Parameters: {file}", "", f"{len(rows)} numbers of `sim/evidence/{file}.toml`. The range is where the truth is thought to lie; "
            "it feeds sweeps and calibration.", "", ":::{container} searchable", "",
            "| Name | Value | Range | Unit | Grade | Source | Meaning |", "|---|---|---|---|---|---|---|", *rows, "", ":::", "",
        ])  # fmt: skip
    yield "parameters/index.md", parameter_index(files)
    yield "parameters/sources.md", source_list()


def row_of(number: object) -> str:
    """Return the row of one number."""
    from sim.evidence import Number

    assert isinstance(number, Number)
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

    lines = ["# Sources", "", "What was read of each source is said after it: its page, its data, its source code, or nothing (memory).", ""]
    for key, source in evidence.sources().items():
        lines += [f"({key.lower()})=", f"**{key}**: {cell(source.text)}. *{source.seen}*", ""]
    return "\n".join(lines)


def model() -> Iterator[tuple[str, str]]:
    """Yield the ODD and TRACE pages, as `healing odd` and `healing trace` write them."""
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
        lines += [f"## {topic}", "", *(line for name in names for line in documented(f"sim.{name}"))] if names else []
    yield "api/index.md", "\n".join([*lines, "```{toctree}", ":hidden:", "", *FAMILIES, "```", ""])
    for family, (title, words) in FAMILIES.items():
        home = getattr(sim, family)
        entries = [line for name in home.__all__ if callable(getattr(home, name)) for line in documented(f"{home.__name__}.{name}")]
        yield f"api/{family}.md", "\n".join([f"# {title}", "", f"{words} Reached as `sim.{family}`.", "", *entries])


def figures() -> dict[str, str]:
    """Return the figures that pages name in double braces, as they are now: how many numbers are assumed, and the score."""
    import csv

    from sim import evidence
    from sim.evidence.score import SCORE

    book = evidence.load().values()
    rows = list(csv.DictReader(line for line in SCORE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")))
    found = {"numbers": len(book), "assumed": sum(number.grade == "assumed" for number in book)}
    for role in ("fitted", "held_out"):
        for prefix, kinds in (("", {"survey", "trial"}), ("survey_", {"survey"})):
            chosen = [row for row in rows if row["role"] == role and row["kind"] in kinds]
            found[f"{prefix}{role}"] = len(chosen)
            found[f"{prefix}{role}_met"] = sum(row["verdict"] == "pass" for row in chosen)
    return {name: str(count) for name, count in found.items()}


def documented(path: str) -> list[str]:
    """Return the directive for a function or a class."""
    import importlib
    import inspect

    module, _, name = path.rpartition(".")
    thing = getattr(importlib.import_module(module), name)
    if inspect.isclass(thing):
        return ["```{eval-rst}", f".. autoclass:: {path}", "    :members:", "```", ""]
    return ["```{eval-rst}", f".. autofunction:: {path}", "```", ""]


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx looks for them."""
    app.connect("config-inited", lambda app, config: write_all(Path(app.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
