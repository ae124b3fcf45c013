"""How drops ended, counted by class of place, bundle, town and piece; no interval, no words for a person."""
