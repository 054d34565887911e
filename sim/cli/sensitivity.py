"""Which parameters change the answer? The command sensitivity: its cost, what matters, and how robust the ranking of plans is."""

from __future__ import annotations

import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import EVIDENCE, app
from sim.cli.exit_codes import WrongUseError, reader_may_leave, say
from sim.cli.options import (
    AllowCode,
    Arms,
    Code,
    Json,
    Named,
    Quiet,
    Setting,
    Workers,
    between_0_and_1,
    city_size,
    option,
    plan_of,
)

if TYPE_CHECKING:
    from sim.cli.options import RunRequest
    from sim.report.folder import Folder
    from sim.studies.sensitivity import Explained, Study, StudySize, VariedNumbers

__all__ = ["sensitivity"]

DPI = 90
Trajectories = Annotated[
    int,
    typer.Option("--trajectories", min=2, max=1000, help="Morris trajectories: how often each parameter is varied."),
]
Levels = Annotated[int, typer.Option("--levels", min=2, max=64, help="Levels of each parameter in a trajectory; even.")]
Top = Annotated[int, typer.Option("--top", min=1, max=100, help="Number of leading parameters that get Sobol indices.")]
Samples = Annotated[
    int,
    typer.Option(
        "--sobol-samples", min=0, max=65536, help="Samples for the Sobol indices, a power of two; 0 for none."
    ),
]
PointSeeds = Annotated[int, typer.Option("--seeds", min=1, max=1000, help="Number of seeds at every point.")]
SmallScale = Annotated[
    float | None,
    option(
        "--scale",
        "Share of the population to simulate.",
        "about 2,000 residents",
        metavar="SHARE",
        callback=between_0_and_1,
    ),
]
Only = Annotated[
    list[str] | None,
    option("--number", "Only parameters whose path begins with this; repeat for several.", "all", metavar="PATH"),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Also write tables, a tornado plot and a page to this folder."),
]
COLUMNS = ("", "Parameter", "What it means", "Grade", "mu*", "sigma", "First", "Total", "Value", "Range")
WORDS = 72


@app.command(rich_help_panel=EVIDENCE)
def sensitivity(
    named: Named, arm: Arms = None, setting: Setting = None, scale: SmallScale = None, trajectories: Trajectories = 10,
    levels: Levels = 4, top: Top = 10, samples: Samples = 256, only: Only = None, workers: Workers = None,
    seeds: PointSeeds = 1, code: Code = None, allow_code: AllowCode = False, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Vary every parameter over its range and find which ones change the answer (Morris screening, Sobol indices)."""
    from sim.cli.memory import room_for
    from sim.report.folder import open_folder
    from sim.studies.sensitivity import NoLibraryError
    from sim.studies.sensitivity.request import size_of, usual_scale

    asked = plan_of(named, arm, None, scale, None, workers, False, setting, None, code, allow_code)
    share = scale or usual_scale(asked.scenario)
    try:
        plan = size_of(trajectories, levels, top, samples, seeds)
    except NoLibraryError as problem:
        raise WrongUseError(str(problem)) from None
    room_for(asked.scenario, share, workers, trajectories * len(asked.arms))
    with open_folder(out) if out else nullcontext() as folder:
        choice = numbers_of(asked, share, only, quiet)
        study, took = run(asked, share, plan, choice, quiet)
        with reader_may_leave():
            show(study, as_json)
        if folder:
            write(folder, study, command_of(named, study, setting, share, out), took)
            if not quiet:
                say(f"\nWritten to {folder.path}")


def numbers_of(asked: RunRequest, scale: float, only: list[str] | None, quiet: bool) -> VariedNumbers:
    """Return the parameters that these plans use."""
    from sim.cli.progress import announce_kernels
    from sim.studies.sensitivity.request import parameters_of

    if not quiet:
        announce_kernels()
    return parameters_of(asked.scenario, asked.arms, scale, only or ())


def run(asked: RunRequest, scale: float, plan: StudySize, choice: VariedNumbers, quiet: bool) -> tuple[Study, str]:
    """Print the cost, run the study with progress on stderr, and return it with the time it took."""
    from sim.cli.progress import progress
    from sim.outcomes.words import clock
    from sim.studies.sensitivity import cost, study

    per_point = len(asked.arms) * len(plan.seeds)
    takes = cost(len(choice.numbers), len(asked.arms), plan)
    if not quiet:
        people = round(scale * city_size(asked.scenario))
        say(
            f"{asked.scenario.full_title}: {len(choice.numbers)} parameters, {len(asked.arms)} plans, {people:,} residents, "
            f"{asked.scenario.weeks} weeks. {takes['screened']:,} points for the screening, {takes['sampled']:,} for the Sobol indices: "
            f"about {takes['runs']:,} runs."
        )
    start = time.monotonic()
    with progress(quiet) as tick:
        found = study(
            asked.scenario, asked.arms, scale, plan, asked.workers, choice,
            lambda done, total: tick(done * per_point, total * per_point),
        )  # fmt: skip
    return found, clock(time.monotonic() - start)


def command_of(named: str, study: Study, setting: str | None, scale: float, out: Path | None) -> str:
    """Return the command that gives this study again."""
    plan = study.plan
    arms = "".join(f" --arm {arm}" for arm in study.arms) if study.arms != tuple(study.scenario.arms) else ""
    chosen = f" --setting {setting}" if setting else ""
    return (
        f"healing sensitivity {named}{arms}{chosen} --scale {scale:.4g} --trajectories {plan.trajectories} --levels {plan.levels} "
        f"--top {plan.top} --sobol-samples {plan.samples} --seeds {len(plan.seeds)} --out {out}"
    )


def show(study: Study, as_json: bool) -> None:
    """Print what varies, what matters most in each outcome, and how the plans rank; or all of it as JSON."""
    from sim.cli.output import print_json
    from sim.studies.sensitivity import words

    if as_json:
        print_json(plain(study))
        return
    for sentence in words.varied_words(study):
        print(sentence)
    for refusal in study.refusals[:10]:
        after = f", after {refusal.moved}" if refusal.moved else ""
        print(f"The model refused {refusal.where}{after}: {refusal.said}")
    if len(study.refusals) > 10:
        print(f"... and {len(study.refusals) - 10} more points; --json lists all.")
    for outcome in words.shown_outcomes(study):
        print_outcome(study, outcome)
    print_rankings(study)
    print()
    for sentence in words.says(study):
        print(f"- {sentence.replace('`', '')}")


def print_outcome(study: Study, outcome: Explained) -> None:
    """Print the numbers that matter most in one outcome."""
    from sim.cli.output import print_table
    from sim.studies.sensitivity import tables, words

    rows = words.rows_of(tables.top(study), outcome)
    own = words.rows_of(tables.luck(study), outcome).iloc[0]
    cells = [
        [
            str(row.rank), row.path, words.shortened(row.meaning, WORDS), row.grade, words.size_words(row),
            f"{100 * row.sigma:.1f}", words.share_words(row, "first"), words.share_words(row, "total"), words.digits(row.value),
            f"{words.digits(row.low)}…{words.digits(row.high)}",
        ]
        for row in rows.itertuples()
    ]  # fmt: skip
    now = f"now {100 * own.default:.1f} points, chance {100 * own.luck:.1f}"
    note = words.READING if outcome == words.shown_outcomes(study)[-1] else ""
    print_table(f"{words.in_words(study, outcome)}: {now}", COLUMNS, cells, note, words=4)


def print_rankings(study: Study) -> None:
    """Print how often each plan is best, and how often their order changes."""
    from sim.cli.output import print_table
    from sim.studies.sensitivity import words

    if len(study.arms) < 2:
        return
    head, rows = words.ranking_rows(study)
    print_table(
        "How the plans rank", head, rows, "Best: share of points (for chance: of seeds) at which a plan is best.", 2
    )


def plain(study: Study) -> dict[str, Any]:
    """Return what JSON says of a study."""
    from sim.cli.output import plain_rows
    from sim.studies.sensitivity import tables, words

    plan = study.plan
    return {
        "scenario": study.scenario.name, "setting": study.scenario.setting, "arms": list(study.arms), "scale": study.scale,
        "people": study.people, "trajectories": plan.trajectories, "levels": plan.levels, "samples": plan.samples,
        "seeds": list(plan.seeds), "varied": len(study.choice.numbers), "left_out": study.choice.left_out,
        "leading": [study.choice.paths[j] for j in study.leading], "says": words.says(study),
        "refused": [refusal._asdict() for refusal in study.refusals], "top": plain_rows(tables.top(study)),
        "variances": plain_rows(tables.variances(study)), "ends": plain_rows(tables.ends(study)),
        "rankings": plain_rows(tables.rankings(study)), "luck": plain_rows(tables.luck(study)),
    }  # fmt: skip


def write(folder: Folder, study: Study, command: str, took: str) -> None:
    """Write the tables, the tornado and the page."""
    from sim.outcomes.saving import write_bytes, write_csv, write_text
    from sim.report import figures
    from sim.studies.sensitivity import tables, words

    frames = {
        "top": tables.top(study), "screening": tables.lean(tables.screening(study)), "numbers": tables.numbers(study),
        "sobol": tables.lean(tables.variances(study)), "ends": tables.ends(study), "rankings": tables.rankings(study),
        "luck": tables.luck(study),
    }  # fmt: skip
    for name, table in frames.items():
        folder.saved.append(write_csv(folder.path / f"{name}.csv", table))
    for name, outcomes in words.pictures(study).items():
        parts = [words.rows_of(frames["ends"], outcome) for outcome in outcomes]
        titles = [words.in_words(study, outcome) for outcome in outcomes]
        drawn = figures.png(figures.tornado(parts, titles), DPI)
        folder.saved.append(write_bytes(folder.path / f"{name}.png", drawn))
    folder.saved.append(write_text(folder.path / "README.md", words.page(study, command, took)))
