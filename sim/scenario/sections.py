"""The tables launch, weather and simulation of a scenario file. Balloon and payload have modules of their own."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.errors import ScenarioError
from sim.evidence.reading import refusal, shown
from sim.scenario.laws import Text
from sim.scenario.tables import sites
from sim.scenario.value import CertainNotNegative, CertainPositive, Limits, NotNegativeValue, Section, Stated, Value

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years of a launch. Times are counted in nanoseconds, which wrap in 1677 and 2262, and flights, spreads and the nights
beside a launch need room. The sun is reckoned with clocks 67 s behind the uniform time of its formulas (pvlib's
default); each minute that this is off shifts it by 2.5 seconds of arc, in 1900 by 3, in 2200 perhaps by 15."""


def refuse_year(when: date) -> None:
    """Raise for a date of a year in which nothing can be flown.

    Parameters
    ----------
    when : date
        Or a moment.

    Raises
    ------
    PydanticCustomError
    """
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise refusal(f"is {shown(when)}; its year must lie between {FIRST_YEAR} and {LAST_YEAR}: check its digits.")


def moment(raw: Any) -> datetime:  # Any: as typed by a person
    """A moment with its offset from UTC; nothing else will do, since Korea is nine hours from UTC.

    Raises
    ------
    PydanticCustomError
        Where it is none.
    """
    example = "2015-04-04T03:00:00+09:00"
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            raise refusal(f"is {shown(raw)}; it must be a moment such as {example}.") from None
    if not isinstance(raw, datetime):
        kind = "a day without a time" if isinstance(raw, date) else "no moment"
        raise refusal(f"is {shown(raw)}, {kind}; it must be a moment such as {example}.")
    if raw.utcoffset() is None:
        raise refusal(f"is {shown(raw)}, without an offset from UTC; write {shown(raw)}+09:00 if it is Korean time.")
    refuse_year(raw)
    return raw


def _winds(raw: Any) -> str | tuple[str, ...]:  # Any: as typed by a person
    """One wind, or several files in a list."""
    if isinstance(raw, str) and raw:
        return raw
    if isinstance(raw, list | tuple) and raw and all(isinstance(name, str) and name for name in raw):
        return tuple(raw)
    raise refusal(f"is {shown(raw)}; it must be text in quotes, or a list of such.")


Moment = Annotated[datetime, BeforeValidator(moment)]
Longitude = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-180, le=360)]
Latitude = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-90, le=90)]
Count = Annotated[int, Field(strict=True, ge=1)]
Light = Literal["night", "twilight", "day"]
PlainPositive = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0)]


def _resolved(coordinate: Stated[float] | None) -> float:
    if coordinate is None:
        raise ScenarioError("launch.site has no coordinates; load the scenario from its file, which resolves the site.")
    return coordinate.value


class Launch(Section):
    """When and where the balloons are let go; a site's name is resolved to coordinates on loading."""

    time_stated: Stated[Moment] = Field(alias="time")
    """Moment of the launch with its offset from UTC, such as 2015-04-04T03:00:00+09:00; of a year from 1900 to 2200."""
    time_spread_min: Value
    """What is added to the time for each balloon. [min]"""
    light_stated: Stated[Light] | None = Field(None, alias="light")
    """What the light is at the launch: night, twilight or day. It must agree with the sun, which finds wrong hours."""
    site_stated: Stated[Text] | None = Field(None, alias="site")
    """Name of a launch site."""
    longitude_stated: Stated[Longitude] | None = Field(None, alias="longitude")
    """Longitude, eastward. [degree]"""
    latitude_stated: Stated[Latitude] | None = Field(None, alias="latitude")
    """Latitude, northward. [degree]"""
    position_sd_km: NotNegativeValue
    """Standard deviation of the place, eastward and northward alike. [km]"""
    height_above_ground_m: NotNegativeValue
    """Height above the ground at which the balloon is let go. [m]"""
    balloons_stated: Stated[Count] = Field(alias="balloons")
    """How many balloons flew, or fly in such an event."""

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        given = [key for key in ("longitude", "latitude") if getattr(self, f"{key}_stated") is not None]
        if len(given) == 1 and self.site_stated is None:
            return self.with_faults(f"has {given[0]} only; give longitude and latitude, or a site.")
        if not given and self.site_stated is None:
            return self.with_faults(f"has no place; give a site ({', '.join(sites())}), or longitude and latitude.")
        return self

    @property
    def time(self) -> datetime:
        """Moment of the launch, with its offset from UTC."""
        return self.time_stated.value

    @property
    def light(self) -> str | None:
        """What the light is at the launch: night, twilight or day; None where nothing is said."""
        return None if self.light_stated is None else self.light_stated.value

    @property
    def site(self) -> str | None:
        """Name of the launch site; None where coordinates were given."""
        return None if self.site_stated is None else self.site_stated.value

    @property
    def longitude(self) -> float:
        """Longitude of the launch. [degree]"""
        return _resolved(self.longitude_stated)

    @property
    def latitude(self) -> float:
        """Latitude of the launch. [degree]"""
        return _resolved(self.latitude_stated)

    @property
    def balloons(self) -> int:
        """How many balloons flew, or fly in such an event."""
        return self.balloons_stated.value


class Weather(Section):
    """The wind, and how wrong it may be."""

    wind: Annotated[str | tuple[str, ...], BeforeValidator(_winds)]
    """"climatology", "shipped:NAME", or the path of a wind file, folder, pattern or store, relative to the working
    directory if it is relative; or a list of files."""
    vertical_wind: Annotated[bool, Field(strict=True)]
    """Whether the vertical wind of the data, where they have it, moves balloons and what they drop."""
    member: Annotated[int, Field(strict=True, ge=0)] | None = None
    """Number of the one member to fly of an ensemble of winds; all of them where it is not said."""
    ensemble: Literal["members", "spread"]
    """What an ensemble of winds is for: members (each weather member flies in one of them) or spread (all fly in their
    mean, which errs as much at each height as the members differ)."""
    ensemble_inflation: CertainPositive
    """What the differences of an ensemble's members from their mean are multiplied by. [1]"""
    steady: Annotated[bool, Field(strict=True)]
    """Whether a wind with a single time may be flown as one that never changes."""
    longest_gap_h: PlainPositive
    """Longest time between two times of the wind that may be interpolated over. [h]"""
    analysis_error_sd_m_s: CertainNotNegative
    """Standard deviation of the wind's error, for each component, at 850 and 500 hPa; up to a quarter more near the
    ground and from 300 hPa up. [m s-1]"""
    analysis_error_time_h: CertainPositive
    """Time over which that error forgets itself. [h]"""
    analysis_error_height_km: CertainPositive
    """Height over which that error forgets itself. [km]"""
    analysis_error_distance_km: CertainPositive
    """Distance over the ground over which that error forgets itself. [km]"""
    turbulence_diffusivity_m2_s: CertainNotNegative
    """Horizontal diffusivity of the motion that the wind does not resolve, above the boundary layer. [m2 s-1]"""
    turbulence_time_s: CertainPositive
    """Time over which that motion forgets itself. [s]"""
    vertical_gust_sd_m_s: CertainNotNegative
    """Standard deviation of the vertical motion that the wind does not resolve, above the boundary layer. [m s-1]"""
    vertical_gust_time_s: CertainPositive
    """Time over which that vertical motion forgets itself. [s]"""
    mesoscale_fraction: CertainNotNegative
    """Motion between grid points, over the standard deviation of the wind at the points around. [1]"""
    night_layer_height_m: CertainPositive
    """Height of the boundary layer by night, above the ground. [m]"""
    night_friction_velocity_m_s: CertainPositive
    """Friction velocity by night. [m s-1]"""
    day_layer_height_m: CertainPositive
    """Height of the boundary layer by day, above the ground. [m]"""
    day_friction_velocity_m_s: CertainPositive
    """Friction velocity by day. [m s-1]"""
    day_obukhov_length_m: Annotated[Value, AfterValidator(Limits(below=0.0, certain=True))]
    """Obukhov length by day: the nearer to 0, the more the ground's warmth stirs the air. [m]"""
    rain_probability: Annotated[Value, AfterValidator(Limits(at_least=0.0, at_most=1.0, certain=True))]
    """Chance, for each weather member, that it rains on what falls. [1]"""


class Simulation(Section):
    """How much is computed. These are settings of the computation, not statements about the world."""

    balloons: Count
    """Balloons simulated."""
    weather_members: Count
    """Weathers that they share."""
    rng_seed: Annotated[int, Field(strict=True, ge=0, lt=2**64)]
    """Number that the random streams start from."""
    fall_samples: Annotated[int, Field(strict=True, ge=1, le=1000)]
    """Falls drawn for each kind of item in each bundle."""
    horizon_h: Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, le=240)]
    """Time after which a flight is no longer followed. [h]"""
    step_s: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0.1, le=60)]
    """Time step of the flight. [s]"""
    sampling: Literal["random", "sobol"] = "random"
    """How the parameters of balloons are drawn: random (each for itself) or sobol (so that all together fill their
    space evenly, by a scrambled Sobol sequence). Weathers and turbulence are random in either."""

    @model_validator(mode="after")
    def _members_have_balloons(self) -> Self:
        if self.weather_members > self.balloons:
            fault = f"is {self.weather_members}; it must be at most simulation.balloons ({self.balloons})."
            return self.with_faults(("weather_members", fault))
        return self
