"""How is the dashboard opened? The command dashboard: the same functions in a browser, on this machine only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sim.cli.app import BASICS, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Quiet, Setting, option

__all__ = ["dashboard"]

DEMO = "new_orleans"
ScenarioOrDemo = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help=f"Name from `healing list`, or a TOML file.  \\[default: {DEMO}]", show_default=False
    ),
]
NEEDS = {"shiny": "shiny", "uvicorn": "uvicorn", "htmltools": "htmltools", "tomlkit": "tomlkit"}


class Language(StrEnum):
    """The languages of the page, as `--language` has them."""

    en = "en"
    es = "es"


@app.command(rich_help_panel=BASICS)
def dashboard(
    named: ScenarioOrDemo = DEMO,
    port: Annotated[int, option("--port", "Port on this machine; 0 chooses a free one.", "8750", min=0, max=65535)] = 8750,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address without opening a browser.")] = False,
    language: Annotated[Language, option("--language", "Language of the page.", "en")] = Language.en,
    setting: Setting = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Open the dashboard in a browser: set up the situation, compare up to six plans, and see who is left behind."""
    refuse_without_libraries()
    from sim.dashboard import PortTakenError, Question, serve

    def opened(address: str) -> None:
        print(address, flush=True)
        if not quiet:
            say("The dashboard is reachable from this machine only. Stop it with Ctrl-C.")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    def taken(wanted: int, instead: int) -> None:
        say(f"Port {wanted} is in use; this dashboard is at port {instead}.")

    try:
        serve(Question.of(named, setting), port, language.value, opened, taken)
    except PortTakenError as problem:
        raise WrongUseError(str(problem)) from None
    if not quiet:
        say("The dashboard has stopped.")


def refuse_without_libraries() -> None:
    """Raise WrongUseError, with the command to install them, if libraries are missing."""
    from importlib.util import find_spec

    missing = [name for module, name in NEEDS.items() if find_spec(module) is None]
    if missing:
        raise WrongUseError(
            f"healing dashboard needs {', '.join(missing)}. "
            "Install with: pip install -c constraints.txt -e '.[dashboard]'"
        )
