"""Can the model be believed? The command check: every published figure beside what the model says of it, fitted and held out apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import app
from sim.cli.exit_codes import WrongUseError, say
from sim.cli.options import Json, Quiet, Workers, option

if TYPE_CHECKING:
    from sim.validation.evaluation import Checked
    from sim.validation.surveys import Draws, Survey
    from sim.validation.trials import Trial

__all__ = ["check"]

Name = Annotated[str | None, typer.Argument(metavar="[SURVEY]", help="One survey or trial; all if left out.")]
File = Annotated[
    Path | None,
    option("--file", "Surveys of your own, written like sim/evidence/surveys.toml.", "ours", metavar="FILE"),
]
Runs = Annotated[int | None, option("--seeds", "How often, each time with other luck.", "20", min=1, max=1000)]
Numbers = Annotated[
    str | None,
    option("--numbers", "values: as declared; posterior: draws of the fitted ones.", "posterior", metavar="WHICH"),
]
Csv = Annotated[Path | None, option("--csv", "Write the rows into this file.", "no file", metavar="FILE")]
Picture = Annotated[
    Path | None, option("--figure", "Draw the check into this picture.", "no picture", metavar="FILE.png")
]
Write = Annotated[bool, typer.Option("--write", help="Write the score that reports read, sim/evidence/score.csv.")]
Skill = Annotated[
    bool,
    typer.Option(
        "--skill", help="Instead: is the model nearer than a forecast on paper? Minutes after numbers change."
    ),
]
KINDS = ("values", "posterior")
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
    "Months since the event; of a trial, since the first session. Published: with its interval; ~ marks one computed by us from the "
    "numbers of people, ? one assumed. Model: median of the runs with their 5th to 95th percentile. fitted: a number of ours was made "
    "from this figure; held out: none was; follows: from another figure, or tied to a fitted one. Strict: inside the published or computed "
    "interval, or within 15%; it counts unless an interval or value is assumed, a null would pass, or it follows from another figure. "
    "Lenient: within any interval, or within a fifth of the published value (20%)."
)


@app.command()
def check(
    name: Name = None, file: File = None, seeds: Runs = None, numbers: Numbers = None, workers: Workers = None,
    as_json: Json = False, csv: Csv = None, figure: Picture = None, write: Write = False, skill: Skill = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Hold the model against published figures, fitted and held out apart."""
    if skill:
        given = {
            "SURVEY": name,
            "--file": file,
            "--seeds": seeds,
            "--numbers": numbers,
            "--csv": csv,
            "--figure": figure,
        }
        told_skill(given, workers, write, as_json, quiet)
        return
    if write and (name or file):
        raise WrongUseError("--write keeps the score of all that is shipped: leave SURVEY and --file out.")
    chosen = chosen_of(name, file)
    draws = draws_of(numbers)
    rows = run(chosen, seeds, draws, workers, quiet)
    save(rows, made_with(draws, seeds), csv, figure, write)
    if as_json:
        from sim.cli.output import print_json

        print_json({"rows": [plain(row) for row in rows], "sums": told_sums(rows), "strict": told_strict(rows)})
    else:
        show(rows, one=len(chosen) == 1)


def told_skill(given: Mapping[str, object], workers: int | None, write: bool, as_json: bool, quiet: bool) -> None:
    """Print the model beside forecasts on paper."""
    from sim.cli.output import print_json
    from sim.cli.skill import boards, refuse_with_others, show_boards, skill_json

    refuse_with_others(given)
    found = boards(workers, write, quiet)
    if as_json:
        print_json(skill_json(found))
    else:
        show_boards(found)


def chosen_of(name: str | None, file: Path | None) -> list[Survey | Trial]:
    """Return the surveys and trials asked for; WrongUseError says which was probably meant."""
    from sim.inputs.faults import question
    from sim.validation import surveys, trials

    known: dict[str, Any] = dict(surveys.load(file)) if file else {**surveys.load(), **trials.load()}
    if name is None:
        return list(known.values())
    if name not in known:
        raise WrongUseError(f"There is no survey {name!r}. {question(name, known)} There are: {', '.join(known)}")
    return [known[name]]


def draws_of(numbers: str | None) -> Draws:
    """Return draws of the fitted numbers, or none where the declared values are asked for (or there are no draws yet)."""
    from sim.evidence import posterior
    from sim.inputs.faults import question

    if numbers is not None and numbers not in KINDS:
        raise WrongUseError(f"--numbers {numbers!r}: {question(numbers, KINDS)} There are: {', '.join(KINDS)}")
    if numbers == "values" or (numbers is None and not posterior.TABLE.exists()):
        return ()
    drawn = posterior.load_posterior()
    return tuple(drawn.draw(k) for k in range(len(drawn)))


def run(
    chosen: list[Survey | Trial], seeds: int | None, draws: Draws, workers: int | None, quiet: bool
) -> list[Checked]:
    """Run the surveys and trials with progress on stderr."""
    from sim.cli.progress import announce_kernels, progress
    from sim.validation import evaluation

    if not quiet:
        announce_kernels()
    with progress(quiet or len(chosen) == 1) as tick:
        return evaluation.check(chosen, seeds or evaluation.SEEDS, draws, workers, tick)


def made_with(draws: Draws, seeds: int | None) -> str:
    """Return in words which numbers the runs had, and how many runs there were."""
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
    title = rows[0].label if one and rows else "Published figures, and what the model says of them"
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
            why = row.why or "No reason has been stated."
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
