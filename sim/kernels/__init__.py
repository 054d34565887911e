"""How is a column computed fast? Random streams, compiled rules, arithmetic: what needs nothing else of the package."""
