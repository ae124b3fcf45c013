"""Pictures of flights: one balloon in five panels.

Holds no statistics of where things land.
"""
