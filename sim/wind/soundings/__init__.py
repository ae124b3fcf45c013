"""Soundings: the texts of radiosonde ascents, and winds made of them.

Holds no gridded file.
"""
