"""Pictures of winds: profiles, a hodograph and barbs on a map.

Holds no flights.
"""
