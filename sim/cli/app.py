"""What does `healing` print by itself? Examples first, then the commands by topic, then the exit codes."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sim.cli.exit_codes import (
    EXIT_CODES,
    end,
    leave_if_not_printed,
    never_closed,
    reader_may_leave,
    refuse_controls,
    say,
)

__all__ = ["BASICS", "EVIDENCE", "LEARN", "QUESTIONS", "app"]

EXAMPLES = """\
Compare response plans for a community after collective trauma: who recovers, and who is left behind.

Try:
  healing demo                                 compare plans for New Orleans and write a report to open in a browser
  healing list                                 the scenarios, and the parts that a plan can be made of
  healing new my_city.toml                     make a scenario of your own, with a comment on every line
  healing new mine.toml --places tracts.csv    the same from a census table
  healing validate my_city.toml                list every error in a scenario, or print "ok"
  healing compare my_city.toml --quick         compare its plans on the same people with the same random streams
  healing report out/my_city --all             write the report again, with a two-page PDF and a workbook
  healing dashboard my_city.toml               explore the scenario in a browser, on this machine only

  healing plan slots my_city.toml              how many slots are needed? (also: sites, delay, turned_away, internet, fallback)
  healing optimise my_city.toml --weekly 5000  the best mixes of programmes for a weekly budget
  healing story minimal --against first_aid    what happened to one person, and what another plan would change

  healing study sweep mine.toml                thousands of runs of an experiment (healing new mine.toml --experiment)
  healing study resume out/mine                continue a sweep where it stopped
  healing evaluate                             compare the model with published figures
  healing explain stigma                       the meaning, value, range and source of any word or parameter
  healing explain odd --out odd.md             describe the model by the ODD 2020 protocol
"""
HELP_LATER = "\nHelp for one command: healing compare --help"
# The topics of the list of commands, and the commands in the order in which they are listed; a command that is not named comes last.
BASICS, QUESTIONS, EVIDENCE, LEARN = (
    "Scenarios and plans", "Planning questions and studies", "Evidence", "Understanding",
)  # fmt: skip
ORDER = (
    "demo", "new", "list", "validate", "run", "compare", "report", "dashboard", "plan", "optimise", "barriers", "ablate", "variance",
    "study", "evaluate", "calibrate", "sensitivity", "explain", "story", "look",
)  # fmt: skip
# Names that changed after 0.1: what is typed now. They are accepted for one more release.
RENAMED = {
    **{name: f"study {name}" for name in ("sweep", "resume", "status", "verify", "export", "analyse", "cluster")},
    **{name: f"explain {name}" for name in ("glossary", "catalogue", "cite", "reading", "odd", "trace")},
    "ask": "plan", "luck": "variance", "check": "evaluate",
}  # fmt: skip


def exit_codes() -> str:
    """Return the table of exit codes as `--help` and the README print it."""
    return "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())


def renamed(old: str, new: str) -> None:
    """Print on stderr what an old name is called now."""
    say(f"`healing {old}` is now `healing {new}`; the old name will be removed in the next release.")


class Healing(TyperGroup):
    """The group of commands: examples above its help, exit codes below, plain words for every error."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in RENAMED:
            renamed(args[0], RENAMED[args[0]])
            args = [*RENAMED[args[0]].split(), *args[1:]]
        return super().resolve_command(ctx, args)

    def make_context(self, *given: Any, **named: Any) -> Any:
        try:
            never_closed()
            refuse_controls(given[1] if len(given) > 1 else named.get("args", ()))
            return super().make_context(*given, **named)
        except KeyboardInterrupt as problem:
            end(problem)

    def invoke(self, ctx: Any) -> Any:
        done = None  # a reader that leaves early ends the command, not the program
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


app = typer.Typer(cls=Healing, add_completion=True, pretty_exceptions_enable=False)


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
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Print data to stdout; progress and errors go to stderr."""
    if ctx.invoked_subcommand is None:
        typer.echo(EXAMPLES)
        group = ctx.command
        assert isinstance(group, TyperGroup)
        names = ", ".join(name for name in group.list_commands(ctx) if not group.commands[name].hidden)
        typer.echo(f"Commands: {names}{HELP_LATER}")
        offer_dashboard(ctx, group)


def offer_dashboard(ctx: typer.Context, group: TyperGroup) -> None:
    """Offer the dashboard to a person at a terminal who typed `healing` alone; anything else goes on as before."""
    import sys

    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        typer.echo("For a page in the browser: healing dashboard")
    elif typer.confirm("\nOpen the dashboard in your browser now?", default=True):
        ctx.invoke(group.commands["dashboard"])
