"""What is the model, and why may it be believed? The subjects odd and trace of explain: pages in Markdown, written from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.explain import subjects

__all__ = ["odd", "trace"]

File = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to this file instead of stdout.")]


@subjects.command()
def odd(out: File = None) -> None:
    """Describe the model by the ODD 2020 protocol: every column, process, equation, parameter and random stream."""
    from sim.reference.model_pages import odd as page

    give(page(), out)


@subjects.command()
def trace(out: File = None) -> None:
    """List each claim about the model with the test or command that supports it (TRACE)."""
    from sim.reference.model_pages import trace as page

    give(page(), out)


def give(page: str, out: Path | None) -> None:
    """Print a page, or write it to a file and print the name."""
    from sim.outcomes.saving import write_text

    if out is None:
        print(page, end="")
    else:
        print(write_text(out, page))
