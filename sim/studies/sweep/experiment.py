"""What does an experiment file contain? A scenario, what varies, how often, and what is stored. Every fault at once.

The keys are declared in `Experiment` and `Design`; `[lever."path"]` tables are read by `levers.py`, which knows what can be moved.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.evidence.posterior import Posterior, load_posterior
from sim.inputs.faults import FaultList, ScenarioFaults, shown, visible
from sim.inputs.keys import at, fields_of, key, read_keys
from sim.inputs.rules import AnyOf, Choice, Each, Name, NumberRule, Text, Whole
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.scenario import Scenario, UnknownSettingError, with_numbers_from
from sim.scenario.folder import shipped
from sim.scenario.plan import MOST_ARMS, MOST_WEEKS, NUMBERS_FROM
from sim.scenario.source import ScenarioSource
from sim.studies.sweep.design import KINDS, Design, points_at_most
from sim.studies.sweep.levers import Lever, read_levers
from sim.studies.sweep.measures import known_measures, known_strata
from sim.studies.sweep.own_points import with_points
from sim.studies.sweep.priors import matrix_of

__all__ = ["WEEKS_KEPT", "Experiment", "experiment_of", "load_experiment"]

WEEKS_KEPT = ("end", "monthly", "all")
MOST_SEEDS = 100_000
MOST_POINTS, MOST_RUNS = 1_000_000, 10_000_000
THREE_STEPS = Design(points=3)
SEED = Whole(0, 2**63 - 1, "seed")


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """A complete, checked experiment; `source` is the scenario, which needs no file any more.

    >>> from sim.studies.sweep import about
    >>> experiment = about(folder)  # the folder of the example of `sweep`
    >>> experiment.scenario, experiment.weeks
    ('minimal', 4)
    """

    title: str = key(Text(200, "a title"), "What the sweep is about.", otherwise="that of the scenario")
    scenario: str = key(Text(1000, "a scenario, a text"), "A name from `healing list`, or a TOML file beside this one.")
    setting: str = key(Name("setting"), "Which of the scenario's settings holds.", "", otherwise="the first")
    numbers: str = key(
        Choice(NUMBERS_FROM), "The same numbers in each run, or a draw of the posterior for each seed.", "",
        otherwise="as the scenario says",
    )  # fmt: skip
    scale: float = key(
        NumberRule(1e-4, 1, "share of the city"), "Share of residents to sample.", otherwise="the scenario's"
    )
    weeks: int = key(Whole(4, MOST_WEEKS, "weeks"), "How long residents are followed.", otherwise="the scenario's")
    seeds: tuple[int, ...] = key(
        AnyOf(Whole(1, MOST_SEEDS, "seeds"), Each(SEED, 1, MOST_SEEDS)), "How many seeds (1, 2, ...), or which.", (1,)
    )
    arms: tuple[str, ...] = key(
        Each(Name("arm"), 1, MOST_ARMS), "Response plans; the first is the baseline.", otherwise="all"
    )
    measures: tuple[str, ...] = key(
        Each(Text(80, "a measure"), 1, 1000),
        'What is kept of each run; ["all"] is everything.',
        (),
        otherwise="the usual ones",
    )
    strata: tuple[str, ...] = key(
        Each(Text(40, "a stratum"), 1, 30), "Groups that are kept.", (), otherwise="all but place and income20"
    )
    code: tuple[str, ...] = key(
        Each(Text(200, "a reference to code, a text"), 0, 100),
        'Python of your own beside what the scenario names, such as ["my_study.py:Training"]; it runs only with --allow-code.', (),
        otherwise="none",
    )  # fmt: skip
    weeks_kept: str = key(Choice(WEEKS_KEPT), "Which weeks of weekly measures are kept.", "end")
    time_limit: float = key(NumberRule(0.1, 1e6, "seconds"), "After so long a run is given up.", 0.0, otherwise="none")
    design: Design = THREE_STEPS
    levers: tuple[Lever, ...] = ()
    source: ScenarioSource

    @property
    def runs_a_point(self) -> int:
        """How many runs each point takes: arms x seeds."""
        return len(self.arms) * len(self.seeds)

    def permitted(self, allow_code: bool) -> Experiment:
        """Return the experiment with or without permission to run code; `ScenarioFaults` if it names some and has none."""
        return replace(self, source=self.source.permitted(allow_code))

    def scenario_to_read(self) -> Scenario:
        """Return the scenario without any code of its own: for labels, units and sources, which need nothing to be run."""
        tables = {name: value for name, value in self.source.tables.items() if name != "code"}
        return replace(self, source=replace(self.source, tables=tables)).scenario_at({})

    def scenario_at(self, levers: Mapping[str, Any]) -> Scenario:
        """Return the scenario at the levers of a point; raises `ScenarioFaults` if they give none."""
        found = self.source.scenario(
            {path: value for path, value in levers.items() if path != "scale"}, self.setting or None
        )
        if (self.numbers or found.numbers_from) == "posterior":
            found = replace(found, numbers_from="posterior", posterior=draws())
        found = with_numbers_from(found, self.numbers or None)
        return found if "weeks" in levers else replace(found, weeks=self.weeks)

    def asked(self) -> dict[str, Any]:
        """Return all that a run's result depends on, as plain data, apart from the scenario's own content."""
        return {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if item.name not in ("source", "time_limit", "title", "code")
        }


@cache
def draws() -> Posterior:
    """Return the draws of the posterior, read once."""
    return load_posterior()


def load_experiment(path: str | os.PathLike[str], allow_code: bool = False) -> Experiment:
    """Read an experiment file; Python that it names is run only with `allow_code`. Raises `ScenarioFaults` with every fault at once.

    >>> from importlib.resources import files
    >>> from sim.studies.sweep import load_experiment
    >>> experiment = load_experiment(files("sim.studies.sweep") / "experiment.toml")
    >>> experiment.scenario, [lever.path for lever in experiment.levers]
    ('minimal', ['stress.distress.recovery_rate', 'programme.clinic.slots'])
    """
    path = Path(path)
    faults = FaultList(visible(path.name) or visible(str(path)))
    tables = parse(read_text(read_bytes(path, LARGEST, faults), faults), faults)
    return experiment_of(tables, path.parent, faults, allow_code)


def experiment_of(
    tables: Mapping[str, Any], folder: Path = Path(), faults: FaultList | None = None, allow_code: bool = False
) -> Experiment:
    """Return the experiment that parsed tables describe; its scenario is looked for in `folder`. Raises `ScenarioFaults`."""
    faults = faults or FaultList("experiment")
    tables = with_points(tables, folder, faults)
    values = read_keys(fields_of(Experiment), tables, "", faults, ("design", "lever"))
    values["design"] = read_design(tables, faults)
    source, scenario = read_source(values, folder, faults, allow_code)
    if source is None or scenario is None or "setting" not in values:
        raise ScenarioFaults(faults.found)
    values |= {"source": source, "title": values.get("title", scenario.full_title)}
    values["seeds"] = tuple(range(1, n + 1)) if isinstance(n := values.get("seeds", 1), int) else n
    values["scale"] = values.get("scale", scenario.default_scale)
    values["weeks"] = values.get("weeks", scenario.weeks)
    values["arms"] = values.get("arms", tuple(scenario.arms))
    check_names("arms", values["arms"], tuple(scenario.arms), faults)
    check_names("measures", values.get("measures", ()), (*known_measures(scenario), "all"), faults)
    check_names("strata", values.get("strata", ()), known_strata(scenario), faults)
    values["levers"] = read_levers(tables, source, scenario, values["design"].kind, faults)
    check_priors(values["design"], values["levers"], faults)
    check_size(values, faults)
    faults.raise_if_any()
    return Experiment(**values)


def check_priors(design: Design, levers: tuple[Lever, ...], faults: FaultList) -> None:
    """Add a fault for a grid of levers with a prior (a grid is no sample), and for correlations that a design cannot have."""
    for lever in levers:
        if lever.prior and design.kind in ("grid", "list", "morris"):
            allowed = "latin_hypercube, sobol or saltelli, which are samples of a prior"
            faults.add("[design] kind", f"{design.kind} with a prior of {lever.path}", allowed)
    if design.correlation:
        if design.kind not in ("latin_hypercube", "sobol"):
            faults.add(
                "[design] correlation",
                f"levers that go together, in a design of kind {design.kind}",
                "latin_hypercube or sobol",
            )
        try:
            matrix_of(design.correlation, [lever.path for lever in levers])
        except ValueError as problem:
            faults.add("[design] correlation", str(problem), "two levers and a number between -1 and 1 for each pair")
    if design.second and design.kind != "saltelli":
        faults.add("[design] second", f"true in a design of kind {design.kind}", "kind = 'saltelli'")


def check_size(values: Mapping[str, Any], faults: FaultList) -> None:
    """Add a fault if there would be more points or runs than a sweep can lay out."""
    points = points_at_most(values["design"], values["levers"])
    runs = points * len(values["arms"]) * len(values["seeds"])
    fix = "Fewer levers or steps, or a design that samples: kind = 'latin_hypercube'."
    if points > MOST_POINTS:
        faults.add("[design] points", f"{points:,} points", f"{MOST_POINTS:,} points at most", fix)
    elif runs > MOST_RUNS:
        faults.add("[design] points", f"{runs:,} runs", f"{MOST_RUNS:,} runs at most", "Fewer points, arms or seeds.")


def read_design(tables: Mapping[str, Any], faults: FaultList) -> Design:
    """Return the design, points filled in; faults are added."""
    given = tables.get("design", {})
    if not isinstance(given, dict):
        faults.add("[design]", shown(given), f"a table with kind, one of {', '.join(KINDS)}")
        return Design(points=1)
    values = read_keys(fields_of(Design), given, "design", faults)
    kind = values.get("kind", "grid")
    points = values.setdefault("points", {"grid": 3, "list": 1, "morris": 10}.get(kind, 64))
    if kind in ("sobol", "saltelli") and (points < 2 or points & (points - 1)):
        faults.add(
            at("design", "points"), shown(points), f"a power of two, for {kind}", f"Try {2 ** points.bit_length()}."
        )
    if kind == "morris" and values.get("levels", 4) % 2:
        faults.add(at("design", "levels"), shown(values["levels"]), "an even number", f"Try {values['levels'] + 1}.")
    return Design(**values)


def read_source(
    values: Mapping[str, Any], folder: Path, faults: FaultList, allow_code: bool
) -> tuple[ScenarioSource, Scenario] | tuple[None, None]:
    """Return the scenario of an experiment, as its source and under its setting; its faults are added."""
    named = values.get("scenario")
    if named is None:
        return None, None
    beside = folder / named
    try:
        where = named if named in shipped() or not beside.exists() else beside
        source = ScenarioSource.of(where, allow_code, values.get("code", ()), folder)
        return source, source.scenario(None, values.get("setting") or None)
    except ScenarioFaults as problem:
        faults.found += problem.faults
    except UnknownSettingError as problem:
        faults.add("setting", shown(values["setting"]), "a setting of the scenario", str(problem))
    return None, None


def check_names(where: str, given: tuple[str, ...], known: tuple[str, ...], faults: FaultList) -> None:
    """Add a fault for each name that is not known."""
    for name in given:
        if name not in known:
            faults.add(where, shown(name), f"among {', '.join(known)}", faults.did_you_mean(name, known))
