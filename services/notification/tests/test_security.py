"""What happens to an account reaches its owner, wherever they can be reached, once."""

from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.db import transaction
from kit.testing import hear
from services.notification.attempts import Status
from services.notification.channels import Letter, Receipt
from services.notification.channels.sms import NoSms
from services.notification.choosing import Route
from services.notification.kinds import NOTES, Kind
from services.notification.models import Message, Notice
from services.notification.schedule import send_due
from services.notification.tests.factories import AT, person
from services.notification.wording.codes import SEGMENT

LAN = uuid4()


def noted(note: str = "password_changed", **changed: object) -> SecurityNoted:
    record: dict[str, object] = {"person_id": LAN, "note": note, "noted_at": AT, "place": "Firefox, Linux"}
    return SecurityNoted.model_validate(record | changed)


async def told(session: AsyncSession) -> Notice:
    return (await session.scalars(select(Notice))).one()


async def addresses(session: AsyncSession) -> list[tuple[Route, str]]:
    found = await session.scalars(select(Message).order_by(Message.address))
    return [(one.channel, one.address) for one in found]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("note", sorted(NOTES))
async def test_each_note_is_one_notice_and_one_mail(
    app: FastAPI, session: AsyncSession, note: str, language: str
) -> None:
    await hear(app, person(LAN, language=language))
    await hear(app, noted(note))
    notice = await told(session)
    assert (notice.owner_id, notice.kind, notice.link) == (LAN, Kind.SECURITY, "/account/activity")
    assert "08:15 25/11/2026" in notice.text
    assert await addresses(session) == [(Route.EMAIL, "lan@motcua.example")]


async def test_a_note_of_a_newer_identity_has_a_general_sentence(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    await hear(app, noted("moon_phase_changed", place=None))
    notice = await told(session)
    assert notice.title == "Có thay đổi về bảo mật tài khoản của ông/bà"
    assert "moon" not in notice.text


async def test_an_address_that_was_just_replaced_hears_of_it_by_its_form(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    contacts = ["0912345999", "old@motcua.example", "lan@motcua.example", "x@y.example\r\nBcc: z@y.example"]
    await hear(app, noted("contact_changed", contacts=contacts))
    assert await addresses(session) == [
        (Route.SMS, "+84912345999"),
        (Route.EMAIL, "lan@motcua.example"),
        (Route.EMAIL, "old@motcua.example"),
    ]


async def test_a_change_of_contact_is_told_once_although_identity_says_it_twice(
    app: FastAPI, session: AsyncSession
) -> None:
    await hear(app, person(LAN))
    await hear(app, person(LAN, email="new@motcua.example", phone="0912345002"))
    await hear(app, noted("contact_changed", contacts=["lan@motcua.example", "+84912345001", "nonsense"]))
    assert (await told(session)).kind is Kind.CONTACT_CHANGED
    assert await addresses(session) == [
        (Route.SMS, "+84912345001"),
        (Route.EMAIL, "lan@motcua.example"),
        (Route.EMAIL, "new@motcua.example"),
    ]


async def test_who_has_no_mail_hears_by_sms(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN, email=None))
    await hear(app, noted())
    assert await addresses(session) == [(Route.SMS, "+84912345001")]


async def test_a_note_about_somebody_never_heard_of_tells_nobody(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, noted())
    assert await addresses(session) == []


async def test_a_device_cannot_write_a_letter_of_its_own(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    place = "Firefox\r\n\r\nDear Lan, call 0900 000 000 " + "x" * 500
    await hear(app, noted("new_device", place=place))
    notice = await told(session)
    assert "\n" not in notice.text
    assert "x" * 80 not in notice.text


class _Phone:
    """An SMS channel that keeps what it was given."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def send(self, letter: Letter) -> Receipt:
        self.letters.append(letter)
        return Receipt(Status.SENT)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_sms_tells_what_and_where_to_look_in_two_segments_at_most(live: FastAPI, language: str) -> None:
    phone = _Phone()
    live.state.channels = {Route.SMS: phone}
    await hear(live, person(LAN, email=None, language=language))
    for note in sorted(NOTES):
        await hear(live, noted(note), times=1)
    while await send_due(live):
        pass
    assert len(phone.letters) == len(NOTES)
    for letter in phone.letters:
        assert letter.text.isascii()
        assert letter.text.endswith("/account/activity")
        assert len(letter.text) <= 2 * SEGMENT - 14  # two parts of one text carry a header of 7 letters each


async def test_an_sms_without_a_gateway_is_known_to_have_failed(live: FastAPI) -> None:
    live.state.channels = {Route.SMS: NoSms()}
    await hear(live, person(LAN, email=None))
    await hear(live, noted())
    await send_due(live)
    async with transaction(live) as session:
        message = (await session.scalars(select(Message))).one()
    assert (message.status, message.due_at) == (Status.PERMANENT_FAILURE, None)
