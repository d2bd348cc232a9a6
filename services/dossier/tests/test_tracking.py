"""Who has no account: a code tells the coarse status, a link of the owner's the progress, until it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.sealing import Sealer
from kit.testing import citizen
from services.dossier.actions.linking import MOST_LINKS
from services.dossier.links import is_ours, link_id, token
from services.dossier.models import TrackingLink
from services.dossier.sight import as_person
from services.dossier.tests.conftest import Office
from services.dossier.tests.test_delegates import minh_for_lan

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
SIGNER = Sealer("s" * 32, name="tracking links")


def test_a_link_is_good_for_its_dossier_and_its_end_only() -> None:
    link, dossier = uuid4(), uuid4()
    made = token(SIGNER, link, dossier_id=dossier, expires_at=AT)
    assert (len(made), link_id(made)) == (66, link)
    assert is_ours(made, SIGNER, dossier_id=dossier, expires_at=AT)
    assert not is_ours(made, SIGNER, dossier_id=uuid4(), expires_at=AT)
    assert not is_ours(made, SIGNER, dossier_id=dossier, expires_at=AT + timedelta(days=1))
    assert not is_ours(made, Sealer("t" * 32, name="tracking links"), dossier_id=dossier, expires_at=AT)


@pytest.mark.parametrize("typed", ["", "MC-7QK2-M9XA-4DTB", "a" * 66, "." * 66], ids=["empty", "code", "long", "dots"])
def test_what_is_no_link_is_none(typed: str) -> None:
    assert link_id(typed) is None
    assert not is_ours(typed, SIGNER, dossier_id=uuid4(), expires_at=AT)


async def linked(office: Office, dossier: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/tracking-links", office.lan, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def address(link: dict[str, Any]) -> str:
    """The link's path."""
    return str(link["url"]).removeprefix("http://127.0.0.1:8080")


async def test_a_link_tells_the_progress_and_nobodys_name(office: Office) -> None:
    sent = await office.in_progress()
    link = await linked(office, sent, days=7)
    assert link["qr_svg"].startswith("<svg")
    told = await office.ask("GET", address(link), None)
    assert told.headers["Cache-Control"] == "no-store"
    shown = told.json()
    assert [one["name"]["vi"] for one in shown["progress"]] == [
        "Nộp hồ sơ",
        "Thông báo phí, lệ phí",
        "Thanh toán phí, lệ phí",
        "Tiếp nhận hồ sơ",
        "Thụ lý hồ sơ",
    ]
    assert shown["number"] == sent["number"]
    for secret in ("Lan", "Đi làm", sent["id"], str(office.dung.id), str(office.lan.id)):
        assert secret not in told.text
    by_code = (await office.ask("GET", f"/v1/tracking/{sent['tracking_code']}", None)).json()
    assert (by_code["progress"], by_code["paused_since"]) == (None, None)


async def test_a_link_runs_out_and_can_be_ended(office: Office, clock_at: Any) -> None:
    clock_at(AT)
    sent = await office.submitted()
    short, long = await linked(office, sent, days=1), await linked(office, sent, days=30)
    clock_at(AT + timedelta(days=1))
    assert (await office.ask("GET", address(short), None)).status_code == 404
    assert (await office.ask("GET", address(long), None)).status_code == 200
    path = f"/v1/dossiers/{sent['id']}/tracking-links"
    for _ in range(2):
        ended = await office.ask("POST", f"{path}/{long['id']}/end", office.lan)
        assert (ended.status_code, ended.json()["ended_at"]) == (201, "2026-11-26T03:00:00Z")
    assert (await office.ask("GET", address(long), None)).status_code == 404
    listed = (await office.ask("GET", path, office.lan)).json()["items"]
    assert {one["id"] for one in listed} == {short["id"], long["id"]}
    assert {one["url"] for one in listed} == {None}


async def test_a_link_that_was_changed_leads_nowhere(office: Office) -> None:
    sent = await office.submitted()
    word = address(await linked(office, sent))
    other = "A" if word[-2] != "A" else "B"
    for changed in (f"{word[:-2]}{other}{word[-1]}", f"{word[:-44]}.{'A' * 43}", f"{word}A"):
        assert (await office.ask("GET", changed, None)).status_code == 404


async def test_a_draft_taken_back_is_not_followed(office: Office) -> None:
    sent = await office.submitted()
    link = await linked(office, sent)
    await office.act(sent, "withdrawal", office.lan)
    assert (await office.ask("GET", address(link), None)).status_code == 404


async def test_only_the_owner_makes_lists_and_ends_links(office: Office) -> None:
    sent, other = await office.submitted(), citizen()
    link = await linked(office, sent)
    path = f"/v1/dossiers/{sent['id']}/tracking-links"
    for by, status in ((office.hoa, 403), (other, 404), (await minh_for_lan(office), 403)):
        assert (await office.ask("POST", path, by, json={"days": 3})).status_code == status
        assert (await office.ask("GET", path, by)).status_code == status
        assert (await office.ask("POST", f"{path}/{link['id']}/end", by)).status_code == status
    assert (await office.ask("GET", address(link), None)).status_code == 200
    assert (await office.ask("POST", f"{path}/{uuid4()}/end", office.lan)).status_code == 404


@pytest.mark.parametrize("days", [0, 91, "7", 1.5], ids=str)
async def test_a_link_is_good_for_one_to_ninety_days(office: Office, days: object) -> None:
    sent = await office.submitted()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/tracking-links", office.lan, json={"days": days})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/days")


async def test_ten_links_lead_to_a_dossier_at_most(office: Office) -> None:
    sent = await office.submitted()
    made = [await linked(office, sent) for _ in range(MOST_LINKS)]
    path = f"/v1/dossiers/{sent['id']}/tracking-links"
    refused = await office.ask("POST", path, office.lan, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-links")
    await office.ask("POST", f"{path}/{made[0]['id']}/end", office.lan)
    await linked(office, sent)


async def test_the_database_shows_links_to_their_owner_only(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    await linked(office, sent)
    for person, expected in ((office.lan, 1), (citizen(), 0), (office.hoa, 0), (office.stranger, 0)):
        await as_person(session, person)
        assert len((await session.scalars(select(TrackingLink))).all()) == expected


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "Đang xử lý"), ("en-GB,en;q=0.9", "In progress")], ids=["vi", "en"]
)
async def test_a_browser_gets_a_page_in_its_language(office: Office, language: str, words: str) -> None:
    sent = await office.in_progress()
    asked = {"accept": "text/html,application/xhtml+xml", "accept-language": language}
    for path in (address(await linked(office, sent)), f"/v1/tracking/{sent['tracking_code']}"):
        page = await office.ask("GET", path, None, headers=asked)
        assert page.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert f"<h1>{words}</h1>" in page.text
        assert "Lan" not in page.text
    missing = await office.ask("GET", "/v1/tracking/MC-0000-0000-0000", None, headers=asked)
    assert (missing.status_code, "<h1>" in missing.text) == (404, True)


async def test_the_code_is_drawn_whether_or_not_it_leads_anywhere(office: Office) -> None:
    drawn = await office.ask("GET", "/v1/tracking/mc-0000-0000-0000/qr", None)
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert (await office.ask("GET", "/v1/tracking/MC-0000-0000-0001/qr", None)).status_code == 404
