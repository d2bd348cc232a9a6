"""What a file is to its dossier: who may add one and when, and which of them count.

The applicant adds papers while drafting and where a supplement is asked for; the agency's staff add scans of papers
brought to them (digitised: Nghị định 107/2021/NĐ-CP, Thông tư 01/2023/TT-VPCP) as long as the dossier is worked on.
Nothing is taken away again: a later version replaces the one before, which stays to be read.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from contracts.dossier import Outcome
from services.dossier.lifecycle import SENT, STAFF, STATES, Role, Status


class PaperKind(StrEnum):
    """What a file is to its dossier."""

    COMPONENT = "component"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Hand(StrEnum):
    """In what quality somebody added a file."""

    APPLICANT = "applicant"
    DELEGATE = "delegate"
    CO_AUTHOR = "co_author"
    AGENCY = "agency"


class Verdict(StrEnum):
    """What the agency thinks of a paper."""

    UNSEEN = "unseen"
    GOOD = "good"
    WRONG = "wrong"


class Scan(StrEnum):
    """What is known of a file's harmlessness; one quarantined or infected is read by nobody."""

    QUARANTINED = "quarantined"
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"  # no scanner is set up


class Source(StrEnum):
    """Where a file in somebody's data store comes from: themselves, the desk's scanner, an agency's decision."""

    UPLOADED = "uploaded"
    DIGITISED = "digitised"
    ISSUED = "issued"


READABLE = frozenset({Scan.CLEAN, Scan.NOT_SCANNED})
"""The states in which a file is given out, and may stand in for an upload elsewhere."""

_APPLICANT = {Status.DRAFT: PaperKind.COMPONENT, Status.SUPPLEMENT_REQUIRED: PaperKind.SUPPLEMENT}
_DESK = {
    **_APPLICANT,
    Status.SUBMITTED: PaperKind.COMPONENT,
    Status.ACCEPTED: PaperKind.COMPONENT,
    Status.IN_PROGRESS: PaperKind.COMPONENT,
}
MOMENTS: Mapping[Role, Mapping[Status, PaperKind]] = {
    Role.APPLICANT: _APPLICANT,
    Role.CO_AUTHOR: _APPLICANT,
    **dict.fromkeys(STAFF, _DESK),
}
"""Who may add a paper in which status, and what it then is. Staff see only the drafts they enter themselves."""


def addable(status: Status, *, by: Collection[Role]) -> PaperKind | None:
    """What a paper added now by somebody with these roles would be; None: they may not add one now."""
    return next((kind for role in sorted(by) if (kind := MOMENTS.get(role, {}).get(status)) is not None), None)


def hand_of(by: Collection[Role], *, is_delegated: bool) -> Hand:
    """In what quality somebody with these roles adds a file; `is_delegated`: by a delegation of the applicant's."""
    if Role.CO_AUTHOR in by:
        return Hand.CO_AUTHOR
    if Role.APPLICANT in by:
        return Hand.DELEGATE if is_delegated else Hand.APPLICANT
    return Hand.AGENCY


def moments(by: Collection[Role]) -> frozenset[Status]:
    """The statuses in which somebody with these roles may add papers."""
    return frozenset(status for role in by for status in MOMENTS.get(role, {}))


def closed_words(status: Status, *, moments: Collection[Status]) -> tuple[str, str]:
    """That no file is taken in a status, and in which it would be: Vietnamese, English."""
    here, there = STATES[status], [state for one, state in STATES.items() if one in moments]
    return (
        f"Chỉ thêm tệp khi hồ sơ ở trạng thái: {', '.join(one.vi for one in there)}. Hiện tại: {here.vi}.",
        f"Files can be added only in: {', '.join(one.en for one in there)}. The dossier is: {here.en}.",
    )


class Filed(Protocol):
    """What is looked at of a file."""

    @property
    def kind(self) -> PaperKind: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def scan(self) -> Scan: ...
    @property
    def replaced_by(self) -> UUID | None: ...


def is_usable(paper: Filed) -> bool:
    """Whether a file counts for its component: the latest version, not called wrong, not known to be harmful.

    One that still waits to be scanned counts: sending a dossier does not wait for the scanner.
    """
    return paper.replaced_by is None and paper.verdict is not Verdict.WRONG and paper.scan is not Scan.INFECTED


def is_reusable(paper: Filed, *, status: Status, outcome: Outcome | None, until: date | None, on: date) -> bool:
    """Whether its owner may point at a file in place of an upload, given where its dossier stands.

    Of a result: it was granted and, on the day, has not run out (`until`: its last day). Of a paper: an agency has it.
    """
    if not is_usable(paper) or paper.scan not in READABLE:
        return False
    if paper.kind is PaperKind.RESULT:
        return outcome is Outcome.GRANTED and (until is None or on <= until)
    return status in SENT and status is not Status.DECLINED


def is_decided(kind: PaperKind, *, made_at: datetime, undecided_since: datetime | None) -> bool:
    """Whether the applicant may read a file: one prepared as the result is theirs once the dossier is decided.

    `undecided_since`: from when on what the agency made is not decided yet; None: all of it is.
    """
    return kind is not PaperKind.RESULT or undecided_since is None or made_at < undecided_since


def source(paper: Filed, *, is_digitised: bool) -> Source:
    """Where a file comes from."""
    if paper.kind is PaperKind.RESULT:
        return Source.ISSUED
    return Source.DIGITISED if is_digitised else Source.UPLOADED
