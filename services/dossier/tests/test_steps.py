"""Which steps of a workflow ask for a leader."""

import pytest

from contracts.workflow import DossierStatus, Step, Worker, Workflow
from services.dossier.steps import is_signed_by_leader


def step(id_: str, worker: Worker, *, part: str | None = None) -> Step:
    return Step(id=id_, name=id_, name_en=id_, worker=worker, status=DossierStatus.IN_PROGRESS, part=part)


@pytest.mark.parametrize(("of", "part", "is_signed"), [(None, None, True), ("a", "a", True), ("a", "b", False)])
def test_what_is_granted_needs_a_signature_where_a_leader_has_a_step(
    of: str | None, part: str | None, is_signed: bool
) -> None:
    steps = [step("work", Worker.OFFICER), step("signature", Worker.LEADER, part=of)]
    assert is_signed_by_leader(Workflow(start="work", steps=steps), part) is is_signed


def test_without_a_leader_or_a_workflow_nothing_is_signed() -> None:
    assert not is_signed_by_leader(Workflow(start="work", steps=[step("work", Worker.OFFICER)]), None)
    assert not is_signed_by_leader(None, None)
