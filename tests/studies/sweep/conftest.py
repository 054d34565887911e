"""The tiny sweep, run once for the tests that only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.studies.sweep import sweep
from tests.studies.sweep.world import TINY


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny sweep, undisturbed; not to be changed."""
    folder = tmp_path_factory.mktemp("sweep") / "tiny"
    told = sweep(TINY, folder, workers=0)
    assert (told.runs, told.done, told.made, told.failed) == (16, 16, 16, 0)
    return folder
