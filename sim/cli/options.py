"""Which options are there, what do they allow, and what holds where they are left out? Each declared once for all commands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exit_codes import WrongUseError

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Arm", "Arms", "Json", "Named", "Numbers", "Out", "RunRequest", "Quick", "Quiet", "Scale", "Seed", "Seeds", "Setting",
           "Threads", "Weeks", "Workers", "arm_names", "plan_of"]  # fmt: skip

QUICK_SEEDS, QUICK_PEOPLE, SEEDS = 4, 4000, 20
MOST_SEEDS, MOST_WORKERS, MOST_SEED = 100_000, 1024, 2**63 - 1


class NumbersFrom(StrEnum):
    """Where runs take their numbers, as `--numbers` has it."""

    values = "values"
    posterior = "posterior"


def between_0_and_1(scale: float | None) -> float | None:
    """Return the scale, or refuse it with what is allowed."""
    if scale is not None and not (math.isfinite(scale) and 0 < scale <= 1):
        raise typer.BadParameter(f"{scale:g} is not a share of the city: more than 0, at most 1 (everybody)")
    return scale


def option(name: str, words: str, default: str, **more: Any) -> Any:
    """Return an option that may be left out, with what holds then said in words."""
    return typer.Option(name, help=f"{words}  \\[default: {default}]", show_default=False, **more)


Named = Annotated[str, typer.Argument(metavar="SCENARIO", help="A name from `healing list`, or a TOML file.")]
Arm = Annotated[str | None, option("--arm", "The response plan.", "the first", metavar="ARM")]
Arms = Annotated[
    list[str] | None,
    option("--arm", "Only this plan; repeat it for more. The first is the baseline.", "all", metavar="ARM"),
]
Setting = Annotated[
    str | None, option("--setting", "Which of the scenario's settings holds.", "the first", metavar="NAME")
]
Numbers = Annotated[
    NumbersFrom | None,
    option("--numbers", "The same numbers in each run, or a draw of the posterior for each seed.", "the scenario's"),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="Which luck.")]
Seeds = Annotated[
    int | None, option("--seeds", "How often, each time with other luck.", str(SEEDS), min=1, max=MOST_SEEDS)
]
Scale = Annotated[
    float | None,
    option(
        "--scale", "The share of the city to sample; 1 is everybody.", "the scenario's",
        metavar="SHARE", callback=between_0_and_1,
    ),
]  # fmt: skip
Weeks = Annotated[int | None, option("--weeks", "Stop earlier or later.", "the scenario's", min=4, max=1040)]
Quick = Annotated[
    bool, typer.Option("--quick", help=f"A first look: {QUICK_SEEDS} seeds, about {QUICK_PEOPLE:,} residents.")
]
Workers = Annotated[int | None, option("--workers", "Processes.", "one a core", min=1, max=MOST_WORKERS)]
Threads = Annotated[
    int, typer.Option("--threads", min=1, max=256, help="Threads that share one large run; same results.")
]
Out = Annotated[Path | None, option("--out", "Write into this folder.", "out/SCENARIO", metavar="DIR")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]


@dataclass(frozen=True)
class RunRequest:
    """What is to be run, with every default filled in."""

    scenario: Scenario
    arms: tuple[str, ...]
    seeds: int
    scale: float
    weeks: int
    workers: int | None

    @property
    def folder(self) -> str:
        """What the folder of results is called: the scenario, and the setting where it is not the first."""
        scenario = self.scenario
        first = scenario.setting == next(iter(scenario.settings), "")
        return scenario.name if first else f"{scenario.name}_{scenario.setting}"

    @property
    def people(self) -> int:
        """How many residents are simulated, about."""
        return round(self.scale * city_size(self.scenario))

    @property
    def runs(self) -> int:
        """How many runs this is."""
        return len(self.arms) * self.seeds


def city_size(scenario: Scenario) -> int:
    """Return how many people live in the places of a scenario."""
    return int(scenario.places.population.sum())


def plan_of(
    named: str, arms: list[str] | None = None, seeds: int | None = None, scale: float | None = None,
    weeks: int | None = None, workers: int | None = None, quick: bool = False, setting: str | None = None,
    numbers: NumbersFrom | None = None,
) -> RunRequest:  # fmt: skip
    """Load and check the scenario and fill in what was not said; `quick` gives way to what was."""
    from sim.scenario import load, with_numbers_from

    scenario = with_numbers_from(load(named, None, setting), numbers.value if numbers else None)
    usual = min(scenario.default_scale, QUICK_PEOPLE / city_size(scenario)) if quick else scenario.default_scale
    return RunRequest(
        scenario, arm_names(scenario, arms), seeds or (QUICK_SEEDS if quick else SEEDS), scale or usual,
        weeks or scenario.weeks, workers,
    )  # fmt: skip


def arm_names(scenario: Scenario, wanted: list[str] | None) -> tuple[str, ...]:
    """Return the arms asked for, each once, or all; WrongUseError names the nearest for one that is not there."""
    from sim.inputs.faults import question
    from sim.scenario import arms_with_no_event

    for name in wanted or ():
        if name not in (arms := arms_with_no_event(scenario)):
            known = ", ".join(arms)
            raise WrongUseError(f"{scenario.name} has no arm {name!r}. {question(name, arms)} It has: {known}")
    return tuple(dict.fromkeys(wanted)) if wanted else tuple(scenario.arms)
