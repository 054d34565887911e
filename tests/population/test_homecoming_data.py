"""Do as many live where they lived before as the censuses of New Orleans say, in groups from which no number was made?"""

import numpy as np
import pandas as pd
import pytest

homecoming = pytest.importorskip("experiments.places.homecoming", reason="needs scipy")
TARGETS = homecoming.SHARED / "new_orleans_katrina" / "targets.csv"
needs_data = pytest.mark.skipif(not TARGETS.exists(), reason="needs the shared data next to this repository")
WITHIN = {"fitted": 0.08, "held out": 0.2}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Observed and modelled, of a twentieth of the city and two seeds."""
    return homecoming.compared(seeds=2, scale=0.05)


@pytest.mark.slow
@needs_data
def test_the_gradient_of_return_is_as_observed(found):
    ratios = found[found["figure"] == "ratio"]
    assert (ratios["role"] == "held out").sum() == 9
    for row in ratios.itertuples():
        assert row.model == pytest.approx(row.observed, rel=WITHIN[row.role]), row.group


@pytest.mark.slow
@needs_data
def test_the_observed_figures_are_those_of_the_targets(found):
    targets = pd.read_csv(TARGETS)
    theirs = targets[targets["target"] == "pop_ratio_2010_2000"]["value"].to_numpy()
    ours = found[found["figure"] == "ratio"]["observed"].to_numpy()[: len(theirs)]
    assert np.allclose(np.sort(ours), np.sort(theirs), atol=6e-4)
