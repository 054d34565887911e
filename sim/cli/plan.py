"""What do planners ask? The command ask, with one question each: slots, sites, delay, turned_away, internet, fallback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.exit_codes import WrongUseError, reader_may_leave, say
from sim.cli.options import (
    Arm,
    Arms,
    Json,
    Named,
    Numbers,
    Out,
    Quick,
    Quiet,
    RunRequest,
    Scale,
    Setting,
    Weeks,
    Workers,
    option,
    plan_of,
)

if TYPE_CHECKING:
    from sim.studies.planning.answer import Answer
    from sim.studies.planning.variants import Ask

__all__ = ["ask", "delay", "fallback", "internet", "sites", "slots", "turned_away"]

FEW_SEEDS = 5
QUESTIONS = """\
What planners ask, one question each:

  healing ask slots my_city.toml --within 4 --few 0.05   how many slots of what, where and when, so that hardly anybody waits longer?
  healing ask sites my_city.toml --more 3                where to put three more sites, and whom they bring into care?
  healing ask delay my_city.toml                         what does it cost if help begins 1, 2, 4 or 8 weeks later?
  healing ask turned_away my_city.toml                   who is turned away, and why?
  healing ask internet my_city.toml --weeks-long 4       what if the internet is down for a month?
  healing ask fallback my_city.toml --week 26            what if the first plan fails: which is then best?

Each answers in words and tables, and beside saved results it gets a section of the report.
"""
Programme = Annotated[
    str | None, option("--programme", "The programme asked about.", "the first that fits", metavar="NAME")
]
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
    """Find how many slots of what, where and when, so that hardly anybody waits longer than N weeks."""
    from sim.studies.planning.slots import ask_slots

    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers)
    asked = words(f"--within {within} --few {few:g}", arm=arm)
    answer_with(
        plan, "slots", asked, out, as_json, quiet,
        lambda tick: ask_slots(plan.scenario, plan.arms[0], within, few, range(1, plan.seeds + 1), plan.scale, tick),
    )  # fmt: skip


@ask.command()
def sites(
    named: Named, programme: Programme = None,
    more: Annotated[int, typer.Option("--more", min=1, max=20, help="How many more sites.")] = 3,
    candidates: Annotated[int, typer.Option("--try", min=1, max=100, help="Places tried in each round.")] = 6,
    arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find where to put a few more sites, and whom they bring into care."""
    from sim.studies.planning.sites import ask_sites

    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers, workers)
    said = words(f"--more {more} --try {candidates}", programme=programme, arm=arm)
    answer_with(
        plan, "sites", said, out, as_json, quiet,
        lambda tick: ask_sites(asked_of(named, plan, tick), programme, more, candidates),
    )  # fmt: skip


@ask.command()
def delay(
    named: Named,
    programme: Annotated[
        list[str] | None, option("--programme", "Only this programme; repeat it for more.", "all", metavar="NAME")
    ] = None,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Say what it costs if help begins 1, 2, 4 or 8 weeks later."""
    from sim.studies.planning.delay import ask_delay

    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join([*(f"--programme {name}" for name in programme or ()), *(f"--arm {name}" for name in arm or ())])
    answer_with(
        plan, "delay", said, out, as_json, quiet, lambda tick: ask_delay(asked_of(named, plan, tick), programme or ())
    )


@ask.command("turned_away")
def turned_away(
    named: Named, arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Say who is turned away, and why."""
    from sim.studies.planning.turned_away import ask_turned_away

    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join(f"--arm {name}" for name in arm or ())
    answer_with(
        plan, "turned_away", said, out, as_json, quiet, lambda tick: ask_turned_away(asked_of(named, plan, tick))
    )


@ask.command()
def internet(
    named: Named,
    begins: Annotated[int, typer.Option("--from", min=1, max=1039, metavar="WEEK", help="The week in which it fails.")] = 8,
    weeks_long: Annotated[int, typer.Option("--weeks-long", min=1, max=520, metavar="WEEKS", help="How long it is down.")] = 4,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Say what happens if the internet is down for a month."""
    from sim.studies.planning.internet import ask_internet

    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join([f"--from {begins} --weeks-long {weeks_long}", *(f"--arm {name}" for name in arm or ())])
    answer_with(
        plan, "internet", said, out, as_json, quiet,
        lambda tick: ask_internet(asked_of(named, plan, tick), begins, weeks_long),
    )  # fmt: skip


@ask.command()
def fallback(
    named: Named, programme: Programme = None,
    week: Annotated[int, typer.Option("--week", min=1, max=1039, help="The week from which on it fails.")] = 26,
    left: Annotated[float, typer.Option("--left", min=0.0, max=0.99, metavar="SHARE", help="Share of slots left; 0: it closes.")] = 0.0,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Say what is lost if a programme closes or loses slots, and which plan is then best."""
    from sim.studies.planning.fallback import ask_fallback

    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join(
        [words(f"--week {week} --left {left:g}", programme=programme), *(f"--arm {name}" for name in arm or ())]
    )
    answer_with(
        plan, "fallback", said, out, as_json, quiet,
        lambda tick: ask_fallback(asked_of(named, plan, tick), programme, week, left),
    )  # fmt: skip


def words(said: str, **options: str | None) -> str:
    """Return options as they are typed, those that were left out left out."""
    return " ".join([said, *(f"--{name} {value}" for name, value in options.items() if value is not None)])


def asked_of(named: str, plan: RunRequest, tick: Callable[[int, int], None]) -> Ask:
    """Return what a question is asked of."""
    from sim.studies.planning.variants import Ask

    return Ask(named, plan.scenario, plan.arms, tuple(range(1, plan.seeds + 1)), plan.scale, plan.workers, tick)


def asked_plan(
    named: str, arms: list[str] | None, seeds: int | None, scale: float | None, weeks: int | None, quick: bool,
    setting: str | None, numbers: Any, workers: int | None = None,
) -> RunRequest:  # fmt: skip
    """Return what is to be run: few seeds, since a question takes many runs of each."""
    from dataclasses import replace

    plan = plan_of(
        named, arms, seeds or (None if quick else FEW_SEEDS), scale, weeks, workers, quick, setting, numbers
    )  # fmt: skip
    return replace(plan, scenario=replace(plan.scenario, weeks=plan.weeks))


def answer_with(
    plan: RunRequest, name: str, asked: str, out: Path | None, as_json: bool, quiet: bool,
    find: Callable[[Callable[[int, int], None]], Answer],
) -> None:  # fmt: skip
    """Find an answer with progress on stderr, print it, and keep it beside the results of the scenario."""
    from dataclasses import replace

    from sim.cli.memory import make_room
    from sim.cli.progress import announce_kernels, progress
    from sim.report.answers import FOLDER, keep
    from sim.report.folder import open_folder
    from sim.studies.planning.answer import NoAnswerError

    memory = make_room(plan.people, plan.workers, plan.runs)
    with open_folder((out or Path("out") / plan.folder) / FOLDER) as folder:
        if not quiet:
            announce_kernels()
            if memory:
                say(f"{plan.people:,} residents take {memory}")
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


def command(plan: RunRequest, name: str, asked: str) -> str:
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

    from sim.cli.output import print_json, print_table
    from sim.inputs.toml_file import toml_of
    from sim.studies.planning.answer import facts

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
