"""Do the peers of experiments/speed simulate the same weeks? Only then does their speed compare."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

SPEED = Path(__file__).resolve().parents[2] / "experiments" / "speed"
WEEKS, PEOPLE = 60, 1_500


@pytest.fixture(scope="module")
def lived():
    """Return a function that runs a peer and gives its record `(weeks, 3, 5)`."""
    sys.path.insert(0, str(SPEED))
    try:
        people = import_module("week").born(PEOPLE)

        def live(peer: str) -> np.ndarray:
            town = import_module(peer).build(people)
            for _ in range(WEEKS):
                town.step()
            return np.stack(town.record)

        yield live
    finally:
        sys.path.remove(str(SPEED))


@pytest.mark.parametrize("peer", ["ours", "mesa_agents", pytest.param("starsim_week", marks=pytest.mark.slow)])
def test_peers_live_the_same_weeks_as_plain_numpy(lived, peer):
    if peer == "starsim_week" and find_spec("starsim") is None:
        pytest.skip("Starsim is not installed: experiments/speed/requirements.txt")
    plain, theirs = lived("plain_numpy"), lived(peer)
    assert np.allclose(plain[:, 0], theirs[:, 0], rtol=1e-5)
    assert (plain[:, 1:] == theirs[:, 1:]).all()


def test_the_weeks_have_everything_in_them(lived):
    severity, cases, treated = np.moveaxis(lived("plain_numpy"), 1, 0)
    assert severity[-1].sum() < severity[0].sum()
    assert 0 < cases[-1].sum() < cases[0].sum()
    assert (treated.max(axis=0) > 0).all()
