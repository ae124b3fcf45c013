"""The door: everything between a file and checked air in order, in SI.

Holds no packing; how a wind is put together is the business of `sim.wind.reading`.
"""
