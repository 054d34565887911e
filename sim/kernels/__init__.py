"""How is a column computed fast? Random streams, compiled rules, arithmetic: the modules that need nothing else of the package."""
