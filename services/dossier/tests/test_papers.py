"""Who may add a paper when, and which files count, without a database."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from services.dossier.lifecycle import LIFE, SENT, STAFF, Act, Role, Status
from services.dossier.papers import MOMENTS, PaperKind, Scan, Verdict, addable, is_usable, moments


@dataclass
class File:
    """A file as the rule sees it."""

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
