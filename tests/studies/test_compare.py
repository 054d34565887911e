"""Are results the same whatever the number of workers, the order of runs and the other arms?"""

import numpy as np
import pytest

from sim.scenario import Scenario, loads, scenario_folder
from sim.studies.compare import BadBatchError, Stage, run, run_batch, run_stages, seed_list
from sim.studies.sensitivity.study import StudySize, study
from sim.studies.small_sample import PlanCase, SmallSampleError, alike, refuse_one_plan_for_two
from sim.studies.sweep import sweep

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
    total = 2 * (len(scenario.arms) + 1)
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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seeds": 0}, "seeds=0: give at least 1"),
        ({"seeds": []}, "seeds: none given"),
        ({"seeds": [3, 3, 4]}, "seeds: 3 more than once"),
        ({"seeds": [1, -2]}, "-2 is no seed"),
        ({"seeds": [1.5]}, "1.5 is no seed"),
        ({"seeds": True}, "seeds=True"),
        ({"seeds": "123"}, "seeds='123'"),
        ({"arms": []}, "arms: none given"),
        ({"arms": "usual_care"}, "give a list"),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(scenario, given, said):
    with pytest.raises(BadBatchError) as refused:
        run_batch(scenario, **given, workers=1, **SMALL)
    assert said in str(refused.value)


def test_an_arm_twice_is_refused(scenario):
    arm = next(iter(scenario.arms))
    with pytest.raises(BadBatchError, match="more than once"):
        run_batch(scenario, [arm, arm], seeds=1, workers=1, **SMALL)


def test_seeds_may_be_numbers_of_numpy():
    assert seed_list(np.int64(2)) == seed_list(np.arange(1, 3)) == (1, 2)


def text_sized(*slots: int) -> str:
    """Return the smallest scenario with plans that differ by the slots of their clinic alone, as text."""
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    body = text.split("[programme.clinic]")[1].split("\n[")[0].replace("slots = 8", "slots = {0}")
    parts = (
        f'[programme.c{n}]{body.format(n)}\n[arm.a{n}]\nlabel = "{n} slots"\nprogrammes = ["c{n}"]\n' for n in slots
    )
    return text + "\n" + "\n".join(parts)


def sized(*slots: int) -> Scenario:
    """Return that scenario."""
    return loads(text_sized(*slots))


def test_a_sample_in_which_two_plans_become_one_is_refused_with_a_scale_that_does():
    plan = sized(3, 4)
    with pytest.raises(
        SmallSampleError, match=r"“3 slots” and “4 slots”. A scale of 0\.\d+ tells them apart"
    ) as refused:
        run_batch(plan, ["a3", "a4"], seeds=2, scale=0.02, workers=1, weeks=8)
    enough = float(str(refused.value).split("A scale of ")[1].split()[0])
    assert not alike([PlanCase(plan, "a3"), PlanCase(plan, "a4")], [1, 2], enough)
    refuse_one_plan_for_two(plan, ["a3", "a4"], [1, 2], 1.0)


def test_plans_of_three_sizes_spend_three_sums_in_a_tenth_of_the_town():
    plan = sized(3, 8, 14)
    names = ["a3", "a8", "a14"]
    whole, tenth = (run_batch(plan, names, seeds=20, scale=scale, workers=1, weeks=40) for scale in (1.0, 0.1))
    spent = [one.final["cost"][..., 0].mean(axis=1) / one.scale for one in (whole, tenth)]
    assert spent[1][0] < spent[1][1] < spent[1][2]
    assert spent[1] == pytest.approx(spent[0], rel=0.35)


def test_every_study_refuses_a_sample_in_which_two_plans_become_one(tmp_path):
    plan = sized(3, 4)
    stage = Stage.build(plan, 0.02)
    with pytest.raises(SmallSampleError):
        run_stages([stage], [("a3", "a4")], (1, 2), workers=1)
    with pytest.raises(SmallSampleError):
        study(plan, ("a3", "a4"), 0.02, StudySize(seeds=(1, 2)), 1)
    file = tmp_path / "sized.toml"
    file.write_text(text_sized(3, 4), encoding="utf-8")
    asked = {"scenario": str(file), "scale": 0.02, "seeds": 2, "weeks": 8, "arms": ["a3", "a4"]}
    with pytest.raises(SmallSampleError, match="A scale of"):
        sweep(asked, tmp_path / "out", workers=0)
    assert not (tmp_path / "out" / "manifest.json").exists()
