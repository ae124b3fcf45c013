"""The door: read what a person typed, call the library, save, and say what happened.

Holds no model, no drawing and no statistics. Nothing heavy is imported before a command runs.
"""

from sim.cli.entry import main

__all__ = ["main"]
