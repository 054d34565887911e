"""What does it mean, and who says so? The command explain: one word or parameter, or one of its subjects (glossary, catalogue, cite ...).

`healing explain NAME` explains a name; `healing explain SUBJECT` runs one of the subcommands that other files add to `subjects`.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli.app import LEARN, app
from sim.cli.options import Json

__all__ = ["explain", "subjects"]

# In capitals, so that no name that is typed is taken for it.
ONE = "NAME"


class Subjects(TyperGroup):
    """The subcommands of explain; whatever else is typed is a name to be explained, and nothing at all is the glossary."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        typed = [word for word in args if not word.startswith("-")]
        if not typed and "--help" not in args:
            args = ["glossary", *args]
        elif typed and typed[0] not in self.commands:
            args = [ONE, *args]
        return super().parse_args(ctx, args)


subjects = typer.Typer(cls=Subjects)
app.add_typer(
    subjects, name="explain", rich_help_panel=LEARN, options_metavar="", subcommand_metavar="NAME | SUBJECT [OPTIONS]",
    short_help="Explain a word or parameter; print the glossary, catalogue, references, ODD or TRACE page.",
    help=(
        "Explain any word, parameter, column, process or trial: its meaning, unit, value, range, source and grade.\n\n"
        "healing explain stigma explains one name; the subjects below print whole lists and pages."
    ),
)  # fmt: skip


@subjects.command(ONE, hidden=True)
def explain(
    words: Annotated[list[str], typer.Argument(metavar="NAME", help="A word, parameter, column, process, trial ...")],
    as_json: Json = False,
) -> None:
    """Explain a word or parameter: meaning, unit, value, range, source and grade."""
    import dataclasses

    from sim.cli.output import print_json
    from sim.reference.lookup import explain as explanation_of

    found = explanation_of(" ".join(words))
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        print(found)
