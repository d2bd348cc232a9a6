"""A provider's claims in our words: each in its one written form, what cannot be read left out."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from services.identity.records import identifiers
from services.identity.records.identifiers import Kind

LONGEST = 500
OLD_CARD = re.compile(r"[0-9]{9}")
_LOCAL_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_SEXES = {"male": "male", "m": "male", "nam": "male", "1": "male", "0": "male"} | {
    "female": "female",
    "f": "female",
    "nữ": "female",
    "2": "female",
}
_VIETNAM = frozenset({"vn", "vnm", "việt nam", "viet nam"})


def text(value: object) -> str | None:
    """Readable text on one line, NFC; a number as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    line = " ".join(unicodedata.normalize("NFC", str(value)).split())
    return line if line and len(line) <= LONGEST and line.isprintable() else None


def day(value: object) -> str | None:
    """An ISO day, from one or from `dd/mm/yyyy`."""
    found = text(value)
    local = _LOCAL_DAY.fullmatch(found or "")
    try:
        return date.fromisoformat(f"{local[3]}-{local[2]}-{local[1]}" if local else found or "").isoformat()
    except ValueError:
        return None


def sex(value: object) -> str | None:
    """`male` or `female`."""
    return _SEXES.get((text(value) or "").casefold())


def of_kind(value: object, kind: Kind) -> str | None:
    """A number, address or phone in its one written form; None when it is no such thing."""
    found = identifiers.read(text(value) or "")
    return found.value if found.kind is kind else None


def phone(value: object) -> str | None:
    """A phone as people here write it (`0912345001`)."""
    found = of_kind(value, Kind.PHONE)
    return found.replace("+84", "0", 1) if found else None


def old_card(value: object) -> str | None:
    """The 9 digits of an identity card issued before the personal number."""
    found = text(value)
    return found if found and OLD_CARD.fullmatch(found) else None


def is_foreign(value: object) -> bool:
    """Whether a nationality is told and is another than Vietnamese."""
    found = text(value)
    return found is not None and found.casefold() not in _VIETNAM


READERS = {
    "full_name": text,
    "personal_number": lambda value: of_kind(value, Kind.PERSONAL_NUMBER),
    "identity_card": old_card,
    "birth_date": day,
    "sex": sex,
    "address": text,
    "email": lambda value: of_kind(value, Kind.EMAIL),
    "phone": phone,
    "tax_code": lambda value: of_kind(f"MST{text(value)}", Kind.TAX_CODE),
    "business_code": text,
    "company_name": text,
}
"""How each of our attributes is read."""


def read(told: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Our attributes from a provider's claims; `names` says what it calls them."""
    found = {ours: READERS[ours](told.get(theirs)) for ours, theirs in names.items() if ours in READERS}
    return {name: value for name, value in found.items() if value is not None}


def moment(value: object, *, otherwise: datetime) -> datetime:
    """A time in seconds since 1970, never later than `otherwise`, which also stands in for one not told."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= otherwise.timestamp():
        return otherwise
    return datetime.fromtimestamp(value, tz=otherwise.tzinfo)
