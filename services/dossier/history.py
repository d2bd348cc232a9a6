"""The history of a dossier: what was done, by whom, sealed in a chain; the dossier is what its entries say.

Each entry carries the hash of the one before and its own, SHA-256 over canonical JSON (sorted keys, no spaces,
UTF-8), so a changed, removed or inserted entry breaks every later seal. `first_break` and `standing` are the verifier:
no request runs them; the tests hold the chain and the row together with them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.dossier.lifecycle import LIFE, Act, Role, Status

GENESIS = "0" * 64
"""The hash before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act as it is recorded. `decided` holds what the act settled, as JSON values and without personal data.

    `delegation_id`: `actor_id` did it for the applicant, who lets them (None: on their own account). `patch` tells what
    else it changed, as ids, names of fields and digests; `transaction_id` is the client's own id of the act.
    """

    dossier_id: UUID
    sequence: int
    act: Act
    actor_id: UUID | None
    role: Role
    agency_code: str | None
    client_id: str | None
    before: Status | None
    after: Status
    at: datetime
    note: str | None = None
    delegation_id: UUID | None = None
    decided: dict[str, Any] = field(default_factory=dict)
    patch: dict[str, Any] = field(default_factory=dict)
    transaction_id: str | None = None


LATER = ("delegation_id", "patch", "transaction_id")
"""What entries sealed before these existed say nothing of: left out of the seal while empty."""


def seal(deed: Deed, *, previous: str) -> str:
    """The hash of a deed on top of the hash before it, in hexadecimal."""
    told = {one.name: _plain(getattr(deed, one.name)) for one in fields(deed)} | {"previous": previous}
    told = {name: value for name, value in told.items() if value or name not in LATER}
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def first_break(chain: Iterable[tuple[Deed, str, str]]) -> int | None:
    """The sequence of the first entry whose seal or place is wrong, None when all is as it was written.

    `chain` holds (deed, previous hash, hash) in order.
    """
    expected = GENESIS
    for sequence, (deed, previous, found) in enumerate(chain, start=1):
        if deed.sequence != sequence or previous != expected or seal(deed, previous=previous) != found:
            return sequence
        expected = found
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The part of a dossier that acts decide. Times are ISO 8601 texts, as the entries hold them.

    `revision`: under which it was sent or received last; None before that, and in entries older than revisions.
    `owner_id`: whose it is; None in entries older than this, and of a part, which is its whole's owner's.
    `agency_code`: the successor it was moved to; None while it is with the agency it was opened at.
    """

    status: Status = Status.DRAFT
    acts: int = 0
    revision: int | None = None
    owner_id: str | None = None
    number: str | None = None
    submitted_at: str | None = None
    received_at: str | None = None
    due_at: str | None = None
    paused_since: str | None = None
    fee_due: int = 0
    bill_id: str | None = None
    fee_paid_at: str | None = None
    assigned_to: str | None = None
    outcome: str | None = None
    timeliness: str | None = None
    resolved_at: str | None = None
    delivered_at: str | None = None
    delivered_by: str | None = None
    interrupted: tuple[str, ...] = ()
    agency_code: str | None = None
    counted_since: str | None = None
    extended_at: str | None = None
    stop_reason: str | None = None
    step: str | None = None
    step_since: str | None = None
    step_due_at: str | None = None


def standing(deeds: Iterable[Deed]) -> Standing:
    """What the entries say the dossier is; ValueError when an entry is not a move of the table."""
    now = Standing()
    before: Status | None = None
    open_: tuple[Status, ...] = ()
    for deed in deeds:
        rule = LIFE[deed.act]
        is_move = deed.before is before and (before in rule.before if before is not None else not rule.before)
        if not is_move or deed.after is not rule.lands(before, open_):
            raise ValueError(f"entry {deed.sequence} is not a move of the table")
        open_ = rule.left_open(before, open_)
        now = replace(now, status=deed.after, acts=deed.sequence, interrupted=open_, **deed.decided)
        before = deed.after
    return now


def differences(said: Standing, row: Mapping[str, Any]) -> set[str]:
    """The columns in which a row is not what its entries say. `row`: Dossier's columns as they are.

    An agency is said only when the dossier was moved, a revision and an owner only since entries tell them; a draft
    moves to the revision in force, also one that was taken back.
    """
    kept = plain({one.name: row[one.name] for one in fields(Standing)})
    silent = {name for name in ("agency_code", "owner_id", "revision") if getattr(said, name) is None}
    silent |= {"revision"} if said.status is Status.DRAFT else set()
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(said).items()}
    return {name for name in kept if name not in silent and kept[name] != told[name]}


def content_digest(dossier_id: UUID, answers: Mapping[str, Any]) -> str:
    """What an entry keeps of the answers it settles: SHA-256 over the dossier's id and their canonical JSON, in hex."""
    told = json.dumps([str(dossier_id), answers], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def settled_content(deeds: Iterable[Deed]) -> str | None:
    """The digest of the answers as the last entry that settled any says; None: entries older than these digests."""
    return next((deed.patch["answers"] for deed in reversed(list(deeds)) if "answers" in deed.patch), None)


def plain(decided: dict[str, Any]) -> dict[str, Any]:
    """What an act settled as JSON values: times in UTC ISO 8601, words and ids as text."""
    return {name: _plain(value) for name, value in decided.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a deed
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
