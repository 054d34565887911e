"""What do planners ask? The command plan, one question each: slots, sites, delay, turned_away, internet, fallback."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import QUESTIONS, app
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

__all__ = [
    "Own",
    "Runs",
    "answer_with",
    "asked_plan",
    "delay",
    "fallback",
    "internet",
    "plan_app",
    "sites",
    "slots",
    "turned_away",
    "words",
]

FEW_SEEDS = 5
SHOWN = """\
Planning questions:

  healing plan slots my_city.toml --within 4 --few 0.05   how many slots, where and when, so that almost no one waits longer?
  healing plan sites my_city.toml --more 3                where should three new sites go, and whom do they bring into care?
  healing plan delay my_city.toml                         what does it cost if help begins 1, 2, 4 or 8 weeks later?
  healing plan turned_away my_city.toml                   who is turned away, and why?
  healing plan internet my_city.toml --weeks-long 4       what if the internet fails for a month?
  healing plan fallback my_city.toml --week 26            what if a programme fails: which plan is then best?

Forms to hand in (CSV and XLSX with the columns of the form):

  healing plan needs my_city.toml --damage damage.csv     people in need by place: the formula of the form beside the model
  healing plan staffing my_city.toml --arm telehealth     staff by role, supervision, hiring and turnover
  healing plan budget my_city.toml --arm telehealth       budget by quarter and object class
  healing plan monthly my_city.toml                       need, referrals, lines and calls, month by month
  healing plan languages my_city.toml                     people who need another language than English
  healing plan children my_city.toml                      children by place
  healing plan 4ws my_city.toml                           who is where, when, doing what
  healing plan siteplan my_city.toml                      sites, and who is in walking and driving reach
  healing plan situation my_city.toml --week 4            the situation in one page, for ESF-8
  healing plan settings                                   the numbers that the forms take, to be changed

Each answer has sentences and tables; it is kept with the saved results, and `healing report` shows it.
"""
Programme = Annotated[str | None, option("--programme", "Programme.", "the first that fits", metavar="NAME")]
Runs = Annotated[int | None, option("--seeds", "Number of seeds.", str(FEW_SEEDS), min=1, max=1000)]

Own = Annotated[
    Path | None,
    option(
        "--settings",
        "TOML file with your own numbers for staff and forms.",
        "those of `healing plan settings`",
        metavar="FILE",
    ),
]

plan_app = typer.Typer()
app.add_typer(
    plan_app, name="plan", rich_help_panel=QUESTIONS,
    help="Answer a planning question, or fill in a form to hand in; `healing plan` lists them.",
)  # fmt: skip


@plan_app.callback(invoke_without_command=True)
def questions(ctx: typer.Context) -> None:
    """Answer a planning question; without one, print the questions."""
    if ctx.invoked_subcommand is None:
        typer.echo(SHOWN)


@plan_app.command()
def slots(
    named: Named,
    within: Annotated[int, typer.Option("--within", min=0, max=51, metavar="WEEKS", help="Longest acceptable wait.")] = 4,
    few: Annotated[
        float, typer.Option("--few", min=0.0, max=0.5, metavar="SHARE", help="Share of those on a waiting list who may wait longer.")
    ] = 0.05,
    staff: Annotated[
        float | None, option("--staff", "Clinicians, and other workers, that can be had at most.", "by `healing plan settings`", min=0)
    ] = None,
    settings: Own = None, arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find how many slots, where and when, so that almost no one waits longer than N weeks."""
    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers)
    most = None if staff is None else f"{staff:g}"
    asked = words(
        f"--within {within} --few {few:g}", arm=arm, staff=most, settings=None if settings is None else str(settings)
    )
    options = {"within": within, "few": few, "staff": staff, "settings": settings}
    answer_with(named, plan, "slots", options, asked, out, as_json, quiet)


@plan_app.command()
def sites(
    named: Named, programme: Programme = None,
    more: Annotated[int, typer.Option("--more", min=1, max=20, help="Number of new sites.")] = 3,
    candidates: Annotated[int, typer.Option("--try", min=1, max=100, help="Places tried in each round.")] = 6,
    arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find where to put new sites, and whom they bring into care."""
    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers, workers)
    said = words(f"--more {more} --try {candidates}", programme=programme, arm=arm)
    options = {"programme": programme, "more": more, "candidates": candidates}
    answer_with(named, plan, "sites", options, said, out, as_json, quiet)


@plan_app.command()
def delay(
    named: Named,
    programme: Annotated[
        list[str] | None, option("--programme", "Only this programme; repeat for several.", "all", metavar="NAME")
    ] = None,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate what it costs if help begins 1, 2, 4 or 8 weeks later."""
    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join([*(f"--programme {name}" for name in programme or ()), *(f"--arm {name}" for name in arm or ())])
    answer_with(named, plan, "delay", {"programmes": programme}, said, out, as_json, quiet)


@plan_app.command("turned_away")
def turned_away(
    named: Named, arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Show who is turned away, and why."""
    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join(f"--arm {name}" for name in arm or ())
    answer_with(named, plan, "turned_away", {}, said, out, as_json, quiet)


@plan_app.command()
def internet(
    named: Named,
    begins: Annotated[int, typer.Option("--from", min=1, max=1039, metavar="WEEK", help="Week in which the internet fails.")] = 8,
    weeks_long: Annotated[int, typer.Option("--weeks-long", min=1, max=520, metavar="WEEKS", help="Length of the outage.")] = 4,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate the effect of an internet outage."""
    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join([f"--from {begins} --weeks-long {weeks_long}", *(f"--arm {name}" for name in arm or ())])
    answer_with(named, plan, "internet", {"begins": begins, "weeks": weeks_long}, said, out, as_json, quiet)


@plan_app.command()
def fallback(
    named: Named, programme: Programme = None,
    week: Annotated[int, typer.Option("--week", min=1, max=1039, help="Week in which the programme fails.")] = 26,
    left: Annotated[float, typer.Option("--left", min=0.0, max=0.99, metavar="SHARE", help="Share of slots that remain; 0: closed.")] = 0.0,
    arm: Arms = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate what is lost if a programme closes or loses slots, and which plan is then best."""
    plan = asked_plan(named, arm, seeds, scale, weeks, quick, setting, numbers, workers)
    said = " ".join(
        [words(f"--week {week} --left {left:g}", programme=programme), *(f"--arm {name}" for name in arm or ())]
    )
    options = {"programme": programme, "week": week, "left": left}
    answer_with(named, plan, "fallback", options, said, out, as_json, quiet)


def words(said: str, **options: str | None) -> str:
    """Return options as they are typed, those that were left out left out."""
    return " ".join(
        [*([said] if said else []), *(f"--{name} {value}" for name, value in options.items() if value is not None)]
    )


def asked_plan(
    named: str, arms: list[str] | None, seeds: int | None, scale: float | None, weeks: int | None, quick: bool,
    setting: str | None, numbers: Any, workers: int | None = None,
) -> RunRequest:  # fmt: skip
    """Return what to run: few seeds, since a question takes many runs of each."""
    from dataclasses import replace

    plan = plan_of(
        named, arms, seeds or (None if quick else FEW_SEEDS), scale, weeks, workers, quick, setting, numbers
    )  # fmt: skip
    return replace(plan, scenario=replace(plan.scenario, weeks=plan.weeks))


def answer_with(
    named: str, plan: RunRequest, name: str, options: Mapping[str, Any], asked: str, out: Path | None, as_json: bool, quiet: bool
) -> None:  # fmt: skip
    """Find an answer with progress on stderr, print it, and keep it with the results of the scenario."""
    from dataclasses import replace

    from sim.cli.memory import make_room
    from sim.cli.progress import announce_kernels, progress
    from sim.report.answers import FOLDER, keep
    from sim.report.folder import open_folder
    from sim.studies.planning.answer import NoAnswerError
    from sim.studies.planning.questions import answer_to
    from sim.studies.planning.variants import Ask

    memory = make_room(plan.people, plan.workers, plan.runs)
    with open_folder((out or Path("out") / plan.folder) / FOLDER) as folder:
        if not quiet:
            announce_kernels()
            if memory:
                say(f"{plan.people:,} residents take {memory}")
        try:
            with progress(quiet) as tick:
                seeds = tuple(range(1, plan.seeds + 1))
                answer = answer_to(
                    name, Ask(named, plan.scenario, plan.arms, seeds, plan.scale, plan.workers, tick), options
                )
        except NoAnswerError as problem:
            raise WrongUseError(str(problem)) from None
        answer = replace(answer, command=command(plan, name, asked))
        with reader_may_leave():
            show(answer, as_json)
        folder.saved += keep(answer, folder.path)
    if not quiet:
        say(f"Saved in {folder.path}: {name}.json, tables and a picture; `healing report` shows it")


def command(plan: RunRequest, name: str, asked: str) -> str:
    """Return the command that asks the same again."""
    from sim.report import named_as, setting_words

    numbers = plan.scenario.numbers_from
    return " ".join(
        part for part in (
            f"healing plan {name} {named_as(plan.scenario)}", asked, setting_words(plan.scenario.setting),
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
        print(f"\n[programme.{name}]          # for your scenario file\n{toml_of(keys)}")
    print("\nWhat this cannot tell:")
    for sentence in answer.limits:
        print(textwrap.fill(sentence, 120, initial_indent="  - ", subsequent_indent="    "))
