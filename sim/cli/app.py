"""What does `healing` show when nothing else is said? Examples first, then the commands, then how a command can end."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli.exit_codes import EXIT_CODES, end, leave_if_not_printed, reader_may_leave

__all__ = ["app"]

EXAMPLES = """\
Compare response plans for a community after collective trauma: who heals, and who is left behind.

Try:
  healing demo                                 New Orleans: its plans, an equity table, a report to open
  healing list                                 the scenarios that are here
  healing explain stigma                       what a word or a number means, and who says so
  healing glossary                             every word; `healing reading grief`: what to read about a theme
  healing cite minimal --bibtex                the references that a run rests on
  healing catalogue                            every theory, kind of help, risk and policy, and whether it works
  healing story minimal --against first_aid    what happened to one person, and what another plan would change
  healing ablate avoidant_coping               what one of them contributes, with the same luck
  healing new my_city.toml                     a scenario of your own, with a comment on every line
  healing new mine.toml --places tracts.csv    the same from a census table; it says what it made of which column
  healing validate my_city.toml                everything that is wrong with it, or "ok"
  healing compare my_city.toml --quick         its plans on the same people with the same luck
  healing dashboard my_city.toml               the same in a browser, on this machine alone
  healing ask                                  slots, sites, delay, who is turned away ...: what planners ask
  healing trial tf_cbt                         does a course do what published trials say? simulated, side by side
  healing odd                                  what the model is, written from its code (ODD 2020)
  healing trace                                each claim, with the test that carries it
  healing report out/my_city --all             the report again, with a brief of two pages and a workbook
  healing new mine.toml --experiment           thousands of runs: what is moved, how far, how often, what is kept
  healing sweep mine.toml                      run them; `healing resume out/mine` goes on after whatever stopped it
"""
HELP_LATER = "\nEach command has more to say: healing compare --help"


def exit_codes() -> str:
    """Return the table of exit codes as `--help` and the README print it."""
    return "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())


class Healing(TyperGroup):
    """The group of commands: examples above its help, exit codes below, plain words for whatever goes wrong."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        try:
            return super().make_context(*given, **named)
        except KeyboardInterrupt as problem:
            end(problem)

    def invoke(self, ctx: Any) -> Any:
        try:
            with reader_may_leave():
                done = super().invoke(ctx)
            leave_if_not_printed()
            return done
        except (KeyboardInterrupt, OSError) as problem:
            end(problem)
        except Exception as problem:
            if type(problem).__module__.split(".")[0] in ("typer", "click"):
                raise
            end(problem)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        typer.echo(EXAMPLES)
        super().format_help(ctx, formatter)
        typer.echo(f"Exit codes:\n{exit_codes()}")


app = typer.Typer(cls=Healing, add_completion=False, pretty_exceptions_enable=False)


def show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"community-healing {version('community-healing')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def healing(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Send data to stdout, progress and faults to stderr."""
    if ctx.invoked_subcommand is None:
        typer.echo(EXAMPLES)
        names = ", ".join(getattr(ctx.command, "commands", ()))
        typer.echo(f"Commands: {names}{HELP_LATER}")
