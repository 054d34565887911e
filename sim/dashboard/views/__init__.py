"""The pages of the dashboard, one module each: `fixed(words, desk)` is the page as it opens, other functions fill in the answers."""

from sim.dashboard.views import (
    compare,
    costs,
    equity,
    export,
    method,
    place,
    places,
    response,
    situation,
    stories,
    sure,
)

__all__ = [
    "PAGES",
    "compare",
    "costs",
    "equity",
    "export",
    "method",
    "place",
    "places",
    "response",
    "situation",
    "stories",
    "sure",
]

PAGES = {
    "situation": situation, "place": place, "response": response, "compare": compare, "costs": costs, "equity": equity, "places": places,
    "stories": stories, "sure": sure, "method": method, "export": export,
}  # fmt: skip
"""Every page by its name, in the order of the tour."""
