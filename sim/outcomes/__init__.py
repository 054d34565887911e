"""What came out, and for whom? Results in, tables out; no model needed.

    question                              functions
    how did it go over the weeks          prevalence, trajectories, weeks_to_recovery    course.py
    who got help, and where did it fail   cascade, refusals, waits                       access.py
    what did it cost                      costs, cost_effectiveness                      cost.py
    is it worth the money                 value_for_money, acceptability_curve           value.py
    for whom is it worth it               equity_plane                                   value.py
    ratios, dominance, on plain arrays    ladder, net_benefit, acceptability, ...        economics.py
    what does an arm change               paired                                         paired.py
    does it narrow the differences        narrowing                                      narrowing.py
    is it chance or uncertainty            spread_shares                                  doubt.py
    does it differ, and how sure is that  expected, verdicts                             certainty.py
    small places with their neighbours    pooled_places                                  pooling.py
    who is better and worse off           equity_table                                   tables.py
    whom does each arm leave behind       leaves_behind                                  behind.py
    what is due to the event              due_to_event                                   due.py
    what to quote                         headline                                       headline.py
    how unequal, on plain arrays          gap, ratio, concentration_index, ...           equity.py
    which outcomes are compared           OUTCOMES                                       registry.py

Every table is a tidy pandas frame. An outcome is a count over another (`OUTCOMES`); if there is
nobody to count, the answer is NaN.
"""

from __future__ import annotations

from sim.outcomes.access import STEPS, cascade, refusals, waits
from sim.outcomes.cost import cost_effectiveness, costs
from sim.outcomes.course import prevalence, trajectories, weeks_to_recovery
from sim.outcomes.due import due_to_event
from sim.outcomes.headline import headline
from sim.outcomes.narrowing import narrowing
from sim.outcomes.paired import paired
from sim.outcomes.registry import OUTCOMES, OutcomeMeasure
from sim.outcomes.tables import STRATA, equity_table
from sim.outcomes.uncertainty import spread_shares
from sim.outcomes.value import acceptability_curve, equity_plane, value_for_money
from sim.outcomes.worst_off import leaves_behind

__all__ = [
    "prevalence",
    "trajectories",
    "weeks_to_recovery",
    "STEPS",
    "cascade",
    "refusals",
    "waits",
    "costs",
    "cost_effectiveness",
    "value_for_money",
    "acceptability_curve",
    "equity_plane",
    "paired",
    "narrowing",
    "spread_shares",
    "STRATA",
    "equity_table",
    "leaves_behind",
    "due_to_event",
    "headline",
    "OUTCOMES",
    "OutcomeMeasure",
]
