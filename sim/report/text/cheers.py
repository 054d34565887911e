"""Where does the report cover the reporting items for costs? CHEERS 2022, item by item.

Source: Husereau et al. (2022) Consolidated Health Economic Evaluation Reporting Standards 2022. Value in Health 25, 3.
"""

from __future__ import annotations

from sim.engine.record import WEEKS_A_YEAR
from sim.outcomes.printed import Table
from sim.outcomes.results import Results
from sim.outcomes.words import percent

__all__ = ["cheers"]

# What people who discount take most often; here it only says how much is left open by not doing so.
YEARLY_RATE = 0.03

ITEMS = (
    ("1 to 3: title, abstract, background", "Title; What we asked; What we found"),
    ("4: analysis plan", "The scenario file, and which plan is the baseline in it"),
    ("5, 6: people, place", "What we asked: adults of the places in the scenario's table"),
    ("7: what is compared", "The plans compared"),
    (
        "8: perspective",
        "Those who pay for programmes and policies; what people pay themselves, travel and lost work are left out",
    ),
    ("9: time horizon", "The weeks simulated; health lost or gained later is not counted"),
    (
        "10: discounting",
        "Nothing is discounted; at {rate} a year what is spent and gained in the last week would count {last} less",
    ),
    (
        "11 to 13: outcomes, how chosen and measured",
        "Cases, and healthy years (DALYs averted), weighed by `outcomes.disability`",
    ),
    (
        "14, 15: costs, currency, price year",
        "Sessions times their cost, and policies, in USD as the scenario gives them, of no stated year",
    ),
    ("16, 17: model and analysis", "The method in half a page; `healing explain odd`"),
    ("18, 19: for whom, and how gains are shared", "Equity tables; the plane of health and equity"),
    ("20: uncertainty", "Ranges over runs; best buy; What would change the answer"),
    ("21: people with a stake in it", "Nobody took part in these runs"),
    ("22 to 25: results", "What it costs, and for whom it is worth it"),
    ("26: limits", "What this cannot tell"),
    ("27, 28: funding, interests", "To be said by whoever hands this on"),
)


def cheers(results: Results) -> Table:
    """Return the items of CHEERS 2022 and where a report on these results answers them."""
    last = 1 - (1 + YEARLY_RATE) ** (-results.weeks / WEEKS_A_YEAR)
    rows = [[item, told.format(last=percent(last), rate=percent(YEARLY_RATE, 0))] for item, told in ITEMS]
    return Table(
        "Where this report answers what reports on costs should say (CHEERS 2022, shortened).",
        ["Item", "Where, or how"],
        rows,
    )
