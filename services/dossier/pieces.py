"""A file sent in pieces, as tus 1.0 has it: what a piece may be, where it goes, and what its sender says of the file.

A piece that is not the last has at least `SMALLEST` bytes, so that a file is few pieces; none has more than `LARGEST`,
so that one fits in memory.
"""

import base64
import binascii
from datetime import timedelta

from kit.faults import Fault
from kit.problems import Invalid, TooLarge
from services.dossier.problems import OffsetMismatch

VERSION = "1.0.0"
"""Of the protocol."""
MEDIA = "application/offset+octet-stream"

SMALLEST = 64 * 1024
LARGEST = 4 * 1024 * 1024
LIVES = timedelta(hours=24)
"""How long a file may be on its way."""

TOO_SMALL = (
    "too-small",
    "Mỗi phần, trừ phần cuối, từ 64 KiB trở lên.",
    "A piece that is not the last has 64 KiB or more.",
)
METADATA = (
    "malformed",
    "Upload-Metadata không đúng: các cặp tên và giá trị base64.",
    "Upload-Metadata is not a list of names and base64 values.",
)
MOST_METADATA = 2000
"""Characters of the header."""


def check_piece(length: int, *, offset: int, received: int, size: int) -> None:
    """Raise OffsetMismatch unless a piece begins where the last one ended, TooLarge for one of too many bytes or past
    the file's end, Invalid for one too small.
    """
    if offset != received or received >= size:
        raise OffsetMismatch(headers={"Upload-Offset": str(received)})
    if length > LARGEST or offset + length > size:
        raise TooLarge
    if length < SMALLEST and offset + length < size:
        raise Invalid(errors=[Fault("/body", *TOO_SMALL)])


def metadata(header: str) -> dict[str, str]:
    """The pairs of an Upload-Metadata header; Invalid when it is malformed or names something twice."""
    told: dict[str, str] = {}
    if len(header) > MOST_METADATA:
        raise _malformed()
    for pair in header.split(",") if header.strip() else ():
        name, _, value = pair.strip().partition(" ")
        if not name or name in told:
            raise _malformed()
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise _malformed() from None
    return told


def _malformed() -> Invalid:
    return Invalid(errors=[Fault("/header/Upload-Metadata", *METADATA)])
