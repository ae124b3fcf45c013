"""Landings against what was found: scores, and the finds of the evidence."""
