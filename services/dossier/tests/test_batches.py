"""One act on many dossiers: each with its own result, the bad ones beside the good, once however often it is sent."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Person
from kit.testing import officer
from services.dossier.actions import batches
from services.dossier.models import Dossier, Entry
from services.dossier.sight import as_system
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_officers import entries_say_what_the_row_says


async def send(office: Office, by: Person, act: str, ids: list[Any], **more: Any) -> httpx.Response:
    """A batch."""
    items = [one if isinstance(one, dict) else {"id": str(one)} for one in ids]
    body = {"act": act, "items": items} | ({"arguments": more.pop("arguments")} if "arguments" in more else {})
    return await office.ask("POST", "/v1/worklist/batch", by, json=body, **more)


async def told(office: Office, by: Person, act: str, ids: list[Any], **more: Any) -> list[tuple[int, str | None]]:
    """The results: status and code of each."""
    answer = await send(office, by, act, ids, **more)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.json()
    assert found["done"] == sum(one["status"] == 201 for one in found["results"])
    assert [one["id"] for one in found["results"]] == [str(one["id"] if isinstance(one, dict) else one) for one in ids]
    return [(one["status"], one["problem"] and one["problem"]["code"]) for one in found["results"]]


async def test_each_of_a_batch_has_its_own_result(office: Office, session: AsyncSession) -> None:
    free, taken, draft = await office.submitted(), await office.submitted(), await office.opened(reason="Đi làm")
    await office.act(taken, "claim", office.dung)
    ids = [taken["id"], uuid4(), {"id": free["id"], "version": free["version"]}, draft["id"]]
    assert await told(office, office.hoa, "claim", ids) == [
        (409, "already-assigned"),
        (404, "not-found"),
        (201, None),
        (404, "not-found"),
    ]
    await as_system(session)
    assert await session.scalar(select(Dossier.assigned_to).where(Dossier.id == free["id"])) == office.hoa.id
    await entries_say_what_the_row_says(session, free["id"])
    await entries_say_what_the_row_says(session, taken["id"])
    assert await told(office, office.stranger, "claim", [free["id"]]) == [(404, "not-found")]
    assert await told(office, office.hoa, "release", [{"id": free["id"], "version": 1}]) == [(412, "changed-meanwhile")]


async def test_many_go_their_whole_way(office: Office) -> None:
    sent = [(await office.paid())["id"] for _ in range(3)]
    leader = officer(office.agency, "leader")
    assert await told(office, office.dung, "accept", sent) == [(403, "not-yours")] * 3
    assert await told(office, office.hoa, "accept", sent) == [(201, None)] * 3
    numbers = [(await office.seen({"id": one}, office.hoa))["number"] for one in sent]
    assert len(set(numbers)) == 3
    assert await told(office, office.dung, "start", sent) == [(201, None)] * 3
    to = {"to": str(leader.id), "note": "Nhờ anh xem"}
    assert await told(office, office.dung, "hand_over", sent, arguments=to) == [(400, "invalid")] * 3
    assert (await office.ask("GET", "/v1/worklist", leader)).status_code == 200
    assert await told(office, office.dung, "hand_over", sent, arguments=to) == [(201, None)] * 3
    back = {"to": str(office.dung.id)}
    assert await told(office, leader, "assign", sent, arguments=back) == [(201, None)] * 3
    assert await told(office, office.dung, "forward", sent, arguments={"to": "nowhere"}) == [(400, "invalid")] * 3
    assert await told(office, office.dung, "release", sent) == [(201, None)] * 3


async def test_an_unpaid_one_says_why_in_words(office: Office) -> None:
    sent = await office.submitted()
    result = (await send(office, office.hoa, "accept", [sent["id"]])).json()["results"][0]
    alone = await office.ask("POST", f"/v1/dossiers/{sent['id']}/acceptance", office.hoa)
    assert (result["status"], result["problem"]["code"]) == (409, "fee-unpaid") == (409, alone.json()["code"])
    assert result["problem"]["title"]["vi"] == alone.json()["title"]


async def test_a_batch_sent_again_has_one_effect(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    key = {"Idempotency-Key": "batch-1"}
    first = await send(office, office.hoa, "claim", [sent["id"]], headers=key)
    again = await send(office, office.hoa, "claim", [sent["id"]], headers=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    await as_system(session)
    claims = select(func.count()).where(Entry.dossier_id == sent["id"], Entry.act == "claim")
    assert await session.scalar(claims) == 1
    assert (await send(office, office.hoa, "release", [sent["id"]], headers=key)).status_code == 422


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"act": "claim", "items": []}, "/items"),
        ({"act": "claim", "items": [{"id": str(uuid4())} for _ in range(501)]}, "/items"),
        ({"act": "claim", "items": [{"id": str(uuid4()), "status": "resolved"}]}, "/items/0/status"),
        ({"act": "resolve", "items": [{"id": str(uuid4())}]}, "/act"),
        ({"act": "assign", "items": [{"id": str(uuid4())}]}, "/arguments/to"),
        ({"act": "assign", "items": [{"id": str(uuid4())}], "arguments": {"to": "me"}}, "/arguments/to"),
        ({"act": "forward", "items": [{"id": str(uuid4())}]}, "/arguments/to"),
        ({"act": "claim", "items": [{"id": "1" * 8}]}, "/items/0/id"),
    ],
    ids=["none", "501", "mass", "act", "to-nobody", "to-me", "no-step", "id"],
)
async def test_a_bad_batch_is_refused_whole(office: Office, body: dict[str, Any], pointer: str) -> None:
    answer = await office.ask("POST", "/v1/worklist/batch", office.hoa, json=body)
    assert answer.status_code == 400, answer.text
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]


async def test_a_dossier_named_twice_is_a_fault_of_its_place(office: Office) -> None:
    one, other = uuid4(), uuid4()
    answer = await send(office, office.hoa, "claim", [one, other, one])
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/items/2/id", "duplicate")]


async def test_five_hundred_with_bad_ones_among_them(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await as_system(session)
    columns = ", ".join(
        f'"{one.name}"'
        for one in Dossier.__table__.columns
        if one.computed is None and one.name not in ("id", "tracking_code")
    )
    made = await session.scalars(
        text(
            f"INSERT INTO dossiers (id, tracking_code, {columns}) SELECT gen_random_uuid(), 'B-' || n, {columns}"  # noqa: S608
            " FROM dossiers, generate_series(1, 400) n WHERE id = :id RETURNING id"
        ),
        {"id": sent["id"]},
    )
    good = list(made)
    mixed: list[Any] = [one for pair in zip(good[:100], [uuid4() for _ in range(100)], strict=True) for one in pair]
    mixed += good[100:]
    results = await told(office, office.hoa, "claim", mixed)
    assert [status for status, _ in results] == [201, 404] * 100 + [201] * 300


async def test_what_a_batch_has_no_time_for_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = await office.submitted()
    monkeypatch.setattr(batches, "BUDGET", -1.0)
    assert await told(office, office.hoa, "claim", [sent["id"]]) == [(503, "not-reached")]


async def test_one_that_the_database_refuses_harms_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = sorted([(await office.submitted())["id"], (await office.submitted())["id"]])
    whole = batches.DEEDS[batches.BatchAct.CLAIM]

    async def fail(session: AsyncSession, dossier: Dossier, *rest: Any) -> None:
        if str(dossier.id) == first:
            await session.execute(text("SELECT 1 / 0"))
        await whole(session, dossier, *rest)

    monkeypatch.setitem(batches.DEEDS, batches.BatchAct.CLAIM, fail)
    assert await told(office, office.hoa, "claim", [second, first]) == [(201, None), (503, "unavailable")]
