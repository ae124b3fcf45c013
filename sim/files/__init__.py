"""The only room that writes results: whole files or none, and never over another without being asked.

Holds no drawing and no statistics.
"""

from sim.files.animations import save_animation
from sim.files.flights import open_flights, save_flights
from sim.files.pictures import refuse_unknown_picture, save_figure
from sim.files.writing import refuse_existing, refuse_unwritable

__all__ = [
    "open_flights",
    "refuse_existing",
    "refuse_unknown_picture",
    "refuse_unwritable",
    "save_animation",
    "save_figure",
    "save_flights",
]
