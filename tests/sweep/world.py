"""A sweep so small that it runs in this process in two seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TINY: dict[str, Any] = {
    "scenario": "minimal", "scale": 0.1, "weeks": 6, "seeds": 2,
    "design": {"kind": "grid", "points": 2},
    "lever": {"stress.distress.recovery_rate": {}, "programme.clinic.slots": {"low": 4, "high": 12}},
}  # fmt: skip


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a sweep's runs and points, by its name; hidden ones too."""
    found = [*(folder / "runs").rglob("*"), *(folder / "failures").rglob("*"), folder / "points.parquet"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}
