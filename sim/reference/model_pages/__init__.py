"""Pages that describe the model to its reviewers: the ODD page and the TRACE page, both generated from the code on request.

    odd()      what the model is: the seven elements of ODD 2020               `healing explain odd`
    trace()    why it may be believed: each claim with its tests               `healing explain trace`

Neither page is kept in the repository: they contain every number of the evidence, so a stored copy would go stale after most changes, and
a test for freshness would fail each time. Tests check instead that a newly written page is complete.
"""

from sim.reference.model_pages.odd import odd
from sim.reference.model_pages.trace import trace

__all__ = ["odd", "trace"]
