"""What a revision is checked against: what exists on the day it comes into force."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from contracts.terms import AgencyKind
from services.catalog.content import Content


class KnownAgency(NamedTuple):
    """An agency as last heard. `ward_codes` empty: the whole province."""

    code: str
    kind: AgencyKind
    ward_codes: frozenset[str]
    valid_from: date
    valid_to: date | None

    def exists(self, on: date) -> bool:
        """Whether there is such an agency on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class World:
    """What is there on the day `on`.

    `provinces`, `wards`: codes of administrative units. `procedures`: codes; `code` is the one being checked.
    `results`: codes of the papers that procedures produce. `previous`: the revision this one follows.
    """

    on: date
    code: str
    agencies: tuple[KnownAgency, ...]
    provinces: frozenset[str]
    wards: frozenset[str]
    procedures: frozenset[str]
    results: frozenset[str]
    previous: Content | None = None

    def kinds(self) -> frozenset[AgencyKind]:
        """The kinds of agency there are that day."""
        return frozenset(agency.kind for agency in self.agencies if agency.exists(self.on))
