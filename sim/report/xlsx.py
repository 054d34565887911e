"""How do the numbers of a comparison get into a spreadsheet? One workbook: a sheet a question, then the data.

The sheet `words` says unit, definition and source of each column, outcome and count; the sheet `numbers` has every number that the runs
rest on, with range, grade and source. Texts that a spreadsheet would take for a formula are kept as text.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.evidence import Evidence, cite, load
from sim.outcomes.registry import OUTCOMES
from sim.outcomes.results import FINAL, FLOWS, STATES, Results, unit_of
from sim.outcomes.saving import write_bytes
from sim.report.answers import FOLDER, kept
from sim.report.meeting import Meeting
from sim.report.sheets import add_meeting, write_frames
from sim.report.text import headline
from sim.report.text.money import cost_sentences
from sim.studies.designs import need
from sim.studies.sweep.export import sentence

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

__all__ = ["workbook", "write_workbook"]

STRATA = ("all", "income", "race", "age", "sex", "vulnerability")
COLUMNS = {
    "certain": (
        "yes or no",
        "Whether an arm's standing is known: the verdicts on its differences in cost and effect say so.",
    ),
    "arm": ("", "response plan, by its name in the scenario"),
    "label": ("", "what tables call it"),
    "stratum": ("", "way of parting people into groups"),
    "group": ("", "the group; (all, all) is every adult"),
    "_low, _high": ("as the column", "ends of what one city may see: the range that holds nine in ten further runs"),
    "_se": ("as the column", "standard error of the mean over the runs: simulation error only"),
    "extra_cost": ("USD", "spent beyond the first plan, whole community"),
    "cases_averted": ("people", "fewer above the cut-off in the last week than under the first plan, whole community"),
    "dalys_averted": ("years", "healthy years gained against the first plan, whole community"),
    "cost_per_case, cost_per_daly": ("USD", "extra cost for each case fewer, for each healthy year gained"),
    "standing, against, icer": (
        "USD per year",
        "where a plan stands from cheap to dear, with which plan it is compared, and what each further healthy year costs",
    ),
    "worth": ("USD per year", "what a healthy year is taken to be worth"),
    "share": ("share of runs", "in how many runs the plan is the best buy at that worth"),
    "information": ("USD", "what knowing beforehand how a run turns out would be worth"),
    "health, equity": (
        "years for 1,000 adults",
        "healthy years gained; gap between poorest and richest fifth narrower by",
    ),
    "refusals, per_100_asks": ("times", "asks turned away by a barrier; the same for every 100 asks"),
}


def write_workbook(
    results: Results, scenario: Scenario | None, path: str | os.PathLike[str], source: Path | None = None, language: str = "en",
) -> Path:  # fmt: skip
    """Write the workbook, whole or not at all, and return its path; arguments as for `write_report`. NoLibraryError without openpyxl."""
    return write_bytes(path, workbook(results, scenario, source or Path(path).parent, language))


def workbook(
    results: Results, scenario: Scenario | None = None, source: Path | None = None, language: str = "en"
) -> bytes:
    """Return the workbook as bytes: the sheets of the meeting in a language, then the data behind them."""
    need("A workbook", "openpyxl", "openpyxl>=3.1")
    import pandas as pd

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        write_frames(writer, sheets(results, scenario, source))
        add_meeting(writer.book, Meeting.of(results, scenario, language))
        writer.book.active = 0
    return content.getvalue()


def sheets(results: Results, scenario: Scenario | None, source: Path | None) -> dict[str, pd.DataFrame]:
    """Return the sheets by name, in order."""
    import pandas as pd

    from sim import outcomes
    from sim.scenario import intake_lines, invented

    taken = [f"INVENTED: {sentence}" for sentence in (invented(scenario) if scenario else ())]
    lines = intake_lines(scenario) if scenario else ()
    said = [*taken, *headline(results), *cost_sentences(results)]
    found = {
        "found": pd.DataFrame({"what we found": said}),
        **({"due_to_event": outcomes.due_to_event(results)} if results.no_event else {}),
        **({"places_read": pd.DataFrame({"how the table of places was read": lines})} if lines else {}),
        "headline": outcomes.headline(results),
        "equity": outcomes.equity_table(results),
        "furthest_behind": outcomes.leaves_behind(results),
        "turned_away": turned_away(results),
    }
    if len(results.arms) > 1:
        found |= {
            "differences": outcomes.paired(results).query("stratum != 'place' and stratum != 'income20'"),
            "value_for_money": outcomes.value_for_money(results), "best_buy": outcomes.acceptability_curve(results),
            "health_and_equity": outcomes.equity_plane(results),
        }  # fmt: skip
    for answer in kept(source / FOLDER) if source else []:
        for n, table in enumerate(answer.tables, 1):
            found[f"asked_{answer.name}_{n}"] = pd.DataFrame(table.rows, columns=table.head)
    book = scenario.book if scenario else load()
    return {**found, "words": words(results), "numbers": numbers(book)}


def turned_away(results: Results) -> pd.DataFrame:
    """Return refusals by barrier, plan and group, means over runs."""
    from sim import outcomes

    table = outcomes.refusals(results)
    table = table[table["stratum"].isin([*STRATA, *results.strata])]
    mean: pd.DataFrame = table.groupby(["arm", "stratum", "group", "barrier"], sort=False, as_index=False)[
        ["refusals", "per_100_asks"]
    ].mean()
    return mean


def words(results: Results) -> pd.DataFrame:
    """Return what columns, outcomes and counts mean: kind, name, unit, definition, source."""
    import pandas as pd

    rows = [("column", name, unit, sentence(meaning), "") for name, (unit, meaning) in COLUMNS.items()]
    rows += [
        ("outcome", name, one.unit, sentence(one.meaning), "counted in the model") for name, one in OUTCOMES.items()
    ]
    counted = {**STATES, **FLOWS, **FINAL}
    rows += [
        ("count", name, unit_of(name), sentence(meaning), "counted in the model") for name, meaning in counted.items()
    ]
    rows += [
        ("barrier", name, "asks", f"Asks turned away by the barrier “{label}”.", "")
        for name, label in zip(results.barriers, results.barrier_labels, strict=True)
    ]
    return pd.DataFrame(rows, columns=["what", "name", "unit", "definition", "source"])


def numbers(book: Evidence) -> pd.DataFrame:
    """Return every number of the model with unit, range, grade, meaning and source."""
    import pandas as pd

    rows = [
        (path, one.value, one.low, one.high, one.unit, one.grade, one.meaning, "; ".join(sources(one.source)))
        for path, one in book.items()
    ]
    return pd.DataFrame(rows, columns=["number", "value", "low", "high", "unit", "grade", "definition", "source"])


def sources(keys: tuple[str, ...]) -> list[str]:
    """Return sources as they are cited; what a scenario names itself stands as it was written."""
    found = []
    for key in keys:
        try:
            found.append(cite(key))
        except (KeyError, ValueError):
            found.append(key)
    return found
