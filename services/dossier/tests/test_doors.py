"""What /actions says stands in the way of an act is what its door answers: the same code, the same words."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit.people import Person
from kit.testing import officer
from services.dossier.doors import DOORS
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PDF
from services.dossier.tests.test_delegates import minh_for_lan
from services.dossier.tests.test_sharing import answered, ask, known

ITEM = {"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại"}
LATER = (datetime.now(UTC) + timedelta(days=30)).isoformat()
BODIES: dict[str, dict[str, Any]] = {
    "invitations": {"kind": "co_author", "full_name": "Trần Văn Minh", "personal_number": "031090004321"},
    "supplement": {"answers": {}},
    "repair": {"answers": {}},
    "withdrawal-requests": {},
    "withdrawal-requests/answer": {"is_granted": True},
    "assessment": {"items": [{"component_id": "ct01", "verdict": "good"}]},
    "supplement-requests": {"items": [ITEM], "answer_within_days": 5},
    "refusal": {"reason": "Không thuộc thẩm quyền"},
    "steps": {"to": "signature"},
    "progress": {"note": "Đang xác minh"},
    "payment-requests": {"lines": [{"code": "residence", "amount": 1000}], "pay_within_days": 5},
    "stop": {"note": "Không đủ điều kiện"},
    "reopening": {"note": "Xem xét lại"},
    "extensions": {"new_due_at": LATER, "reason": "Cần xác minh thêm"},
    "extensions/answer": {"is_confirmed": True},
    "revocations": {"code": "ABCD-EFGH-JKLM", "note": "Cấp sai"},
    "resolution": {"outcome": "granted"},
    "delivery": {"channel": "online"},
    "signature": {},
}
REFUSALS: dict[str, dict[str, Any]] = {
    "refuse_withdrawal": {"is_granted": False, "note": "Đã có kết quả"},
    "refuse_extension": {"is_confirmed": False, "note": "Không cần"},
}
"""The other act behind the same door."""

STRANGERS = ("not-yours", "forbidden")
"""What somebody is told whose act it is not."""

Way = Callable[[Office], Awaitable[dict[str, Any]]]


async def declined(office: Office) -> dict[str, Any]:
    return await office.act(await office.paid(), "refusal", office.hoa, reason="Không thuộc thẩm quyền")


async def accepted(office: Office) -> dict[str, Any]:
    return await office.act(await office.paid(), "acceptance", office.hoa)


async def supplement(office: Office) -> dict[str, Any]:
    return await office.supplement(await office.in_progress(), ITEM)


async def leaving(office: Office) -> dict[str, Any]:
    return await office.act(await office.in_progress(), "withdrawal-requests", office.lan, note="Đổi ý")


async def stopped(office: Office) -> dict[str, Any]:
    return await office.act(await office.in_progress(), "stop", office.dung, note="Không đủ điều kiện")


async def resolved(office: Office) -> dict[str, Any]:
    sent = await office.in_progress()
    assert (await office.upload(sent, office.dung)).status_code == 201
    return await office.act(sent, "resolution", office.dung, outcome="granted")


async def delivered(office: Office) -> dict[str, Any]:
    return await office.act(await resolved(office), "delivery", office.hoa, channel="online")


WAYS: dict[str, Way] = {
    "draft": lambda office: office.opened(),
    "complete draft": lambda office: office.opened(reason="Đi làm"),
    "submitted": lambda office: office.submitted(),
    "paid": lambda office: office.paid(),
    "declined": declined,
    "accepted": accepted,
    "in progress": lambda office: office.in_progress(),
    "supplement required": supplement,
    "withdrawal requested": leaving,
    "stopped": stopped,
    "resolved": resolved,
    "delivered": delivered,
}


@pytest.mark.parametrize("way", list(WAYS))
async def test_what_stands_in_the_way_is_told_alike_beforehand_and_at_the_door(office: Office, way: str) -> None:
    dossier = await WAYS[way](office)
    assert (await office.ask("GET", "/v1/worklist", office.dung)).status_code == 200  # a colleague, once seen
    leader = officer(office.agency, "leader")
    people: list[Person] = [office.lan, await minh_for_lan(office), office.hoa, office.dung, leader]
    co_author = await known(office)
    if (await ask(office, dossier)).status_code == 201:
        assert (await answered(office, co_author)).status_code == 201
        people.append(co_author)
    tried = 0
    for person in people:
        seen = await office.ask("GET", f"/v1/dossiers/{dossier['id']}/actions", person)
        if seen.status_code == 404:
            continue
        for acts in _by_door(seen.json()["items"]).values():
            # one door may lead to two acts: the dossier's state decides which
            if any(one["is_allowed"] for one in acts):
                continue
            mine = [one for one in acts if one["obstacle"]["code"] not in STRANGERS]
            for told in mine or acts:
                answer = await _try(office, told, person)
                what = (way, told["act"], sorted(getattr(person, "roles", {"applicant"})), answer.text)
                said = answer.json()
                words = (said.get("code"), said["title"], said.get("detail"))
                assert words in [_words(one) for one in mine or acts], what
                tried += 1
    assert tried >= len(DOORS) // 2


def _by_door(items: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in items:
        found.setdefault(one["door"], []).append(one)
    return found


def _words(told: dict[str, Any]) -> tuple[str, str, str | None]:
    obstacle = told["obstacle"]
    return obstacle["code"], obstacle["title"]["vi"], obstacle["detail"]["vi"] if obstacle["detail"] else None


async def _try(office: Office, told: dict[str, Any], person: Person) -> Any:
    door = told["door"].split("/", 4)[4]
    if told["act"] == "file":
        files = {"file": ("a.pdf", PDF)}
        return await office.ask("POST", told["door"], person, data={"component_id": "ct01"}, files=files)
    body = REFUSALS.get(told["act"], BODIES.get(door))
    if door in ("assignment", "handover"):
        body = {"to": str(office.dung.id)}
    return await office.ask("POST", told["door"], person, json=body)
