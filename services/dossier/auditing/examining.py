"""What can be wrong with a dossier's history, and with the numbers of a day. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.dossier.history import Deed, content_digest, differences, first_break, settled_content, standing
from services.dossier.lifecycle import UNSENT, Status

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
    deeds = [deed for deed, _, _ in chain]
    if row is not None and not _is_content_settled(dossier_id, deeds, row):
        yield Finding(about, "the answers are not those that were sent")
    try:
        said = standing(deeds)
    except (ValueError, TypeError) as error:
        yield Finding(about, f"its entries are no life of a dossier: {error}")
        return
    if row is not None and (wrong := differences(said, row)):
        yield Finding(about, f"the row is not what its entries say in: {', '.join(sorted(wrong))}")


def _is_content_settled(dossier_id: UUID, deeds: Sequence[Deed], row: Mapping[str, Any]) -> bool:
    """Whether the answers are those the entries say; a draft's are the applicant's to change."""
    settled = settled_content(deeds)
    is_free = settled is None or Status(row["status"]) in UNSENT
    return is_free or settled == content_digest(dossier_id, row["answers"])


class Closing:
    """The last line of an export, reckoned as it is written: how much there is, and one digest over every last hash."""

    def __init__(self) -> None:
        self._heads, self._dossiers, self._entries = hashlib.sha256(), 0, 0

    def add(self, chain: Sequence[Link]) -> None:
        """One more chain, in order."""
        self._dossiers, self._entries = self._dossiers + 1, self._entries + len(chain)
        self._heads.update((chain[-1][2] if chain else "").encode())

    def told(self) -> dict[str, Any]:
        """The line."""
        return {"dossiers": self._dossiers, "entries": self._entries, "heads": self._heads.hexdigest()}


def cut(chains: Iterable[Sequence[Link]], said: Mapping[str, Any] | None) -> Iterator[Finding]:
    """Whether an exported file is not whole: `said` is its last line, None when it has none."""
    whole = Closing()
    for chain in chains:
        whole.add(chain)
    if said != whole.told():
        yield Finding("the file", "its last line does not tell what is in it: it was cut, or lines were taken out")


def gaps(drawn: Mapping[tuple[str, date], int], used: Mapping[tuple[str, date], int]) -> Iterator[Finding]:
    """Numbers that were drawn and are on no dossier, by agency and day, and the other way round."""
    for agency_code, day in sorted(drawn.keys() | used.keys()):
        there, here = drawn.get((agency_code, day), 0), used.get((agency_code, day), 0)
        if there != here:
            yield Finding(f"{agency_code} {day}", f"{there} numbers were drawn, {here} dossiers were accepted")
