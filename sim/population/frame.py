"""Residents as a readable table: the columns with labels instead of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.population.residents import COLUMNS, Residents

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.places import Places

__all__ = ["labelled"]


def labelled(r: Residents, places: Places) -> pd.DataFrame:
    """Return one row per resident, named by `uid`; coded columns and the place as labels, all others as they are."""
    import pandas as pd

    table = {}
    for name, column in COLUMNS.items():
        values = getattr(r, name)
        if name == "place":
            table[name] = pd.Categorical.from_codes(values, list(places.names))
        elif column.labels:
            table[name] = pd.Categorical.from_codes(values.astype(np.int16), list(column.labels))
        elif name != "uid":
            table[name] = values
    return pd.DataFrame(table, index=pd.Index(r.uid, name="uid"))
