"""What does it mean, and who says so? Glossary, sources, the catalogue of the field, and the ODD and TRACE pages."""
