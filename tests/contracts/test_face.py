"""Is the public face whole, and does it cost nothing to import?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_importing_the_package_is_cheap_and_offers_its_face() -> None:
    code = "import sim, sys; print(sorted(m for m in ('numpy', 'numba', 'mesa', 'pandas') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_public_face_is_there() -> None:
    import sim

    assert set(sim.__all__) == set(sim._FACE)
    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert name in dir(sim)
