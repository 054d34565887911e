"""Which mixes of programmes make the best use of a budget? The command optimise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.app import QUESTIONS, app
from sim.cli.exit_codes import reader_may_leave, say
from sim.cli.options import Json, Named, Quiet, Scale, Setting, Weeks, Workers, option
from sim.cli.study import going, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.studies.analysis.best import MixSearch
    from sim.studies.analysis.mixes import Market, Mix

__all__ = ["optimise"]

Budget = Annotated[
    float | None,
    option("--weekly", "Budget in USD a week, on top of usual care.", "none: give this or --total", metavar="USD"),
]
OldBudget = Annotated[float | None, typer.Option("--budget", hidden=True)]
Total = Annotated[
    float | None,
    option(
        "--total",
        "Budget in USD in all, spread over the weeks in which the programmes are open.",
        "none",
        metavar="USD",
    ),
]
Quick = Annotated[bool, typer.Option("--quick", help="Quick look: a direction within minutes, no verdict.")]
Programmes = Annotated[
    list[str] | None,
    option(
        "--programme",
        "Programme that can be bought; repeat for several.",
        "one of each kind in the scenario",
        metavar="NAME",
    ),
]
Seeds = Annotated[int | None, option("--seeds", "Number of seeds for each mix in the search.", "3", min=1, max=1000)]
NewSeeds = Annotated[
    int | None, option("--new-seeds", "Number of new seeds for the final comparison.", "10", min=2, max=1000)
]
Population = Annotated[int | None, option("--population", "Mixes in each generation.", "16", min=4, max=1000)]
Generations = Annotated[int | None, option("--generations", "Number of generations.", "5", min=1, max=1000)]
SearchSeed = Annotated[int, typer.Option("--search-seed", min=0, help="Random seed of the search.")]
OldSeed = Annotated[int | None, typer.Option("--luck", min=0, hidden=True)]
Out = Annotated[Path | None, option("--out", "Output folder.", "out/optimise_SCENARIO", metavar="DIR")]
DPI = 110
USUAL = {"seeds": 3, "new_seeds": 10, "population": 16, "generations": 5}


@app.command(rich_help_panel=QUESTIONS)
def optimise(
    named: Named, weekly: Budget = None, total: Total = None, budget: OldBudget = None, programme: Programmes = None,
    quick: Quick = False, seeds: Seeds = None, new_seeds: NewSeeds = None, population: Population = None,
    generations: Generations = None, search_seed: SearchSeed = 1, luck: OldSeed = None,
    scale: Scale = None, weeks: Weeks = None, setting: Setting = None, workers: Workers = None, out: Out = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find the mixes of programmes that no other mix beats in recovery, equity and cost, and compare them with obvious plans."""
    from sim.cli.memory import room_for
    from sim.cli.options import plan_of
    from sim.studies.analysis.best import MixSearch
    from sim.studies.analysis.optimise import QUICK, QUICK_PEOPLE, market_within

    market = market_within(named, weekly if weekly is not None else budget, total, programme, setting, weeks)
    given = {"seeds": seeds, "new_seeds": new_seeds, "population": population, "generations": generations}
    size = {name: value or (QUICK if quick else USUAL)[name] for name, value in given.items()}
    seeds, new_seeds, population, generations = (
        size["seeds"],
        size["new_seeds"],
        size["population"],
        size["generations"],
    )
    if quick and scale is None:
        scale = min(market.scenario.default_scale, QUICK_PEOPLE / market.scenario.places.people)
    memory = room_for(market.scenario, scale, workers, population * seeds)
    folder = out or Path("out") / f"optimise_{plan_of(named, setting=setting).folder}"
    how = MixSearch(population, generations, search_seed if luck is None else luck)
    if not quiet:
        most = how.population * how.generations * seeds
        takes = f"At most {most:,} runs to search, then {new_seeds} new seeds{memory and f', in {memory}'}."
        say(f"{market.scenario.full_title}: {', '.join(market.labels)}. {takes}")
        if total is not None:
            say(f"{total:,.0f} USD in all are {market.budget:,.0f} USD a week while the programmes are open.")
    table = found(market, how, folder, (seeds, new_seeds), (scale, weeks, workers), quiet)
    with reader_may_leave():
        show(market, table, as_json)
    write(market, table, folder, quiet)


def found(
    market: Market, how: MixSearch, folder: Path, seeds: tuple[int, int], size: tuple[float | None, int | None, int | None],
    quiet: bool,
) -> pd.DataFrame:  # fmt: skip
    """Search and judge with progress on stderr; every run is kept in the folder, and the same command resumes there."""
    from sim.studies.analysis.mixes import run_mixes
    from sim.studies.analysis.optimise import front_of

    scale, weeks, workers = size

    def run(mixes: Sequence[Mix], some: Sequence[int], place: Path) -> pd.DataFrame:
        if not quiet:
            say(f"{place.name.replace('_', ' ')}: {len(mixes)} mixes x {len(some)} seeds")
        with going(place, quiet) as tick:
            return run_mixes(market, mixes, some, place, scale, weeks, workers, progress=tick)

    with in_words():
        return front_of(market, how, folder, *seeds, run)


def show(market: Market, table: pd.DataFrame, as_json: bool) -> None:
    """Print the plans, the cheapest first, with what is bought and what beats them."""
    from sim.cli.output import money, plain_rows, print_json, print_table

    if as_json:
        print_json({"scenario": market.scenario.name, "budget": market.budget, "plans": plain_rows(table)})
        return
    head = ("Plan", *market.labels, "Bought, USD/week", "Spent", "Recovered", "more", "Gap", "more", "Beaten by")
    cells = []
    for row in table.to_dict(orient="records"):
        slots = [f"{row[f'slots_{name}']:,}" for name in market.programmes]
        outcomes = [
            part for name in ("recovered", "gap")
            for part in (f"{100 * row[name]:.1f}",
                         f"{100 * row[f'{name}_more']:+.2f} ({100 * row[f'{name}_more_low']:+.2f}…{100 * row[f'{name}_more_high']:+.2f})")
        ]  # fmt: skip
        cells.append(
            [row["plan"], *slots, money(row["bought"]), money(row["spent"]), *outcomes, row["beaten_by"] or "none"]
        )
    note = (
        "Slots a week on top of usual care. Recovered: % of those ever in need. Gap: cases at the end, poorest fifth minus richest.\n"
        "More: compared with adding nothing, same seeds, with the 90% interval of the mean. Judged with seeds that the search did not use."
    )
    print_table(f"What {money(market.budget)} USD a week can buy: {market.scenario.full_title}", head, cells, note, 1)


def write(market: Market, table: pd.DataFrame, folder: Path, quiet: bool) -> None:
    """Write the table and its figure."""
    from sim.outcomes.saving import write_bytes, write_csv
    from sim.report import figures
    from sim.report.figures.analysis import front

    title = f"{market.scenario.full_title}: mixes for {market.budget:,.0f} USD a week"
    drawing = front(table, dict(zip(market.programmes, market.labels, strict=True)), title)
    write_csv(folder / "front.csv", table)
    write_bytes(folder / "front.png", figures.png(drawing, DPI))
    if not quiet:
        say(f"Written to {folder}: front.csv, front.png and every run")
