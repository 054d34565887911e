"""What can be typed? The commands of `healing`, one file a family; the heavy parts are imported only when a command runs."""

from sim.commands import (
    analysis,
    asking,
    calibrate,
    check,
    covering,
    dashboard,
    describing,
    look,
    looking,
    making,
    optimising,
    reading,
    running,
    sensitivity,
    story,
    sweep,
    trial,
)
from sim.commands.app import app

__all__ = [
    "analysis",
    "app",
    "asking",
    "calibrate",
    "check",
    "covering",
    "dashboard",
    "describing",
    "look",
    "looking",
    "making",
    "optimising",
    "reading",
    "running",
    "sensitivity",
    "story",
    "sweep",
    "trial",
]
