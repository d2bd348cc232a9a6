"""What others are told of an accepted and a granted dossier, and which act waits for the fee."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import PaymentMoment
from contracts.dossier import AttributesEstablished, DossierDescribed
from contracts.offers import Form, ResultPaper, WriteBack
from kit.events import Event
from kit.testing import hear, said
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PROCEDURE, SCHEMA

BODY = {"procedure_code": PROCEDURE, "agency_code": "G01.24.91"}


def form(**fields: Any) -> Form:
    """The form of the factories with further fields."""
    return Form(answers=SCHEMA | {"properties": SCHEMA["properties"] | fields}, ui={})


async def last(session: AsyncSession, kind: type[Event]) -> Any:
    return [event for event in await said(session) if isinstance(event, kind)][-1]


async def complete(office: Office, **more: Any) -> dict[str, Any]:
    answer = await office.ask("POST", "/v1/dossiers", office.lan, json=BODY | {"answers": {"reason": "Đi làm"}} | more)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    assert (await office.upload(draft, office.lan)).status_code == 201
    return draft


async def test_an_accepted_dossier_is_described_without_anybody_in_it(office: Office, session: AsyncSession) -> None:
    purpose = {"type": "string", "oneOf": [{"const": "work"}, {"const": "study"}]}
    copies = {"type": "integer"}
    await hear(office.app, factories.procedure(form=form(copies=copies, purpose=purpose)))
    answers = {"reason": "Ở cùng bà Lan", "copies": 2, "purpose": "work", "sex": "female"}
    sent = await complete(office, answers=answers)
    await office.act(sent, "submission", office.lan)
    issued = factories.bill(sent, owner_id=office.lan.id)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    await office.act(sent, "acceptance", office.hoa)
    event = await last(session, DossierDescribed)
    assert {name: event.facts[name] for name in ("copies", "purpose", "ward", "applicant")} == {
        "copies": 2,
        "purpose": "work",
        "ward": "10891",
        "applicant": "citizen",
    }
    assert (event.fee_due, event.papers, event.revision) == (7000, ["ct01"], 1)
    assert {"reason", "full_name", "copies"} <= set(event.answered)
    body = event.model_dump_json()
    person = factories.person(office.lan.id).model_dump(mode="json")
    canaries = [person[name] for name in ("full_name", "personal_number", "birth_date", "phone", "email")]
    canaries += [str(office.lan.id), person["residence"]["line"], "Ở cùng", sent["tracking_code"]]
    assert [canary for canary in canaries if canary in body] == []


@pytest.mark.parametrize("outcome", ["granted", "refused"])
async def test_only_a_granted_dossier_tells_identity_what_it_made_true(
    office: Office, session: AsyncSession, outcome: str
) -> None:
    writes = [
        WriteBack(attribute="person.permanent_residence", fields={"ward_code": "stay_ward_code", "line": "reason"}),
        WriteBack(attribute="place_of_origin", fields={"": "phone"}),
        WriteBack(attribute="person.nationality", fields={"": "stay_to_on"}),
    ]
    results = [ResultPaper(code="KQ", name="Kết quả", writes=writes)]
    await hear(office.app, factories.procedure(results=results))
    answers = {"reason": "12 Nguyễn Lương Bằng", "stay_ward_code": "10891"}
    sent = await complete(office, answers=answers)
    await office.act(sent, "submission", office.lan)
    issued = factories.bill(sent, owner_id=office.lan.id)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    await office.act(sent, "acceptance", office.hoa)
    await office.act(sent, "start", office.dung)
    assert (await office.upload(sent, office.dung)).status_code == 201
    await office.act(sent, "resolution", office.dung, outcome=outcome, note="Đủ điều kiện")
    told = [event for event in await said(session) if isinstance(event, AttributesEstablished)]
    if outcome == "refused":
        assert told == []
        return
    (event,) = told
    assert (event.person_id, event.procedure_code) == (office.lan.id, PROCEDURE)
    assert event.attributes == {
        "permanent_residence": {
            "province_code": "31",
            "ward_code": "10891",
            "ward_name": "Phường Tứ Minh",
            "line": "12 Nguyễn Lương Bằng",
        },
        "place_of_origin": "0912345001",
    }


@pytest.mark.parametrize(
    ("moment", "free", "waiting"),
    [
        (PaymentMoment.SUBMISSION, [], "acceptance"),
        (PaymentMoment.RECEPTION, ["acceptance"], "start"),
        (PaymentMoment.RETURN, ["acceptance", "start"], "delivery"),
    ],
)
async def test_what_waits_for_the_fee_depends_on_when_it_is_collected(
    office: Office, moment: PaymentMoment, free: list[str], waiting: str
) -> None:
    await hear(office.app, factories.procedure(payment_moment=moment))
    sent = await office.submitted()
    who = {"acceptance": office.hoa, "start": office.dung, "delivery": office.hoa}
    for act in free:
        await office.act(sent, act, who[act])
    if waiting == "delivery":
        assert (await office.upload(sent, office.dung)).status_code == 201
        await office.act(sent, "resolution", office.dung, outcome="granted")
    body = {"channel": "online"} if waiting == "delivery" else None
    refused = await office.ask("POST", f"/v1/dossiers/{sent['id']}/{waiting}", who[waiting], json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "fee-unpaid")
    issued = factories.bill(sent, owner_id=office.lan.id)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    await office.act(sent, waiting, who[waiting], **(body or {}))
