"""Nothing is uploaded twice: found at submission, shown to the officer, refused when the officer wants the paper.

And never anybody else's: not another citizen's, not the delegate's.
"""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.offers import ResultPaper, Satisfaction, Satisfier
from kit.people import Citizen
from kit.testing import citizen, delegate, hear
from services.dossier.models import Paper, Reuse
from services.dossier.once_only import Kind
from services.dossier.sight import as_person, as_system
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHER_POLICE, OTHERS, PROCEDURE, component

CODE = "000.00.00.G01-KQ0001"
RESIDENCE = Satisfier(
    kind=Satisfaction.ATTRIBUTE,
    reference="person.residence",
    vi="Nơi ở đã được xác nhận.",
    en="The residence is known.",
)
RESULT = Satisfier(kind=Satisfaction.RESULT, reference="KQ.TT", vi="Đã được đăng ký.", en="It was registered.")
FIELDS = {"reason": "Đi làm"}


async def publish(office: Office, **changed: Any) -> None:
    """The procedure asks for a paper with a national code; another procedure asks for the same one."""
    asked = component("ct01").model_copy(update={"paper_code": CODE} | changed)
    await hear(office.app, factories.procedure(components=[asked], results=[ResultPaper(code="KQ.TT", name="Kết quả")]))


async def draft_of(office: Office, person: Citizen, **more: Any) -> dict[str, Any]:
    body = {"procedure_code": PROCEDURE, "agency_code": office.agency, "answers": FIELDS} | more
    answer = await office.ask("POST", "/v1/dossiers", person, json=body)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    return draft


async def sent_by(office: Office, person: Citizen) -> tuple[dict[str, Any], str]:
    """A dossier with its paper uploaded; gives the paper's id too."""
    draft = await draft_of(office, person)
    uploaded = await office.upload(draft, person)
    assert uploaded.status_code == 201
    return await office.act(draft, "submission", person), uploaded.json()["id"]


async def requirement(office: Office, dossier: dict[str, Any], by: Any) -> dict[str, Any]:
    told = await office.seen(dossier, by, "/requirements")
    (one,) = told["items"]
    assert told["spared"] == int(one["is_upload_spared"])
    found: dict[str, Any] = one
    return found


async def refused(office: Office, dossier: dict[str, Any], by: Citizen) -> list[str]:
    answer = await office.ask("POST", f"/v1/dossiers/{dossier['id']}/submission", by)
    assert answer.status_code == 400, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


async def test_a_paper_of_an_earlier_dossier_need_not_be_uploaded_again(office: Office) -> None:
    await publish(office)
    first, paper_id = await sent_by(office, office.lan)
    second = await draft_of(office, office.lan)
    one = await requirement(office, second, office.lan)
    assert (one["is_needed"], one["is_mandatory"], one["is_upload_spared"]) == (True, True, True)
    assert one["satisfied_by"]["found_in"] == first["id"]
    assert one["why"]["vi"].startswith(f"Giấy tờ này đã nộp trong hồ sơ {first['tracking_code']} ngày ")
    await office.act(second, "submission", office.lan)
    shown = await office.seen(second, office.dung)
    assert [(reuse["component_id"], reuse["kind"], reuse["paper_id"]) for reuse in shown["reuses"]] == [
        ("ct01", "paper", paper_id)
    ]
    assert (await requirement(office, second, office.dung))["satisfied_by"]["uses"] == 1


async def test_the_officer_may_read_the_paper_and_nobody_elses_officer(office: Office) -> None:
    await hear(office.app, factories.agency(OTHER_POLICE))
    await publish(office)
    first, paper_id = await sent_by(office, office.lan)
    second = await draft_of(office, office.lan, agency_code=OTHER_POLICE)
    path = f"/v1/dossiers/{second['id']}/papers/{paper_id}"
    assert (await office.ask("GET", path, office.stranger)).status_code == 404
    await office.act(second, "submission", office.lan)
    assert (await office.ask("GET", path, office.stranger)).status_code == 200
    other = f"/v1/dossiers/{first['id']}/papers/{paper_id}"
    assert (await office.ask("GET", other, office.stranger)).status_code == 404
    assert (await office.ask("GET", path, office.hoa)).status_code == 404


async def test_a_verified_attribute_stands_in_and_its_source_is_recorded(office: Office) -> None:
    await publish(office, satisfied_by=[RESIDENCE])
    draft = await draft_of(office, office.lan)
    await office.act(draft, "submission", office.lan)
    (reuse,) = (await office.seen(draft, office.dung))["reuses"]
    assert (reuse["kind"], reuse["reference"], reuse["source"]) == (
        "attribute",
        "person.residence",
        "population_database",
    )
    assert reuse["words"]["vi"] == "Nơi ở đã được xác nhận."


async def test_a_result_of_ours_stands_in_for_a_paper(office: Office) -> None:
    await publish(office)
    earlier = await office.in_progress()
    assert (await office.upload(earlier, office.dung)).status_code == 201
    await publish(office, paper_code=None, satisfied_by=[RESULT])
    waiting = await draft_of(office, office.lan)
    assert await refused(office, waiting, office.lan) == ["/papers/ct01"]
    await office.act(earlier, "resolution", office.dung, outcome="granted")
    one = await requirement(office, waiting, office.lan)
    assert (one["satisfied_by"]["kind"], one["satisfied_by"]["found_in"]) == ("result", earlier["id"])
    await office.act(waiting, "submission", office.lan)


async def test_what_a_draft_was_told_is_judged_again_when_it_is_sent(office: Office) -> None:
    await publish(office, satisfied_by=[RESIDENCE])
    draft = await draft_of(office, office.lan)
    assert (await requirement(office, draft, office.lan))["is_upload_spared"]
    await hear(office.app, factories.person(office.lan.id, residence=None))
    assert await refused(office, draft, office.lan) == ["/papers/ct01"]


async def test_a_paper_the_agency_called_wrong_or_that_was_never_sent_does_not_count(
    office: Office, session: AsyncSession
) -> None:
    await publish(office)
    asked = component("ct01").model_copy(update={"paper_code": CODE})
    await hear(office.app, factories.procedure(procedure_code=OTHERS[0], components=[asked]))
    unsent = await draft_of(office, office.lan, procedure_code=OTHERS[0])
    assert (await office.upload(unsent, office.lan)).status_code == 201
    draft = await draft_of(office, office.lan)
    assert await refused(office, draft, office.lan) == ["/papers/ct01"]
    await office.act(draft, "discard", office.lan)
    sent = await office.in_progress()
    draft = await draft_of(office, office.lan)
    assert (await requirement(office, draft, office.lan))["is_upload_spared"]
    items = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn"}]
    await office.supplement(sent, *items)
    assert await refused(office, draft, office.lan) == ["/papers/ct01"]


async def test_a_paper_of_a_dossier_that_was_not_taken_in_does_not_count(office: Office) -> None:
    await publish(office)
    sent, _ = await sent_by(office, office.lan)
    draft = await draft_of(office, office.lan)
    assert (await requirement(office, draft, office.lan))["is_upload_spared"]
    await office.act(sent, "refusal", office.hoa, reason="Giấy tờ không phải của người nộp")
    assert await refused(office, draft, office.lan) == ["/papers/ct01"]


async def test_an_officer_may_still_ask_for_the_paper_itself(office: Office) -> None:
    await publish(office)
    await sent_by(office, office.lan)
    second = await office.act(await draft_of(office, office.lan), "submission", office.lan)
    issued = factories.bill(second, owner_id=office.lan.id)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    await office.act(second, "acceptance", office.hoa)
    await office.act(second, "start", office.dung)
    items = [{"component_id": "ct01", "reason_code": "expired", "what_to_do": "Nộp bản mới"}]
    await office.supplement(second, *items)
    shown = await office.seen(second, office.lan)
    assert shown["reuses"][0]["refused_at"] is not None
    lacking = await office.ask("POST", f"/v1/dossiers/{second['id']}/supplement", office.lan, json={"answers": {}})
    assert [error["code"] for error in lacking.json()["errors"]] == ["paper-missing", "paper-missing"]
    assert (await office.upload(second, office.lan)).status_code == 201
    await office.act(second, "supplement", office.lan, answers={})


async def test_another_citizens_paper_never_counts(office: Office) -> None:
    await publish(office)
    minh = citizen()
    await hear(office.app, factories.person(minh.id, residence=None))
    await sent_by(office, minh)
    draft = await draft_of(office, office.lan)
    assert (await requirement(office, draft, office.lan))["satisfied_by"] is None
    assert await refused(office, draft, office.lan) == ["/papers/ct01"]


async def test_a_delegate_uses_the_principals_papers_and_never_their_own(office: Office) -> None:
    await publish(office)
    minh_id = uuid4()
    minh = citizen(id=minh_id)
    await hear(office.app, factories.person(minh_id))
    given = factories.delegation(office.lan.id, minh_id)
    await hear(office.app, given)
    acting = delegate(office.lan, given.delegation_id, actor_id=minh_id)
    await sent_by(office, minh)
    draft = await draft_of(office, acting)
    assert await refused(office, draft, acting) == ["/papers/ct01"]
    assert (await office.upload(draft, acting)).status_code == 201
    principals = await office.act(draft, "submission", acting)
    one = await requirement(office, await draft_of(office, acting), acting)
    assert one["satisfied_by"]["found_in"] == principals["id"]


async def test_sent_again_it_is_judged_and_recorded_anew(office: Office, session: AsyncSession) -> None:
    await publish(office)
    await sent_by(office, office.lan)
    second = await office.act(await draft_of(office, office.lan), "submission", office.lan)
    await office.act(second, "withdrawal", office.lan)
    assert (await office.upload(second, office.lan)).status_code == 201
    await office.act(second, "submission", office.lan)
    await as_system(session)
    assert await session.scalar(select(func.count()).select_from(Reuse)) == 0


@pytest.mark.parametrize("part", ["paper", "dossier"])
async def test_the_database_itself_refuses_a_reuse_of_somebody_elses(
    office: Office, session: AsyncSession, part: str
) -> None:
    await publish(office)
    minh = citizen()
    await hear(office.app, factories.person(minh.id))
    theirs, paper_id = await sent_by(office, minh)
    draft = await draft_of(office, office.lan)
    row = {
        "dossier_id": UUID(draft["id"]), "component_id": "ct01", "kind": Kind.PAPER, "reference": CODE,
        "found_in": UUID(theirs["id"]), "paper_id": UUID(paper_id) if part == "paper" else None,
        "vi": "", "en": "", "noted_at": factories.local(2026, 11, 23),
    }  # fmt: skip
    await as_person(session, office.lan)
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with session.begin_nested():
            await session.execute(insert(Reuse), [row])


async def test_without_a_reuse_nobody_reads_anothers_paper(office: Office, session: AsyncSession) -> None:
    await publish(office)
    await sent_by(office, office.lan)
    await as_person(session, office.stranger)
    assert await session.scalar(select(func.count()).select_from(Paper)) == 0
