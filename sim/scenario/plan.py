"""What is asked? A scenario: one event, one city, and arms of programmes to compare on the same people and the same luck.

Content is kept apart from delivery: an *intervention* says what is done, a *channel* how it comes, a *programme* when, where, for
whom, with how many slots and at what price. An *arm* is a list of programmes, and of the policies under which they run. All of it is
frozen once it has been read.
"""

# ruff: noqa: RUF009 - a key is one declaration, made by a call
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.evidence.levers import PRIORITIES
from sim.inputs.keys import key
from sim.inputs.rules import LANGUAGE_NAME, AnyOf, Choice, Day, Each, Name, NumberRule, Position, Text, Whole, YesNo
from sim.scenario.groups import Stratum
from sim.scenario.places import Places

if TYPE_CHECKING:
    from sim.evidence import Evidence
    from sim.evidence.posterior import Posterior

__all__ = [
    "MOST_ARMS", "MOST_BARRIERS", "MOST_PROGRAMMES", "MOST_WEEKS", "NUMBERS_FROM", "Arm", "Event", "Programme", "Scenario", "Setting",
]  # fmt: skip

MOST_WEEKS = 1040
NUMBERS_FROM = ("values", "posterior")
MOST_PROGRAMMES = 16
MOST_ARMS = 32
MOST_BARRIERS = 12
MOST_POLICIES = 16
NAME_OF_ONE = Name()
WEEK_OR_DAY = AnyOf(Whole(0, MOST_WEEKS, "week, 0 is the week of the event"), Day())
LABEL = Text(80, "a label")
# What a programme may be for; eligibility.py says what each means.
SITUATIONS = ("struck", "injured", "bereaved", "income_lost", "away", "working", "pupil", "poor", "uninsured")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened: an event of events.toml, with its two fitted numbers unless the scenario gives others (`own` names those given)."""

    kind: str = key(Text(40, "an event of events.toml, a text"), "The event, a key of events.toml.")
    label: str
    hazard: str = key(
        Text(40, "a hazard, a text"), "What strikes, a key of hazards.toml or this file.", otherwise="the event's own"
    )
    first_impact: float = key(
        NumberRule(-5, 5, "log severity"),
        "Mean logarithm of severity just after the event.",
        otherwise="the event's own",
    )
    strain_level: float = key(
        NumberRule(-5, 5, "log severity"), "Mean logarithm of the set point of severity.", otherwise="the event's own"
    )
    struck: float | None = key(
        NumberRule(0, 1, "share"), "Share that the hazard had struck in the population that the two numbers above are fitted to.",
        None, otherwise="the event's own, or as in the areas hit by Katrina",
    )  # fmt: skip
    again: tuple[int, ...] = key(
        Each(Whole(1, MOST_WEEKS, "week"), 0, 100),
        "Weeks in which it happens again for those who were struck: an aftershock, a second wave.", (), otherwise="never",
    )  # fmt: skip
    footprint: str = key(
        Choice(("table", "distance")), "What says how many are struck: the table of places, or the distance.", "table"
    )
    epicentre: tuple[float, float] | None = key(
        AnyOf(Text(100, "a place"), Position()), "Where it struck hardest, for a footprint by distance.", None,
        otherwise="not needed for a table",
    )  # fmt: skip
    peak: float | None = key(
        NumberRule(0, 1, "share"), "Share struck at the epicentre.", None, otherwise="not needed for a table"
    )
    reach_miles: float | None = key(
        NumberRule(0.01, 1000, "miles"), "Miles in which the share struck falls to a third.", None,
        otherwise="not needed for a table",
    )  # fmt: skip
    own: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One kind of help on offer: what, how, when, where, for whom, how much of it and at what price.

    `opens` is the first week with sessions and `closes` the first without again (None: never); dates have become weeks.
    `sites` names one place for each site, in order; a place with two sites stands there twice.
    """

    name: str
    label: str = key(LABEL, "What tables and figures call it.", otherwise="its name")
    intervention: str = key(
        Text(40, "an intervention, a text"), "What is done, a key of interventions.toml or this file."
    )
    channel: str = key(Text(40, "a channel, a text"), "How it comes, a key of channels.toml or this file.")
    slots: int = key(
        Whole(0, 1_000_000, "sessions a week"),
        "Sessions (or seats in groups) a week at all sites together, whole city.",
    )
    sites: tuple[str, ...] = key(
        AnyOf(
            Whole(1, 1000, "sites, in the most populous places"),
            Each(Text(100, "a place"), 1, 1000),
            Choice(("everywhere",)),
        ),
        "Where it takes place: a number, a list of places, or 'everywhere' (one site in each place).",
        otherwise="one site, if residents need not travel",
    )
    split: tuple[int, ...] = key(
        Each(Whole(0, 1_000_000, "parts"), 1, 1000, repeat=True),
        "How the slots are shared out over the sites, in their order: whole numbers in proportion, such as sessions a week at each.", (),
        otherwise="by the people who have each site nearest",
    )  # fmt: skip
    opens: int = key(WEEK_OR_DAY, "First week with sessions.", 0)
    closes: int | None = key(WEEK_OR_DAY, "First week without sessions again.", None, otherwise="never")
    ramp_weeks: int = key(Whole(0, 520, "weeks"), "Weeks from opening to full slots.", 0)
    price: float = key(NumberRule(0, 100_000, "USD a session"), "Price of a session before insurance.", 0.0)
    insured_share: float = key(
        NumberRule(0, 1, "share"), "Share of the price that insurance pays for the insured.", 0.0
    )
    cost: float = key(
        NumberRule(0, 100_000, "USD a session"), "What a session costs those who run it.", otherwise="the price"
    )
    languages: tuple[str, ...] = key(Each(LANGUAGE_NAME, 1, 20), "Languages in which it is given.", ("en",))
    entry: str = key(Choice(("ask", "outreach")), "Who makes the first step.", otherwise="as the channel has it")
    priority: str = key(Choice(PRIORITIES), "Who is taken first among those waiting.", "first_come")
    min_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Least severity that is admitted.", 0.0)
    max_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Greatest severity that is admitted.", 10.0)
    min_age: int = key(Whole(0, 120, "years"), "Least age that is admitted.", 18)
    max_age: int = key(Whole(0, 120, "years"), "Greatest age that is admitted.", 120)
    only: tuple[str, ...] = key(
        Each(Choice(SITUATIONS), 1, len(SITUATIONS)),
        "Whom it is for: all of these must hold.",
        (),
        otherwise="everybody",
    )
    evenings: bool = key(YesNo(), "Whether it can be had outside working hours.", True)
    adapted: bool = key(YesNo(), "Whether the content is adapted to the culture of those it is for.", False)
    matched: bool = key(YesNo(), "Whether those who give it share the culture of those it is for.", False)
    paced: bool = key(YesNo(), "Whether readiness is checked and grounding taught before work on memories.", True)
    screened: bool = key(YesNo(), "Whether a screen that errs decides who is distressed enough, not the truth.", False)
    then: str = key(
        NAME_OF_ONE,
        "The programme to which those are referred who end this one with much distress.",
        "",
        otherwise="none",
    )
    then_from: float = key(NumberRule(0, 10, "case cut-offs"), "Least severity at which they are referred.", 1.0)


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One response plan: the programmes that run together."""

    name: str
    label: str = key(LABEL, "What tables and figures call it.", otherwise="its name")
    programmes: tuple[str, ...] = key(
        Each(NAME_OF_ONE, 0, MOST_PROGRAMMES),
        "The programmes of this arm, by name; an empty list means no help at all.",
    )
    policies: tuple[str, ...] = key(
        Each(NAME_OF_ONE, 0, MOST_POLICIES),
        "The policies of this arm, by name: of policies.toml or this file.",
        (),
        otherwise="none",
    )


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One set of assumptions: what it is called, and the values it lays over the file's (`values`, by table)."""

    name: str
    label: str = key(LABEL, "What titles call it.", otherwise="its name")
    summary: str = key(Text(2000, "text", lines=True), "What is assumed, in a few sentences.", "")
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class Scenario:
    """Everything that is asked, complete and checked; the first arm is the baseline.

    `interventions`, `channels`, `barriers`, `hazards` and `policies` are the catalogues with the scenario's own entries merged in; `book`
    is the evidence with those entries and with `numbers` applied. `setting` names the one of `settings` that holds, and is empty where
    there are none. `path` is None for a scenario that was read from a text. `posterior` holds the draws once they
    are read (`with_numbers_from`).

    >>> plan = sim.load("minimal")
    >>> plan.programmes["clinic"].intervention, plan.event.kind
    ('cbt', 'hurricane_katrina')
    """

    name: str
    title: str = key(Text(200, "a title"), "The title of the report.")
    summary: str = key(Text(2000, "text", lines=True), "What the scenario is about, in a few sentences.", "")
    start: date = key(Day(), "The day of the event, first day of week 0.")
    weeks: int = key(Whole(4, MOST_WEEKS, "weeks"), "How long residents are followed.")
    people_seed: int = key(Whole(0, 2**32 - 1), "Who lives here: the same people for every arm and seed.", 1)
    default_scale: float = key(
        NumberRule(0.001, 1, "share of the city"), "Share of residents that a run samples unless told otherwise.", 1.0
    )
    numbers_from: str = key(
        Choice(NUMBERS_FROM),
        "Where runs take their numbers: the values of the evidence, the same in each run, so that intervals show luck alone; or a draw of "
        "the posterior for each seed, so that they show what is not known about the calibrated numbers, too.",
        "values",
    )
    places: Places = key(
        Text(1000, "the name of a CSV file, a text"),
        "Table of places, relative to this file; or write [[place]] tables instead.",
        otherwise="the [[place]] tables of this file",
    )
    event: Event
    programmes: dict[str, Programme] = field(default_factory=dict)
    arms: dict[str, Arm]
    strata: dict[str, Stratum] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    interventions: dict[str, dict[str, Any]]
    channels: dict[str, dict[str, Any]]
    barriers: dict[str, dict[str, Any]]
    hazards: dict[str, dict[str, Any]]
    policies: dict[str, dict[str, Any]]
    book: Evidence
    settings: dict[str, Setting] = field(default_factory=dict)
    setting: str = ""
    path: Path | None = None
    posterior: Posterior | None = None

    @property
    def full_title(self) -> str:
        """The title with the setting that holds, for results and reports."""
        return f"{self.title} ({self.settings[self.setting].label})" if self.setting else self.title

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with: the first."""
        return next(iter(self.arms))

    def week_of(self, day: date) -> int:
        """Return the week in which a day falls; week 0 begins on the day of the event."""
        return (day - self.start).days // 7
