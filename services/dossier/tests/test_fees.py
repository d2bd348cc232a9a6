"""What payment says of a dossier's fee, and what is not believed."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kit.events import NotYet
from kit.testing import hear
from services.dossier.handlers import bill_paid
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office


async def test_money_for_a_dossier_not_heard_of_waits(office: Office, session: AsyncSession) -> None:
    unknown: dict[str, Any] = {"id": str(uuid4()), "tracking_code": "MC"}
    paid = factories.payment(factories.bill(unknown, owner_id=uuid4()))
    with pytest.raises(NotYet):
        await bill_paid(session, paid)


@pytest.mark.parametrize(
    ("changed", "why"), [({"bill_id": uuid4()}, "was paid, bill"), ({"amount": 6999}, "6999 was paid")]
)
async def test_money_for_another_bill_or_in_another_amount_pays_nothing(
    office: Office, session: AsyncSession, changed: dict[str, Any], why: str
) -> None:
    sent = await office.submitted()
    issued = factories.bill(sent, owner_id=office.lan.id)
    with pytest.raises(NotYet):
        await bill_paid(session, factories.payment(issued))
    await hear(office.app, issued)
    with pytest.raises(ValueError, match=why):
        await bill_paid(session, factories.payment(issued, **changed))
    assert (await office.seen(sent, office.lan))["fee"]["paid_at"] is None
    assert (await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.hoa)).status_code == 409


async def test_a_fee_paid_before_it_was_taken_back_counts_when_it_is_sent_again(office: Office) -> None:
    sent = await office.paid()
    await office.act(sent, "withdrawal", office.lan)
    again = await office.act(sent, "submission", office.lan)
    assert again["fee"]["paid_at"] is not None
    assert (await office.act(sent, "acceptance", office.hoa))["status"] == "accepted"
