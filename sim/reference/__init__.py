"""What does it mean, and who says so? Words, sources, the catalogue of the field, and the ODD and TRACE pages."""
