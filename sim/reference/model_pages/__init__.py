"""What pages describe the model to those who judge it? The ODD page and the TRACE page, both written from the code when asked for.

    odd()      what the model is: the seven elements of ODD 2020               `healing odd`
    trace()    why it may be believed: each claim with what carries it         `healing trace`

Neither page is kept in the repository: they hold every number of the evidence, so a stored copy would be stale after most changes, and
a test that demands a fresh one would fail on each. Tests check instead that what is written now is complete.
"""

from sim.reference.model_pages.odd import odd
from sim.reference.model_pages.trace import trace

__all__ = ["odd", "trace"]
