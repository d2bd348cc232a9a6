"""Which papers a history calls for, and what can be said of one that was issued."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.dossier.history import Deed
from services.dossier.issuing import Genuineness, IssuedKind, Slip, genuineness, slip_of, slips
from services.dossier.lifecycle import Act, Role, Status

START = datetime(2026, 11, 2, 1, tzinfo=UTC)


def deeds(*acts: Act) -> list[Deed]:
    """A history of these acts, an hour apart."""
    return [
        Deed(
            dossier_id=UUID(int=1),
            sequence=place,
            act=act,
            actor_id=None,
            role=Role.OFFICER,
            agency_code="G01.24.91",
            client_id=None,
            before=Status.IN_PROGRESS,
            after=Status.IN_PROGRESS,
            at=START + timedelta(hours=place),
        )
        for place, act in enumerate(acts, start=1)
    ]


def told(*acts: Act) -> list[tuple[str, int]]:
    return [(slip.kind.value, slip.sequence) for slip in slips(deeds(*acts))]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (Act.REQUEST_SUPPLEMENT, "supplement"),
        (Act.ASK_BEFORE_RECEPTION, "supplement"),
        (Act.DECLINE, "refusal"),
        (Act.EXTEND, "apology"),
        (Act.STOP, "stop"),
        (Act.GRANT_WITHDRAWAL, "stop"),
    ],
)
def test_each_act_of_the_circular_has_its_form(act: Act, kind: str) -> None:
    assert told(Act.OPEN, act) == [(kind, 2)]


def test_an_act_without_a_form_has_no_slip() -> None:
    assert told(Act.OPEN, Act.SUBMIT, Act.PROPOSE_EXTENSION) == []


def test_a_received_dossier_has_a_receipt_and_a_control_sheet_as_of_its_last_entry() -> None:
    assert told(Act.OPEN, Act.ACCEPT, Act.START) == [("receipt", 2), ("control", 3)]


def test_two_rounds_of_supplement_are_two_slips_and_the_latest_is_meant_unless_one_is_named() -> None:
    history = deeds(Act.OPEN, Act.REQUEST_SUPPLEMENT, Act.ANSWER_SUPPLEMENT, Act.REQUEST_SUPPLEMENT)
    first, last = (Slip(IssuedKind.SUPPLEMENT, place, START + timedelta(hours=place)) for place in (2, 4))
    assert slip_of(history, IssuedKind.SUPPLEMENT, sequence=None) == last
    assert slip_of(history, IssuedKind.SUPPLEMENT, sequence=2) == first
    assert slip_of(history, IssuedKind.SUPPLEMENT, sequence=3) is None
    assert slip_of(history, IssuedKind.STOP, sequence=None) is None


@dataclass
class Paper:
    superseded_at: datetime | None = None
    revoked_at: datetime | None = None


def test_a_revoked_paper_is_revoked_also_when_it_was_superseded() -> None:
    assert genuineness(Paper()) is Genuineness.GENUINE
    assert genuineness(Paper(superseded_at=START)) is Genuineness.SUPERSEDED
    assert genuineness(Paper(revoked_at=START)) is Genuineness.REVOKED
    assert genuineness(Paper(superseded_at=START, revoked_at=START)) is Genuineness.REVOKED
