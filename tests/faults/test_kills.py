"""SIGKILL for any one program: the runner restarts it, and an errand goes through every part again."""

import pytest

from tests.faults.balance import balanced
from tests.faults.stack import Stack
from tests.journeys.temporary_residence import TemporaryResidence

pytestmark = pytest.mark.faults

PARTS = (
    "identity",
    "catalog",
    "dossier",
    "payment",
    "notification",
    "feedback",
    "broker",
    "postgres",
    "gateway",
    "mailbox",
    "vnpay",
)


@pytest.mark.parametrize("part", PARTS)
async def test_a_killed_part_is_restarted_and_errands_go_on(stack: Stack, part: str) -> None:
    before = stack.restarts(part)
    stack.kill(part)
    await stack.is_restarted(part, before=before)
    errand = TemporaryResidence(stack.world())
    try:
        for step in (errand.sign_in, errand.find, errand.open, errand.correct, errand.submit, errand.pay):
            await step()
    finally:
        await errand.close()
    await balanced(stack)
