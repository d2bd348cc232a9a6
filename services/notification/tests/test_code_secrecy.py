"""A one-time code can be read nowhere on its way: no table, no log, no dead letter."""

import pytest
import structlog
from fastapi import FastAPI
from sqlalchemy import select, text

from kit.db import transaction
from kit.testing import hear
from services.notification.attempts import Status
from services.notification.models import Code
from services.notification.schedule import send_codes_by_mail
from services.notification.tests.conftest import Mailbox
from services.notification.tests.factories import ADDRESS, DIGITS, asked


async def everything(app: FastAPI) -> str:
    """All rows of all tables, as text."""
    async with transaction(app) as session:
        names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        rows = [await session.scalars(text(f'SELECT t::text FROM "{name}" AS t')) for name in names]  # noqa: S608
        return "\n".join(row for found in rows for row in found)


async def test_no_table_shows_address_or_code_before_sending_or_after(posting: FastAPI) -> None:
    event = await asked()
    await hear(posting, event)
    before = await everything(posting)
    assert event.sealed in before
    await send_codes_by_mail(posting)
    after = await everything(posting)
    async with transaction(posting) as session:
        assert await session.scalar(select(Code.status)) is Status.SENT
    for secret in (ADDRESS, DIGITS):
        assert secret not in before + after
    assert event.sealed not in after


async def test_a_code_that_could_not_be_handled_shows_nothing_as_a_dead_letter(posting: FastAPI) -> None:
    event = (await asked()).model_copy(update={"channel": "pigeon"})
    with pytest.raises(AssertionError, match="was not handled"):
        await hear(posting, event)
    rows = await everything(posting)
    assert "pigeon" not in (await _reasons(posting))
    assert ADDRESS not in rows
    assert DIGITS not in rows


async def _reasons(app: FastAPI) -> str:
    async with transaction(app) as session:
        return "\n".join(await session.scalars(text("SELECT reason FROM dead_letters")))


@pytest.mark.parametrize("answer", ["250 OK", "451 later", "550 never"])
async def test_no_line_of_the_log_shows_address_or_code(
    posting: FastAPI, mailbox: Mailbox, capfd: pytest.CaptureFixture[str], answer: str
) -> None:
    mailbox.answer = f"{answer} {ADDRESS} {DIGITS}" if answer[0] != "2" else answer
    with structlog.testing.capture_logs() as lines:
        await hear(posting, await asked())
        await send_codes_by_mail(posting)
    written = str(lines) + "".join(capfd.readouterr())
    assert ADDRESS not in written
    assert DIGITS not in written
