"""Does the site need the internet? When it has been built, no page may load a font, a script, a style or a picture from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What a browser fetches by itself. A link that the reader may follow (<a href>) is no such thing.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\b(?:src|srcset)=["']?(?:https?:)?//[^"'\s>]+"""
    r"""|<link\b(?![^>]*\brel=["']?canonical)[^>]*?\bhref=["']?(?:https?:)?//[^"'\s>]+"""
    r"""|(?:@import\s+|url\()\s*["']?(?:https?:)?//[^"'\s)]+"""
)


def fetched(folder: Path) -> list[str]:
    """Return what the pages and styles of a folder would load from elsewhere, each as `file: what`."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".css", ".svg"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(folder)}: {what}" for what in FETCHED.findall(text)]
    return found


def check(app: Sphinx, problem: Exception | None) -> None:
    """Fail a build whose pages would load anything from elsewhere."""
    from sphinx.errors import SphinxError

    if problem is None and app.builder.format == "html" and (found := fetched(Path(app.outdir))):
        raise SphinxError("the site would load from elsewhere:\n  " + "\n  ".join(found[:20]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Check when all is written."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
