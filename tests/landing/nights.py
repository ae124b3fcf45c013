"""Made-up nights with a known hierarchy: the chance of the North differs from night to night, balloons share it."""

import numpy as np
import xarray as xr

from tests.landing.made import made_flights

NORTH, SOUTH = (126.0, 39.0), (127.5, 36.5)


def made_nights(
    generator: np.random.Generator,
    nights: int,
    balloons: int,
    *,
    mean: float = 0.3,
    correlation: float = 0.2,
    drops: int = 2,
) -> xr.Dataset:
    """Flights of so many nights with so many balloons each: beta-binomial, all drops of a balloon mostly together.

    The chance of a night has a beta distribution with this mean and the variance correlation x mean (1 - mean). The
    balloon decides where its drops land; one drop in ten goes its own way, with the same chance.
    """
    chance = np.full(nights, mean)
    if correlation > 0.0:
        total = (1.0 - correlation) / correlation
        chance = generator.beta(mean * total, (1.0 - mean) * total, nights)
    chance = np.tile(chance, balloons)[:, None]
    together = generator.random((nights * balloons, 1)) < chance
    own = generator.random((nights * balloons, drops)) < chance
    north = np.where(generator.random(own.shape) < 0.1, own, together)
    places = np.where(north[..., None], NORTH, SOUTH)
    return made_flights(
        places[..., 0], places[..., 1], ["usb_stick"] * drops, weather=np.tile(np.arange(nights), balloons)
    )
