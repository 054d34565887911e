"""What does it cost if help begins later? Each programme opens (and closes) some weeks later, everything else as it was.

The same sessions are given, only later, so money hardly changes; what is lost are weeks lived with probable PTSD and healthy years.
Each programme is moved by itself, in the first plan that holds it. Differences are paired: the same people with the same random numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.outcomes.certainty import TOLD_APART
from sim.outcomes.printed import RANGES, Drawing, Table
from sim.outcomes.words import count
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.variants import Ask, changed, run_variants, told_change, total

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["ask_delay"]

LATER = (1, 2, 4, 8)
COUNTS = {
    "cases_at_end": "cases at the end",
    "case_weeks": "weeks with probable PTSD",
    "dalys": "healthy years lost",
    "cost": "USD",
}
LIMITS = (
    "A later opening keeps the length of a programme: what was to last a year still lasts a year. Staff paid while they wait are not in "
    "the cost.",
    "Differences smaller than their range may be luck; later can even be better for some, when early help comes before distress lasts.",
)


def ask_delay(asked: Ask, programmes: Sequence[str] = (), later: Sequence[int] = LATER) -> Answer:
    """Answer what each programme's later opening costs; NoAnswerError if no programme can open later."""
    moved = [
        (name, arm, weeks) for name, arm in homes(asked, programmes) for weeks in later if can_wait(asked, name, weeks)
    ]
    if not moved:
        raise NoAnswerError("no programme of these plans can open later within the weeks that are followed")
    arms = tuple(dict.fromkeys(arm for _, arm, _ in moved))
    base, *others = run_variants(
        asked, [{}, *(levers(asked, name, w) for name, _, w in moved)], [arms, *((arm,) for _, arm, _ in moved)]
    )
    frame = numbers(asked, base, [(*one, results) for one, results in zip(moved, others, strict=True)])
    longest = frame[frame["weeks_later"] == frame["weeks_later"].max()]
    return Answer(
        "delay", f"What does it cost if a programme begins {listed_weeks(later)} weeks later?", tuple(sentences(longest)), LIMITS,
        (table(asked, frame),), {"changes": frame}, drawing=picture(frame),
        caption="Healthy years lost in the whole community when a programme opens later; means over the runs, bars: what one city may see.",
    )  # fmt: skip


def homes(asked: Ask, programmes: Sequence[str]) -> list[tuple[str, str]]:
    """Return the programmes to move, each with the first plan that holds it; NoAnswerError for one that no plan holds."""
    found = {name: arm for arm in reversed(asked.arms) for name in asked.scenario.arms[arm].programmes}
    for name in programmes:
        if name not in found:
            raise NoAnswerError(f"no programme {name!r} in these plans; there are: {', '.join(found)}")
    order = [name for name in asked.scenario.programmes if name in found]
    return [(name, found[name]) for name in (programmes or order)]


def can_wait(asked: Ask, name: str, weeks: int) -> bool:
    """Return whether a programme would still open within the weeks that are followed."""
    return asked.scenario.programmes[name].opens + weeks < asked.scenario.weeks


def levers(asked: Ask, name: str, weeks: int) -> dict[str, Any]:
    """Return the levers that make a programme open, and close, some weeks later."""
    programme = asked.scenario.programmes[name]
    moved = {f"programme.{name}.opens": programme.opens + weeks}
    if programme.closes is not None:
        moved[f"programme.{name}.closes"] = min(programme.closes + weeks, 1040)
    return moved


def numbers(asked: Ask, base: Results, moved: Sequence[tuple[str, str, int, Results]]) -> pd.DataFrame:
    """Return one row for each programme and delay: the change of each count, with its range."""
    import pandas as pd

    rows = []
    for name, arm, weeks, results in moved:
        row: dict[str, Any] = {
            "programme": name,
            "label": asked.scenario.programmes[name].label,
            "arm": arm,
            "weeks_later": weeks,
        }
        for count_of in COUNTS:
            row |= changed(count_of, total(results, arm, count_of), total(base, arm, count_of))
        rows.append(row)
    return pd.DataFrame(rows)


def sentences(longest: pd.DataFrame) -> list[str]:
    """State for each programme what a week's delay costs, the dearest first."""
    said = []
    for row in longest.sort_values("dalys", ascending=False).to_dict("records"):
        weeks, lost = row["weeks_later"], row["dalys"] / row["weeks_later"]
        if row["dalys_verdict"] not in TOLD_APART or abs(row["dalys"]) < 0.5:
            few = "too few runs for a verdict on" if row["dalys_verdict"] == "unknown" else "it cannot be told"
            said.append(f"{row['label']}: {few} whether {weeks} weeks more make a difference.")
            continue
        each = f"each week costs about {count(abs(lost)) if abs(lost) >= 10 else f'{abs(lost):.1f}'} healthy years"
        spent = f" and {count(abs(row['case_weeks'] / weeks))} weeks lived with probable PTSD"
        said.append(
            f"{row['label']}: {each}{spent}."
            if lost > 0
            else f"{row['label']}: later is no worse over the weeks followed."
        )
    return said


def table(asked: Ask, frame: pd.DataFrame) -> Table:
    """Return every delay of every programme."""
    rows = [
        [f"{row['label']}, {row['weeks_later']} weeks later",
         *(told_change((row[name], row[f"{name}_low"], row[f"{name}_high"])) for name in COUNTS)]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    caption = f"More than with the opening as planned, whole community. {RANGES}"
    return Table(caption, ["Programme", *(words[0].upper() + words[1:] for words in COUNTS.values())], rows)


def listed_weeks(later: Sequence[int]) -> str:
    """Return the delays as words."""
    return str(later[0]) if len(later) == 1 else f"{', '.join(map(str, later[:-1]))} or {later[-1]}"


def picture(frame: pd.DataFrame) -> Drawing:
    """Return the drawing of healthy years lost over the weeks of delay, a line a programme."""
    series = {
        str(label): (part["weeks_later"].to_numpy(), part["dalys"].to_numpy(), part["dalys_low"].to_numpy(), part["dalys_high"].to_numpy())
        for label, part in frame.groupby("label", sort=False)
    }  # fmt: skip
    return Drawing("lines", (series, "What a later start costs", "weeks later than planned", "healthy years lost"))
