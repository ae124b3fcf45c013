"""The only room that writes results: whole files or none, and never over another without being asked.

Holds no drawing and no statistics.
"""

from sim.files.animations import save_animation
from sim.files.campaigns import open_campaign, save_campaign
from sim.files.exporting import EXPORTS, export, refuse_unknown_export
from sim.files.flights import open_flights, save_flights
from sim.files.listing import Selection, selection
from sim.files.netcdf import refuse_other_than_netcdf
from sim.files.pictures import refuse_unknown_picture, save_figure
from sim.files.results import save_result
from sim.files.sampling_geometry import export_density, export_tracks, refuse_without_tracks
from sim.files.tallies import open_result, open_tally, save_tally
from sim.files.texts import save_text
from sim.files.writing import refuse_existing, refuse_unwritable

__all__ = [
    "EXPORTS",
    "Selection",
    "export",
    "export_density",
    "export_tracks",
    "open_campaign",
    "open_flights",
    "open_result",
    "open_tally",
    "refuse_existing",
    "refuse_other_than_netcdf",
    "refuse_unknown_export",
    "refuse_unknown_picture",
    "refuse_unwritable",
    "refuse_without_tracks",
    "save_animation",
    "save_campaign",
    "save_figure",
    "save_flights",
    "save_result",
    "save_tally",
    "save_text",
    "selection",
]
