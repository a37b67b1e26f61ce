"""The invented artists and titles of the generated songs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

ARTISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Deep House": (
            *("Velvet Tideline", "Moth Parade", "Unit 07", "Lanternfield", "Slow Cassette"),
            *("Harbour Nine", "Oda Marrow"),
        ),
        "Tech House": (
            *("Copper Ledger", "Plaza Static", "Gridwork Twins", "Rubber Almanac"),
            *("Dial Eleven", "Tin Orchard"),
        ),
        "Progressive House": (
            *("Signal Garden", "Farther Coast", "Halcyon Relay", "Northbound Glass"),
            *("Kite Theory", "Mirador Eight", "Quiet Ascent", "Pale Meridian"),
        ),
        "Techno": (
            *("Kiln Operator", "Vektor Abbey", "Null Foundry", "Basalt Index"),
            *("Grey Turbine", "Sector Choir", "Ninth Conduit"),
        ),
        "Trance": (
            *("Aurora Ledge", "Sky Parallel", "Ninefold Dawn", "Celest Engine"),
            *("Opal Transit", "Vanta Lumen"),
        ),
        "Breaks": (
            *("Parallax Ditch", "Crooked Meter", "Sable Junction", "Loose Ampere"),
            *("Rattlebox Nine", "Ember Causeway", "Juno Scaffold"),
        ),
    }
)
"""Six to eight artists per genre, none of them in two, so that splits by artist exist."""

_FIRST = (
    *("Amber", "Borrowed", "Cobalt", "Distant", "Eastern", "Folded", "Glass", "Hollow"),
    *("Inner", "Jade", "Lowlight", "Magnetic", "Nocturne", "Orbit", "Paper", "Quartz"),
    *("Restless", "Salt", "Thermal", "Ultramarine", "Vacant", "Winter", "Yellow", "Zero"),
)
_SECOND = (
    *("Arcade", "Beacon", "Corridor", "Drift", "Echo", "Ferry", "Gate", "Horizon"),
    *("Island", "Junction", "Kilometre", "Lattice", "Meridian", "Nightbus", "Outpost"),
    *("Pavilion", "Quarry", "Ritual", "Station", "Tunnel", "Undertow", "Viaduct", "Wire"),
)

MAX_SONGS_PER_GENRE = len(_FIRST) * len(_SECOND) // len(ARTISTS)
"""More songs would repeat a title."""


def choose_title(rng: np.random.Generator, genre_number: int, index: int) -> str:
    """Return the title of song `index`, unlike that of any other song of the same generator.

    Parameters
    ----------
    rng : numpy.random.Generator
        One that depends on the seed alone.
    genre_number : int
        Position of the genre, from 0.
    index : int
        Number of the song within its genre, below `MAX_SONGS_PER_GENRE`.
    """
    order = rng.permutation(len(_FIRST) * len(_SECOND))
    first, second = divmod(int(order[index * len(ARTISTS) + genre_number]), len(_SECOND))
    return f"{_FIRST[first]} {_SECOND[second]}"


def choose_artist(rng: np.random.Generator, genre: str, index: int) -> str:
    """Return the artist of song `index`: the genre's artists in turn, in a drawn order.

    Parameters
    ----------
    rng : numpy.random.Generator
        One that depends on the seed and the genre alone.
    """
    artists = ARTISTS[genre]
    return artists[int(rng.permutation(len(artists))[index % len(artists)])]
