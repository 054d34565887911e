"""How is a sweep handed over? The command study publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from sim.cli.options import option
from sim.cli.study import Folder, in_words, study

__all__ = ["publish"]

Out = Annotated[Path | None, option("--out", "Output folder, new or empty.", "DIR_publication", metavar="DIR")]


@study.command()
def publish(folder: Folder, out: Out = None) -> None:
    """Write a folder to hand over: data, data dictionary, manifest, references (BibTeX), README and checksums."""
    from sim.report.publication import publish as publication_of

    with in_words():
        print(publication_of(folder, out))
