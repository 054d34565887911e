"""Who lives here, who knows whom, and where is help? State without behaviour.

`settle` gives residents, places and ties, `site_table` the sites of each programme with their slots, and `compare_networks` the ties
beside those of real communities.
"""

from sim.community.networks import compare_networks
from sim.community.residents import Residents
from sim.community.settle import Community, settle
from sim.community.sites import Sites, site_table
from sim.community.ties import LAYERS, Ties

__all__ = ["settle", "Community", "Residents", "Ties", "LAYERS", "site_table", "Sites", "compare_networks"]
