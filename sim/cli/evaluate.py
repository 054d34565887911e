"""Does the model agree with published figures? The command evaluate: each figure beside the model, fitted and held out apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import EVIDENCE, app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Json, Quiet, Workers, option

if TYPE_CHECKING:
    from sim.validation.evaluation import Checked
    from sim.validation.surveys import Draws

__all__ = ["evaluate"]

Name = Annotated[str | None, typer.Argument(metavar="SURVEY", help="One survey or trial; all by default.")]
File = Annotated[
    Path | None,
    option(
        "--file",
        "Your own surveys (with --trials: trials), written like sim/evidence/surveys.toml.",
        "the shipped ones",
        metavar="FILE",
    ),
]
Runs = Annotated[int | None, option("--seeds", "Number of seeds.", "20; 8 with --trials", min=1, max=1000)]
Numbers = Annotated[
    str | None,
    option(
        "--numbers",
        "Parameters: values (as declared) or posterior (draws of the fitted ones).",
        "posterior",
        metavar="WHICH",
    ),
]
Csv = Annotated[Path | None, option("--csv", "Write the rows to this file.", "no file", metavar="FILE")]
Picture = Annotated[
    Path | None, option("--figure", "Draw the comparison to this file.", "no picture", metavar="FILE.png")
]
Write = Annotated[bool, typer.Option("--write", help="Save the score that reports read, sim/evidence/score.csv.")]
Trials = Annotated[bool, typer.Option("--trials", help="Simulate every published two-arm trial instead.")]
OneTrial = Annotated[str | None, option("--trial", "Simulate this trial instead.", "none", metavar="NAME")]
Skill = Annotated[
    bool,
    typer.Option(
        "--skill", help="Compare the model with forecasts on paper instead; slow after parameters have changed."
    ),
]
List = Annotated[bool, typer.Option("--list", help="List the published surveys and trials; run nothing.")]
DECLARED = "declared values"
COLUMNS = (
    "Survey",
    "Figure",
    "Whom",
    "Months",
    "Published",
    "Source",
    "Model",
    "Use",
    "Strict",
    "Counts",
    "Lenient",
    "Within",
)
READING = (
    "Months since the event; for a trial, since the first session. Published: with its interval; ~ marks one that we computed from the "
    "numbers of people, ? one that we assumed. Model: median of the runs with their 5th to 95th percentile. fitted: a parameter was "
    "estimated from this figure; held out: none was; follows: from another figure, or tied to a fitted one. Strict: inside the published "
    "or computed interval, or within 15%; it counts unless an interval or value is assumed, a null would pass, or it follows from another "
    "figure. Lenient: within any interval, or within a fifth of the published value (20%)."
)


@app.command(rich_help_panel=EVIDENCE)
def evaluate(
    name: Name = None, trials: Trials = False, trial: OneTrial = None, listing: List = False, file: File = None, seeds: Runs = None,
    numbers: Numbers = None, workers: Workers = None, as_json: Json = False, csv: Csv = None, figure: Picture = None,
    write: Write = False, skill: Skill = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Compare the model with published figures of surveys and trials; those used for fitting and those held out are kept apart."""
    if listing:
        list_all(file, as_json)
    elif skill:
        given = {
            "SURVEY": name, "--file": file, "--seeds": seeds, "--numbers": numbers, "--csv": csv, "--figure": figure, "--trials": trials,
            "--trial": trial,
        }  # fmt: skip
        compare_on_paper({key: value for key, value in given.items() if value}, workers, write, as_json, quiet)
    elif trials or trial:
        refuse_with_trials(SURVEY=name, numbers=numbers, csv=csv, figure=figure, write=write)
        from sim.cli.trials import simulate

        simulate(trial, file, seeds, workers, as_json, quiet)
    else:
        compare(name, file, seeds, numbers, workers, as_json, csv, figure, write, quiet)


def compare_on_paper(given: Mapping[str, object], workers: int | None, write: bool, as_json: bool, quiet: bool) -> None:
    """Print the model beside forecasts on paper."""
    from sim.cli.output import print_json
    from sim.cli.skill import boards, refuse_with_others, show_boards, skill_json

    refuse_with_others(given)
    found = boards(workers, write, quiet)
    if as_json:
        print_json(skill_json(found))
    else:
        show_boards(found)


def list_all(file: Path | None, as_json: bool) -> None:
    """List the published surveys and trials."""
    from sim.cli.output import print_json, print_table
    from sim.validation.published import published

    rows = [{"name": one.name, "label": one.label, "figures": len(one.figures)} for one in published(file=file)]
    if as_json:
        print_json({"published": rows})
    else:
        cells = [[str(row["name"]), str(row["label"]), str(row["figures"])] for row in rows]
        print_table("Published surveys and trials", ["Name", "What was found", "Figures"], cells)


def refuse_with_trials(**given: Any) -> None:
    """Raise WrongUseError for options that simulated trials do not have."""
    names = [name if name.isupper() else f"--{name}" for name, value in given.items() if value]
    if names:
        raise WrongUseError(f"{', '.join(names)}: not available with --trials and --trial.")


def compare(
    name: str | None, file: Path | None, seeds: int | None, numbers: str | None, workers: int | None, as_json: bool,
    csv: Path | None, figure: Path | None, write: bool, quiet: bool,
) -> None:  # fmt: skip
    """Compare with published figures, print them, and write what was asked for."""
    from sim.cli.output import print_json
    from sim.cli.progress import announce_kernels, progress
    from sim.validation.evaluation import SEEDS, check
    from sim.validation.published import draws_of, published

    if write and (name or file):
        raise WrongUseError("--write saves the score of all shipped figures: leave out SURVEY and --file.")
    chosen, draws = published(name, file), draws_of(numbers)
    if not quiet:
        announce_kernels()
    with progress(quiet or len(chosen) == 1) as tick:
        rows = check(chosen, seeds or SEEDS, draws, workers, tick)
    save(rows, made_with(draws, seeds), csv, figure, write)
    if as_json:
        print_json({"rows": [plain(row) for row in rows], "sums": told_sums(rows), "strict": told_strict(rows)})
    else:
        show(rows, one=len(chosen) == 1)


def made_with(draws: Draws, seeds: int | None) -> str:
    """Return in words which parameters the runs had, and how many runs there were."""
    from sim.validation.evaluation import SEEDS

    return f"{'draws of the posterior' if draws else DECLARED}, {seeds or SEEDS} runs"


def save(rows: list[Checked], made: str, csv: Path | None, picture: Path | None, write: bool) -> None:
    """Write what was asked for: the rows, the picture, the score."""
    from sim import evidence
    from sim.evidence.score import SCORE, digest
    from sim.outcomes.saving import write_bytes, write_text
    from sim.validation.evaluation import score_text

    text = score_text(rows, digest(evidence.load()), made)
    for target in (csv, SCORE if write else None):
        if target is not None:
            write_text(target, text)
            say(f"Written: {target}")
    if picture is not None:
        from sim.report.figures import png
        from sim.report.figures.check import check_figure

        write_bytes(picture, png(check_figure(rows)))
        say(f"Drawn: {picture}")


def show(rows: list[Checked], one: bool) -> None:
    """Print the table of figures and what it comes to."""
    from sim.cli.output import print_table

    lines: list[list[str] | None] = []
    for before, row in zip([None, *rows], rows, strict=False):
        first = before is None or before.scored.survey != row.scored.survey
        lines += [None] if before and first else []
        lines.append(cells(row, first))
    title = rows[0].label if one and rows else "Published figures and the model"
    print_table(title, COLUMNS, lines, READING, words=3)
    for line in verdicts(rows):
        print(line)


def cells(row: Checked, first: bool) -> list[str]:
    """Return the cells of one figure."""
    from sim.cli.output import Marked, faint
    from sim.cli.trials import number
    from sim.evidence.bibliography import named

    one, mark = row.scored, {"published": "", "computed": " ~", "assumed": " ?"}[row.range]
    return [
        one.survey if first else "", one.figure, one.group, f"{one.months:g}",
        Marked(f"{number(one.published)} {faint(ends(one.low, one.high))}{mark}"), named(tuple(one.source.split())),
        Marked(f"{number(one.model)} {faint(ends(one.model_low, one.model_high))}"), one.standing.replace("_", " "),
        one.strict if one.strict == "pass" else Marked("[bold]MISS[/bold]"), one.uncounted or "yes", one.verdict, one.within,
    ]  # fmt: skip


def ends(low: float | None, high: float | None) -> str:
    """Return an interval in words."""
    from sim.cli.trials import number

    return f"{number(math.nan if low is None else low)}…{number(math.nan if high is None else high)}"


def verdicts(rows: list[Checked]) -> list[str]:
    """Return in sentences how many figures pass, the strict score first, and each held-out one that is off by more than a factor of two."""
    from sim.validation.evaluation import TARGETS, sums

    found = strict_lines(rows)
    for role, told in sums(rows).items():
        if told.all:
            assumed = f"; {told.by_assumed} of them only within an interval that we assumed" if told.by_assumed else ""
            found.append(
                f"By the lenient rule, {role.replace('_', ' ')}: {told.met} of {told.all} pass ({told.share:.0%}, to reach "
                f"{TARGETS[role]:.0%}{assumed})."
            )
    for row in rows:
        if row.far and row.scored.use == "held_out":
            off = "another sign, or nothing" if math.isinf(row.off) else f"a factor of {row.off:.1f}"
            why = row.why or "No reason is known."
            found.append(f"Off by {off}: {row.scored.survey}, {row.scored.figure} ({row.scored.group}). {why}")
    return found


def strict_lines(rows: list[Checked]) -> list[str]:
    """Return the strict score in sentences: surveys and trials, each held out, fitted, and what merely follows."""
    from sim.validation.evaluation import strict_sums
    from sim.validation.strict import STRICT_TARGETS

    found = []
    for kind, tallies in strict_sums(rows).items():
        held, fitted, follows = (tallies[one] for one in ("held_out", "fitted", "follows"))
        if not any(tally.of for tally in tallies.values()):
            continue
        share = f" ({held.met / held.of:.0%}, to reach {STRICT_TARGETS[kind]:.0%})" if held.of else ""
        found.append(
            f"Strict score, {kind}s: {held} held-out figures that count are met{share}; apart from these, {fitted} fitted, and {follows} "
            "that follow from other figures."
        )
    return found


def told_sums(rows: list[Checked]) -> dict[str, Any]:
    """Return the sums as JSON says them."""
    from dataclasses import asdict

    from sim.validation.evaluation import sums

    return {role: {**asdict(told), "share": told.share} for role, told in sums(rows).items()}


def told_strict(rows: list[Checked]) -> dict[str, Any]:
    """Return the strict score as JSON says it, by kind and standing."""
    from sim.validation.evaluation import strict_sums

    return {kind: {one: tally._asdict() for one, tally in by.items()} for kind, by in strict_sums(rows).items()}


def plain(row: Checked) -> dict[str, Any]:
    """Return what JSON says of a figure."""
    from dataclasses import asdict

    return {**asdict(row.scored), "off": row.off, "why": row.why}
