"""What happened to one resident? The command story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import LEARN, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Arm, Json, Named, Quiet, Scale, Seed, Setting, arm_names, option

if TYPE_CHECKING:
    from sim.report.story import Story

__all__ = ["story"]

Person = Annotated[
    int | None, option("--person", "Resident, by row from 0.", "an adult who came far on the way to help", min=0)
]
Between = Annotated[str | None, option("--week", "Weeks to tell, such as 0-26.", "all", metavar="FIRST-LAST")]
Against = Annotated[
    str | None,
    option("--against", "A second plan for the same person with the same random streams.", "none", metavar="ARM"),
]
Picture = Annotated[
    Path | None, option("--figure", "Draw the course of the person to this file.", "no picture", metavar="FILE.png")
]
Figures = Annotated[
    bool, typer.Option("--numbers", help="Tell the model's own figures too: threat, efficacy, strain and scores.")
]
WIDTH = 100


@app.command(rich_help_panel=LEARN)
def story(
    named: Named, person: Person = None, week: Between = None, arm: Arm = None, against: Against = None, seed: Seed = 1,
    scale: Scale = None, setting: Setting = None, figure: Picture = None, as_json: Json = False, quiet: Quiet = False,
    numbers: Figures = False,
) -> None:  # fmt: skip
    """Tell what happened to one simulated resident, week by week, in sentences and a figure."""
    from sim.cli.memory import room_for
    from sim.cli.progress import announce_kernels
    from sim.outcomes.saving import write_bytes
    from sim.report.story import NoSuchResidentError
    from sim.report.story import story as told_of
    from sim.scenario import load

    plan = load(named, None, setting)
    arm_names(plan, [name for name in (arm, against) if name])
    weeks = weeks_of(week, plan.weeks)
    room_for(plan, scale, 1, 1)
    if not quiet:
        announce_kernels()
    try:
        told = told_of(plan, person, arm, against, seed, weeks, scale, numbers)
    except NoSuchResidentError as problem:
        raise WrongUseError(str(problem)) from None
    show(told, as_json)
    if figure:
        from sim.report.figures import png

        write_bytes(figure, png(told.figure()))
        say(f"Written: {figure}")


def weeks_of(text: str | None, most: int) -> tuple[int, int]:
    """Return the first and the last week that were asked for; WrongUseError says what is allowed."""
    if text is None:
        return 0, most
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 0 <= first <= last <= most:
        raise WrongUseError(f"--week {text}: allowed are weeks 0 to {most}, as 0-{most} or a single week")
    return first, last


def show(told: Story, as_json: bool) -> None:
    """Print a story."""
    import textwrap

    if as_json:
        from sim.cli.output import print_json

        print_json(facts(told))
        return
    for paragraph in told.paragraphs:
        print("\n".join(textwrap.wrap(paragraph, WIDTH, subsequent_indent="  ")))


def facts(told: Story) -> dict[str, Any]:
    """Return what JSON says of a story: who, events, and every column week by week."""
    from sim.report.story import events_of

    life, other = told.life, told.other
    return {
        "scenario": life.plan.name, "arm": life.arm, "seed": life.seed, "person": life.row, "place": life.place,
        "against": other.arm if other else None, "first_week": told.first, "last_week": told.last,
        "parts_in_week": life.first_difference(other) if other else None, "story": told.paragraphs,
        "events": [vars(event) for event in events_of(life) if told.first <= event.week <= told.last],
        "columns": {name: values[told.first : told.last + 1].tolist() for name, values in life.columns.items()},
    }  # fmt: skip
