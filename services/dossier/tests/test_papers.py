"""Who may add a paper when, and which files count, without a database."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest

from contracts.dossier import Outcome
from services.dossier.lifecycle import LIFE, SENT, STAFF, Act, Role, Status
from services.dossier.papers import (
    MOMENTS,
    PaperKind,
    Scan,
    Source,
    Verdict,
    addable,
    is_reusable,
    is_usable,
    moments,
    source,
)


@dataclass
class File:
    """A file as the rule sees it."""

    kind: PaperKind = PaperKind.COMPONENT
    verdict: Verdict = Verdict.UNSEEN
    scan: Scan = Scan.NOT_SCANNED
    replaced_by: UUID | None = None


@pytest.mark.parametrize("status", list(Status))
def test_an_applicant_adds_papers_to_a_draft_and_to_what_a_supplement_is_asked_for(status: Status) -> None:
    expected = {Status.DRAFT: PaperKind.COMPONENT, Status.SUPPLEMENT_REQUIRED: PaperKind.SUPPLEMENT}.get(status)
    assert addable(status, by={Role.APPLICANT}) is expected
    assert addable(status, by={Role.CO_AUTHOR}) is expected


@pytest.mark.parametrize("status", list(Status))
def test_staff_add_scans_until_the_dossier_is_decided(status: Status) -> None:
    is_worked_on = status in {Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED, Status.IN_PROGRESS}
    is_asked = status is Status.SUPPLEMENT_REQUIRED
    expected = PaperKind.COMPONENT if is_worked_on else PaperKind.SUPPLEMENT if is_asked else None
    for role in STAFF:
        assert addable(status, by={role}) is expected


@pytest.mark.parametrize("role", [Role.INVITEE, Role.SYSTEM, Role.PARTNER])
def test_nobody_else_adds_papers(role: Role) -> None:
    assert {addable(status, by={role}) for status in Status} == {None}
    assert moments({role}) == frozenset()


def test_who_may_add_papers_may_do_the_act_of_the_table() -> None:
    assert set(MOMENTS) <= LIFE[Act.FILE].by
    assert moments(MOMENTS) - {Status.DRAFT} <= SENT


def test_somebody_with_several_roles_adds_what_any_of_them_may() -> None:
    assert addable(Status.SUBMITTED, by={Role.INVITEE, Role.COUNTER}) is PaperKind.COMPONENT


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        (File(), True),
        (File(verdict=Verdict.GOOD, scan=Scan.CLEAN), True),
        (File(scan=Scan.QUARANTINED), True),
        (File(scan=Scan.INFECTED), False),
        (File(verdict=Verdict.WRONG), False),
        (File(replaced_by=uuid4()), False),
    ],
    ids=["unseen", "good", "quarantined", "infected", "wrong", "replaced"],
)
def test_the_latest_harmless_version_nobody_called_wrong_counts(file: File, counts: bool) -> None:
    assert is_usable(file) is counts


TODAY = date(2026, 11, 24)
RESULT = File(kind=PaperKind.RESULT)


@pytest.mark.parametrize(
    ("file", "status", "expected"),
    [
        (File(), Status.SUBMITTED, True),
        (File(scan=Scan.CLEAN), Status.DELIVERED, True),
        (File(), Status.STOPPED, True),
        (File(), Status.DRAFT, False),
        (File(), Status.DISCARDED, False),
        (File(), Status.DECLINED, False),
        (File(scan=Scan.QUARANTINED), Status.SUBMITTED, False),
        (File(scan=Scan.INFECTED), Status.SUBMITTED, False),
        (File(verdict=Verdict.WRONG), Status.SUBMITTED, False),
        (File(replaced_by=uuid4()), Status.SUBMITTED, False),
    ],
    ids=lambda one: "" if isinstance(one, File) else str(one),
)
def test_a_paper_is_used_again_once_an_agency_has_it(file: File, status: Status, expected: bool) -> None:
    assert is_reusable(file, status=status, outcome=None, until=None, on=TODAY) is expected


@pytest.mark.parametrize(
    ("outcome", "until", "expected"),
    [
        (Outcome.GRANTED, None, True),
        (Outcome.GRANTED, TODAY, True),
        (Outcome.GRANTED, date(2026, 11, 23), False),
        (Outcome.REFUSED, None, False),
        (None, None, False),
    ],
    ids=["for-ever", "last-day", "run-out", "refused", "undecided"],
)
def test_a_result_is_used_again_while_it_is_good(outcome: Outcome | None, until: date | None, expected: bool) -> None:
    assert is_reusable(RESULT, status=Status.RESOLVED, outcome=outcome, until=until, on=TODAY) is expected


def test_a_file_comes_from_its_owner_from_the_desk_or_from_an_agency() -> None:
    assert source(File(), is_digitised=False) is Source.UPLOADED
    assert source(File(), is_digitised=True) is Source.DIGITISED
    assert source(RESULT, is_digitised=False) is Source.ISSUED
