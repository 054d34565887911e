"""Forms of the command plan: needs, staffing, budget, monthly, languages, children, 4ws, siteplan, situation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import Arm, Json, Named, Numbers, Out, Quick, Quiet, Scale, Setting, Weeks, Workers, option
from sim.cli.plan import Own, Runs, answer_with, asked_plan, plan_app, words

__all__ = [
    "budget",
    "children",
    "form_settings",
    "four_ws",
    "languages",
    "monthly",
    "needs",
    "siteplan",
    "situation",
    "staffing",
]


@plan_app.command()
def needs(
    named: Named,
    damage: Annotated[
        Path | None, option("--damage", "CSV with place and homes_destroyed, homes_major, homes_minor, injured, ...", "homes struck "
        "by the table", metavar="FILE")
    ] = None,
    settings: Own = None, arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False,
    workers: Workers = None, setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate the people in need by place: the formula of crisis-counselling applications beside the model."""
    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers, workers)
    said = words("", damage=text(damage), settings=text(settings), arm=arm)
    answer_with(named, plan, "needs", {"damage": damage, "settings": settings}, said, out, as_json, quiet)


@plan_app.command()
def staffing(
    named: Named, settings: Own = None, arm: Arm = None, weeks: Weeks = None, setting: Setting = None, out: Out = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """List the staff of a plan by role, with supervision, hiring and turnover."""
    from_plan(named, "staffing", {"settings": settings}, arm, weeks, setting, out, as_json, quiet)


@plan_app.command()
def budget(
    named: Named, settings: Own = None, arm: Arm = None, weeks: Weeks = None, setting: Setting = None, out: Out = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the budget of a plan by quarter and object class."""
    from_plan(named, "budget", {"settings": settings}, arm, weeks, setting, out, as_json, quiet)


@plan_app.command()
def monthly(
    named: Named,
    calls: Annotated[
        float | None, option("--calls", "Calls to 988 for 1,000 adults with probable PTSD in a month.", "none", min=0, max=10_000)
    ] = None,
    arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False, workers: Workers = None,
    setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate need, referrals, beginnings, lines and calls month by month."""
    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers, workers)
    said = words("", calls=None if calls is None else f"{calls:g}", arm=arm)
    answer_with(named, plan, "monthly", {"calls": calls}, said, out, as_json, quiet)


@plan_app.command()
def languages(
    named: Named, arm: Arm = None, setting: Setting = None, out: Out = None, as_json: Json = False, quiet: Quiet = False
) -> None:  # fmt: skip
    """Count people who need another language than English, and the programmes that speak it."""
    from_plan(named, "languages", {}, arm, None, setting, out, as_json, quiet)


@plan_app.command()
def children(
    named: Named, arm: Arm = None, setting: Setting = None, out: Out = None, as_json: Json = False, quiet: Quiet = False
) -> None:  # fmt: skip
    """Count children by place and in homes that were struck."""
    from_plan(named, "children", {}, arm, None, setting, out, as_json, quiet)


@plan_app.command("4ws")
def four_ws(
    named: Named, settings: Own = None, arm: Arm = None, setting: Setting = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False
) -> None:  # fmt: skip
    """List who is where, when, doing what: one row an activity and place."""
    from_plan(named, "4ws", {"settings": settings}, arm, None, setting, out, as_json, quiet)


@plan_app.command()
def siteplan(
    named: Named, settings: Own = None, arm: Arm = None, setting: Setting = None, out: Out = None, as_json: Json = False,
    quiet: Quiet = False
) -> None:  # fmt: skip
    """List the sites of a plan, with the people in walking and driving reach."""
    from_plan(named, "siteplan", {"settings": settings}, arm, None, setting, out, as_json, quiet)


@plan_app.command()
def situation(
    named: Named, week: Annotated[int, typer.Option("--week", min=1, max=1040, help="Week after the event.")] = 4,
    arm: Arm = None, seeds: Runs = None, scale: Scale = None, weeks: Weeks = None, quick: Quick = False, workers: Workers = None,
    setting: Setting = None, numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the situation of one week on a page, for ESF-8."""
    plan = asked_plan(named, [arm] if arm else None, seeds, scale, weeks, quick, setting, numbers, workers)
    answer_with(named, plan, "situation", {"week": week}, words(f"--week {week}", arm=arm), out, as_json, quiet)


@plan_app.command("settings")
def form_settings() -> None:
    """Print the numbers that the forms take, as a TOML file to be changed and given with --settings."""
    from sim.studies.planning.forms.settings import settings_text

    typer.echo(settings_text(), nl=False)


def from_plan(
    named: str, form: str, options: dict[str, Any], arm: str | None, weeks: int | None, setting: str | None, out: Path | None,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Fill in a form that needs no run."""
    plan = asked_plan(named, [arm] if arm else None, 1, None, weeks, False, setting, None)
    said = words("", arm=arm, **{name: text(value) for name, value in options.items()})
    answer_with(named, plan, form, options, said, out, as_json, quiet)


def text(path: Path | None) -> str | None:
    """Return a path as it is typed."""
    return None if path is None else str(path)
