"""How is the page opened? The command dashboard: the same functions in a browser, on this machine alone."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sim.cli.app import app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Quiet, Setting, option

__all__ = ["dashboard"]

DEMO = "new_orleans"
NEEDS = {"shiny": "shiny", "uvicorn": "uvicorn", "htmltools": "htmltools", "tomlkit": "tomlkit"}


class Language(StrEnum):
    """The languages of the page, as `--language` has them."""

    en = "en"
    es = "es"


@app.command()
def dashboard(
    named: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="A name from `healing list`, or a TOML file.", show_default=False)
    ] = DEMO,
    port: Annotated[int, option("--port", "Where on this machine; 0 is any free one.", "8750", min=0, max=65535)] = 8750,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    language: Annotated[Language, option("--language", "The language of the page.", "en")] = Language.en,
    setting: Setting = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Open a page on this machine: the situation, the response, up to four plans, who is left behind, how sure it is."""
    refuse_without_libraries()
    from sim.dashboard import PortTakenError, Question, serve

    def opened(address: str) -> None:
        print(address, flush=True)
        if not quiet:
            say("The page answers to this machine alone. Ctrl-C ends it.")
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    try:
        serve(Question.of(named, setting), port, language.value, opened)
    except PortTakenError as problem:
        raise WrongUseError(str(problem)) from None
    if not quiet:
        say("The dashboard has ended.")


def refuse_without_libraries() -> None:
    """Refuse to go on without the libraries of the page; WrongUseError says how to have them."""
    from importlib.util import find_spec

    missing = [name for module, name in NEEDS.items() if find_spec(module) is None]
    if missing:
        raise WrongUseError(
            f"healing dashboard needs {', '.join(missing)}, which not every installation has. "
            "Install them: pip install -c constraints.txt -e '.[dashboard]'"
        )
