"""Who lives here, who knows whom, and where is help? State without behaviour.

`settle` gives residents, places and ties, `site_table` the sites of each programme with their slots, and `compare_networks` the ties
compared with those of real communities.
"""

from sim.population.networks import compare_networks
from sim.population.residents import Residents
from sim.population.settle import Community, settle
from sim.population.sites import Sites, site_table
from sim.population.ties import LAYERS, Ties

__all__ = ["settle", "Community", "Residents", "Ties", "LAYERS", "site_table", "Sites", "compare_networks"]
