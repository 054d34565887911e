"""Does the engine count a process of one's own as it is? Cases recover with one chance a week, others fall ill with another.

    prevalence(t) = rest + (prevalence(0) - rest) * (1 - ill - well)^t        rest = ill / (ill + well)
    never a case  = (1 - prevalence(0)) * (1 - ill)^weeks
    onset by t    = 1 - (1 - prevalence(0)) * (1 - ill)^t

The week is a schedule of two processes: the chain below, and the engine's `remember`. Everything that is counted from cases (weekly
counts, weeks as a case, trajectories, onset, recovery) then has a closed answer; luck comes from the engine's keyed streams.
"""

import numpy as np
import pytest

from sim.kernels import random_streams
from sim.processes import stress
from sim.processes.process import process
from sim.studies.compare import outcome_of
from tests.oracles.null_town import null_model, null_plan
from tests.oracles.power import Check, share

PEOPLE, WEEKS = 50_000, 60
ILL, WELL, START = 0.02, 0.06, 0.3
SEVERE, CALM = np.float32(2.0), np.float32(0.4)


def chain(ill: float, well: float):
    """Return the process: one keyed number a person and week decides."""

    @process(reads="uid severity", writes="severity")
    def move(world) -> None:
        r = world.residents
        luck = random_streams.uniforms(world.seed, random_streams.DECISION["hassles"], r.uid, world.week)
        case = r.severity >= 1.0
        r.severity[:] = np.where(np.where(case, luck >= well, luck < ill), SEVERE, CALM)

    return move


def lived(ill: float = ILL, well: float = WELL, seed: int = 1):
    """Return the engine's outcome of the chain; a START of all are cases in week 0."""
    plan = null_plan(PEOPLE, 1, WEEKS, -5.0, -5.0)
    model = null_model(plan, seed, (chain(ill, well), stress.remember))
    r = model.world.residents
    ill_at_first = random_streams.uniforms(seed, random_streams.DECISION["peril"], r.uid, 1) < START
    r.severity[:] = np.where(ill_at_first, SEVERE, CALM)
    model.record.cells[0], model.record.places[0] = 0, 0
    stress.remember(model.world)
    model.record.take(model.world)
    return outcome_of(model)


def prevalence(week: np.ndarray | int) -> np.ndarray:
    rest = ILL / (ILL + WELL)
    return rest + (START - rest) * (1.0 - ILL - WELL) ** np.asarray(week)


def counts(outcome) -> list[Check]:
    """Every figure with a known answer, as shares of all."""
    n, end = outcome.people[0], float(prevalence(WEEKS))
    never = (1.0 - START) * (1.0 - ILL) ** np.arange(WEEKS + 1)
    free = (1.0 - prevalence(WEEKS - 3)) * (1.0 - ILL) ** 3
    onset = outcome.histograms["onset"][0].cumsum()
    # Of those well until week 26, the share that is a case at the end; they start the chain anew from there.
    fallen = ILL / (ILL + WELL) * (1.0 - (1.0 - ILL - WELL) ** (WEEKS - 26))
    final = {
        "resilient": never[WEEKS], "recovery": 1.0 - never[WEEKS] - end, "delayed": never[26] * fallen,
        "chronic": end - never[26] * fallen, "need": 1.0 - never[WEEKS], "need_recovered": free - never[WEEKS],
    }  # fmt: skip
    found = [
        share(f"cases in week {t}", outcome.weekly["cases"][t, 0], n, float(prevalence(t))) for t in (0, 1, 5, 20, 60)
    ]
    found += [share(f"onset by week {t}", onset[t], n, 1.0 - never[t]) for t in (0, 10, 60)]
    return found + [share(name, outcome.final[name][0], n, float(known)) for name, known in final.items()]


def test_counts_are_those_of_the_two_state_chain():
    """Sees 1.2 points of any share among 50,000 people."""
    for check in counts(lived()):
        check.agrees(sees=0.012)


def test_weeks_as_a_case_add_up_to_the_sum_of_prevalence():
    """Sees 0.35 weeks of 15.5; the error holds the memory of the chain, autocorrelation (1 - ill - well)^lag, from above."""
    outcome = lived()
    n, p = outcome.people[0], prevalence(np.arange(1, WEEKS + 1))
    memory = (1.0 - ILL - WELL) ** np.abs(np.subtract.outer(np.arange(WEEKS), np.arange(WEEKS)))
    spread = np.sqrt(p * (1.0 - p))
    error = np.sqrt(spread @ memory @ spread / n)
    assert outcome.final["case_weeks"][0] == outcome.weekly["cases"][1:, 0].sum()
    Check("weeks as a case", outcome.final["case_weeks"][0] / n, float(p.sum()), float(error)).agrees(sees=0.35)


@pytest.mark.parametrize(("ill", "well"), [(ILL * 1.05, WELL), (ILL, WELL * 0.95)])
def test_a_chance_a_twentieth_off_is_caught(ill, well):
    assert any(check.caught for check in counts(lived(ill, well)))


def test_scripted_lives_are_counted_to_the_last_person():
    """Where everybody's weeks are written down beforehand, every count is known: sees one person, and one week."""
    people, weeks = 2000, 40
    spells = np.random.default_rng(4).integers(0, 2, (people, 11)).astype(bool)
    script = np.repeat(spells, 4, axis=1)[:, : weeks + 1]
    # First falls in week 26 or in week 27, and recoveries three or four weeks before the end: both sides of each line.
    script[:40] = False
    for row in range(40):
        script[row, 26 + row % 2 :] = True
        script[row + 40, weeks - 3 - row % 2 :] = False

    @process(reads="severity", writes="severity")
    def act(world) -> None:
        world.residents.severity[:] = np.where(script[:, world.week], SEVERE, CALM)

    model = null_model(null_plan(people, 1, weeks, -5.0, -5.0), 1, (act, stress.remember))
    act(model.world)
    stress.remember(model.world)
    outcome = outcome_of(model)
    onset = [int(np.argmax(life)) if life.any() else -1 for life in script]
    last = [weeks - int(np.argmax(life[::-1])) if life.any() else -1 for life in script]
    lives = [(first, end, bool(life[-1])) for first, end, life in zip(onset, last, script, strict=True)]
    recovered = [(first, end) for first, end, _ in lives if first >= 0 and end <= weeks - 4]
    known = {
        "need": sum(first >= 0 for first, _, _ in lives), "resilient": sum(first < 0 for first, _, _ in lives),
        "recovery": sum(first >= 0 and not ill for first, _, ill in lives),
        "delayed": sum(first > 26 and ill for first, _, ill in lives),
        "chronic": sum(0 <= first <= 26 and ill for first, _, ill in lives),
        "need_recovered": len(recovered), "recovery_weeks": sum(end + 1 - first for first, end in recovered),
        "case_weeks": script[:, 1:].sum(),
    }  # fmt: skip
    assert {name: int(outcome.final[name][0]) for name in known} == {name: int(x) for name, x in known.items()}
    assert known["delayed"] >= 20 and known["chronic"] > 20 and known["resilient"] + known["need"] == people


def test_weeks_are_independent_of_each_other_and_people_of_people():
    """Falling ill in one week says nothing of the next: sees 1.2 points on the share of recoveries after a first week as a case."""
    plan = null_plan(PEOPLE, 1, 4, -5.0, -5.0)
    model = null_model(plan, 3, (chain(0.5, 0.5),))
    r, seen = model.world.residents, []
    for _ in range(4):
        model.step()
        seen.append(r.severity >= 1.0)
    # With both chances at a half every week is a coin of its own, whatever the state before.
    for a, b in ((0, 1), (1, 2), (0, 3)):
        share("both weeks", (seen[a] & seen[b]).sum(), PEOPLE, 0.25).agrees(sees=0.011)
    neighbours = seen[0][:-1:2] & seen[0][1::2]
    share("both neighbours", neighbours.sum(), PEOPLE / 2, 0.25).agrees(sees=0.015)
