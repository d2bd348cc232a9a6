"""Reads. Lists come as rows whose `item` is JSON made by PostgreSQL; `key` continues a list after its last row."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where a row stands in a ranked list: better band first, then shorter name, then code."""

    band: int
    size: int
    code: str


class Found(NamedTuple):
    """A row of a list: its place and its JSON text."""

    place: Place
    item: str


START = Place(-1, -1, "")
"""Before every row."""


class Listed(NamedTuple):
    """A row of a list by code: its JSON text."""

    code: str
    item: str
