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

from pages_from_code import from_code

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


def write_all(docs: Path) -> None:
    """Write every page into docs/written, and take away pages of an earlier build that are no longer made."""
    folder = docs / "written"
    made = dict([*from_code(), *project(), *tutorials(), *gallery()])
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


def gallery() -> Iterator[tuple[str, str]]:
    """Yield a page for each study of experiments/, and their index with a picture of those that have one."""
    lines = [
        "# Studies",
        "",
        "Each study has its command, its data and its results, in the folder `experiments/` of the project.",
        "",
    ]
    names = [
        path.parent.name for path in sorted((ROOT / "experiments").glob("*/README.md")) if path.parent.name != "extend"
    ]
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


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx looks for them."""
    app.connect("config-inited", lambda app, config: write_all(Path(app.srcdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
