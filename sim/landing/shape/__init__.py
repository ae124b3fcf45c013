"""Where landings lie: density, regions of stated mass, middle and spread, distances; nothing is drawn."""
