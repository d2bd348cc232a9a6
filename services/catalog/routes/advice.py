"""Before anything is filed: what it costs, whether one may apply, whether the answers are right, how it goes.

Everybody may ask, for any day. Nothing of what is sent is stored.
"""

from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query, Request, Response

from contracts import reckoning
from contracts.computing import computed
from contracts.conditions import Facts
from contracts.fees import FeeRule
from contracts.forms import faults
from contracts.offers import Form, terms_for
from kit.clock import Now
from kit.db import Session
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Invalid, NotFound, problems
from kit.schemas import Money
from services.catalog import advice, drawing, eligibility, telling
from services.catalog.content import Content, read
from services.catalog.models import Procedure, Revision
from services.catalog.queries import procedures
from services.catalog.replicas import Agency
from services.catalog.routes.arguments import SAME, Given, ProcedureCode, today
from services.catalog.routes.caching import answered
from services.catalog.schemas import advice as schemas
from services.catalog.schemas.faults import FaultOut
from services.catalog.workflows import usual

router = APIRouter(dependencies=[Depends(anyone)])

UNKNOWN_CASE = Fault("/case", "unknown", "Thủ tục không có trường hợp này.", "The procedure has no such case.")
NOT_OFFERED = Fault(
    "/channel", "not-offered", "Thủ tục không nhận hồ sơ theo cách này.", "Dossiers are not received in this way."
)
UNKNOWN_AGENCY = Fault("/agency", "unknown", "Không có cơ quan này.", "There is no such agency.")


class InForce(NamedTuple):
    """A revision in force on the day asked for."""

    procedure: Procedure
    revision: Revision
    content: Content
    on: date


async def in_force(session: Session, code: str, *, on: date) -> InForce:
    """The revision in force on a day; NotFound when there is none."""
    found = await procedures.in_force(session, code, on=on)
    if found is None:
        raise NotFound
    return InForce(found[0], found[1], read(found[1].content), on)


def _form(law: InForce, case: str | None) -> Form:
    if case is not None and case not in {one.id for one in law.content.cases}:
        raise Invalid(errors=[UNKNOWN_CASE])
    return advice.form_for(law.content, case)


async def _office(session: Session, code: str | None) -> Agency | None:
    if code is None:
        return None
    agency = await session.get(Agency, code)
    if agency is None:
        raise Invalid(errors=[UNKNOWN_AGENCY])
    return agency


@router.post(
    "/v1/procedures/{code}/fees",
    summary="Tính phí, lệ phí / Reckon the fees",
    responses=problems(NotFound, Invalid),
)
async def reckon_fees(
    code: ProcedureCode, known: schemas.FactsIn, session: Session, now: Now, settings: Given
) -> schemas.FeesOut:
    """Từng khoản với căn cứ và phép tính; khoản chưa xác định nêu rõ còn thiếu thông tin gì."""
    law = await in_force(session, code, on=known.on or today(now))
    agency = await _office(session, known.agency)
    form = _form(law, known.case)
    facts = advice.facts(known, form=form, on=law.on, agency_kind=agency.kind if agency else None)
    terms = [one for offer in law.content.channels for one in telling.channel_terms(offer)]
    chosen = terms_for(terms, known.channel, facts=facts)
    if chosen is None:
        raise Invalid(errors=[NOT_OFFERED])
    owed = reckoning.reckon(chosen.rules, facts=facts, on=law.on, province=settings.province_code)
    left = reckoning.undecided(chosen.rules, facts=facts, on=law.on, province=settings.province_code)
    return schemas.FeesOut(
        procedure_code=code,
        revision=law.revision.number,
        channel=known.channel,
        items=[_line(one) for one in owed],
        undecided=[_undecided(rule, facts) for rule in left],
        total=Money(amount=reckoning.total(owed)),
        is_complete=not left and all(one.amount is not None for one in owed),
    )


@router.post(
    "/v1/procedures/{code}/eligibility",
    summary="Tôi có được nộp không? / May I apply, and if not, why",
    responses=problems(NotFound, Invalid),
)
async def judge_eligibility(
    code: ProcedureCode, known: schemas.FactsIn, session: Session, now: Now
) -> schemas.EligibilityOut:
    """Từng yêu cầu, điều kiện: đạt, không đạt vì sao, hay còn thiếu thông tin gì để biết."""
    law = await in_force(session, code, on=known.on or today(now))
    agency = await _office(session, known.agency)
    facts = advice.facts(known, form=_form(law, known.case), on=law.on, agency_kind=agency.kind if agency else None)
    office = None
    if agency is not None:
        office = eligibility.Office(code=agency.code, kind=agency.kind, ward_codes=agency.ward_codes)
    judged = eligibility.judge(law.content, facts, on=law.on, closed_on=law.procedure.closed_on, office=office)
    return schemas.EligibilityOut(
        procedure_code=code,
        revision=law.revision.number,
        is_eligible=eligibility.verdict(judged),
        requirements=[
            schemas.JudgedOut(
                id=one.id,
                holds=one.holds,
                vi=one.vi,
                en=one.en,
                basis=one.basis,
                needs=list(one.needs),
                is_by_person=one.is_by_person,
            )
            for one in judged
        ],
    )


@router.post(
    "/v1/procedures/{code}/validation",
    summary="Kiểm tra tờ khai / Check the answers of a form",
    responses=problems(NotFound, Invalid),
)
async def validate_answers(
    code: ProcedureCode, known: schemas.FactsIn, session: Session, now: Now
) -> schemas.ValidationOut:
    """Cùng quy tắc mà hệ thống dùng khi nộp hồ sơ; mọi lỗi một lần, không lưu gì."""
    law = await in_force(session, code, on=known.on or today(now))
    form = _form(law, known.case)
    wrong = faults(form.answers, known.answers, form_key=(law.revision.id, known.case), on=law.on)
    return schemas.ValidationOut(
        procedure_code=code,
        revision=law.revision.number,
        is_valid=not wrong,
        faults=[FaultOut.of(one) for one in wrong],
        computed=computed(form.answers, known.answers, on=law.on),
    )


@router.get(
    "/v1/procedures/{code}/workflow.svg",
    summary="Sơ đồ quy trình giải quyết / The workflow as a picture",
    response_class=Response,
    responses=problems(NotFound) | SAME | {200: {"content": {"image/svg+xml": {}}}},
)
async def draw_workflow(
    request: Request,
    code: ProcedureCode,
    session: Session,
    now: Now,
    asked: Annotated[schemas.PictureAsked, Query()],
) -> Response:
    """Các bước, người thực hiện, thời hạn và lối đi, có mô tả bằng lời cho người nghe."""
    law = await in_force(session, code, on=today(now))
    is_english = asked.lang == "en"
    title = law.content.name_en or law.content.name if is_english else law.content.name
    picture = drawing.draw(law.content.workflow or usual(), title=title, is_english=is_english)
    return answered(request, picture.encode(), media_type="image/svg+xml")


def _line(one: reckoning.Reckoned) -> schemas.FeeLineOut:
    said: dict[str, Any] = one.model_dump() | {
        "amount": None if one.amount is None else Money(amount=one.amount),
        "reliefs": [
            schemas.ReliefOut.model_validate(relief.model_dump() | {"amount": Money(amount=relief.amount)})
            for relief in one.reliefs
        ],
    }
    return schemas.FeeLineOut.model_validate(said)


def _undecided(rule: FeeRule, facts: Facts) -> schemas.UndecidedOut:
    assert rule.when is not None  # what has no condition is decided
    return schemas.UndecidedOut(
        code=rule.code,
        name=rule.name,
        vi=f"Phải trả {rule.when.vi}.",
        en=f"Owed {rule.when.en}.",
        needs=sorted(rule.when.names() - facts.keys()),
    )
