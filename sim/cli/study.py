"""What is typed for thousands of runs? The command study: sweep, resume, status, verify, export, cluster (analyse.py adds analyse)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.app import QUESTIONS, app
from sim.cli.exit_codes import SOME_FAILED, BrokenSweepError, WrongUseError, reader_may_leave, say
from sim.cli.options import AllowCode, Json, Quiet, Workers
from sim.kernels.interrupts import Stopped

if TYPE_CHECKING:
    from sim.studies.parallel import Engine
    from sim.studies.sweep import Experiment, SweepSummary
    from sim.studies.sweep.plan import SweepPlan

__all__ = ["cluster", "export", "resume", "status", "study", "sweep", "verify"]

STEPS = """\
Thousands of runs of an experiment, none of them lost:

  healing new mine.toml --experiment           write an experiment: what to vary, how far, how often, what to keep
  healing study sweep mine.toml --dry-run      how many runs, minutes and MB it takes
  healing study sweep mine.toml                run it, into out/mine
  healing study status out/mine                how far it is
  healing study resume out/mine                continue where it stopped
  healing study verify out/mine                repeat some runs and compare them byte by byte
  healing study analyse out/mine               differences between plans, regret, which levers matter
  healing study export out/mine table.xlsx     one table, with units and definitions
  healing study publish out/mine               a folder to hand over: data, dictionary, references, checksums
  healing study cluster                        how to run on many machines
"""

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a sweep.")]
File = Annotated[
    Path, typer.Argument(metavar="EXPERIMENT.toml", help="Experiment file: what to vary, how often, and what to keep.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Output folder.  \\[default: out/EXPERIMENT]", show_default=False),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on a Dask cluster: tcp://node1:8786, or `local`; see `healing study cluster`.",
    ),
]
Limit = Annotated[
    float | None, typer.Option("--time-limit", min=0.1, metavar="SECONDS", help="Longest time for one run.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only print how many runs, minutes and MB it takes.")]
OneRun = Annotated[
    int | None,
    typer.Option("--run", min=0, metavar="N", help="Only this run, in this process, with its full traceback."),
]
LISTED = 10

study = typer.Typer()
app.add_typer(
    study, name="study", rich_help_panel=QUESTIONS,
    help="Run an experiment of thousands of runs: sweep, resume, status, verify, export, analyse, publish, cluster.",
)  # fmt: skip


@study.callback(invoke_without_command=True)
def steps(ctx: typer.Context) -> None:
    """Run an experiment of thousands of runs; without a subcommand, print the steps."""
    if ctx.invoked_subcommand is None:
        typer.echo(STEPS)


@study.command()
def sweep(
    file: File, out: Out = None, workers: Workers = None, cluster: Cluster = None, time_limit: Limit = None,
    dry_run: DryRun = False, allow_code: AllowCode = False, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Run an experiment: a scenario at many points, in each plan, with the same seeds. Run it again to continue where it stopped."""
    from dataclasses import replace

    from sim.cli.memory import room_for_runs
    from sim.studies.sweep import load_experiment
    from sim.studies.sweep.execution import sweep as run
    from sim.studies.sweep.plan import SweepPlan

    with in_words():
        experiment = load_experiment(file, allow_code)
        if time_limit:
            experiment = replace(experiment, time_limit=time_limit)
        folder = out or Path("out") / file.stem
        if dry_run:
            room_for_runs(experiment, 1)
            print_estimate(SweepPlan.of(experiment), workers, as_json)
            return
        # A cluster's machines have memory of their own; each says so itself.
        announce(experiment, folder, "" if cluster else room_for_runs(experiment, workers), quiet)
        with going(folder, quiet) as tick:
            told = run(experiment, folder, None, engine_of(workers, cluster), tick)
    conclude(told, as_json, quiet)


@study.command()
def resume(
    folder: Folder, run: OneRun = None, workers: Workers = None, cluster: Cluster = None, time_limit: Limit = None,
    allow_code: AllowCode = False, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Continue a sweep that was stopped: runs that are missing, damaged or failed are made."""
    from sim.cli.memory import room_for_runs
    from sim.studies.sweep import about
    from sim.studies.sweep.execution import resume as go_on

    with in_words():
        if not cluster:
            room_for_runs(about(folder).permitted(allow_code), workers, None if run is None else 1)
        if run is not None:
            print(once_more(folder, run, allow_code))
            return
        with going(folder, quiet) as tick:
            told = go_on(folder, None, engine_of(workers, cluster), tick, time_limit, allow_code)
    conclude(told, as_json, quiet)


@study.command()
def status(folder: Folder, as_json: Json = False) -> None:
    """Print the progress of a sweep: runs done, failed and left, and the time left."""
    from dataclasses import asdict

    from sim.cli.output import print_json
    from sim.outcomes.words import clock
    from sim.studies.sweep.status import status as look

    with in_words():
        found = look(folder)
    if as_json:
        print_json({**asdict(found), "left": found.left})
        return
    print(f"{found.title}: {found.done:,} of {found.runs:,} runs done, {found.failed:,} failed, {found.left:,} left")
    if found.damaged:
        print(f"{found.damaged:,} files are damaged; `healing study resume {folder}` makes them again")
    if found.left and found.seconds_left is not None:
        print(f"about {clock(found.seconds_left)} left at the pace of the last runs")
    if found.left or found.at_work:
        print("running now" if found.at_work else f"not running; continue with: healing study resume {folder}")
    list_failures(found.failures)


@study.command()
def verify(
    folder: Folder, runs: Annotated[int, typer.Option("--runs", min=1, max=1_000_000, help="Number of runs to repeat.")] = 20,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="Random seed of the choice of runs.")] = None,
    luck: Annotated[int | None, typer.Option("--luck", min=0, hidden=True)] = None,
    workers: Workers = None, cluster: Cluster = None, allow_code: AllowCode = False, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Repeat some runs of a sweep, chosen at random, and compare them with the saved ones byte by byte."""
    from dataclasses import asdict

    from sim.cli.memory import room_for_runs
    from sim.cli.output import print_json
    from sim.cli.progress import progress
    from sim.studies.sweep import about
    from sim.studies.sweep.status import verify as again

    with in_words(), progress(quiet) as tick:
        if not cluster:
            room_for_runs(about(folder).permitted(allow_code), workers, runs)
        found = again(folder, runs, luck if seed is None else seed, None, engine_of(workers, cluster), tick, allow_code)
    if as_json:
        print_json(asdict(found))
    else:
        print(f"{len(found.again)} runs repeated: {len(found.same)} identical")
        if found.same_numbers:
            print(
                f"{len(found.same_numbers)} with the same numbers in other bytes (written by another version of pyarrow)"
            )
    if found.different:
        raise BrokenSweepError(
            f"Different now: runs {', '.join(map(str, found.different))}. The saved runs were not made by this model."
        )


@study.command()
def export(
    folder: Folder, target: Annotated[Path, typer.Argument(metavar="FILE", help="Output file: .csv, .parquet or .xlsx.")],
    measure: Annotated[list[str] | None, typer.Option("--measure", help="Only this measure; repeat for several.")] = None,
    stratum: Annotated[list[str] | None, typer.Option("--stratum", help="Only this stratum; repeat for several.")] = None,
) -> None:  # fmt: skip
    """Write the results of a sweep as one table; a workbook also has a sheet of units, definitions and sources."""
    from sim.studies.sweep.export import KINDS, TooManyRowsError
    from sim.studies.sweep.export import export as write

    if target.suffix not in KINDS:
        raise WrongUseError(f"{target}: must end in one of {', '.join(KINDS)}")
    with in_words():
        try:
            print(write(folder, target, measures=measure, strata=stratum))
        except TooManyRowsError as problem:
            raise WrongUseError(str(problem)) from None


@contextmanager
def in_words() -> Iterator[None]:
    """Turn problems with a folder or a missing library into usage errors."""
    from sim.studies.designs import NoLibraryError
    from sim.studies.parallel import CannotBeginError
    from sim.studies.sweep.cluster import ClusterLostError
    from sim.studies.sweep.execution import NoSuchRunError, OtherCodeError, OtherSweepError
    from sim.studies.sweep.store import InUseError

    try:
        yield
    except (NoLibraryError, OtherSweepError, InUseError, NoSuchRunError) as problem:
        raise WrongUseError(str(problem)) from None
    except (OtherCodeError, CannotBeginError) as problem:
        raise BrokenSweepError(str(problem)) from None
    except ClusterLostError as problem:
        say(f"{problem}. `healing study resume` continues where it stopped.")
        raise typer.Exit(SOME_FAILED) from None


@contextmanager
def going(folder: Path, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show progress; after Ctrl-C, say what is kept and how to continue."""
    from sim.cli.progress import progress

    try:
        with progress(quiet) as tick:
            yield tick
    except KeyboardInterrupt:
        say(f"Every finished run is in {folder}. Continue with: healing study resume {folder}")
        raise Stopped([folder]) from None


def once_more(folder: Path, run: int, allow_code: bool = False) -> Path:
    """Make one run in this process and return its file; if it fails again, print its traceback and exit with code 3."""
    import traceback

    from sim.outcomes.saving import DamagedResultsError
    from sim.studies.sweep.execution import repeat

    try:
        return repeat(folder, run, allow_code)
    except (WrongUseError, DamagedResultsError, LookupError, OSError) as problem:
        if type(problem).__module__.startswith("sim.") or isinstance(problem, OSError):
            raise
        traceback.print_exc()
    except Exception:
        traceback.print_exc()
    raise typer.Exit(SOME_FAILED)


@study.command()
def cluster() -> None:
    """Explain how to run a sweep on many machines: by hand, with Slurm, on Kubernetes."""
    from sim.studies.sweep.cluster import how_to_run

    print(how_to_run(), end="")


def engine_of(workers: int | None, cluster: str | None) -> Engine:
    """Return the engine that makes the runs."""
    from sim.studies.parallel import Processes

    if cluster is None:
        return Processes(workers)
    from sim.studies.sweep.cluster import Cluster as Many

    return Many(cluster, workers)


def announce(experiment: Experiment, folder: Path, memory: str, quiet: bool) -> None:
    """Announce the runs, and the memory they take if it is worth saying."""
    from sim.studies.sweep.design import count_points

    if not quiet:
        points = count_points(experiment.design, experiment.levers)
        say(
            f"{experiment.title}: {points:,} points x {len(experiment.arms)} plans x {len(experiment.seeds)} seeds = "
            f"{points * experiment.runs_a_point:,} runs, into {folder}{memory and f', {memory}'}"
        )


def conclude(told: SweepSummary, as_json: bool, quiet: bool) -> None:
    """Print the outcome; exit with code 3 if runs failed."""
    from dataclasses import asdict

    from sim.cli.output import print_json
    from sim.studies.sweep import failures

    with reader_may_leave():
        if as_json:
            print_json({**asdict(told), "left": told.left})
        elif not quiet:
            print(f"{told.done:,} of {told.runs:,} runs are in {told.folder}; {told.made:,} were made now")
    if told.failed:
        list_failures(failures(told.folder))
        raise typer.Exit(SOME_FAILED)


def list_failures(failed: dict[int, dict[str, Any]]) -> None:
    """Print on stderr which runs failed, why, and how to repeat each."""
    for run, said in list(failed.items())[:LISTED]:
        last = (str(said.get("said", "")).strip().splitlines() or [""])[-1]
        say(f"Run {run} failed ({said.get('kind')}): {last[:200]}\n  again: {said.get('again', '')}")
    if len(failed) > LISTED:
        say(f"... and {len(failed) - LISTED:,} more; each has a file in the folder `failures`.")


def print_estimate(plan: SweepPlan, workers: int | None, as_json: bool) -> None:
    """Print what a sweep takes."""
    from dataclasses import asdict

    from sim.cli.output import print_json
    from sim.outcomes.words import clock
    from sim.studies.sweep.status import estimate

    found = estimate(plan, workers or os.cpu_count() or 1)
    if as_json:
        print_json(asdict(found))
        return
    print(
        f"{found.points:,} points, {found.runs:,} runs of {found.a_run:.2f} s: about {clock(found.seconds)} with {found.workers} "
        f"workers, {found.bytes / 1e6:,.1f} MB"
    )
