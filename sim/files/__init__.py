"""The only room that writes results: whole files or none, and never over another without being asked.

Holds no drawing and no statistics.
"""

from sim.files.flights import open_flights, save_flights
from sim.files.pictures import save_figure
from sim.files.writing import refuse_existing

__all__ = ["open_flights", "refuse_existing", "save_figure", "save_flights"]
