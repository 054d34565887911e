"""What does a town look like as weeks go by? The command look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.app import LEARN, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Arm, Named, Quiet, Seed, Setting, Weeks, arm_names, option

__all__ = ["look"]

People = Annotated[int, typer.Option("--people", min=20, max=400, help="Number of residents to draw, about.")]
Every = Annotated[int, typer.Option("--every", min=1, max=52, help="Weeks between the frames of an animation.")]
Out = Annotated[
    Path | None,
    option("--out", "Animation (.gif), or six weeks side by side (.png).", "look.gif", metavar="FILE"),
]


@app.command(rich_help_panel=LEARN)
def look(
    named: Named, arm: Arm = None, seed: Seed = 1, people: People = 300, weeks: Weeks = None, every: Every = 2, out: Out = None,
    setting: Setting = None, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Draw a town week by week: homes on the map, ties, distress, and who is in care."""
    from sim.cli.progress import announce_kernels
    from sim.outcomes.saving import write_bytes
    from sim.report.animation import look as looked
    from sim.report.figures import png
    from sim.scenario import load

    file = out or Path("look.gif")
    if file.suffix.lower() not in {".gif", ".png"}:
        raise WrongUseError(f"--out {file}: must end in .gif (animation) or .png (picture)")
    plan = load(named, None, setting)
    arm_names(plan, [arm] if arm else [])
    if not quiet:
        announce_kernels()
    seen = looked(plan, arm, seed, people, weeks)
    write_bytes(file, seen.gif(every) if file.suffix.lower() == ".gif" else png(seen.figure()))
    say(f"Written: {file} ({len(seen.homes)} residents, {seen.weeks} weeks)")
