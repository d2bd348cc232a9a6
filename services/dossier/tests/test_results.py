"""Results drawn, signed, superseded, revoked, and what anybody who holds one is told."""

import hashlib
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import ResultRevoked
from contracts.offers import ResultPaper
from contracts.workflow import DossierStatus, Step, Worker, Workflow
from kit.people import Officer, Person
from kit.testing import citizen, hear, officer, said
from services.dossier.models import Issued
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PNG
from services.dossier.tests.test_delegates import minh_for_lan
from services.dossier.tests.test_officers import entries_say_what_the_row_says

STEPS = [
    Step(id="work", name="Thụ lý", name_en="Work", worker=Worker.OFFICER, status=DossierStatus.IN_PROGRESS),
    Step(id="sign", name="Ký", name_en="Sign", worker=Worker.LEADER, status=DossierStatus.IN_PROGRESS),
]
RESULT = ResultPaper(code="KQ.G01.000064", name="Thông báo kết quả đăng ký tạm trú")
WORDS = {"content": "Đồng ý đăng ký tạm trú #[*]\nKể từ ngày ký."}
REASON = {"note": "Thông tin khai không đúng."}


def leader(office: Office) -> Officer:
    return officer(office.agency, "leader")


async def drawn(office: Office, dossier: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/result-drafts", office.dung, json=WORDS | more)
    assert answer.status_code == 201, answer.text
    paper: dict[str, Any] = answer.json()
    return paper


async def sign(office: Office, dossier: dict[str, Any], **body: Any) -> list[dict[str, Any]]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/signature", leader(office), json=body)
    assert answer.status_code == 201, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def refused(office: Office, dossier: dict[str, Any], door: str, by: Any, **body: Any) -> tuple[int, str]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/{door}", by, json=body)
    return answer.status_code, answer.json()["code"]


async def verified(office: Office, code: str, **query: str) -> dict[str, Any]:
    answer = await office.ask("GET", f"/v1/verify/{code}", None, params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture
async def working(office: Office) -> dict[str, Any]:
    """A dossier in progress whose procedure has a step of a leader."""
    workflow = Workflow(start="work", steps=STEPS)
    await hear(office.app, factories.procedure(workflow=workflow, results=[RESULT]))
    return await office.in_progress()


async def test_granting_waits_for_the_leaders_signature_and_refusing_does_not(
    office: Office, working: dict[str, Any], session: AsyncSession
) -> None:
    grant = {"outcome": "granted"}
    assert await refused(office, working, "resolution", office.dung, **grant) == (409, "result-missing")
    await drawn(office, working)
    assert await refused(office, working, "resolution", office.dung, **grant) == (409, "not-signed")
    assert await refused(office, working, "signature", office.dung) == (403, "not-yours")
    await sign(office, working)
    assert (await office.act(working, "resolution", office.dung, **grant))["status"] == "resolved"
    await entries_say_what_the_row_says(session, working["id"])


async def test_a_refusal_needs_no_signature(office: Office, working: dict[str, Any]) -> None:
    done = await office.act(working, "resolution", office.dung, outcome="refused", note="Không đủ điều kiện")
    assert done["outcome"] == "refused"


async def test_the_leader_sees_the_same_guard_among_the_actions(office: Office, working: dict[str, Any]) -> None:
    async def obstacle() -> Any:
        acts = (await office.seen(working, leader(office), "/actions"))["items"]
        act = next(one for one in acts if one["act"] == "sign")
        return (act["door"].rpartition("/")[2], act["is_allowed"], act["obstacle"] and act["obstacle"]["code"])

    assert await obstacle() == ("signature", False, "result-missing")
    await drawn(office, working)
    assert await obstacle() == ("signature", True, None)
    await sign(office, working)
    assert await obstacle() == ("signature", False, "already-signed")


async def test_a_drawn_result_once_signed_is_valid_offline_and_stays_the_same_paper(
    office: Office, working: dict[str, Any]
) -> None:
    paper = await drawn(office, working, result_code=RESULT.code)
    [issued] = await sign(office, working)
    assert (issued["paper_id"], issued["kind"], issued["state"]) == (paper["id"], "result", "genuine")
    file = await office.ask("GET", f"/v1/dossiers/{working['id']}/papers/{paper['id']}", office.dung)
    assert hashlib.sha256(file.content).hexdigest() == issued["sha256"]
    roots = await office.ask("GET", "/v1/verify/certificates", None)
    assert roots.headers["Content-Type"] == "application/x-pem-file"
    trust = ValidationContext(trust_roots=list(load_certs_from_pemder_data(roots.content)), allow_fetching=False)
    [signature] = PdfFileReader(BytesIO(file.content)).embedded_signatures
    assert (await async_validate_pdf_signature(signature, trust)).bottom_line


async def test_anybody_with_the_code_is_told_it_is_genuine_and_nothing_of_the_person(
    office: Office, working: dict[str, Any]
) -> None:
    await drawn(office, working)
    [issued] = await sign(office, working)
    told = await verified(office, issued["code"].lower(), sha256=issued["sha256"].upper())
    assert (told["state"], told["kind"], told["form"], told["is_same"]) == ("genuine", "result", None, True)
    assert (told["agency_name"], told["sha256"]) == ("Công an phường Tứ Minh", issued["sha256"])
    assert (await verified(office, issued["code"], sha256="0" * 64))["is_same"] is False
    assert (await verified(office, issued["code"]))["is_same"] is None
    for secret in ("Lan", "030194001234", working["id"], working["tracking_code"], working["number"], "tạm trú"):
        assert secret not in str(told), secret


async def test_the_applicant_reads_a_result_once_it_is_decided(office: Office, working: dict[str, Any]) -> None:
    """What officers prepare is theirs until then; of a reopened dossier, what was decided before stays to be read."""
    acting = await minh_for_lan(office)
    applicants: list[Person] = [office.lan, acting]

    async def results(by: Person) -> tuple[list[str], list[str]]:
        papers = (await office.seen(working, by))["papers"]
        issued = (await office.seen(working, by, "/issued"))["items"]
        kinds = [one["id"] for one in papers if one["kind"] == "result"]
        return kinds, [one["paper_id"] for one in issued if one["kind"] == "result"]

    async def reads(paper_id: str, by: Person) -> int:
        return (await office.ask("GET", f"/v1/dossiers/{working['id']}/papers/{paper_id}", by)).status_code

    first = (await drawn(office, working))["id"]
    await sign(office, working)
    assert await results(office.dung) == ([first], [first])
    for who in applicants:
        assert await results(who) == ([], [])
        assert await reads(first, who) == 404
    await office.act(working, "resolution", office.dung, outcome="granted")
    for who in [*applicants, office.dung]:
        assert await results(who) == ([first], [first])
        assert await reads(first, who) == 200
    await office.act(working, "reopening", leader(office), **REASON)
    second = (await drawn(office, working))["id"]
    await sign(office, working)
    assert await results(office.dung) == ([first, second], [first, second])
    assert await results(office.lan) == ([first], [first])
    assert [await reads(one, office.lan) for one in (first, second)] == [200, 404]


@pytest.mark.parametrize("code", ["XN-7QK2-M9XA-4DTB", "XN-0000-0000-0000", "nonsense"])
async def test_a_code_nobody_was_given_is_unknown(office: Office, code: str) -> None:
    answer = await office.ask("GET", f"/v1/verify/{code}", None)
    assert (answer.status_code, answer.json()["code"]) == (404, "never-issued")


async def test_a_receipt_carries_a_code_too_and_is_the_same_file_ever_after(
    office: Office, working: dict[str, Any]
) -> None:
    path = f"/v1/dossiers/{working['id']}/slips/receipt"
    first = (await office.ask("GET", path, office.lan)).content
    await hear(office.app, factories.person(office.lan.id, phone="0912345999", email="other@motcua.example"))
    assert (await office.ask("GET", path, office.hoa)).content == first
    [issued] = (await office.seen(working, office.lan, "/issued"))["items"]
    assert (issued["kind"], issued["sha256"]) == ("receipt", hashlib.sha256(first).hexdigest())
    assert (await verified(office, issued["code"]))["form"] == "01"


async def test_what_a_leader_did_not_read_is_set_aside(office: Office, working: dict[str, Any]) -> None:
    wrong = (await office.upload(working, office.dung, name="a.png", content=PNG)).json()
    assert await refused(office, working, "signature", leader(office)) == (415, "not-signable")
    paper = await drawn(office, working)
    assert await refused(office, working, "signature", leader(office), papers=[str(UUID(int=1))]) == (400, "invalid")
    [issued] = await sign(office, working, papers=[paper["id"]])
    assert issued["paper_id"] == paper["id"]
    papers = {one["id"]: one["verdict"] for one in (await office.seen(working, office.dung))["papers"]}
    assert (papers[wrong["id"]], papers[paper["id"]]) == ("wrong", "good")
    assert (await office.act(working, "resolution", office.dung, outcome="granted"))["status"] == "resolved"


async def test_when_one_file_cannot_be_signed_none_is(office: Office, working: dict[str, Any]) -> None:
    await drawn(office, working)
    await office.upload(working, office.dung, content=factories.PDF)
    assert await refused(office, working, "signature", leader(office)) == (415, "not-signable")
    assert (await office.seen(working, office.dung, "/issued"))["items"] == []


async def test_a_result_signed_after_a_reopening_takes_the_place_of_the_former(
    office: Office, working: dict[str, Any], session: AsyncSession
) -> None:
    await drawn(office, working)
    [former] = await sign(office, working)
    await drawn(office, working)
    [annex] = await sign(office, working)  # in the same round: beside the former
    assert (await verified(office, former["code"]))["state"] == "genuine"
    await office.act(working, "resolution", office.dung, outcome="granted")
    await office.act(working, "reopening", leader(office), **REASON)
    await drawn(office, working)
    assert await refused(office, working, "resolution", office.dung, outcome="granted") == (409, "not-signed")
    [later] = await sign(office, working)
    states = [(await verified(office, one["code"]))["state"] for one in (former, annex, later)]
    assert states == ["superseded", "superseded", "genuine"]
    assert (await verified(office, former["code"]))["superseded_on"]
    await entries_say_what_the_row_says(session, working["id"])


async def test_a_leader_revokes_a_result_with_grounds_and_the_applicant_is_told(
    office: Office, working: dict[str, Any], session: AsyncSession
) -> None:
    body = {"code": "XN-7QK2-M9XA-4DTB"} | REASON
    assert await refused(office, working, "revocations", leader(office), **body) == (409, "nothing-issued")
    await drawn(office, working)
    [issued] = await sign(office, working)
    await office.act(working, "resolution", office.dung, outcome="granted")
    await office.act(working, "delivery", office.hoa, channel="online")
    assert await refused(office, working, "revocations", leader(office), **body) == (404, "not-found")
    named = {"code": issued["code"]} | REASON
    assert await refused(office, working, "revocations", office.dung, **named) == (403, "not-yours")
    await office.act(working, "revocations", leader(office), **named)
    told = await verified(office, issued["code"])
    assert told["state"] == "revoked"
    assert told["revoked_on"]
    [event] = [one for one in await said(session) if isinstance(one, ResultRevoked)]
    assert event.paper_code == issued["code"]
    timeline = (await office.seen(working, office.lan, "/timeline"))["items"]
    assert (timeline[-1]["act"], timeline[-1]["note"]) == ("revoke", REASON["note"])
    await entries_say_what_the_row_says(session, working["id"])


async def test_what_was_revoked_is_not_revoked_twice(office: Office, working: dict[str, Any]) -> None:
    await drawn(office, working)
    await drawn(office, working)
    first, _second = await sign(office, working)
    named = {"code": first["code"]} | REASON
    await office.act(working, "revocations", leader(office), **named)
    assert await refused(office, working, "revocations", leader(office), **named) == (409, "already-revoked")


async def test_another_citizen_and_another_agency_see_no_issued_paper_in_the_database(
    office: Office, working: dict[str, Any], session: AsyncSession
) -> None:
    await drawn(office, working)
    await sign(office, working)
    count = select(func.count()).select_from(Issued)
    for stranger in (citizen(), office.stranger):
        await as_person(session, stranger)
        assert await session.scalar(count) == 0
    for insider in (office.lan, office.dung):
        await as_person(session, insider)
        assert await session.scalar(count) == 1
    await as_system(session)


async def test_a_result_the_procedure_does_not_know_is_refused(office: Office, working: dict[str, Any]) -> None:
    assert await refused(office, working, "result-drafts", office.dung, **WORDS, result_code="KQ.X") == (400, "invalid")
    assert await refused(office, working, "result-drafts", office.hoa, **WORDS) == (403, "not-yours")


@pytest.mark.parametrize(
    ("language", "genuine", "unknown"),
    [
        ("vi", "Giấy tờ do cơ quan cấp, đang có hiệu lực.", "Không có giấy tờ nào mang mã này"),
        ("en", "Issued by the agency, in force.", "No paper bears this code"),
    ],
)
async def test_who_scans_the_code_gets_a_page_that_names_nobody(
    office: Office, working: dict[str, Any], language: str, genuine: str, unknown: str
) -> None:
    await drawn(office, working)
    [issued] = await sign(office, working)
    asked = {"accept": "text/html", "accept-language": language}
    page = await office.ask("GET", f"/v1/verify/{issued['code']}", None, headers=asked)
    assert f"<h1>{genuine}</h1>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "Lan" not in page.text
    missing = await office.ask("GET", "/v1/verify/XN-0000-0000-0000", None, headers=asked)
    assert (missing.status_code, f"<h1>{unknown}</h1>" in missing.text) == (404, True)
