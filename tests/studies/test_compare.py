"""Are results the same whatever the number of workers, the order of runs and the other arms?"""

import numpy as np
import pytest

from sim.studies.compare import run, run_batch, seed_list

SMALL = {"weeks": 30, "scale": 1.0}


def same(a, b) -> bool:
    """Whether two tables of results hold the same bytes."""
    return all(
        np.array_equal(getattr(a, part)[name], getattr(b, part)[name])
        for part in ("weekly", "final", "histograms")
        for name in getattr(a, part)
    )


@pytest.fixture(scope="module")
def alone(scenario):
    return run_batch(scenario, seeds=3, workers=1, **SMALL)


def test_axes_have_the_shapes_that_results_promise(alone, scenario):
    arms, groups = len(scenario.arms), len(alone.groups)
    assert alone.people.shape == (groups,)
    for table in alone.weekly.values():
        assert table.shape == (arms, 3, 31, groups)
    for table in alone.final.values():
        assert table.shape == (arms, 3, groups)
    assert alone.baseline == next(iter(scenario.arms))
    assert len(alone.barriers) == len(alone.barrier_labels)


def test_two_workers_give_the_same_bytes_as_one(alone, scenario):
    assert same(alone, run_batch(scenario, seeds=3, workers=2, **SMALL))


def test_an_arm_does_not_depend_on_the_other_arms_or_seeds(alone, scenario):
    arm = list(scenario.arms)[-1]
    single = run_batch(scenario, [arm], seeds=[2], workers=1, **SMALL)
    for name, table in single.weekly.items():
        assert np.array_equal(table[0, 0], alone.weekly[name][-1, 1]), name


def test_seeds_stand_in_the_order_in_which_they_were_given(alone, scenario):
    turned = run_batch(scenario, seeds=[3, 1], workers=1, **SMALL)
    assert tuple(turned.seeds) == (3, 1)
    for part in ("weekly", "final", "histograms"):
        for name, table in getattr(turned, part).items():
            assert np.array_equal(table, getattr(alone, part)[name][:, [2, 0]]), name


def test_a_longer_horizon_keeps_the_prefix(alone, scenario):
    longer = run_batch(scenario, seeds=1, workers=1, weeks=40, scale=1.0)
    assert np.array_equal(longer.weekly["cases"][:, 0, :31], alone.weekly["cases"][:, 0])


def test_progress_counts_every_run(scenario):
    calls = []
    run_batch(scenario, seeds=2, workers=1, weeks=4, progress=lambda done, of: calls.append((done, of)))
    total = 2 * len(scenario.arms)
    assert calls == [(i + 1, total) for i in range(total)]


def test_one_run_is_one_arm_and_one_seed(scenario):
    result = run(scenario, seed=7, weeks=4)
    assert (result.arms, result.seeds) == ((next(iter(scenario.arms)),), (7,))


def test_an_unknown_arm_is_named_with_those_there_are(scenario):
    with pytest.raises(KeyError, match="usual_care"):
        run_batch(scenario, ["usal_care"], seeds=1)


def test_seeds_are_a_count_or_a_list():
    assert seed_list(3) == (1, 2, 3)
    assert seed_list([4, 9]) == (4, 9)
