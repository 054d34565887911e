"""Is what workers keep between runs only time saved? Runs in any order, on people kept or settled anew, leave the same bytes."""

from __future__ import annotations

from sim.studies.sweep.experiment import experiment_of
from sim.studies.sweep.plan import SweepPlan
from sim.studies.sweep.worker import WorkerTown

LEVERS = {
    "stress.distress.recovery_rate": {}, "programme.clinic.slots": {"low": 2, "high": 20}, "people_seed": {"low": 1, "high": 50},
    "community.traits.stigma_men": {}, "events.hurricane_katrina.first_impact": {}, "event.strain_level": {"low": -1.0, "high": 0.0},
    "hazards.flood.exposure_struck": {}, "policy.transport.transport": {}, "community.national.share_insured": {"low": 0.5, "high": 0.9},
    "weeks": {"low": 6, "high": 9}, "care.asking.case": {},
}  # fmt: skip


def test_runs_do_not_depend_on_what_ran_before() -> None:
    tables = {
        "scenario": "minimal",
        "scale": 0.15,
        "weeks": 6,
        "design": {"kind": "latin_hypercube", "points": 6},
        "lever": LEVERS,
    }
    plan = SweepPlan.of(experiment_of(tables))
    one = WorkerTown(plan.experiment)
    together = {run: one.run(plan.job(run)) for run in reversed(range(len(plan)))}
    for run in range(len(plan)):
        assert WorkerTown(plan.experiment).run(plan.job(run)) == together[run], plan.job(run)
    assert len(set(together.values())) == len(plan)


def test_people_are_settled_anew_only_where_that_rests_on_a_lever() -> None:
    tables = {
        "scenario": "minimal",
        "scale": 0.15,
        "weeks": 6,
        "lever": {"people_seed": {"values": [1, 2]}, "care.asking.case": {}},
    }
    plan = SweepPlan.of(experiment_of(tables))
    town = WorkerTown(plan.experiment)
    settled = [town.outcome(plan.job(2 * point))[0].community for point in range(len(plan.points))]
    assert [settled[n] is settled[0] for n in range(6)] == [True] * 3 + [False] * 3
    assert settled[3] is settled[5]
