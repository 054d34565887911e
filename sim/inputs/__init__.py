"""Is this file in order? TOML and CSV are read with all faults reported at once: where, what was given and what is allowed."""
