"""Which papers a dossier's history calls for (forms 01 to 07 of Phụ lục I Thông tư 03/2025/TT-VPCP, and results), and
what can be said of one that was issued.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.dossier.history import Deed
from services.dossier.lifecycle import Act


class IssuedKind(StrEnum):
    """A form of the circular, or a result."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Title:
    """A form's number in the circular and its name; a result has no number."""

    number: str | None
    vi: str
    en: str


TITLES: dict[IssuedKind, Title] = {
    IssuedKind.RECEIPT: Title("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment slip"),
    IssuedKind.SUPPLEMENT: Title("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for supplement"),
    IssuedKind.REFUSAL: Title("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal of reception"),
    IssuedKind.APOLOGY: Title(
        "04", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Apology and extension of time"
    ),
    IssuedKind.STOP: Title("05", "Thông báo dừng giải quyết hồ sơ", "Notice that the dossier is stopped"),
    IssuedKind.CONTROL: Title("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control sheet"),
    IssuedKind.REGISTER: Title("07", "Sổ theo dõi hồ sơ", "Register of dossiers"),
    IssuedKind.RESULT: Title(None, "Kết quả giải quyết thủ tục hành chính", "Result of the procedure"),
}

GROUNDS: dict[IssuedKind, frozenset[Act]] = {
    IssuedKind.RECEIPT: frozenset({Act.ACCEPT}),
    IssuedKind.SUPPLEMENT: frozenset({Act.REQUEST_SUPPLEMENT, Act.ASK_BEFORE_RECEPTION}),
    IssuedKind.REFUSAL: frozenset({Act.DECLINE}),
    IssuedKind.APOLOGY: frozenset({Act.EXTEND}),
    IssuedKind.STOP: frozenset({Act.STOP, Act.GRANT_WITHDRAWAL}),
}
"""The acts each sealed slip tells of: one slip for each such entry. The control sheet tells of them all."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip that can be had of a dossier. `sequence`: the entry it tells of; of the control sheet, the last one."""

    kind: IssuedKind
    sequence: int
    at: datetime


def slips(deeds: Iterable[Deed]) -> list[Slip]:
    """Every slip a history calls for, in order; once the dossier has been received also its control sheet."""
    told = list(deeds)
    found = [Slip(kind, deed.sequence, deed.at) for deed in told for kind, acts in GROUNDS.items() if deed.act in acts]
    if any(slip.kind is IssuedKind.RECEIPT for slip in found):
        found.append(Slip(IssuedKind.CONTROL, told[-1].sequence, told[-1].at))
    return found


def slip_of(deeds: Iterable[Deed], kind: IssuedKind, *, sequence: int | None) -> Slip | None:
    """The slip of a kind that tells of an entry, or the last of its kind; None: there is no such slip."""
    found = [one for one in slips(deeds) if one.kind is kind and sequence in (None, one.sequence)]
    return found[-1] if found else None


class Genuineness(StrEnum):
    """What can be said of an issued paper."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Kept(Protocol):
    """What is looked at of an issued paper."""

    @property
    def superseded_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


def genuineness(issued: Kept) -> Genuineness:
    """A paper declared void is void, also when a later one took its place."""
    if issued.revoked_at is not None:
        return Genuineness.REVOKED
    return Genuineness.GENUINE if issued.superseded_at is None else Genuineness.SUPERSEDED
