"""Equations with a reference: scalar formulas that serve a float, an array and the kernel alike.

Holds no loop over balloons, no random number, no clock, no label and no file.
"""
