"""What is the model, and why may it be believed? The commands odd and trace: pages in Markdown, written from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import app

__all__ = ["odd", "trace"]

File = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write into this file instead of on the screen.")
]


@app.command()
def odd(out: File = None) -> None:
    """Write the ODD 2020 page: what the model is, every column, process, equation, number and stream of luck."""
    from sim.reference.model_pages import odd as page

    give(page(), out)


@app.command()
def trace(out: File = None) -> None:
    """Write the TRACE page: each claim of the model, with the test or the command that carries it."""
    from sim.reference.model_pages import trace as page

    give(page(), out)


def give(page: str, out: Path | None) -> None:
    """Print a page, or write it into a file and say where."""
    from sim.outcomes.saving import write_text

    if out is None:
        print(page, end="")
    else:
        print(write_text(out, page))
