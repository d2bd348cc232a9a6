"""What can be wrong with a dossier's history, and with the numbers of a day. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.dossier.history import Deed, differences, first_break, standing

Link = tuple[Deed, str, str]
"""An entry, the hash before it, its own hash."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written; `about` the dossier's id, or the agency and day."""

    about: str
    what: str


def examine(dossier_id: UUID, chain: Sequence[Link], *, row: Mapping[str, Any] | None = None) -> Iterator[Finding]:
    """What is wrong with a chain; with the dossier's `row` (its columns) also whether that is what entries say."""
    about = str(dossier_id)
    if not chain:
        yield Finding(about, "has no entries")
        return
    if any(deed.dossier_id != dossier_id for deed, _, _ in chain):
        yield Finding(about, "has an entry of another dossier")
    if broken := first_break(chain):
        yield Finding(about, f"the seal or place of entry {broken} is wrong")
    if row is not None and row["head"] != chain[-1][2]:
        yield Finding(about, "the last entry is not the one the dossier knows of")
    try:
        said = standing(deed for deed, _, _ in chain)
    except (ValueError, TypeError) as error:
        yield Finding(about, f"its entries are no life of a dossier: {error}")
        return
    if row is not None and (wrong := differences(said, row)):
        yield Finding(about, f"the row is not what its entries say in: {', '.join(sorted(wrong))}")


def gaps(drawn: Mapping[tuple[str, date], int], used: Mapping[tuple[str, date], int]) -> Iterator[Finding]:
    """Numbers that were drawn and are on no dossier, by agency and day, and the other way round."""
    for agency_code, day in sorted(drawn.keys() | used.keys()):
        there, here = drawn.get((agency_code, day), 0), used.get((agency_code, day), 0)
        if there != here:
            yield Finding(f"{agency_code} {day}", f"{there} numbers were drawn, {here} dossiers were accepted")
