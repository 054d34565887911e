"""How credible is a comparison? How many numbers are assumed, and how the model compares with published figures.

    believe(results, scenario) --> Belief       counts and rows; nothing is run, the score that `healing evaluate --write` left is read

Figures that matter to a scenario come first: those of its own event, then of the same hazard, then trials of help that its plans give,
then those that a report quotes too (how many are cases, which course they take, how many reach help), then the rest. Fitted and held-out
figures are never counted together, and each miss is reported with what is known of the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.evidence import load
from sim.evidence.reading import EVENT_NUMBERS
from sim.evidence.score import ROLES, STANDINGS, Score, Scored, Tally, digest, load_score, tally_of
from sim.outcomes.results import Results
from sim.validation import surveys, trials
from sim.validation.surveys.plan import WEEKS_A_MONTH

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.validation.surveys import Survey
    from sim.validation.trials import Trial

__all__ = ["FigureSource", "Belief", "Tally", "believe", "believed_facts"]

# What reports quote: measures of surveys that count the same.
QUOTED = ("cases", "ever", "course", "service", "asked", "reached", "used", "began", "any care")
SAME_EVENT, SAME_HAZARD, SAME_HELP, SAME_KIND, OTHER = range(5)
SURVEY, TRIAL = "survey", "trial"
# Grades of what no study can settle.
CHOSEN = ("coded", "convention", "choice")

Key = tuple[float | None, float]


class FigureSource(NamedTuple):
    """Who was asked: in a survey after which event and hazard, in a trial with which help.

    `measures` and `why` say, by month and published value, what is measured and why it is missed.
    """

    label: str
    event: str = ""
    hazard: str = ""
    measures: Mapping[Key, str] = {}
    why: Mapping[Key, str] = {}
    help: frozenset[str] = frozenset()
    kind: str = SURVEY


class Belief(NamedTuple):
    """The evidence behind a comparison; `score` is None if nothing was checked, `others` are paths with other values than were declared.

    `near` says for each row of the score how near it is to the scenario (0 its own event ... 4 something else).
    """

    assumed: int
    chosen: int  # conventions, choices and what was coded by hand: no study can settle them
    numbers: int
    score: Score | None
    near: tuple[int, ...]
    known: Mapping[str, FigureSource]
    others: tuple[str, ...]
    moved_on: bool
    scenario_known: bool

    @property
    def same_numbers(self) -> bool:
        """True if the check was made with exactly the current numbers."""
        return self.score is not None and not self.moved_on and not self.others and self.scenario_known

    def rows(self, at_most: int = OTHER) -> tuple[Scored, ...]:
        """Return the rows that are near enough to the scenario, the nearest first, otherwise in the order of the table."""
        rows = self.score.rows if self.score else ()
        nearest = sorted(zip(self.near, range(len(rows)), strict=True))
        return tuple(rows[at] for near, at in nearest if near <= at_most)

    @property
    def is_strict(self) -> bool:
        """True if the score was made by the strict rule too."""
        return any(row.strict for row in self.rows())

    def strict(self, kind: str, standing: str) -> Tally:
        """Return how many figures that count are met by the strict rule, of a kind and standing."""
        return tally_of(self.rows(), kind, standing)

    def tally(self, role: str, at_most: int = OTHER, kind: str = "") -> Tally:
        """Return how many figures of a role are met, of those near enough; only of surveys, or of trials, if a kind is given."""
        mine = self.rows(at_most)
        rows = [row for row in mine if row.use == role and kind in ("", self.kind(row))]
        return Tally(sum(row.met for row in rows), len(rows))

    def missed(self, at_most: int = OTHER) -> tuple[Scored, ...]:
        """Return the figures that the model misses, the nearest to the scenario first."""
        return tuple(row for row in self.rows(at_most) if row.is_missed)

    def why(self, row: Scored) -> str:
        """Return what is known of why a figure is missed; empty if nothing is."""
        about = self.known.get(row.survey)
        said = self.score.reason(row) if self.score else ""
        return said or (about.why.get(key_of(row.months, row.published), "") if about else "")

    def kind(self, row: Scored) -> str:
        """Return whether a figure is of a survey or of a trial."""
        about = self.known.get(row.survey)
        return about.kind if about else SURVEY

    def label(self, row: Scored) -> str:
        """Return who was asked, in words."""
        about = self.known.get(row.survey)
        return about.label if about else row.survey.replace("_", " ")


def believe(
    results: Results, scenario: Scenario | None = None, score: Score | None = None,
    known: Mapping[str, FigureSource] | None = None,
) -> Belief:  # fmt: skip
    """Return the evidence behind a comparison; the score and what is `known` of its surveys are those of the evidence unless given."""
    score = score or load_score()
    known = asked_of_the_evidence() if known is None else known
    near = tuple(nearness(row, known, scenario) for row in score.rows) if score else ()
    moved_on = score is not None and score.numbers != digest(load())
    grades = results.grades
    chosen = sum(grades.get(grade, 0) for grade in CHOSEN)
    return Belief(
        grades.get("assumed", 0), chosen, sum(grades.values()), score, near, known, other_numbers(scenario),
        moved_on, scenario is not None,
    )  # fmt: skip


@cache
def asked_of_the_evidence() -> Mapping[str, FigureSource]:
    """Return what is known of the surveys and trials of the evidence, by name."""
    events = load().table("events")
    found = {name: asked(survey, events[survey.event["kind"]]["hazard"]) for name, survey in surveys.load().items()}
    return found | {name: tried(trial) for name, trial in trials.load().items()}


def key_of(months: float | None, published: float) -> Key:
    """Return by what a figure is found again in its survey: month and published value, with the four digits that the score keeps."""
    return None if months is None else float(f"{months:.4g}"), float(f"{published:.4g}")


def asked(survey: Survey, hazard: str) -> FigureSource:
    """Return what is known of one survey; `hazard` is that of its event unless it says another."""
    keyed = [(key_of(figure.months, figure.published.value), figure) for figure in survey.figures]
    return FigureSource(
        survey.label, survey.event["kind"], survey.event.get("hazard", hazard),
        {key: figure.measure for key, figure in keyed}, {key: figure.why for key, figure in keyed if figure.why},
    )  # fmt: skip


def tried(trial: Trial) -> FigureSource:
    """Return what is known of one trial; its months count from the first session."""
    keyed = [
        (key_of(round(figure.week / WEEKS_A_MONTH, 1), figure.published.value), figure)
        for figure in trial.figures
        if figure.published is not None
    ]
    given = frozenset({str(trial.gives["intervention"])})
    why: dict[Key, str] = {key: said for key, figure in keyed if (said := figure.why)}
    return FigureSource(trial.label, "", "", {key: figure.measure for key, figure in keyed}, why, given, TRIAL)


def nearness(row: Scored, known: Mapping[str, FigureSource], scenario: Scenario | None) -> int:
    """Return how near a published figure is to a scenario: its event, its hazard, its help, what its report quotes, or none of these."""
    about = known.get(row.survey)
    if about and scenario and about.event == scenario.event.kind:
        return SAME_EVENT
    if about and scenario and about.hazard == scenario.event.hazard:
        return SAME_HAZARD
    if about and about.kind == TRIAL:
        given = {one.intervention for one in scenario.programmes.values()} if scenario else set()
        return SAME_HELP if about.help & given else OTHER
    measure = about.measures.get(key_of(row.months, row.published), row.figure) if about else row.figure
    return SAME_KIND if any(word in measure for word in QUOTED) else OTHER


def other_numbers(scenario: Scenario | None) -> tuple[str, ...]:
    """Return the paths whose values in a scenario are other than those declared, its event's among them."""
    if scenario is None:
        return ()
    declared, kind = load(), scenario.event.kind
    changed = [path for path, number in declared.items() if scenario.book[path].value != number.value]
    of_event = {f"events.{kind}.{name}": getattr(scenario.event, name) for name in EVENT_NUMBERS}
    changed += [
        path
        for path, value in of_event.items()
        if value is not None and path not in changed and (path not in declared or declared[path].value != value)
    ]
    return tuple(changed)


def believed_facts(belief: Belief) -> dict[str, Any]:
    """Return what JSON says of it: counts by role, for all figures and for those near the scenario, and each figure that is missed."""
    return {
        "assumed": belief.assumed, "chosen": belief.chosen, "numbers": belief.numbers, "checked": belief.score is not None,
        "same_numbers": belief.same_numbers, "numbers_changed_since": belief.moved_on, "other_numbers": list(belief.others),
        "strict": {kind: {one: dict(belief.strict(kind, one)._asdict()) for one in STANDINGS} for kind in (SURVEY, TRIAL)},
        "figures": tallies(belief, OTHER), "figures_near": tallies(belief, SAME_KIND),
        "missed": [missed_facts(belief, row) for row in belief.missed()],
    }  # fmt: skip


def tallies(belief: Belief, at_most: int) -> dict[str, dict[str, int]]:
    """Return met and of, by role."""
    return {role: dict(belief.tally(role, at_most)._asdict()) for role in ROLES}


def missed_facts(belief: Belief, row: Scored) -> dict[str, Any]:
    """Return what JSON says of a figure that is missed."""
    return {
        "survey": row.survey, "asked": belief.label(row), "figure": row.figure, "group": row.group, "months": row.months,
        "unit": row.unit, "published": row.published, "model": row.model, "role": row.role, "source": row.source,
        "why": belief.why(row),
    }  # fmt: skip
