"""Landings that are counted while they are flown and not kept: memory does not grow with the ensemble."""
