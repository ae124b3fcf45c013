"""Weather members: how the air departs from a field, by chance, by error, or by an ensemble; and the embedded climate.

Holds no file format and no launch.
"""
