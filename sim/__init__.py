"""How does a community heal after collective trauma, and who is left behind? The public face of the package."""
