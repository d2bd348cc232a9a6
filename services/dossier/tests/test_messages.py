"""The thread of a dossier: who writes, who reads, in whose name."""

from typing import Any

import httpx
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import MessagePosted
from kit.people import Person
from kit.testing import citizen, said
from services.dossier.models import Message
from services.dossier.sight import as_person, as_system
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_delegates import minh_for_lan


async def write(office: Office, dossier: dict[str, Any], by: Person, words: str = "Xin chào", **more: Any) -> Any:
    return await office.ask("POST", f"/v1/dossiers/{dossier['id']}/messages", by, json={"words": words}, **more)


async def thread(office: Office, dossier: dict[str, Any], by: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await office.seen(dossier, by, "/messages"))["items"]
    return items


async def test_both_sides_write_and_the_other_is_told(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    asked = await write(office, sent, office.lan, "Tôi có phải mang bản chính không?")
    assert asked.status_code == 201, asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    await write(office, sent, office.hoa, "Không cần ạ.")
    for reader, own in ((office.lan, [False, True]), (office.hoa, [True, False]), (office.dung, [False, False])):
        shown = await thread(office, sent, reader)
        assert [one["words"] for one in shown] == ["Không cần ạ.", "Tôi có phải mang bản chính không?"]
        assert [one["is_own"] for one in shown] == own
    told = [one for one in await said(session) if isinstance(one, MessagePosted)]
    assert [(one.is_from_agency, one.owner_id) for one in told] == [(False, office.lan.id), (True, office.lan.id)]


async def test_staff_speak_in_the_name_of_their_agency(office: Office) -> None:
    sent = await office.submitted()
    await write(office, sent, office.hoa)
    [shown] = await thread(office, sent, office.lan)
    assert (shown["author"], shown["agency_code"]) == ("Công an phường Tứ Minh", office.agency)
    assert str(office.hoa.id) not in str(shown)


async def test_who_writes_for_the_applicant_is_named(office: Office) -> None:
    sent, minh = await office.submitted(), await minh_for_lan(office)
    assert (await write(office, sent, minh)).status_code == 201
    [shown] = await thread(office, sent, office.lan)
    assert (shown["author"], shown["is_on_behalf"], shown["is_own"]) == ("Trần Văn Minh", True, False)


async def test_nobody_else_reads_or_writes(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await write(office, sent, office.lan)
    for other in (citizen(), office.stranger):
        assert (await office.ask("GET", f"/v1/dossiers/{sent['id']}/messages", other)).status_code == 404
        assert (await write(office, sent, other)).status_code == 404
    for person, rows in ((citizen(), 0), (office.stranger, 0), (office.lan, 1), (office.hoa, 1)):
        await as_person(session, person)
        assert len((await session.scalars(select(Message))).all()) == rows


async def test_the_database_takes_no_message_of_a_stranger_and_changes_none(
    office: Office, session: AsyncSession
) -> None:
    sent = await office.submitted()
    await write(office, sent, office.lan)
    await as_system(session)
    assert (await session.execute(update(Message).values(words="khác").returning(Message.id))).all() == []
    assert (await session.execute(delete(Message).returning(Message.id))).all() == []
    [message] = (await session.scalars(select(Message))).all()
    assert message.words == "Xin chào"
    await as_person(session, citizen())
    forged = {"dossier_id": message.dossier_id, "author_id": office.lan.id, "role": "applicant", "words": "giả",
              "posted_at": message.posted_at}  # fmt: skip
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with session.begin_nested():
            await session.execute(insert(Message).values(forged))


async def test_a_draft_has_no_thread(office: Office) -> None:
    draft = await office.opened()
    refused = await write(office, draft, office.lan)
    assert (refused.status_code, refused.json()["code"]) == (409, "not-now")


@pytest.mark.parametrize(
    "body",
    [{}, {"words": ""}, {"words": "   "}, {"words": "a" * 2001}, {"words": "a\u0000"}, {"words": 5},
     {"words": "a", "role": "officer"}, {"words": "a", "agency_code": "G01"}],
    ids=["nothing", "empty", "blank", "long", "control", "number", "role", "agency"],
)  # fmt: skip
async def test_a_message_is_so_much_plain_text(office: Office, body: dict[str, Any]) -> None:
    sent = await office.submitted()
    refused = await office.ask("POST", f"/v1/dossiers/{sent['id']}/messages", office.lan, json=body)
    assert refused.status_code == 400
    assert (await write(office, sent, office.lan, "a" * 2000)).status_code == 201


async def test_pages_of_a_thread_follow_each_other(office: Office) -> None:
    sent = await office.submitted()
    for turn in range(3):
        await write(office, sent, office.lan, str(turn))
    path = f"/v1/dossiers/{sent['id']}/messages"
    first: httpx.Response = await office.ask("GET", path, office.lan, params={"limit": 2})
    rest = await office.ask("GET", path, office.lan, params={"limit": 2, "cursor": first.json()["next"]})
    words = [one["words"] for one in first.json()["items"] + rest.json()["items"]]
    assert words == ["2", "1", "0"]
    assert rest.json()["next"] is None


async def test_a_message_sent_again_is_one_even_when_its_answer_was_forgotten(
    office: Office, session: AsyncSession
) -> None:
    sent, key = await office.submitted(), {"Idempotency-Key": "thread-1"}
    first = await write(office, sent, office.lan, headers=key)
    again = await write(office, sent, office.lan, headers=key)
    assert first.json() == again.json()
    await session.execute(text("DELETE FROM answers WHERE key = 'thread-1'"))
    forgotten = await write(office, sent, office.lan, headers=key)
    assert (forgotten.status_code, forgotten.json()["code"]) == (422, "key-reused")
    assert len(await thread(office, sent, office.lan)) == 1


async def test_a_look_at_the_thread_is_a_look(office: Office) -> None:
    sent = await office.submitted()
    await thread(office, sent, office.hoa)
    [look] = (await office.ask("GET", "/v1/me/usage", office.lan)).json()["items"]
    assert (look["what"], look["what_in_words"]["vi"]) == ("messages", "Trao đổi về hồ sơ")
