"""Which options do the commands share, with which allowed values and defaults? Each is declared once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.inputs.faults import WrongUseError, known

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["AllowCode", "Arm", "Arms", "Code", "Instruments", "Json", "Named", "Numbers", "Out", "RunRequest",
           "Quick", "Quiet", "Scale", "Seed", "Seeds", "Setting",
           "Threads", "Weeks", "Workers", "arm_names", "plan_of", "refuse_code"]  # fmt: skip

QUICK_SEEDS, QUICK_PEOPLE, SEEDS = 4, 4000, 20
MOST_SEEDS, MOST_WORKERS, MOST_SEED = 100_000, 1024, 2**63 - 1


class NumbersFrom(StrEnum):
    """The values of `--numbers`: where runs take their parameters from."""

    values = "values"
    posterior = "posterior"


def between_0_and_1(scale: float | None) -> float | None:
    """Return the scale; an error names the allowed range."""
    if scale is not None and not (math.isfinite(scale) and 0 < scale <= 1):
        raise typer.BadParameter(f"{scale:g} is not a share of the city: must be above 0 and at most 1 (everyone)")
    return scale


def option(name: str, words: str, default: str, **more: Any) -> Any:
    """Return an optional option, with its default in words."""
    return typer.Option(name, help=f"{words}  \\[default: {default}]", show_default=False, **more)


Named = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name from `healing list`, or a TOML file.")]
Arm = Annotated[str | None, option("--arm", "Response plan.", "the first", metavar="ARM")]
Arms = Annotated[
    list[str] | None,
    option("--arm", "Response plan; repeat for several. The first is the baseline.", "all", metavar="ARM"),
]
Setting = Annotated[str | None, option("--setting", "Setting of the scenario.", "the first", metavar="NAME")]
Numbers = Annotated[
    NumbersFrom | None,
    option(
        "--numbers",
        "Parameters: their declared values in each run, or a posterior draw for each seed.",
        "from the scenario",
    ),
]
Seed = Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="Random seed.")]
Seeds = Annotated[int | None, option("--seeds", "Number of seeds.", str(SEEDS), min=1, max=MOST_SEEDS)]
Scale = Annotated[
    float | None,
    option(
        "--scale", "Share of the population to simulate; 1 is everyone.", "from the scenario",
        metavar="SHARE", callback=between_0_and_1,
    ),
]  # fmt: skip
Weeks = Annotated[int | None, option("--weeks", "Number of weeks to simulate.", "from the scenario", min=4, max=1040)]
Quick = Annotated[
    bool, typer.Option("--quick", help=f"Quick look: {QUICK_SEEDS} seeds, about {QUICK_PEOPLE:,} residents.")
]
Workers = Annotated[int | None, option("--workers", "Number of processes.", "one per core", min=1, max=MOST_WORKERS)]
Threads = Annotated[int, typer.Option("--threads", min=1, max=256, help="Threads for one large run; same results.")]
Out = Annotated[Path | None, option("--out", "Output folder.", "out/SCENARIO", metavar="DIR")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
AllowCode = Annotated[
    bool,
    typer.Option(
        "--allow-code", help="Run the Python files that the scenario, the experiment or --code names. Read them first."
    ),
]
Code = Annotated[
    list[str] | None,
    option(
        "--code", "Python of your own, such as my_study.py:Training; repeat for several.", "none", metavar="FILE:NAME"
    ),
]
Instruments = Annotated[
    list[str] | None,
    option(
        "--instrument", "Also count another questionnaire: k6, phq9, gad7, ghq12 or mhlth (CDC PLACES); repeat for several.", "none",
        metavar="NAME",
    ),
]  # fmt: skip
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]


@dataclass(frozen=True)
class RunRequest:
    """What to run, with every default filled in."""

    scenario: Scenario
    arms: tuple[str, ...]
    seeds: int
    scale: float
    weeks: int
    workers: int | None

    @property
    def folder(self) -> str:
        """The name of the output folder: the scenario, and the setting if it is not the first."""
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
    numbers: NumbersFrom | None = None, code: list[str] | None = None, allow_code: bool = False, instruments: list[str] | None = None,
) -> RunRequest:  # fmt: skip
    """Load and check the scenario and fill in defaults; explicit options override `quick`."""
    from sim.scenario import load, with_code, with_numbers_from

    refuse_code(code, allow_code)
    scenario = with_code(load(named, None, setting, allow_code), *(code or ()), *measures_of(instruments))
    scenario = with_numbers_from(scenario, numbers.value if numbers else None)
    usual = min(scenario.default_scale, QUICK_PEOPLE / city_size(scenario)) if quick else scenario.default_scale
    return RunRequest(
        scenario, arm_names(scenario, arms), seeds or (QUICK_SEEDS if quick else SEEDS), scale or usual,
        weeks or scenario.weeks, workers,
    )  # fmt: skip


def measures_of(instruments: list[str] | None) -> list[Any]:
    """Return the measures of the questionnaires asked for, each once; WrongUseError for an unknown one."""
    if not instruments:
        return []
    from sim.processes.stress.instruments import questionnaire

    return [questionnaire(name) for name in dict.fromkeys(instruments)]


def refuse_code(code: list[str] | None, allow_code: bool) -> None:
    """Refuse Python of somebody's own that is not allowed; WrongUseError says how to allow it."""
    from sim.scenario.own_code import NOT_ALLOWED

    if code and not allow_code:
        raise WrongUseError(f"--code {code[0]}: Python is not run unless you allow it. {NOT_ALLOWED}")


def arm_names(scenario: Scenario, wanted: list[str] | None) -> tuple[str, ...]:
    """Return the plans asked for, each once, or all; WrongUseError names the nearest for an unknown one."""
    from sim.scenario import arms_with_no_event

    for name in wanted or ():
        known(name, arms_with_no_event(scenario), "plan")
    return tuple(dict.fromkeys(wanted)) if wanted else tuple(scenario.arms)
