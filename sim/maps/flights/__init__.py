"""Pictures of flights: one balloon in five panels, many on a map, by height, through the night, and moving.

Holds no statistics of where things land.
"""
