"""What do planners ask? The command ask, with one question each: slots, sites, delay, turned_away, internet, fallback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.commands.app import app
from sim.commands.endings import WrongUseError, reader_may_leave, say
from sim.commands.options import (
    Arm,
    Json,
    Named,
    Numbers,
    Out,
    Plan,
    Quick,
    Quiet,
    Scale,
    Setting,
    Weeks,
    option,
    plan_of,
)

if TYPE_CHECKING:
    from sim.questions.answer import Answer

__all__ = ["ask", "slots"]

FEW_SEEDS = 5
QUESTIONS = """\
What planners ask, one question each:

  healing ask slots my_city.toml --within 4 --few 0.05   how many slots of what, where and when, so that hardly anybody waits longer?
"""
Runs = Annotated[
    int | None, option("--seeds", "How often, each time with other luck.", str(FEW_SEEDS), min=1, max=1000)
]

ask = typer.Typer(help="Ask what planners ask: slots, sites, delay, turned_away, internet, fallback.")
app.add_typer(ask, name="ask")


@ask.callback(invoke_without_command=True)
def asking(ctx: typer.Context) -> None:
    """Ask what planners ask; typed alone, it shows the questions."""
    if ctx.invoked_subcommand is None:
        typer.echo(QUESTIONS)


@ask.command()
def slots(
    named: Named,
    within: Annotated[int, typer.Option("--within", min=0, max=51, metavar="WEEKS", help="How long a wait may be.")] = 4,
    few: Annotated[
        float, typer.Option("--few", min=0.0, max=0.5, metavar="SHARE", help="Share of those who join a line that may wait longer.")
    ] = 0.05,
    arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """How many slots of what, where and when, so that hardly anybody waits longer than N weeks?"""
    from sim.questions.slots import ask_slots

    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers)
    asked = f"--within {within} --few {few:g}"
    answer_with(
        plan, "slots", asked, out, as_json, quiet,
        lambda tick: ask_slots(plan.scenario, plan.arms[0], within, few, range(1, plan.seeds + 1), plan.scale, tick),
    )  # fmt: skip


def asked_plan(
    named: str, arm: str | None, seeds: int | None, scale: float | None, weeks: int | None, quick: bool,
    setting: str | None, numbers: Any, workers: int | None = None,
) -> Plan:  # fmt: skip
    """Return what is to be run: few seeds, since a question takes many runs of each."""
    from dataclasses import replace

    plan = plan_of(
        named, [arm] if arm else None, seeds or (None if quick else FEW_SEEDS), scale, weeks, workers, quick, setting, numbers
    )  # fmt: skip
    return replace(plan, scenario=replace(plan.scenario, weeks=plan.weeks))


def answer_with(
    plan: Plan, name: str, asked: str, out: Path | None, as_json: bool, quiet: bool,
    find: Callable[[Callable[[int, int], None]], Answer],
) -> None:  # fmt: skip
    """Find an answer with progress on stderr, print it, and keep it beside the results of the scenario."""
    from dataclasses import replace

    from sim.commands.folders import open_folder
    from sim.commands.progress import announce_kernels, progress
    from sim.questions.answer import FOLDER, NoAnswerError, keep

    with open_folder((out or Path("out") / plan.folder) / FOLDER) as folder:
        if not quiet:
            announce_kernels()
        try:
            with progress(quiet) as tick:
                answer = find(tick)
        except NoAnswerError as problem:
            raise WrongUseError(str(problem)) from None
        answer = replace(answer, command=command(plan, name, asked))
        with reader_may_leave():
            show(answer, as_json)
        folder.saved += keep(answer, folder.path)
    if not quiet:
        say(f"Kept in {folder.path}: {name}.json, tables and picture; `healing report` shows it")


def command(plan: Plan, name: str, asked: str) -> str:
    """Return what asks the same again."""
    from sim.report import named_as, setting_words

    numbers = plan.scenario.numbers_from
    return " ".join(
        part for part in (
            f"healing ask {name} {named_as(plan.scenario)}", asked, setting_words(plan.scenario.setting),
            f"--seeds {plan.seeds} --scale {plan.scale:g} --weeks {plan.weeks} --numbers {numbers}",
        ) if part
    )  # fmt: skip


def show(answer: Answer, as_json: bool) -> None:
    """Print an answer: sentences, tables, what it cannot tell."""
    import textwrap

    from sim.commands.showing import print_json, print_table
    from sim.questions.answer import facts
    from sim.toml_file import toml_of

    if as_json:
        print_json(facts(answer))
        return
    print(answer.question)
    for sentence in answer.found:
        print(textwrap.fill(sentence, 120, initial_indent="  - ", subsequent_indent="    "))
    for table in answer.tables:
        if not table.empty:
            print_table(table.caption, table.head, table.rows, words=1)
    for name, keys in answer.more.get("scenario_lines", {}).items():
        print(f"\n[programme.{name}]          # as your scenario would say it\n{toml_of(keys)}")
    print("\nWhat this cannot tell:")
    for sentence in answer.limits:
        print(textwrap.fill(sentence, 120, initial_indent="  - ", subsequent_indent="    "))
