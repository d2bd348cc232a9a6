"""A dossier lives by what the revisions say: form, fees, terms, days, calendars, and the end of a procedure."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedureClosed
from contracts.conditions import Condition
from contracts.dossier import DossierSubmitted
from contracts.fees import FeeRule, FeeUnit
from contracts.offers import CaseTerms, ChannelTerms, Form
from contracts.terms import Channel, FeeKind, LimitUnit, TimeLimit, WorkSession
from kit.events import Event
from kit.testing import hear, said
from services.dossier import queries
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import OTHER_POLICE, PROCEDURE, SCHEMA, component, local

ClockAt = Callable[[datetime], None]
BODY = {"procedure_code": PROCEDURE, "agency_code": "G01.24.91"}


def form(**fields: Any) -> Form:
    """The form of the factories with further fields."""
    return Form(answers=SCHEMA | {"properties": SCHEMA["properties"] | fields}, ui={})


async def last(session: AsyncSession, kind: type[Event]) -> Any:
    return [event for event in await said(session) if isinstance(event, kind)][-1]


async def problem(office: Office, path: str, **body: Any) -> tuple[int, str, str]:
    answer = await office.ask("POST", path, office.lan, json=body or None)
    told = answer.json()
    return answer.status_code, told["code"], told.get("detail", "")


async def complete(office: Office, **more: Any) -> dict[str, Any]:
    answer = await office.ask("POST", "/v1/dossiers", office.lan, json=BODY | {"answers": {"reason": "Đi làm"}} | more)
    assert answer.status_code == 201, answer.text
    draft: dict[str, Any] = answer.json()
    assert (await office.upload(draft, office.lan)).status_code == 201
    return draft


def priced(**changed: Any) -> ChannelTerms:
    copies = FeeRule(code="copies", name="Phí bản sao", kind=FeeKind.COPY, amount=2000, unit=FeeUnit.COPY)
    open_amount = FeeRule(code="land", name="Phí thẩm định", kind=FeeKind.FEE, amount=None)
    said: dict[str, Any] = {
        "channel": Channel.ONLINE,
        "time_limit": TimeLimit(value=3, unit=LimitUnit.WORKING_DAY),
        "fees": [],
        "rules": [copies, open_amount],
    }
    return ChannelTerms(**said | changed)


async def test_what_a_dossier_owes_is_reckoned_from_its_answers_and_said(office: Office, session: AsyncSession) -> None:
    await hear(office.app, factories.procedure(channels=[priced()], form=form(copies={"type": "integer"})))
    sent = await complete(office, answers={"reason": "Đi làm", "copies": 3})
    standing = await office.act(sent, "submission", office.lan)
    assert standing["fee"]["due"]["amount"] == 6000
    event = await last(session, DossierSubmitted)
    assert [(line.code, line.amount) for line in event.fees] == [("copies", 6000)]


async def test_a_case_has_its_own_form_and_its_own_terms(
    office: Office, session: AsyncSession, clock_at: ClockAt
) -> None:
    own = form(list_size={"type": "integer"})
    own = own.model_copy(update={"answers": own.answers | {"required": [*SCHEMA["required"], "list_size"]}})
    many = Condition(
        test={"properties": {"list_size": {"minimum": 10}}, "required": ["list_size"]}, vi="khi nhiều", en="when many"
    )
    slow = priced(case="list", rules=[], time_limit=TimeLimit(value=10, unit=LimitUnit.WORKING_DAY), when=many)
    said = factories.procedure(
        channels=[priced(rules=[]), slow], cases=[CaseTerms(id="list", name="Theo danh sách", form=own)]
    )
    await hear(office.app, said)
    clock_at(local(2026, 11, 23, 10))
    draft = await complete(office, case="list")
    answer = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/answers/list_size"]
    edited = await office.ask(
        "PATCH",
        f"/v1/dossiers/{draft['id']}",
        office.lan,
        json={"answers": {"list_size": 12}},
        headers={"If-Match": '"1"'},
    )
    assert edited.status_code == 200
    await office.act(draft, "submission", office.lan)
    accepted = await office.act(draft, "acceptance", office.hoa)
    assert datetime.fromisoformat(accepted["due_at"]) == local(2026, 12, 8, 10)


async def test_computed_values_are_the_servers(office: Office) -> None:
    fields = {
        "a": {"type": "integer"},
        "b": {"type": "integer"},
        "total": {"type": "integer", "x-computed": {"how": "total", "of": ["a", "b"]}},
    }
    await hear(office.app, factories.procedure(form=form(**fields)))
    draft = await complete(office, answers={"reason": "Đi làm", "a": 1, "b": 2, "total": 99})
    assert draft["answers"]["total"] == 3
    edited = await office.ask(
        "PATCH",
        f"/v1/dossiers/{draft['id']}",
        office.lan,
        json={"answers": {"a": 5, "total": 0}},
        headers={"If-Match": '"1"'},
    )
    assert edited.json()["answers"]["total"] == 7


async def test_a_draft_moves_to_the_revision_in_force_and_says_what_it_does_not_ask(
    office: Office, clock_at: ClockAt
) -> None:
    await hear(office.app, factories.procedure(form=form(old={"type": "string"})))
    draft = await complete(office, answers={"reason": "Đi làm", "old": "x"})
    later = factories.procedure(revision=2, name="Đăng ký tạm trú mới", effective_from=date(2026, 12, 1))
    await hear(office.app, later)
    clock_at(local(2026, 12, 1, 8))
    answer = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/answers/old", "unknown")]
    edited = await office.ask(
        "PATCH", f"/v1/dossiers/{draft['id']}", office.lan, json={"answers": {"old": None}}, headers={"If-Match": '"1"'}
    )
    assert edited.status_code == 200, edited.text
    assert edited.json()["procedure"] == {"code": PROCEDURE, "revision": 2, "name": "Đăng ký tạm trú mới"}
    assert edited.json()["answers"]["reason"] == "Đi làm"
    await office.act(draft, "submission", office.lan)
    timeline = (await office.seen(draft, office.lan, "/timeline"))["items"]
    assert [(one["act"], one["revision"]) for one in timeline] == [("open", None), ("submit", 2)]


async def paid_on_november_30th(office: Office, clock_at: ClockAt) -> dict[str, Any]:
    clock_at(local(2026, 11, 30, 8))
    return await office.paid()


async def test_it_is_received_under_the_revision_in_force_that_day(office: Office, clock_at: ClockAt) -> None:
    sent = await paid_on_november_30th(office, clock_at)
    quick = priced(rules=[], time_limit=TimeLimit(value=1, unit=LimitUnit.WORKING_DAY))
    await hear(office.app, factories.procedure(revision=2, channels=[quick], effective_from=date(2026, 12, 1)))
    clock_at(local(2026, 12, 1, 9))
    accepted = await office.act(sent, "acceptance", office.hoa)
    assert datetime.fromisoformat(accepted["due_at"]) == local(2026, 12, 2, 9)
    assert (await office.seen(sent, office.lan))["procedure"]["revision"] == 2
    timeline = (await office.seen(sent, office.lan, "/timeline"))["items"]
    assert (timeline[-1]["revision"], timeline[-1]["note"]) == (2, None)


async def test_it_stays_under_its_own_when_it_has_faults_under_that_one_and_says_so(
    office: Office, clock_at: ClockAt
) -> None:
    sent = await paid_on_november_30th(office, clock_at)
    wider = factories.procedure(
        revision=2, components=[component("ct01"), component("new")], effective_from=date(2026, 12, 1)
    )
    await hear(office.app, wider)
    clock_at(local(2026, 12, 1, 9))
    await office.act(sent, "acceptance", office.hoa)
    assert (await office.seen(sent, office.lan))["procedure"]["revision"] == 1
    last_one = (await office.seen(sent, office.lan, "/timeline"))["items"][-1]
    assert last_one["revision"] == 1
    assert last_one["note"] == (
        "Giữ phiên bản 1 của thủ tục như khi nộp: hồ sơ chưa đáp ứng phiên bản 2 có hiệu lực từ ngày 01/12/2026."
    )


async def test_a_closed_procedure_opens_and_sends_nothing_and_what_was_sent_goes_on(
    office: Office, clock_at: ClockAt
) -> None:
    await hear(office.app, factories.procedure(procedure_code="1.004222", name="Đăng ký thường trú"))
    sent = await paid_on_november_30th(office, clock_at)
    await hear(
        office.app,
        ProcedureClosed(procedure_code=PROCEDURE, closed_on=date(2026, 12, 1), replaced_by="1.004222"),
    )
    draft = await complete(office)
    clock_at(local(2026, 12, 1, 8))
    told = "Từ ngày 01/12/2026. Thay bằng thủ tục: Đăng ký thường trú (1.004222)."
    assert await problem(office, "/v1/dossiers", **BODY) == (409, "procedure-over", told)
    assert await problem(office, f"/v1/dossiers/{draft['id']}/submission") == (409, "procedure-over", told)
    await office.act(sent, "acceptance", office.hoa)


async def test_an_agency_that_lost_its_competence_receives_nothing_more(office: Office) -> None:
    draft = await complete(office)
    await hear(office.app, factories.agency(office.agency, valid_to=date(2026, 1, 1)))
    answer = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/agency_code"]


async def test_an_agency_keeps_the_calendar_that_names_it(office: Office, session: AsyncSession) -> None:
    mornings = factories.calendar().model_copy(
        update={
            "calendar_code": "MORNINGS",
            "agency_codes": [OTHER_POLICE],
            "sessions": [WorkSession(starts=time(8), ends=time(12))],
        }
    )
    await hear(office.app, mornings)
    own = await queries.calendar(session, OTHER_POLICE, otherwise="VN-31")
    general = await queries.calendar(session, office.agency, otherwise="VN-31")
    assert own.sessions == ((time(8), time(12)),)
    assert general.sessions == factories.HOURS.sessions


async def test_an_older_version_of_a_calendar_heard_late_changes_nothing(office: Office, session: AsyncSession) -> None:
    newer = factories.calendar().model_copy(update={"version": 3, "weekend": [7]})
    await hear(office.app, newer)
    await hear(office.app, factories.calendar().model_copy(update={"version": 2}))
    assert (await queries.calendar(session, office.agency, otherwise="VN-31")).weekend == frozenset({7})
    await hear(office.app, factories.calendar().model_copy(update={"version": 4}))
    assert (await queries.calendar(session, office.agency, otherwise="VN-31")).weekend == frozenset({6, 7})
