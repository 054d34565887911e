"""What is one run? Its number, its point, plan and luck: all that travels to a worker for it."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Job", "Point"]

Point = dict[str, Any]


class Job(NamedTuple):
    """One run: its number, its point, plan and luck, and the levers of the point."""

    run: int
    point: int
    arm: str
    seed: int
    levers: Point
