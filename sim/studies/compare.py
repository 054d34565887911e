"""How are many runs made and combined? Every arm of a scenario with every seed, on the same people, over processes.

The community settles once and is shared by all runs of a worker. Results do not depend on the number of workers or on the order in
which runs end: each run is a pure function of (scenario, scale, arm, seed). Where the scenario draws its numbers, the seed says which
draw, the same in every arm; no draw changes who lives there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run
from sim.outcomes.own import as_saved
from sim.outcomes.results import Results
from sim.population import Community, settle
from sim.population.strata import Strata
from sim.processes.care.offers import LAST_RESORTS, barrier_names
from sim.processes.care.policies import policy_costs
from sim.scenario import NO_EVENT, Scenario, arms_with_no_event, load, tally, with_code, with_numbers_from
from sim.scenario.people import of_seed, settles_each_seed
from sim.studies.parallel import outcomes
from sim.studies.small_sample import refuse_one_plan_for_two

if TYPE_CHECKING:
    from sim.engine.record import Record

__all__ = ["BadBatchError", "RunOutcome", "run", "run_batch"]

MOST_SEED = 2**63
T = TypeVar("T")

PLACE_COLUMNS = ("lon", "lat", "population", "exposure", "vulnerability")
Progress = Callable[[int, int], None]
Tables = dict[str, NDArray[np.float64]]
# A run: which variant, its arm and its seed.
Job = tuple[int, str, int]


@dataclass(frozen=True)
class RunOutcome:
    """The record of one run: weekly `(W + 1, G)`, final `(G,)` and histograms `(G, bins)`, by name; residents by group `(G,)`."""

    people: NDArray[np.int64]
    weekly: Tables
    final: Tables
    histograms: Tables


@dataclass(frozen=True)
class Stage:
    """A settled community and its strata: what all runs of a scenario share."""

    scenario: Scenario
    community: Community
    strata: Strata
    threads: int = 1

    @classmethod
    def build(cls, scenario: Scenario, scale: float, threads: int = 1) -> Stage:
        """Settle the community of a scenario."""
        community = settle(scenario, scale)
        return cls(scenario, community, Strata.of(community, scenario.strata.values()), threads)

    def of_seed(self, seed: int) -> Stage:
        """Return the stage of a seed: itself, or one with the people of that seed."""
        if not settles_each_seed(self.scenario):
            return self
        return Stage.build(of_seed(self.scenario, seed), self.community.scale, self.threads)

    def run_one(self, arm: str, seed: int) -> RunOutcome:
        """Run one arm with one seed from the event to the horizon."""
        return outcome_of(
            Run(self.scenario, arm, seed, community=self.community, strata=self.strata, threads=self.threads)
        )


def outcome_of(lived: Run) -> RunOutcome:
    """Live a run to its horizon and put its tables under the names of `sim.outcomes.results`."""
    record: Record = lived.run()
    weekly, totals = record.weekly(), record.totals()
    final = record.final(lived.world)
    barriers = barrier_names(lived.plan)
    refused = {f"refused_{name}": totals[:, b] for b, name in enumerate(barriers)}
    first = record.at.barriers
    sessions = {f"sessions_{name}": totals[:, first + k] for k, name in enumerate(lived.plan.programmes)}
    spent = sum(
        (sessions[f"sessions_{p.name}"] * p.cost for p in lived.plan.programmes.values()),
        np.zeros(totals.shape[0]),
    )
    spent = spent + policy_costs(lived.world, partial(record.counts, lived.world))
    final |= {
        **refused, **sessions, "refused_total": totals[:, :first].sum(axis=1), "cost": spent,
        "wait_weeks": totals[:, record.at.wait_weeks],
        "wait_count": totals[:, record.at.wait_weeks + 1],
        "case_weeks": weekly["cases"][1:].sum(axis=0),
        "dalys": record.health_lost(lived.world, weekly),
    }  # fmt: skip
    histograms = record.histograms(lived.world)
    final["unserved_count"] = histograms["unserved"].sum(axis=1)
    final["line_weeks"] = final["wait_weeks"] + final["unserved_weeks"]
    final["line_count"] = final["wait_count"] + final["unserved_count"]
    everybody = record.counts(lived.world, np.ones(len(lived.world.residents), np.bool_))
    return RunOutcome(everybody.astype(np.int64), weekly, final, histograms)


def runs_of(stages: tuple[Stage, ...]) -> Callable[[Job], RunOutcome]:
    """Return what makes a run of one of several variants, in a worker."""
    # The people settled last: arms of a seed come one after the other.
    last: dict[tuple[int, int], Stage] = {}

    def act(job: Job) -> RunOutcome:
        variant, arm, seed = job
        if not settles_each_seed(stages[variant].scenario):
            return stages[variant].run_one(arm, seed)
        if (variant, seed) not in last:
            last.clear()
            last[variant, seed] = stages[variant].of_seed(seed)
        return last[variant, seed].run_one(arm, seed)

    return act


def run_stages(
    stages: Sequence[Stage], arms: Sequence[tuple[str, ...]], seeds: tuple[int, ...], workers: int | None = None,
    progress: Progress | None = None, due: bool = False,
) -> list[Results]:  # fmt: skip
    """Run variants of a scenario, each with its arms, all with every seed, over processes; return the results of each, in order.

    With `due`, `no_event` is run beside the arms of each variant. SmallSampleError if two plans become one in the sample.
    """
    for stage, some in zip(stages, arms, strict=True):
        refuse_one_plan_for_two(stage.scenario, some, seeds, stage.community.scale)
    made = [tuple(dict.fromkeys((*arms[v], *([NO_EVENT] if due else [])))) for v in range(len(stages))]
    jobs = [(v, arm, seed) for v in range(len(stages)) for seed in seeds for arm in made[v]]
    done: dict[Job, RunOutcome] = {}
    for job, outcome in outcomes(runs_of, (tuple(stages),), jobs, workers):
        done[job] = outcome
        if progress:
            progress(len(done), len(jobs))
    return [
        put_together(stage, arms[v], seeds, {(arm, seed): done[v, arm, seed] for arm in made[v] for seed in seeds})
        for v, stage in enumerate(stages)
    ]


class BadBatchError(ValueError):
    """A batch that cannot be run: no seed or arm, or one of them twice."""


def seed_list(seeds: int | Sequence[int]) -> tuple[int, ...]:
    """Return the seeds: 1 to the count given, or those given; BadBatchError for none, one twice, or what is no seed."""
    if isinstance(seeds, (int, np.integer)) and not isinstance(seeds, bool):
        if seeds < 1:
            raise BadBatchError(
                f"seeds={seeds}: give at least 1, which is how many runs each plan gets; or a list of seeds, as in [7, 8]"
            )
        return tuple(range(1, int(seeds) + 1))
    if isinstance(seeds, (bool, str, float)):
        raise BadBatchError(f"seeds={seeds!r}: give a whole number, how many, or a list of them, which")
    wrong = [
        seed
        for seed in seeds
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < MOST_SEED
    ]
    if wrong:
        raise BadBatchError(f"seeds: {wrong[0]!r} is no seed; a seed is a whole number from 0 to 2 ** 63 - 1")
    return once_each("seeds", tuple(int(seed) for seed in seeds))


def once_each(what: str, given: tuple[T, ...]) -> tuple[T, ...]:
    """Return what was given; BadBatchError for nothing, and for one of them twice, which would count the same runs twice."""
    if not given:
        raise BadBatchError(f"{what}: none given; a comparison takes at least one")
    twice = [repr(one) for one, times in Counter(given).items() if times > 1]
    if twice:
        raise BadBatchError(
            f"{what}: {', '.join(twice)} more than once; the same run twice would look like more evidence"
        )
    return given


def run_batch(
    scenario: Scenario | str, arms: Sequence[str] | None = None, seeds: int | Sequence[int] = 20,
    scale: float | None = None, workers: int | None = None, weeks: int | None = None,
    progress: Progress | None = None, numbers: str | None = None, threads: int = 1, due: bool = True,
    processes: Sequence[Any] = (), analyzers: Sequence[Any] = (), code: Sequence[Any] = (), people: str | None = None,
) -> Results:  # fmt: skip
    """Run every arm with every seed, and `no_event` beside them (`due`), and return the results.

    `seeds` is how many (1, 2, ...) or which; `scale` the share of the city to sample; `workers` the processes (all cores by default);
    `weeks` shortens the horizon; `progress(done, total)` is called when a run ends; `numbers` is where runs take their numbers, "values"
    or "posterior" (as the scenario says by default); `threads` share the work of one large run. `processes`, `analyzers` and `code`
    (layers, hazards, outcomes, any of them) are your own Python, as classes or by import path ("my_study.py:Training"). `people`
    is "once" or "each_seed", as the scenario says by default: whether seeds differ in who lives there.
    Raises KeyError for an unknown arm, OwnCodeError for code that fails,
    BadBatchError for no seeds or arms and for one twice, SmallSampleError for a scale at which two plans become one.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> results.arms, results.seeds
    (('usual_care', 'first_aid'), (1, 2))
    """
    plan = with_numbers_from(with_code(scenario, *processes, *analyzers, *code), numbers)
    if people not in (None, "once", "each_seed"):
        raise BadBatchError(f"people={people!r}: give 'once' or 'each_seed'")
    plan = replace(plan, weeks=plan.weeks if weeks is None else weeks, people=people or plan.people)
    share = plan.default_scale if scale is None else scale
    if isinstance(arms, str):
        raise BadBatchError(f"arms={arms!r}: give a list, as in [{arms!r}]")
    chosen, lucky = once_each("arms", tuple(plan.arms if arms is None else arms)), seed_list(seeds)
    known = arms_with_no_event(plan)
    for arm in chosen:
        if arm not in known:
            raise KeyError(f"no arm {arm!r}; there are: {', '.join(known)}")
    (results,) = run_stages([Stage.build(plan, share, threads)], [chosen], lucky, workers, progress, due)
    return results


def put_together(
    stage: Stage, arms: tuple[str, ...], seeds: tuple[int, ...],
    done: dict[tuple[str, int], RunOutcome],
) -> Results:  # fmt: skip
    """Stack the outcomes of all runs along the axes arm and seed."""

    def stack(part: str) -> Tables:
        names = getattr(done[arms[0], seeds[0]], part)
        return {
            name: np.stack([np.stack([getattr(done[a, s], part)[name] for s in seeds]) for a in arms]) for name in names
        }

    plan, places = stage.scenario, stage.community.places
    barriers = barrier_names(plan)
    labels = LAST_RESORTS | {name: str(b.get("label", name)) for name, b in plan.barriers.items()}
    return Results(
        scenario=plan.name, title=plan.full_title, start=plan.start, weeks=plan.weeks,
        scale=stage.community.scale, arms=arms,
        arm_labels=tuple(arms_with_no_event(plan)[a] for a in arms), seeds=seeds,
        groups=stage.strata.groups, **people_of(stage, arms[0], seeds, done),
        weekly=stack("weekly"),
        final=stack("final"), histograms=stack("histograms"),
        places={name: np.asarray(getattr(places, name)) for name in PLACE_COLUMNS},
        barriers=barriers, barrier_labels=tuple(labels[b] for b in barriers),
        programmes=tuple(plan.programmes),
        programme_labels=tuple(p.label for p in plan.programmes.values()),
        grades=plan.book.grades(), setting=plan.setting,
        own_strata=tuple((s.name, s.label) for s in plan.strata.values()),
        drawn=tally(plan), no_event=no_event_of(seeds, done),
        code={part.reference: part.source for part in plan.code}, own_outcomes=as_saved(plan.code),
    )  # fmt: skip


def people_of(
    stage: Stage, arm: str, seeds: tuple[int, ...], done: dict[tuple[str, int], RunOutcome]
) -> dict[str, Any]:
    """Return the residents of each group `(G,)`, and by seed `(S, G)` if each seed has its own; their mean then, in whole residents."""
    if not settles_each_seed(stage.scenario):
        return {"people": done[arm, seeds[0]].people}
    by_seed = np.stack([done[arm, seed].people for seed in seeds])
    return {
        "people": np.rint(by_seed.mean(axis=0)).astype(np.int64),
        "people_by_seed": {"residents": by_seed.astype(np.float64)},
    }


def no_event_of(seeds: tuple[int, ...], done: dict[tuple[str, int], RunOutcome]) -> Tables:
    """Return what would have been without the event, `(S, G)` by name; nothing if that was not run."""
    if any((NO_EVENT, seed) not in done for seed in seeds):
        return {}
    lived = [done[NO_EVENT, seed] for seed in seeds]
    found = {name: np.stack([one.final[name] for one in lived]) for name in ("case_weeks", "dalys")}
    return found | {"cases_at_end": np.stack([one.weekly["cases"][-1] for one in lived])}


def run(
    scenario: Scenario | str, arm: str | None = None, seed: int = 1, scale: float | None = None,
    weeks: int | None = None, numbers: str | None = None, threads: int = 1,
) -> Results:  # fmt: skip
    """Run one arm (the first by default) with one seed and return the results.

    >>> results = sim.run("minimal", "first_aid", seed=3, weeks=8, scale=0.3)
    >>> results.arms, results.seeds
    (('first_aid',), (3,))
    """
    plan = load(scenario) if isinstance(scenario, str) else scenario
    return run_batch(plan, [arm or next(iter(plan.arms))], [seed], scale, 1, weeks, None, numbers, threads, due=False)
