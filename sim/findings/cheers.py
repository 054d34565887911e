"""Where does the report answer what reports on costs should say? CHEERS 2022, item by item.

Source: Husereau et al. (2022) Consolidated Health Economic Evaluation Reporting Standards 2022. Value in Health 25, 3.
"""

from __future__ import annotations

from sim.findings.tables import Table

__all__ = ["CHEERS"]

CHEERS = Table(
    "Where this report answers what reports on costs should say (CHEERS 2022, shortened).",
    ["Item", "Where, or how"],
    [
        ["1 to 3: title, abstract, background", "Title; What we asked; What we found"],
        ["4: analysis plan", "The scenario file, and which plan is the baseline in it"],
        ["5, 6: people, place", "What we asked: adults of the places in the scenario's table"],
        ["7: what is compared", "The plans compared"],
        [
            "8: perspective",
            "Those who pay for programmes and policies; what people pay themselves, travel and lost work are left out",
        ],
        ["9: time horizon", "The weeks simulated; health lost or gained later is not counted"],
        ["10: discounting", "Nothing is discounted"],
        [
            "11 to 13: outcomes, how chosen and measured",
            "Cases, and healthy years (DALYs averted), weighed by `outcomes.disability`",
        ],
        [
            "14, 15: costs, currency, price year",
            "Sessions times their cost, and policies, in USD as the scenario gives them, of no stated year",
        ],
        ["16, 17: model and analysis", "The method in half a page; `healing odd`"],
        ["18, 19: for whom, and how gains are shared", "Equity tables; the plane of health and equity"],
        ["20: uncertainty", "Ranges over runs; best buy; What would change the answer"],
        ["21: people with a stake in it", "Nobody took part in these runs"],
        ["22 to 25: results", "What it costs, and for whom it is worth it"],
        ["26: limits", "What this cannot tell"],
        ["27, 28: funding, interests", "To be said by whoever hands this on"],
    ],
)
"""Items of CHEERS 2022 and where they are answered."""
