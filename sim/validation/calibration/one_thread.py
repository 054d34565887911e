"""Why does linear algebra work on one thread here? Its matrices are small, so that threads mostly wait for each other.

With other work on the machine, an estimation took up to ten times as long on two threads as on one; and sums that are shared between
threads end in other last digits, so that results would depend on the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sim.studies.designs import need

__all__ = ["on_one_thread"]

Given = ParamSpec("Given")
Result = TypeVar("Result")


def on_one_thread(work: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return `work` as it was, with linear algebra on one thread while it lasts. It raises NoLibraryError without scikit-learn."""

    @wraps(work)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        need("An estimation", "threadpoolctl", "scikit-learn>=1.5")
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone
