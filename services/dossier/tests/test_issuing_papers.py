"""Issuing when two ask at once, when keys cannot be had, and when something fails on the way."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.workflow import Workflow
from kit.testing import hear
from services.dossier import queries
from services.dossier.actions.issuing import Press
from services.dossier.models import Issued
from services.dossier.routes.results import press_of
from services.dossier.sight import as_system
from services.dossier.signing.demo import DemoSigner
from services.dossier.signing.hardware import HardwareSigner
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_results import STEPS, drawn, leader, refused


def without_keys(office: Office, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The token was pulled out."""
    chain = folder / "chain.pem"
    chain.write_bytes(DemoSigner("a").authorities())
    absent = HardwareSigner(module=str(folder / "none.so"), token="t", pin="1", chain=chain)
    press = Press(files=office.app.state.files, signer=absent, public_url="https://motcua.example")
    patch.setitem(office.app.dependency_overrides, press_of, lambda: press)


async def codes(office: Office, dossier: dict[str, Any]) -> list[str]:
    return [one["code"] for one in (await office.seen(dossier, office.hoa, "/issued"))["items"]]


async def test_who_asks_for_a_slip_at_the_same_moment_gets_the_same_file(live_office: Office) -> None:
    sent = await live_office.in_progress()
    path = f"/v1/dossiers/{sent['id']}/slips/receipt"
    answers = await asyncio.gather(*(live_office.ask("GET", path, live_office.lan) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(await codes(live_office, sent)) == 1


async def test_the_file_of_an_issued_slip_is_not_swept_up(office: Office, session: AsyncSession) -> None:
    sent = await office.in_progress()
    await office.ask("GET", f"/v1/dossiers/{sent['id']}/slips/receipt", office.lan)
    await as_system(session)
    [key] = (await session.scalars(select(Issued.file_key))).all()
    assert await queries.claimed(session, [key, "0" * 32]) == {key}


async def test_two_leaders_at_once_sign_once(live_office: Office) -> None:
    sent = await live_office.in_progress()
    await drawn(live_office, sent)
    path = f"/v1/dossiers/{sent['id']}/signature"
    answers = await asyncio.gather(*(live_office.ask("POST", path, leader(live_office), json={}) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await codes(live_office, sent)) == 1


async def test_while_no_key_can_be_had_a_slip_is_drawn_unsigned_and_no_result_is_signed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hear(office.app, factories.procedure(workflow=Workflow(start="work", steps=STEPS)))
    sent = await office.in_progress()
    await drawn(office, sent)
    with monkeypatch.context() as patch:
        without_keys(office, tmp_path, patch)
        slip = await office.ask("GET", f"/v1/dossiers/{sent['id']}/slips/receipt", office.lan)
        assert slip.content.startswith(b"%PDF-")
        assert await refused(office, sent, "signature", leader(office)) == (503, "key-missing")
        assert await codes(office, sent) == []
    signed = await office.ask("GET", f"/v1/dossiers/{sent['id']}/slips/receipt", office.lan)
    assert b"/ETSI.CAdES.detached" in signed.content
    assert len(await codes(office, sent)) == 1
