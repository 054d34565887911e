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

Budget = Annotated[float, typer.Option("--budget", metavar="USD", help="Weekly budget in USD, on top of usual care.")]
Programmes = Annotated[
    list[str] | None,
    option(
        "--programme",
        "Programme that can be bought; repeat for several.",
        "one of each kind in the scenario",
        metavar="NAME",
    ),
]
Seeds = Annotated[int, typer.Option("--seeds", min=1, max=1000, help="Number of seeds for each mix in the search.")]
NewSeeds = Annotated[
    int, typer.Option("--new-seeds", min=2, max=1000, help="Number of new seeds for the final comparison.")
]
Population = Annotated[int, typer.Option("--population", min=4, max=1000, help="Mixes in each generation.")]
Generations = Annotated[int, typer.Option("--generations", min=1, max=1000, help="Number of generations.")]
SearchSeed = Annotated[int, typer.Option("--search-seed", min=0, help="Random seed of the search.")]
OldSeed = Annotated[int | None, typer.Option("--luck", min=0, hidden=True)]
Out = Annotated[Path | None, option("--out", "Output folder.", "out/optimise_SCENARIO", metavar="DIR")]
DPI = 110


@app.command(rich_help_panel=QUESTIONS)
def optimise(
    named: Named, budget: Budget, programme: Programmes = None, seeds: Seeds = 3, new_seeds: NewSeeds = 10,
    population: Population = 16, generations: Generations = 5, search_seed: SearchSeed = 1, luck: OldSeed = None,
    scale: Scale = None, weeks: Weeks = None, setting: Setting = None, workers: Workers = None, out: Out = None,
    as_json: Json = False, quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find the mixes of programmes that no other mix beats in recovery, equity and cost, and compare them with obvious plans."""
    from sim.cli.memory import room_for
    from sim.cli.options import plan_of
    from sim.studies.analysis.best import MixSearch
    from sim.studies.analysis.optimise import market_for

    market = market_for(named, budget, programme, setting)
    memory = room_for(market.scenario, scale, workers, population * seeds)
    folder = out or Path("out") / f"optimise_{plan_of(named, setting=setting).folder}"
    how = MixSearch(population, generations, search_seed if luck is None else luck)
    if not quiet:
        most = how.population * how.generations * seeds
        takes = f"At most {most:,} runs to search, then {new_seeds} new seeds{memory and f', in {memory}'}."
        say(f"{market.scenario.full_title}: {', '.join(market.labels)}. {takes}")
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
