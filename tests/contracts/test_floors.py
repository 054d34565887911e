"""Does any floor import a higher one, and is every module on a floor?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_lower_floors_never_import_higher_ones() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_importing_the_package_is_cheap_and_offers_its_face() -> None:
    code = "import sim, sys; print(sorted(m for m in ('numpy', 'numba', 'mesa', 'pandas') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_of_the_public_face_is_there() -> None:
    import sim

    assert set(sim.__all__) == set(sim.FACE)
    for name in sim.__all__:
        assert getattr(sim, name) is not None
        assert name in dir(sim)
