"""What is written into the folder of a comparison? Saved results, tables, figures, the scenario and the report."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.kernels.interrupts import Stopped

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results
    from sim.report.figures import Figure
    from sim.scenario import Scenario

__all__ = [
    "REPORT",
    "Folder",
    "as_loaded",
    "has_results",
    "open_folder",
    "remove_earlier",
    "scenario_of",
    "write_scenario",
    "write_report",
    "write_tables",
]

# Week by week these would be a hundred megabytes of text; they are in the saved results.
FINEST = ("place", "income20")
REPORT, BRIEF, WORKBOOK, SCENARIO = "report.html", "brief.pdf", "report.xlsx", "scenario"
APPENDIX = "report-appendix.html"
KINDS = ("pdf", "xlsx", "png")
# The tables of a comparison by the name of their file, those that need two plans, and what every column of them means.
TABLES = (
    "headline", "equity", "leaves_behind", "prevalence", "trajectories", "weeks_to_recovery", "cascade", "refusals", "waits", "costs",
    "value_for_money",
)  # fmt: skip
COMPARED = ("paired", "narrowing")
COLUMNS = "columns"


class Folder:
    """A folder that takes files, and remembers which it has taken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.saved: list[Path] = []


@contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """Make a folder and try to write into it before hours of running; Ctrl-C then says what it holds."""
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "it is a file, and --out names a folder", str(path))
    path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=path):
        pass
    folder = Folder(path)
    try:
        yield folder
    except KeyboardInterrupt:
        raise Stopped(folder.saved) from None


def write_tables(folder: Folder, results: Results) -> None:
    """Write saved results and the tables made from them."""
    from sim.outcomes.saving import save_results, write_csv, write_text

    folder.saved += save_results(results, folder.path)
    for reference, source in results.code.items():
        file = Path(reference.rpartition(":")[0]).name
        if file.endswith(".py"):
            folder.saved.append(write_text(folder.path / "code" / file, source))
    made = tables(results)
    for name, table in {**made, COLUMNS: columns_of(made)}.items():
        folder.saved.append(write_csv(folder.path / "tables" / f"{name}.csv", table))


def columns_of(made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return unit and definition of every column of every table, as `healing explain` has them: a table of its own beside them."""
    import pandas as pd

    from sim.reference.lookup import explain

    rows = [(name, str(column), explain(str(column))) for name, table in made.items() for column in table.columns]
    return pd.DataFrame(
        [(name, column, one.unit, one.meaning) for name, column, one in rows],
        columns=["table", "column", "unit", "definition"],
    )


def as_loaded(scenario: Scenario) -> dict[Path, bytes]:
    """Return the files of a scenario as they are before the first run: whoever edits one meanwhile edits the next comparison."""
    return {path: path.read_bytes() for path in scenario_files(scenario)}


def write_scenario(folder: Folder, files: Mapping[Path, bytes]) -> None:
    """Keep the scenario that was run with its place table beside the results, so that the folder can be read years later."""
    from sim.outcomes.saving import write_bytes

    for path, content in files.items():
        if path.resolve().parent != (folder.path / SCENARIO).resolve():
            folder.saved.append(write_bytes(folder.path / SCENARIO / path.name, content))


def remove_earlier(folder: Folder, files: Mapping[Path, bytes]) -> None:
    """Remove what an earlier comparison left in a folder, by the names that we give: nothing of it may be taken for the new one's."""
    from sim.outcomes.saving import refuse_links
    from sim.report.figures import FIGURES, MONEY_FIGURES

    kept = {path.resolve() for path in files}
    ours = [folder.path / name for name in (REPORT, APPENDIX, BRIEF, WORKBOOK)]
    ours += [folder.path / "tables" / f"{name}.csv" for name in (*TABLES, *COMPARED, COLUMNS)]
    ours += [folder.path / "figures" / f"{name}.png" for name in (*FIGURES, *MONEY_FIGURES)]
    ours += [path for path in (folder.path / SCENARIO).glob("*") if path.suffix in (".toml", ".csv")]
    for path in ours:
        refuse_links(path)
        if path.is_file() and path.resolve() not in kept:
            path.unlink()


def scenario_files(scenario: Scenario) -> list[Path]:
    """Return the TOML of a scenario and the place table that it names."""
    import tomllib

    if scenario.path is None:
        return []
    places = tomllib.loads(scenario.path.read_text(encoding="utf-8")).get("places")
    return [scenario.path, *([scenario.path.parent / places] if places else [])]


def write_report(
    folder: Folder,
    results: Results,
    scenario: Scenario | None,
    kinds: Collection[str] = ("png",),
    source: Path | None = None,
    language: str = "en",
) -> Path:
    """Write the report, and what else is asked for of `KINDS` beside it; return where the report is.

    `source` is the folder of the results, for what lies beside them; the folder itself by default. `language` is that of page, brief and
    workbook.
    """
    from sim import report

    where = source or folder.path
    pictures = report.pictures_of(results)
    page = report.write_report(results, scenario, folder.path / REPORT, where, pictures, language)
    folder.saved += [page, report.appendix_of(page)]
    if "png" in kinds:
        write_pictures(folder, pictures)
    if "pdf" in kinds:
        from sim.report.pdf import write_brief

        folder.saved.append(write_brief(results, scenario, folder.path / BRIEF, where, language))
    if "xlsx" in kinds:
        from sim.report.xlsx import write_workbook

        folder.saved.append(write_workbook(results, scenario, folder.path / WORKBOOK, where, language))
    return folder.path / REPORT


def write_pictures(folder: Folder, pictures: Mapping[str, Figure]) -> None:
    """Write every figure of the report as a picture."""
    from sim.outcomes.saving import write_bytes
    from sim.report import figures

    for name, figure in pictures.items():
        folder.saved.append(write_bytes(folder.path / "figures" / f"{name}.png", figures.png(figure)))


def has_results(path: Path) -> bool:
    """Say whether a folder holds saved results, whole or not."""
    from sim.outcomes.saving import COUNTS, NAMES

    return (path / NAMES).is_file() or (path / COUNTS).is_file()


def scenario_of(path: Path, results: Results) -> Scenario | None:
    """Return the scenario that saved results came from: the copy beside them, else one of that name, else none."""
    from sim.scenario import ScenarioFaults, UnknownSettingError, load

    copied = path / SCENARIO / f"{results.scenario}.toml"
    try:
        return load(copied if copied.is_file() else results.scenario, None, results.setting or None)
    except (ScenarioFaults, UnknownSettingError):
        return None


def tables(results: Results) -> dict[str, pd.DataFrame]:
    """Return the tables of a comparison by the name of their file."""
    from sim import outcomes

    compared = COMPARED if len(results.arms) > 1 else ()
    found = {
        name: getattr(outcomes, "equity_table" if name == "equity" else name)(results) for name in (*TABLES, *compared)
    }
    weekly = found["prevalence"]
    return found | {"prevalence": weekly[~weekly["stratum"].isin(FINEST)]}
