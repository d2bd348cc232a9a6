"""Finding people by numbers that are not searched in the clear: a keyed digest (mac) of each stands beside the record.

The key is a setting of this service alone, so neither the table nor a copy of it tells whose number it is by trying all
of them. A digest is of the whole number: no prefix, no likeness. `mark` names the key, so that after an exchange of the
key every record is digested anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.sealing import Sealer
from kit.vietnamese import phone

PERSONAL_NUMBER, PHONE = "personal number", "phone"


@dataclass(frozen=True)
class Macs:
    """By which somebody is found; None: there is nothing to find them by."""

    personal_number: str | None
    phone: str | None


class Blind:
    """Digests under one key."""

    def __init__(self, key: str) -> None:
        self._sealer = Sealer(key, name="dossier index")

    @property
    def mark(self) -> str:
        """Which key it is; tells nothing of it."""
        return self._sealer.mac("mark")[:16]

    def personal_number(self, number: str) -> str | None:
        """Of a personal number as people write it, with or without spaces and dots; None when it cannot be one."""
        figures = "".join(char for char in number if char not in " .-")
        is_whole = figures.isascii() and figures.isdigit() and len(figures) in (9, 12)
        return self._sealer.mac(PERSONAL_NUMBER, figures) if is_whole else None

    def phone(self, number: str) -> str | None:
        """Of a phone number as people write it; None when it is none."""
        known = phone(number)
        return self._sealer.mac(PHONE, known) if known else None

    def of(self, record: Mapping[str, Any]) -> Macs:
        """Of somebody's record as identity said it."""
        number, called = record.get("personal_number"), record.get("phone")
        return Macs(self.personal_number(number) if number else None, self.phone(called) if called else None)
