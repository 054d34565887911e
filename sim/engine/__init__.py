"""How is a run made? One arm of a scenario under one seed, week by week, with its record."""
