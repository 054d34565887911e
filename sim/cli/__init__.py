"""What can be typed? The commands of `healing`, one file a family; the heavy parts are imported only when a command runs."""

from sim.cli import (
    analyse,
    calibrate,
    catalogue,
    dashboard,
    evaluate,
    explain,
    look,
    model_pages,
    new,
    optimise,
    plan,
    references,
    run,
    sensitivity,
    story,
    study,
    trials,
)  # fmt: skip
from sim.cli.app import app

__all__ = [
    "analyse", "app", "calibrate", "catalogue", "dashboard", "evaluate", "explain", "look", "model_pages", "new", "optimise", "plan",
    "references", "run", "sensitivity", "story", "study", "trials",
]  # fmt: skip
