"""What the model leaves out, said in one place: the report prints it, and the README is held against it.

Holds sentences only.
"""

NOT_MODELLED = {
    "rain": "Rain in the wind's data does not wet what falls; a scenario may draw rain instead.",
    "fronts and land breezes": "The embedded climate has no fronts, no land and sea breezes and no course of the day.",
    "under the ground": "Levels of a wind file that lie under the ground are left out only where the file says where "
    "the ground is.",
    "humidity and vertical wind": "Humidity and vertical wind count only where the wind has them.",
    "terrain": "Terrain is in cells of 9 km x 7 km, without buildings or trees; what has come down stays where it is.",
    "regions": "Shapes of regions end at 118-138 E and 30-47 N; what lands beyond is counted as beyond.",
}
"""What is not modelled, each under the words that the README has for it."""
