"""One-time codes at the desk: what one looks like, how long and how often it may be typed, when another may be sent.

A code confirms one thing of one dossier: what the desk entered for the citizen, exactly as it was when the code was
asked for (`content`), or that a result was received. Six digits are few, so everything around them is bounded.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

DIGITS = 6
LIFE = timedelta(minutes=10)
TRIES = 6
"""Times a code may be typed, right or wrong."""

HOUR = timedelta(hours=1)
RESEND_AFTER = timedelta(seconds=60)
"""Between two codes for the same thing."""

MOST_FOR_DOSSIER = 5
MOST_TO_PERSON = 10
"""Codes sent in an hour, so that no desk can flood somebody's telephone."""


def new() -> str:
    """A fresh code: six digits, leading zeros included."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def written(typed: str) -> str:
    """The code as it was sent, however its digits were spaced."""
    return "".join(typed.split()).replace("-", "")[: 2 * DIGITS]


def content(answers: Mapping[str, Any], papers: Collection[tuple[str, str]], *, case: str | None) -> str:
    """What a citizen confirms, as SHA-256 in hexadecimal: the answers and every paper's (component, SHA-256)."""
    told = {"case": case, "answers": answers, "papers": sorted(papers)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def seconds_left(for_dossier: Sequence[datetime], to_person: Sequence[datetime], *, at: datetime) -> int | None:
    """Whole seconds until another code may be sent, at least 1; None when it may be now.

    Both are the times of codes sent before: for the same thing of the dossier, and to the same person for anything.
    """
    until = max(
        _free(for_dossier, most=1, within=RESEND_AFTER, at=at),
        _free(for_dossier, most=MOST_FOR_DOSSIER, within=HOUR, at=at),
        _free(to_person, most=MOST_TO_PERSON, within=HOUR, at=at),
    )
    return max(1, -int((at - until).total_seconds() // 1)) if until > at else None


def masked(address: str) -> str:
    """An address as its owner recognises it and nobody else can use it: `l•••@motcua.example`, `••• 001`."""
    name, at, host = address.partition("@")
    return f"{name[:1]}•••@{host}" if at else f"••• {address[-3:]}"


def _free(sent: Sequence[datetime], *, most: int, within: timedelta, at: datetime) -> datetime:
    """When fewer than `most` of the codes lie within the time before."""
    recent = sorted(moment for moment in sent if moment > at - within)
    return recent[-most] + within if len(recent) >= most else at
