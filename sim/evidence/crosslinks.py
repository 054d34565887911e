"""Do references between catalogues resolve? Events name hazards, and barriers name channels; a name without an entry is a fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.evidence.parameters import nearest

__all__ = ["channel_faults", "hazard_faults"]


def hazard_faults(facts: Mapping[str, Any]) -> list[str]:
    """Return a fault for each event whose hazard is not in the catalogue of hazards."""
    known = dict.fromkeys(path.split(".")[1] for path in facts if path.startswith("hazards."))
    named = {path.split(".")[1]: leaf for path, leaf in facts.items() if re.fullmatch(r"events\.\w+\.hazard", path)}
    return [
        f"events.toml: [{event}] hazard: {hazard!r}. Allowed: {', '.join(known)}.{nearest(str(hazard), known)}"
        for event, hazard in named.items()
        if hazard not in known
    ]


def channel_faults(facts: Mapping[str, Any]) -> list[str]:
    """Return a fault for each channel that a barrier lists and the catalogue of channels does not have."""
    known = dict.fromkeys(path.split(".")[1] for path in facts if path.startswith("channels."))
    return [
        f"barriers.toml: [{path.split('.')[1]}] channels: {name!r}. Allowed: {', '.join(known)}.{nearest(name, known)}"
        for path, names in facts.items()
        if re.fullmatch(r"barriers\.\w+\.channels", path)
        for name in names
        if name not in known
    ]
