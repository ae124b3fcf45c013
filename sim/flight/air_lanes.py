"""What the lanes of a block know of the air: where they are in it, how it is there, and its gusts.

Reads and writes the columns of `sim.flight.lanes`, and holds no formula.
"""

from sim._jit import compiled
from sim.flight.drift import GustLaws, GustScales
from sim.flight.lanes import NORMALS, WIDTH, WORDS
from sim.numerics.placing import Place
from sim.numerics.sampling import Air
from sim.physics.langevin import GustLaw


@compiled(inline=True)
def scales_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The scales of the gusts of a lane; 6 columns."""
    o = first * WIDTH + lane
    return GustScales(
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
    )


@compiled(inline=True)
def keep_scales(lanes, first, lane, scales):  # type: ignore[no-untyped-def]
    """Write the scales of the gusts of a lane."""
    o = first * WIDTH + lane
    lanes[o] = scales.deviation
    lanes[o + WIDTH] = scales.time_scale
    lanes[o + 2 * WIDTH] = scales.up_deviation
    lanes[o + 3 * WIDTH] = scales.up_time
    lanes[o + 4 * WIDTH] = scales.slow_deviation
    lanes[o + 5 * WIDTH] = scales.slow_time


@compiled(inline=True)
def _law_in(lanes, o):  # type: ignore[no-untyped-def]
    return GustLaw(lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], lanes[o + 3 * WIDTH], lanes[o + 4 * WIDTH])


@compiled(inline=True)
def laws_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The laws of the gusts of a lane; 15 columns."""
    o = first * WIDTH + lane
    return GustLaws(_law_in(lanes, o), _law_in(lanes, o + 5 * WIDTH), _law_in(lanes, o + 10 * WIDTH))


@compiled(inline=True)
def _keep_law(lanes, o, law):  # type: ignore[no-untyped-def]
    lanes[o] = law.kept
    lanes[o + WIDTH] = law.noise
    lanes[o + 2 * WIDTH] = law.carried
    lanes[o + 3 * WIDTH] = law.shared
    lanes[o + 4 * WIDTH] = law.own


@compiled(inline=True)
def keep_laws(lanes, first, lane, laws):  # type: ignore[no-untyped-def]
    """Write the laws of the gusts of a lane."""
    o = first * WIDTH + lane
    _keep_law(lanes, o, laws.fast)
    _keep_law(lanes, o + 5 * WIDTH, laws.up)
    _keep_law(lanes, o + 10 * WIDTH, laws.slow)


@compiled(inline=True)
def keep_words(lanes, lane, words):  # type: ignore[no-untyped-def]
    """Write the random words of a lane, whole numbers below 2^32."""
    o = WORDS * WIDTH + lane
    lanes[o], lanes[o + WIDTH], lanes[o + 2 * WIDTH], lanes[o + 3 * WIDTH] = words


@compiled(inline=True)
def normals_in(lanes, lane):  # type: ignore[no-untyped-def]
    """The normal numbers of a lane; 8 columns."""
    o = NORMALS * WIDTH + lane
    return (
        lanes[o],
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
    )


@compiled(inline=True)
def air_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The air of a lane; 8 columns."""
    o = first * WIDTH + lane
    return Air(
        int(lanes[o]),
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
    )


@compiled(inline=True)
def keep_air(lanes, first, lane, air):  # type: ignore[no-untyped-def]
    """Write the air of a lane."""
    o = first * WIDTH + lane
    lanes[o] = air.beyond
    lanes[o + WIDTH] = air.eastward_wind
    lanes[o + 2 * WIDTH] = air.northward_wind
    lanes[o + 3 * WIDTH] = air.upward_wind
    lanes[o + 4 * WIDTH] = air.temperature
    lanes[o + 5 * WIDTH] = air.virtual_temperature
    lanes[o + 6 * WIDTH] = air.pressure
    lanes[o + 7 * WIDTH] = air.mesoscale_deviation


@compiled(inline=True)
def place_in(lanes, first, lane):  # type: ignore[no-untyped-def]
    """The place of a lane in the wind; 12 columns."""
    o = first * WIDTH + lane
    return Place(
        int(lanes[o]),
        lanes[o + WIDTH],
        lanes[o + 2 * WIDTH],
        lanes[o + 3 * WIDTH],
        lanes[o + 4 * WIDTH],
        lanes[o + 5 * WIDTH],
        lanes[o + 6 * WIDTH],
        lanes[o + 7 * WIDTH],
        lanes[o + 8 * WIDTH],
        lanes[o + 9 * WIDTH],
        lanes[o + 10 * WIDTH],
        lanes[o + 11 * WIDTH],
    )


@compiled(inline=True)
def keep_place(lanes, first, lane, place):  # type: ignore[no-untyped-def]
    """Write the place of a lane in the wind."""
    o = first * WIDTH + lane
    lanes[o] = place.beyond
    lanes[o + WIDTH] = place.corner
    lanes[o + 2 * WIDTH] = place.share_y
    lanes[o + 3 * WIDTH] = place.share_x
    lanes[o + 4 * WIDTH] = place.above
    lanes[o + 5 * WIDTH] = place.slot
    lanes[o + 6 * WIDTH] = place.weather_corner
    lanes[o + 7 * WIDTH] = place.weather_time
    lanes[o + 8 * WIDTH] = place.weather_height
    lanes[o + 9 * WIDTH] = place.weather_y
    lanes[o + 10 * WIDTH] = place.weather_x
    lanes[o + 11 * WIDTH] = place.spread_corner
