"""Who carries a procedure out, where and from when to when: catalog writes it, dossier routes by it."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from pydantic import Field

from contracts.terms import AgencyKind, OnlineLevel, Term


class Part(StrEnum):
    """What an agency does in a procedure."""

    DECIDES = "decides"  # cơ quan thực hiện
    COORDINATES = "coordinates"  # cơ quan phối hợp


class Competence(Term):
    """Agencies of a kind, or the one of `agency_code`; in the wards named, or everywhere; days inclusive.

    `online_level` is theirs where it differs from the procedure's own.
    """

    kind: AgencyKind
    part: Part = Part.DECIDES
    agency_code: str | None = None
    ward_codes: list[str] = Field(default=[])
    valid_from: date | None = None
    valid_to: date | None = None
    online_level: OnlineLevel | None = None

    def covers(self, kind: AgencyKind, *, agency_code: str, wards: Iterable[str], on: date) -> bool:
        """Whether an agency that serves `wards` (none named: all) is competent on a day."""
        if kind is not self.kind or self.agency_code not in (None, agency_code):
            return False
        if (self.valid_from and on < self.valid_from) or (self.valid_to and on > self.valid_to):
            return False
        served = frozenset(wards)
        return not self.ward_codes or not served or not served.isdisjoint(self.ward_codes)


def deciding(
    competences: Iterable[Competence], kind: AgencyKind, *, agency_code: str, wards: Iterable[str], on: date
) -> Competence | None:
    """The entry by which an agency decides on a day, one that names it before those of its kind; None: it does not."""
    served = list(wards)
    found = [
        one
        for one in competences
        if one.part is Part.DECIDES and one.covers(kind, agency_code=agency_code, wards=served, on=on)
    ]
    return max(found, key=lambda one: (one.agency_code is not None, bool(one.ward_codes)), default=None)
