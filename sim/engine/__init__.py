"""How is a run made? One arm of a scenario lived under one seed, week by week, and written down."""
