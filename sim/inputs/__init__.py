"""Is this file in order? TOML and CSV read with every fault at once, where it is and what is allowed."""
