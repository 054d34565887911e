"""How does Sphinx read our docstrings? As plain text: paragraphs, indented lines as code, `names` in backticks, doctests as they are.

Docstrings are written to be read in a terminal. Nothing in them is markup, so no character of theirs can break the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sphinx.application import Sphinx

# Signs that mean something to reStructuredText, and beginnings of lines that would make lists, fields or headings.
SPECIAL = re.compile(r"[\\*|]|_(?!\w)|:(?=:)|(?m:^(?=[-+:#=~.\d(]))")
NAME = re.compile(r"(`[^`\s](?:[^`]*[^`\s])?`)")
DOCTEST = ">>>"


def plain(lines: Iterable[str]) -> list[str]:
    """Return the lines of a docstring as reStructuredText that looks as the docstring does."""
    made: list[str] = []
    for block in re.split(r"\n\s*\n", "\n".join(lines).rstrip()):
        text = block.strip("\n")
        first = text.lstrip()
        if not first:
            continue
        if text.startswith(" ") and not first.startswith(DOCTEST):
            made += ["::", "", *(f"    {line}" for line in text.splitlines()), ""]
        elif first.startswith(DOCTEST):
            made += [*(line.strip() for line in text.splitlines()), ""]
        else:
            made += [*paragraph(text), ""]
    return made


def paragraph(text: str) -> list[str]:
    """Return a paragraph; lines indented inside it become code below it."""
    told = "\n".join(line for line in text.splitlines() if not line.startswith(" "))
    code = [f"    {line}" for line in text.splitlines() if line.startswith(" ")]
    # A space that does not show (backslash, space) parts names from letters beside them.
    parts = [f"\\ `{part}`\\ " if NAME.fullmatch(part) else escaped(part) for part in NAME.split(told)]
    return [*"".join(parts).splitlines(), *(["", "::", "", *code] if code else [])]


def escaped(text: str) -> str:
    """Return text in which nothing is markup."""
    return SPECIAL.sub(lambda sign: "\\" + sign[0], text).replace("`", "\\`")


def rewrite(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Change the lines of one docstring in place, as autodoc wants it."""
    lines[:] = plain(lines)


def setup(app: Sphinx) -> dict[str, bool]:
    """Rewrite each docstring before it is read."""
    app.connect("autodoc-process-docstring", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
