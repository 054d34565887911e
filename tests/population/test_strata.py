"""Does every adult fall in exactly one group of each stratum?"""

import numpy as np
import pytest

from sim.population.strata import CELLS, STRATA, Strata, age_group, income_twentieth, place_third


def test_every_stratum_parts_the_adults(make_model):
    model = make_model()
    people = model.record.counts(model.world, np.ones(len(model.world.residents), bool))
    groups = model.record.strata.groups
    adults = (model.world.residents.age >= 18).sum()
    assert people[groups.index(("all", "all"))] == adults
    for stratum in STRATA:
        rows = [i for i, (key, name) in enumerate(groups) if key == stratum and "children" not in name]
        assert people[rows].sum() == adults
    children = people[groups.index(("age", "children 0-17"))]
    assert children == len(model.world.residents) - adults


@pytest.mark.parametrize(("stratum", "column", "value"), [
    (("sex", "women"), "female", 1), (("race", "Black"), "race", 1), (("exposure", "struck"), "struck", 1),
])  # fmt: skip
def test_groups_count_the_column_they_name(make_model, stratum, column, value):
    model = make_model()
    r = model.world.residents
    people = model.record.counts(model.world, np.ones(len(r), bool))
    chosen = (getattr(r, column) == value) & (r.age >= 18)
    assert people[model.record.strata.groups.index(stratum)] == chosen.sum()


def test_age_bands_begin_where_they_say():
    ages = np.array([0, 17, 18, 34, 35, 64, 65, 95], np.uint8)
    assert age_group(ages).tolist() == [3, 3, 0, 0, 1, 1, 2, 2]


def test_income_twentieths_are_equal_and_do_not_depend_on_rows():
    rng = np.random.default_rng(5)
    income, uid = rng.lognormal(size=1000).astype(np.float32), rng.permutation(1000).astype(np.int64)
    income[:300] = 1.0
    ranks = income_twentieth(income, uid)
    assert (np.bincount(ranks) == 50).all()
    shuffled = rng.permutation(1000)
    assert np.array_equal(income_twentieth(income[shuffled], uid[shuffled]), ranks[shuffled])


def test_place_thirds_hold_about_a_third_of_adults_each():
    adults = np.array([10, 20, 30, 40, 50, 60, 30, 30, 30])
    third = place_third(np.linspace(0, 1, 9), adults)
    held = np.bincount(third, adults)
    assert (np.diff(third) >= 0).all()
    assert (abs(held - 100) <= 30).all()


def test_cells_stay_within_sixteen_bits(community):
    strata = Strata.of(community)
    assert strata.cell.min() >= 0
    assert strata.cell.max() + 1 < CELLS < 2**15
