"""What is compared? A scenario: one event, one city, and arms of programmes on the same people and the same random streams.

Content is kept apart from delivery: an *intervention* is the content, a *channel* how it is delivered, a *programme* when, where, for
whom, with how many slots and at what price. An *arm* is a list of programmes, and of the policies that apply. All of it is
immutable once read.
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
from sim.scenario.intake import Intake
from sim.scenario.places import Places

if TYPE_CHECKING:
    from sim.evidence import Evidence
    from sim.evidence.posterior import Posterior
    from sim.scenario.own_code import OwnPart

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
# Whom a programme may be for; eligibility.py defines each.
SITUATIONS = ("struck", "injured", "bereaved", "income_lost", "away", "working", "pupil", "poor", "uninsured")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened: an event of events.toml, with its fitted numbers unless the scenario gives others (`own` names those given)."""

    kind: str = key(Text(40, "an event of events.toml, a text"), "The event, a key of events.toml.")
    label: str
    hazard: str = key(
        Text(40, "a hazard, a text"),
        "The kind of hazard, a key of hazards.toml or this file.",
        otherwise="the event's own",
    )
    first_impact: float = key(
        NumberRule(-5, 5, "log severity"),
        "Mean logarithm of severity just after the event.",
        otherwise="the event's own",
    )
    strain_level: float = key(
        NumberRule(-5, 5, "log severity"), "Mean logarithm of the set point of severity.", otherwise="the event's own"
    )
    fading: float = key(
        NumberRule(-4, 4, "log rate"), "Logarithm of how much faster the first impact fades than after a usual event.",
        None, otherwise="the event's own, or 0",
    )  # fmt: skip
    struck: float | None = key(
        NumberRule(0, 1, "share"), "Share affected by the hazard in the population that the numbers above are fitted to.",
        None, otherwise="the event's own, or as in the areas hit by Katrina",
    )  # fmt: skip
    again: tuple[int, ...] = key(
        Each(Whole(1, MOST_WEEKS, "week"), 0, 100),
        "Weeks in which the event recurs for people who were affected: an aftershock, a second wave.", (), otherwise="never",
    )  # fmt: skip
    footprint: str = key(
        Choice(("table", "distance")),
        "What determines the share affected: the table of places, or the distance.",
        "table",
    )
    epicentre: tuple[float, float] | None = key(
        AnyOf(Text(100, "a place"), Position()), "Where the event is strongest, for a footprint by distance.", None,
        otherwise="not needed for a table",
    )  # fmt: skip
    peak: float | None = key(
        NumberRule(0, 1, "share"), "Share affected at the epicentre.", None, otherwise="not needed for a table"
    )
    reach_miles: float | None = key(
        NumberRule(0.01, 1000, "miles"), "Miles in which the share affected falls to a third.", None,
        otherwise="not needed for a table",
    )  # fmt: skip
    own: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One kind of help on offer: what, how, when, where, for whom, how much of it and at what price.

    `opens` is the first week with sessions and `closes` the first without again (None: never); dates are converted to weeks.
    `sites` names one place for each site, in order; a place with two sites is listed twice.
    """

    name: str
    label: str = key(LABEL, "Its name in tables and figures.", otherwise="its name")
    intervention: str = key(
        Text(40, "an intervention, a text"), "The content of help, a key of interventions.toml or this file."
    )
    channel: str = key(Text(40, "a channel, a text"), "How it is delivered, a key of channels.toml or this file.")
    slots: int = key(
        Whole(0, 1_000_000, "sessions a week"),
        "Sessions (or seats in groups) per week at all sites together, whole city.",
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
        "How the slots are divided among the sites, in order: whole numbers in proportion, such as weekly sessions at each.", (),
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
        NumberRule(0, 100_000, "USD a session"), "What a session costs the provider.", otherwise="the price"
    )
    languages: tuple[str, ...] = key(Each(LANGUAGE_NAME, 1, 20), "Languages in which it is given.", ("en",))
    entry: str = key(
        Choice(("ask", "outreach")),
        "Who makes first contact: the resident, or outreach.",
        otherwise="as the channel has it",
    )
    priority: str = key(Choice(PRIORITIES), "Who is taken first from the queue.", "first_come")
    min_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Lowest severity admitted.", 0.0)
    max_severity: float = key(NumberRule(0, 10, "case cut-offs"), "Highest severity admitted.", 10.0)
    min_age: int = key(Whole(0, 120, "years"), "Lowest age admitted.", 18)
    max_age: int = key(Whole(0, 120, "years"), "Highest age admitted.", 120)
    only: tuple[str, ...] = key(
        Each(Choice(SITUATIONS), 1, len(SITUATIONS)),
        "Whom it is for: all conditions must hold.",
        (),
        otherwise="everybody",
    )
    evenings: bool = key(YesNo(), "Whether it is available outside working hours.", True)
    adapted: bool = key(YesNo(), "Whether the content is adapted to the clients' culture.", False)
    matched: bool = key(YesNo(), "Whether providers share the clients' culture.", False)
    paced: bool = key(YesNo(), "Whether readiness is checked and grounding taught before work on memories.", True)
    screened: bool = key(
        YesNo(), "Whether eligibility is decided by an imperfect screen instead of true severity.", False
    )
    then: str = key(
        NAME_OF_ONE,
        "The programme to which people still in distress after this one are referred.",
        "",
        otherwise="none",
    )
    then_from: float = key(NumberRule(0, 10, "case cut-offs"), "Lowest severity at which they are referred.", 1.0)


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One response plan: the programmes that run together."""

    name: str
    label: str = key(LABEL, "Its name in tables and figures.", otherwise="its name")
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
    """One set of assumptions: its name, and its values (`values`, by table) that replace those of the file."""

    name: str
    label: str = key(LABEL, "Its name in titles.", otherwise="its name")
    summary: str = key(Text(2000, "text", lines=True), "What is assumed, in a few sentences.", "")
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class Scenario:
    """A complete and checked scenario; the first arm is the baseline.

    `interventions`, `channels`, `barriers`, `hazards` and `policies` are the catalogues with the scenario's own entries merged in; `book`
    is the evidence with those entries and with `numbers` applied. `setting` names the active one of `settings`, and is empty if
    there are none. `code` is Python of one's own (`own_code.py`). `path` is None for a scenario read from a text. `posterior` holds the
    draws once they are read (`with_numbers_from`).

    >>> plan = sim.load("minimal")
    >>> plan.programmes["clinic"].intervention, plan.event.kind
    ('cbt', 'hurricane_katrina')
    """

    name: str
    title: str = key(Text(200, "a title"), "The title of the report.")
    summary: str = key(Text(2000, "text", lines=True), "What the scenario is about, in a few sentences.", "")
    start: date = key(Day(), "The day of the event, first day of week 0.")
    weeks: int = key(Whole(4, MOST_WEEKS, "weeks"), "How many weeks are simulated.")
    people_seed: int = key(
        Whole(0, 2**32 - 1), "The seed of the population: the same people for every arm and seed.", 1
    )
    people: str = key(
        Choice(("once", "each_seed")),
        "Whether residents and ties are drawn once, so that intervals hold for these people; or anew for each seed (the same in every arm),"
        " so that they also show who might have lived there. In comparisons and sweeps.",
        "once",
    )
    default_scale: float = key(
        NumberRule(0.001, 1, "share of the city"), "Share of residents simulated by default.", 1.0
    )
    numbers_from: str = key(
        Choice(NUMBERS_FROM),
        "Where runs take their numbers: the values of the evidence, the same in each run, so that intervals show chance only; or a draw of"
        " the posterior for each seed, so that they also show the uncertainty of the calibrated numbers.",
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
    intake: Intake | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    interventions: dict[str, dict[str, Any]]
    channels: dict[str, dict[str, Any]]
    barriers: dict[str, dict[str, Any]]
    hazards: dict[str, dict[str, Any]]
    policies: dict[str, dict[str, Any]]
    book: Evidence
    settings: dict[str, Setting] = field(default_factory=dict)
    setting: str = ""
    code: tuple[OwnPart, ...] = key(
        Each(Text(200, "a reference to code, a text"), 0, 100),
        'Python of your own, such as ["my_study.py:Training"]; it runs only with --allow-code.', (), otherwise="none",
    )  # fmt: skip
    path: Path | None = None
    posterior: Posterior | None = None

    @property
    def full_title(self) -> str:
        """The title with the active setting, for results and reports."""
        return f"{self.title} ({self.settings[self.setting].label})" if self.setting else self.title

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with: the first."""
        return next(iter(self.arms))

    def week_of(self, day: date) -> int:
        """Return the week in which a day falls; week 0 begins on the day of the event."""
        return (day - self.start).days // 7
