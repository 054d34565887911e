"""What did we find, in sentences? Words computed from the numbers of `Results`, with ranges, and silent about what chance alone could do.

headline(results)          three sentences
FINDINGS["fan"](results)   the finding above a figure
"""

from sim.outcomes.spread import Spread, best_arm, difference, level
from sim.report.text.headline import gap_sentence, headline
from sim.report.text.sentences import FINDINGS

__all__ = ["headline", "FINDINGS", "gap_sentence", "Spread", "level", "difference", "best_arm"]
