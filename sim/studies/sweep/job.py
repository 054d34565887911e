"""What is one run? Its number, point, plan and seed: all that a worker receives for it."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Job", "Point"]

Point = dict[str, Any]


class Job(NamedTuple):
    """One run: its number, point, plan and seed, and the levers of the point."""

    run: int
    point: int
    arm: str
    seed: int
    levers: Point
