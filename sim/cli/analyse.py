"""What do the runs of a sweep show, and what does each barrier contribute? The commands study analyse and barriers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import QUESTIONS, app
from sim.cli.exit_codes import WrongUseError, reader_may_leave, say
from sim.cli.options import Json, Named, Quiet, Scale, Setting, Weeks, Workers, option
from sim.cli.study import Folder, going, in_words, study

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.printed import Drawing
    from sim.studies.sweep import Experiment

__all__ = ["analyse", "barriers"]

Measure = Annotated[str, typer.Option("--measure", help="Outcome or measure.")]
Stratum = Annotated[str, typer.Option("--stratum", help="Stratum whose groups are compared.")]
Worse = Annotated[str, typer.Option("--worse", help="Worse-off group.")]
Better = Annotated[str, typer.Option("--better", help="Better-off group.")]
ArmOf = Annotated[str | None, option("--arm", "Response plan.", "the last", metavar="ARM")]
Against = Annotated[str | None, option("--against", "Plan to compare it with.", "the first", metavar="ARM")]
Beyond = Annotated[
    float, typer.Option("--beyond", help="Smallest increase that counts as a wider gap (0.01 is one percentage point).")
]
Within = Annotated[
    float,
    typer.Option("--within", help="Largest distance that counts as near the best (0.01 is one percentage point)."),
]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="DIR", help="Write each table to this folder.")]
Pictures = Annotated[Path | None, typer.Option("--figure", metavar="DIR", help="Draw each figure to this folder.")]
Seeds = Annotated[int | None, option("--seeds", "Number of seeds.", "5", min=1, max=1000)]
Quick = Annotated[
    bool, typer.Option("--quick", help="Quick look: few residents and two seeds; a direction, no verdict.")
]
Out = Annotated[Path | None, option("--out", "Folder for the runs.", "out/barriers_SCENARIO_ARM", metavar="DIR")]
WORST, BEST, PREVALENCE = "poorest fifth", "richest fifth", "prevalence_end"
DPI = 110
SEEDS, QUICK_SEEDS, QUICK_PEOPLE, QUICK_WEEKS = 5, 2, 2000, 52


@study.command()
def analyse(
    folder: Folder, measure: Measure = PREVALENCE, stratum: Stratum = "income", worse: Worse = WORST,
    better: Better = BEST, arm: ArmOf = None, against: Against = None, beyond: Beyond = 0.0, within: Within = 0.01,
    csv: Csv = None, figure: Pictures = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Analyse a sweep: differences between plans, regret, which levers matter, and when a plan widens the gap."""
    from sim.studies.analysis.report import analyse as analysis_of
    from sim.studies.analysis.values import NoSuchRowsError
    from sim.studies.sweep import about

    try:
        with in_words():
            found = analysis_of(folder, measure, stratum, worse, better, arm, against, beyond, within)
    except NoSuchRowsError as problem:
        raise WrongUseError(str(problem)) from None
    with reader_may_leave():
        if as_json:
            print_analysis_json(found)
        else:
            print_analysis(about(folder), found)
    write(found.tables, found.figures, csv, figure)


def print_analysis_json(found: Any) -> None:
    """Print sentences and tables as JSON."""
    from sim.cli.output import plain_rows, print_json

    print_json({"says": found.says, "tables": {name: plain_rows(table) for name, table in found.tables.items()}})


def print_analysis(experiment: Experiment, found: Any) -> None:
    """Print sentences, then each table."""
    from sim.studies.analysis.report import TITLES

    print(f"{experiment.title}: {found.runs}")
    for sentence in found.says:
        print(f"- {sentence}")
    for name, table in found.tables.items():
        print_frame(TITLES[name.split(" of ")[0]].format(found.measure), table)


def print_frame(title: str, table: pd.DataFrame) -> None:
    """Print a table as it is, numbers with four digits."""
    from sim.cli.output import print_table

    cells = [
        [f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in table.itertuples(index=False)
    ]
    words = sum(1 for kind in table.dtypes if kind.kind not in "fiu")
    print_table(title, [str(name) for name in table.columns], cells, words=max(1, words))


def write(tables: dict[str, pd.DataFrame], drawings: dict[str, Drawing], csv: Path | None, figure: Path | None) -> None:
    """Write tables and figures to their folders."""
    from sim.outcomes.saving import write_bytes, write_csv
    from sim.report import figures

    for name, table in tables.items() if csv else ():
        assert csv is not None
        say(f"Written: {write_csv(csv / f'{file_name(name)}.csv', table)}")
    for name, drawing in drawings.items() if figure else ():
        assert figure is not None
        say(f"Drawn: {write_bytes(figure / f'{file_name(name)}.png', figures.png(figures.draw(drawing), DPI))}")


def file_name(name: str) -> str:
    """Return the name of a table as a file has it."""
    return name.replace(" ", "_")


@app.command(rich_help_panel=QUESTIONS)
def barriers(
    named: Named, arm: ArmOf = None, measure: Measure = "reach", stratum: Stratum = "income", worse: Worse = WORST,
    better: Better = BEST, quick: Quick = False, seeds: Seeds = None, scale: Scale = None, weeks: Weeks = None, setting: Setting = None,
    workers: Workers = None, out: Out = None, csv: Csv = None, figure: Pictures = None, as_json: Json = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Measure what each barrier contributes to a gap: run the plan with every set of barriers removed, on the same random streams."""
    from sim.cli.memory import room_for
    from sim.cli.options import plan_of
    from sim.studies.analysis import barriers as runs
    from sim.studies.analysis.values import NoSuchRowsError

    asked = plan_of(named, [arm] if arm else None, setting=setting)
    chosen = arm or asked.arms[-1]
    label = asked.scenario.arms[chosen].label
    seeds = seeds or (QUICK_SEEDS if quick else SEEDS)
    if quick:
        scale = scale or min(asked.scenario.default_scale, QUICK_PEOPLE / asked.scenario.places.people)
        weeks = weeks or min(asked.scenario.weeks, QUICK_WEEKS)
    experiment = runs.experiment_for(named, chosen, seeds, scale, weeks, (measure,), stratum, setting)
    room_for(asked.scenario, scale, workers, seeds)
    folder = out or Path("out") / f"barriers_{asked.folder}_{chosen}"
    if not quiet:
        sets = len(next(iter(experiment["lever"].values()))["values"])
        say(
            f"{label}: {len(experiment['lever'])} barriers, {sets} sets x {seeds} seeds = {sets * seeds:,} runs, into {folder}"
        )
    with in_words(), going(folder, quiet) as tick:
        table = runs.gap_by_barrier(experiment, folder, workers, progress=tick)
    try:
        found = runs.contributions(table, measure, stratum, worse, better)
    except NoSuchRowsError as problem:
        raise WrongUseError(str(problem)) from None
    with reader_may_leave():
        show_barriers(found, f"{label}: {measure}, {worse} minus {better}", as_json)
    from sim.outcomes import OUTCOMES
    from sim.outcomes.printed import Drawing

    way = OUTCOMES[measure].better if measure in OUTCOMES else "low"
    title = f"What barriers contribute to the gap in {measure}, {worse} minus {better} ({label})"
    write({"barriers": found}, {"barriers": Drawing("contributions", (found, title, way))}, csv, figure)


def show_barriers(found: pd.DataFrame, title: str, as_json: bool) -> None:
    """Print what each barrier contributes."""
    from sim.cli.output import plain_rows, print_json, print_table

    if as_json:
        print_json({"what": title, "contributions": plain_rows(found)})
        return
    whole = found[found["barrier"] == "all together"].iloc[0]
    known = bool(whole["low"] > 0 or whole["high"] < 0)
    cells = [
        [row.barrier, f"{100 * row.contribution:+.2f}",
         "" if row.low != row.low else f"{100 * row.low:+.2f}…{100 * row.high:+.2f}",
         "" if row.share != row.share or not known else f"{row.share:.0%}"]
        for row in found.itertuples()
    ]  # fmt: skip
    note = "Percentage points; 90% interval of the mean over seeds. Shapley values: they sum to `all together`."
    note += (
        ""
        if known
        else " What all contribute together is not known from these seeds, so that shares of it are left out."
    )
    print_table(title, ("Barrier", "Adds to the gap", "Interval", "Share"), cells, note, 1)
