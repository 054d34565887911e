"""What do published figures say about the parameters? The command calibrate: estimate them, leave events out, check the intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import EVIDENCE, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import AllowCode, Code, Json, Quiet, Workers, option, refuse_code

if TYPE_CHECKING:
    from sim.validation.calibration.coverage import Coverage
    from sim.validation.calibration.estimation import Calibration
    from sim.validation.calibration.leave_out import Prediction
    from sim.validation.surveys import Survey

__all__ = ["calibrate"]

Points = Annotated[int | None, option("--points", "Points simulated over the prior.", "calibration.toml", min=64)]
Refined = Annotated[
    int | None, option("--refined", "Points in each of three rounds near the figures.", "calibration.toml", min=64)
]
Steps = Annotated[int | None, option("--steps", "Steps of the Markov chain.", "calibration.toml", min=100)]
LeaveOut = Annotated[bool, typer.Option("--leave-out", help="Leave out each event in turn and predict it.")]
Cover = Annotated[
    int,
    typer.Option("--coverage", min=0, help="Number of simulated truths to check the intervals on.", show_default=False),
]
Keep = Annotated[
    Path | None,
    option("--keep", "Save simulated points in this folder, and reuse those that are there.", "none", metavar="DIR"),
]
Write = Annotated[
    bool,
    typer.Option("--write", help="Save draws and values in sim/evidence, where every run reads them."),
]
Own = Annotated[
    Path | None,
    option(
        "--file",
        "Surveys of your own event, written like sim/evidence/surveys.toml: estimates its two parameters only.",
        "the shipped ones",
        metavar="FILE",
    ),
]
NEEDS = ("emcee", "sklearn", "scipy")
KNOWN = (
    "Before: the 95% interval of the prior. After: the median and the 90% interval of the posterior. Narrower: how much the figures "
    "reduce the standard deviation; near 0 they say nothing about the parameter."
)
MET = (
    "Estimated: median and 90% interval of the draws, by the emulator. Real: the model itself at some of the draws. All of these figures "
    "were fitted, so agreement says little; see healing evaluate for those held out."
)
LEFT = (
    "Each event left out in turn. Nothing of it: its two parameters are drawn as for one more of the other events. Its first wave: that "
    "one figure is known. On paper, from other events and the first wave of the same people: no change, a constant rate of recovery, a "
    "constant change in probits; nothing if the people are others. Off: distance to the published figure, in probits."
)
ON_PAPER = {"no_change": "no change", "constant": "constant rate", "change": "constant change"}
COVERED = "Truths drawn from a widened posterior, surveyed by the model itself with chance and sampling error, and estimated again."
COVERED = "Truths drawn from a widened posterior, surveyed by the model itself with chance and sampling error, and estimated again."


@app.command(rich_help_panel=EVIDENCE)
def calibrate(
    points: Points = None, refined: Refined = None, steps: Steps = None, leave_out: LeaveOut = False, coverage: Cover = 0,
    keep: Keep = None, write: Write = False, file: Own = None, workers: Workers = None, code: Code = None, allow_code: AllowCode = False,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Estimate the parameters from published figures, with their uncertainty."""
    refuse_without_libraries()
    refuse_code(code, allow_code)
    from sim.validation import surveys
    from sim.validation.published import calibrate as estimate
    from sim.validation.published import with_code_in

    tick = ticker(quiet)
    if file:
        own_events(with_code_in(surveys.load(file), code or ()), points, workers, tick, as_json)
        return
    asked, found = surveys.load(), estimate(None, points, refined, steps, workers, keep, tick, code or ())
    content: dict[str, Any] = {"runs": found.runs, "numbers": known(found), "figures": met(found)}
    if not as_json:
        show_numbers(content["numbers"])
        show_figures(content["figures"], found.runs)
    if leave_out:
        content["left_out"] = left_out(found, steps, as_json)
    if coverage:
        content["coverage"] = covered(found, asked, coverage, tick, keep, workers, as_json)
    if write:
        from sim.validation.calibration.output import write as write_into

        content["written"] = [str(file) for file in write_into(found)]
        say(f"Written: {', '.join(content['written'])}")
    if as_json:
        from sim.cli.output import print_json

        print_json(content)


def own_events(asked: dict[str, Survey], points: int | None, workers: int | None, tick: Any, as_json: bool) -> None:
    """Estimate the two parameters of the events of a file, and print them for a scenario file."""
    from sim.cli.output import print_json
    from sim.evidence.posterior import load_posterior
    from sim.evidence.reading import OF_EVENTS
    from sim.validation.calibration.one_event import POINTS, estimate

    posterior = load_posterior()
    shared = {path: posterior.values[:, j] for j, path in enumerate(posterior.paths)}
    found = estimate(asked, shared, points or POINTS, workers, tick)
    told = [
        {"event": one.event, "together": dict(zip(OF_EVENTS, one.best.tolist(), strict=True))}
        | {name: one.range(n) for n, name in enumerate(OF_EVENTS)}
        for one in found
    ]
    if as_json:
        print_json({"events": told})
        return
    for one in found:
        print(
            f"# {one.event}: numbers that belong together, and the range of 95 percent of each; for a scenario:\n[event]"
        )
        for n, name in enumerate(OF_EVENTS):
            _, low, high = one.range(n)
            print(f"{name} = {one.best[n]:.3f}  # {low:.2f} to {high:.2f}")
        for j, column in enumerate(one.columns):
            low, middle, high = (float(q) for q in quantiles(one.figures[:, j]))
            p = column.figure.published
            print(
                f"# {column.name}: published {p.value:g} ({p.low:g} to {p.high:g}), here {middle:.1f} ({low:.1f} to {high:.1f})"
            )


def quantiles(values: Any) -> Any:
    """Return the 5, 50 and 95 percent points of draws."""
    import numpy as np

    return np.quantile(values, [0.05, 0.5, 0.95])


def refuse_without_libraries() -> None:
    """Raise WrongUseError, with the command to install them, if libraries are missing."""
    from importlib.util import find_spec

    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        raise WrongUseError(
            f"healing calibrate needs {', '.join(missing)}. "
            "Install with: pip install -c constraints.txt -e '.[science]'"
        )


def ticker(quiet: bool) -> Any:
    """Return a tick (step, done, whole) that says now and then how far each step is."""
    from sim.cli.progress import lines

    steps: dict[str, Any] = {}
    words = {
        "points": "Points over the prior", "nearer": "Points near the figures", "refined": "Second round", "last": "Third round",
        "verified": "Draws simulated", "own": "Points for the event", "truths": "Simulated truths", "elsewhere": "A second town for each",
        "estimates": "Estimates of the truths",
    }  # fmt: skip

    def tick(step: str, done: int, whole: int) -> None:
        if quiet:
            return
        if step not in steps:
            say(f"{words[step]}: {whole:,}")
            steps[step] = lines()
        steps[step](done, whole)

    return tick


def known(found: Calibration) -> list[dict[str, Any]]:
    """Return what is known of each number before and after."""
    import numpy as np

    values = found.values()
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
    narrower = 1.0 - found.draws.std(axis=0)
    return [
        {
            "number": one.path, "before_low": one.low, "before_high": one.high, "middle": middle[j], "low": low[j],
            "high": high[j], "narrower": narrower[j],
        }
        for j, one in enumerate(found.plan.parameters)
    ]  # fmt: skip


def met(found: Calibration) -> list[dict[str, Any]]:
    """Return each fitted figure as published, as estimated, and as the model really has it."""
    import numpy as np

    low, middle, high = np.quantile(found.emulated(), [0.05, 0.5, 0.95], axis=0)
    real = np.nanmedian(found.verified, axis=0)
    rows = []
    for target in found.targets:
        j, column = found.emulators.index(target.emulator), target.emulator.column
        p = column.figure.published
        rows.append({
            "figure": column.name, "published": p.value, "published_low": p.low, "published_high": p.high,
            "estimated": middle[j], "low": low[j], "high": high[j], "real": real[j], "inside": p.low <= real[j] <= p.high,
            "explained": target.emulator.explained,
        })  # fmt: skip
    return rows


def show_numbers(rows: list[dict[str, Any]]) -> None:
    """Print what is known of each number before and after."""
    from sim.cli.output import print_table

    cells = [
        [row["number"], f"{row['before_low']:g}…{row['before_high']:g}", f"{row['middle']:.3g}",
         f"{row['low']:.3g}…{row['high']:.3g}", f"{100 * row['narrower']:.0f}%"]
        for row in rows
    ]  # fmt: skip
    print_table(
        "What the figures say about the parameters",
        ["Parameter", "Before", "After", "90%", "Narrower"],
        cells,
        KNOWN,
        1,
    )


def show_figures(rows: list[dict[str, Any]], runs: int) -> None:
    """Print how the fitted figures are met."""
    from sim.cli.output import Marked, print_table

    cells = [
        [row["figure"], Marked(f"{row['published']:.1f} [dim]{row['published_low']:.1f}…{row['published_high']:.1f}[/dim]"),
         Marked(f"{row['estimated']:.1f} [dim]{row['low']:.1f}…{row['high']:.1f}[/dim]"), f"{row['real']:.1f}",
         "inside" if row["inside"] else "OUTSIDE"]
        for row in rows
    ]  # fmt: skip
    columns = ["Figure (percent)", "Published", "Estimated", "Real", ""]
    print_table("Figures that were fitted", columns, cells, f"{MET} {runs:,} runs.", 1)


def left_out(found: Calibration, steps: int | None, as_json: bool) -> list[dict[str, Any]]:
    """Return, and print, how events are predicted that nothing was estimated from."""
    from sim.validation.calibration.leave_out import leave_out

    predictions = leave_out(found.plan, found.emulators, steps or found.plan.walk["steps"])
    if not as_json:
        show_left_out(predictions)
    return [
        {
            **vars(one),
            "inside": one.inside,
            "off": one.error(one.value),
            **{f"{name}_off": one.error(getattr(one, name)) for name in ON_PAPER},
        }
        for one in predictions
    ]


def show_left_out(predictions: list[Prediction]) -> None:
    """Print the predictions of events left out, and their mean errors beside those of a constant rate."""
    from sim.cli.output import Marked, print_table

    cells = [
        [one.event, one.figure, f"{one.months:g}", one.knows, f"{one.published:.1f}",
         Marked(f"{one.value:.1f} [dim]{one.low:.1f}…{one.high:.1f}[/dim]"), f"{one.error(one.value):.2f}",
         *(Marked(f"{getattr(one, name):.1f} [dim]{one.error(getattr(one, name)):.2f}[/dim]") for name in ON_PAPER)]
        for one in predictions
    ]  # fmt: skip
    columns = [
        "Event",
        "Figure",
        "Months",
        "Known",
        "Published",
        "Predicted",
        "off",
        *(f"{words}, off" for words in ON_PAPER.values()),
    ]
    print_table("Events left out in turn (percent)", columns, cells, LEFT, 2)
    for line in left_out_lines(predictions):
        print(line)


def left_out_lines(predictions: list[Prediction]) -> list[str]:
    """Return how far off the model is on average, and each forecast on paper on the same figures: those that it says something of."""
    import math

    found = []
    for knows in dict.fromkeys(one.knows for one in predictions):
        mine = [one for one in predictions if one.knows == knows]
        told = [f"Knowing {knows}: {sum(one.inside for one in mine)} of {len(mine)} inside their 90 percent band"]
        for name, words in ON_PAPER.items():
            same = [one for one in mine if math.isfinite(getattr(one, name))]
            if same:
                ours, rival = (sum(one.error(getattr(one, of)) for one in same) / len(same) for of in ("value", name))
                told.append(
                    f"{words} is off by {rival:.2f} probits on average, the model by {ours:.2f} ({len(same)} figures)"
                )
        found.append("; ".join(told) + ".")
    return found


def covered(
    found: Calibration, asked: dict[str, Survey], count: int, tick: Any, keep: Path | None, workers: int | None, as_json: bool
) -> list[dict[str, Any]]:  # fmt: skip
    """Return, and print, how often bands hold a truth that was made up."""
    from sim.validation.calibration.coverage import cover
    from sim.validation.calibration.estimation import fresh_truths

    truths, figures, elsewhere = fresh_truths(found, asked, count, workers=workers, tick=tick, kept=keep)
    rows = cover(
        found.plan, found.emulators, truths, figures, elsewhere, found.prior, found.plan.walk["steps_of_a_truth"],
        lambda done, whole: tick("estimates", done, whole),
    )  # fmt: skip
    if not as_json:
        show_coverage(rows)
    return [{**vars(row), "held_50": row.share(0), "held_90": row.share(1)} for row in rows]


def show_coverage(rows: list[Coverage]) -> None:
    """Print how often bands held the truth, and the sums by kind."""
    from sim.cli.output import print_table

    cells = [
        [row.kind, row.name, f"{100 * row.share(0):.0f}", f"{100 * row.share(1):.0f}", f"{row.rank:.2f}"]
        for row in rows
    ]
    columns = ["What", "Name", "50% interval", "90% interval", "Mean rank"]
    print_table(f"Coverage of the intervals: {rows[0].truths} truths", columns, cells, COVERED, 2)
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        half, most = (100 * sum(row.share(level) for row in mine) / len(mine) for level in (0, 1))
        print(f"{kind}s: the 50% intervals covered {half:.1f}% and the 90% intervals {most:.1f}%.")
