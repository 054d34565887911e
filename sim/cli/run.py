"""What happens when plans are compared? The commands demo, run, compare and report: check, run, print, write."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import BASICS, app
from sim.cli.exit_codes import reader_may_leave, say
from sim.cli.options import (
    AllowCode,
    Arm,
    Arms,
    Code,
    Instruments,
    Json,
    Named,
    Numbers,
    Out,
    Quick,
    Quiet,
    RunRequest,
    Scale,
    Seed,
    Seeds,
    Setting,
    Threads,
    Weeks,
    Workers,
    plan_of,
)

if TYPE_CHECKING:
    from sim.outcomes.results import Results
    from sim.scenario import Scenario

__all__ = ["compare", "compare_and_write", "demo", "opening_line", "report", "run"]

OUT = Path("out")
DEMO = "new_orleans"


@app.command(rich_help_panel=BASICS)
def demo(
    seeds: Seeds = None, scale: Scale = None, quick: Quick = False, workers: Workers = None,
    numbers: Numbers = None, out: Out = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Compare response plans for New Orleans after Hurricane Katrina (2005), and write a report."""
    compare_and_write(plan_of(DEMO, None, seeds, scale, None, workers, quick, None, numbers), out, as_json, quiet)


@app.command(rich_help_panel=BASICS)
def compare(
    named: Named, arm: Arms = None, seeds: Seeds = None, scale: Scale = None, weeks: Weeks = None,
    quick: Quick = False, workers: Workers = None, setting: Setting = None,
    numbers: Numbers = None, instrument: Instruments = None, code: Code = None, allow_code: AllowCode = False, out: Out = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Compare the plans of a scenario on the same people with the same random streams; print tables and write a report."""
    plan = plan_of(named, arm, seeds, scale, weeks, workers, quick, setting, numbers, code, allow_code, instrument)
    compare_and_write(plan, out, as_json, quiet)


@app.command(rich_help_panel=BASICS)
def run(
    named: Named, arm: Arm = None, seed: Seed = 1, scale: Scale = None, weeks: Weeks = None,
    quick: Quick = False, setting: Setting = None, numbers: Numbers = None, instrument: Instruments = None, code: Code = None,
    allow_code: AllowCode = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Also write results and tables to this folder.")] = None,
    threads: Threads = 1,
    profile: Annotated[bool, typer.Option("--profile", help="Print the computing time of each process instead.")] = False,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Run one plan with one seed and print the results."""
    from sim.cli.summary import print_summary
    from sim.report.folder import open_folder, write_tables

    plan = plan_of(
        named, [arm] if arm else None, None, scale, weeks, 1, quick, setting, numbers, code, allow_code, instrument
    )
    if profile:
        print_costs(plan, seed, out, as_json, quiet)
        return
    with open_folder(out) if out else nullcontext() as folder:
        results = run_plan(plan, plan.arms[:1], [seed], quiet, threads)
        if folder:
            write_tables(folder, results)
    print_summary(results, as_json, plan.scenario)
    if folder and not quiet:
        say(f"\nWritten to {folder.path}")


def print_costs(plan: RunRequest, seed: int, out: Path | None, as_json: bool, quiet: bool) -> None:
    """Run the first plan once and print the computing time of each process."""
    from sim.cli.costs import print_profile
    from sim.cli.exit_codes import WrongUseError
    from sim.cli.memory import make_room
    from sim.cli.progress import announce_kernels
    from sim.engine.profiling import profile

    if out:
        raise WrongUseError("--profile only prints: leave out --out, or redirect the output of --json.")
    make_room(plan.people, 1, 1)
    if not quiet:
        announce_kernels()
        say(opening_line(plan, 1, 1))
    print_profile(profile(plan.scenario, plan.arms[0], seed, plan.scale, plan.weeks), as_json)


@app.command(rich_help_panel=BASICS)
def report(
    named: Annotated[str, typer.Argument(metavar="DIR|SCENARIO", help="Folder with saved results, or a scenario.")],
    out: Out = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write a two-page brief: brief.pdf.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Also write a workbook with units, definitions and sources: report.xlsx.")] = False,
    png: Annotated[bool, typer.Option("--png/--no-png", help="Write each figure as a picture.")] = True,
    everything: Annotated[bool, typer.Option("--all", help="Write all of these.")] = False,
    language: Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="Language of page, brief and workbook: en or es.")] = "en",
    setting: Setting = None, as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the report of saved results again, with a PDF, a workbook and pictures if asked for; a scenario is compared first."""
    from sim.cli.study import in_words
    from sim.cli.summary import belief_text
    from sim.inputs.faults import known
    from sim.outcomes.saving import load_results
    from sim.report.folder import KINDS, has_results, open_folder, scenario_of, write_report
    from sim.report.meeting import LANGUAGES

    known(language, LANGUAGES, "language")
    wanted = zip(KINDS, (pdf, xlsx, png), strict=True)
    kinds = [kind for kind, asked in wanted if asked or everything]
    saved = next((path for path in (Path(named), OUT / named) if has_results(path)), None)
    if saved is None and not Path(named).is_dir():
        plan = plan_of(named, setting=setting)
        if not has_results(out or OUT / plan.folder):
            compare_and_write(plan, out, as_json, quiet, kinds, language)
            return
        saved = out or OUT / plan.folder
    source = saved or Path(named)
    results = load_results(source)
    scenario = scenario_of(source, results)
    with in_words(), open_folder(out or source) as folder:
        page = write_report(folder, results, scenario, kinds, source, language)
    told(page, folder.saved, results, scenario, as_json)
    if not quiet:
        say(belief_text(results, scenario))


def told(page: Path, saved: list[Path], results: Results, scenario: Scenario | None, as_json: bool) -> None:
    """Print the names of the written files, or as JSON with the findings in words."""
    from sim.cli.output import print_json
    from sim.report import appendix_of, command
    from sim.report.text import headline
    from sim.report.text.money import cost_sentences

    # The page leads to its appendix.
    beside = [path for path in saved if path not in (page, appendix_of(page)) and path.suffix != ".png"]
    if as_json:
        print_json({
            "report": str(page), "files": [str(path) for path in saved], "found": list(headline(results)),
            "costs": cost_sentences(results), "command": command(results, scenario),
        })  # fmt: skip
        return
    for path in (page, *beside):
        print(path)


def compare_and_write(
    plan: RunRequest, out: Path | None, as_json: bool, quiet: bool, kinds: Sequence[str] = ("png",), language: str = "en",
) -> None:  # fmt: skip
    """Compare, save the results, print them and write the report."""
    from sim.cli.summary import print_summary
    from sim.report.folder import (
        REPORT,
        as_loaded,
        open_folder,
        remove_earlier,
        write_report,
        write_scenario,
        write_tables,
    )

    files = as_loaded(plan.scenario)
    with open_folder(out or OUT / plan.folder) as folder:
        results = run_plan(plan, plan.arms, plan.seeds, quiet)
        remove_earlier(folder, files)
        write_tables(folder, results)
        write_scenario(folder, files)
        with reader_may_leave():
            print_summary(results, as_json, plan.scenario)
        if not quiet:
            say("\nWriting the report...")
        write_report(folder, results, plan.scenario, kinds, language=language)
    if not quiet:
        say(f"Report: {folder.path / REPORT}  (tables and figures are in the same folder)")


def run_plan(plan: RunRequest, arms: tuple[str, ...], seeds: int | list[int], quiet: bool, threads: int = 1) -> Results:
    """Make the runs, with progress on stderr."""
    from sim.cli.memory import make_room
    from sim.cli.progress import announce_kernels, progress
    from sim.studies.compare import run_batch

    each = len(seeds) if isinstance(seeds, list) else seeds
    memory = make_room(plan.people, plan.workers, len(arms) * each)
    if not quiet:
        announce_kernels()
        say(", ".join(filter(None, (opening_line(plan, len(arms), each), memory))))
    with progress(quiet) as tick:
        return run_batch(
            plan.scenario, arms, seeds, plan.scale, plan.workers, plan.weeks, tick, None, threads, due=len(arms) > 1
        )


def opening_line(plan: RunRequest, arms: int, seeds: int) -> str:
    """Return the line that announces the runs."""
    share = "everyone" if plan.scale >= 1 else f"{100 * plan.scale:.3g}% of the people"
    plans = f"{arms} plans x {seeds} seeds" if arms * seeds > 1 else "one plan, one seed"
    numbers = ", parameters drawn for each seed" if plan.scenario.numbers_from == "posterior" else ""
    return f"{plan.scenario.full_title}: {plans}, {plan.weeks} weeks, {plan.people:,} residents ({share}){numbers}"
