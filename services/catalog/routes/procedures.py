"""Procedures: everybody may look them up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.pages import Page
from kit.people import anyone
from kit.problems import NotFound, problems
from services.catalog import searching, showing
from services.catalog.queries import procedures
from services.catalog.routes.arguments import SAME, Given, ProcedureCode, after, page, today
from services.catalog.routes.caching import answered
from services.catalog.schemas import procedures as schemas

router = APIRouter(dependencies=[Depends(anyone)])


@router.get(
    "/v1/procedures",
    summary="Tìm thủ tục hành chính / Search procedures",
    response_model=Page[schemas.ProcedureSummary],
    responses=problems() | SAME,
)
async def list_procedures(
    request: Request, session: Session, settings: Given, asked: Annotated[schemas.ProceduresAsked, Query()]
) -> Response:
    """Có dấu hoặc không dấu, từ chưa gõ hết, mã thủ tục; kết quả gần nhất trước."""
    wanted = searching.wanted(asked.q or "")
    if asked.q and wanted is None:
        return answered(request, page([], asked, settings.cursor_key))
    found = await procedures.search(
        session,
        wanted,
        filters=procedures.Filters(asked.field, asked.level, asked.agency, asked.applicant),
        after=after(asked, settings.cursor_key),
        limit=asked.limit + 1,
        candidates=settings.search_candidates,
    )
    return answered(request, page(found, asked, settings.cursor_key))


@router.get(
    "/v1/procedures/{code}",
    summary="Một thủ tục đang có hiệu lực / A procedure in force",
    response_model=schemas.ProcedureOut,
    responses=problems(NotFound) | SAME,
)
async def show_procedure(request: Request, code: ProcedureCode, session: Session, now: Now) -> Response:
    """Thành phần hồ sơ, thời hạn, phí và lệ phí theo từng cách nộp, căn cứ pháp lý, biểu mẫu."""
    found = await procedures.in_force(session, code, on=today(now))
    if found is None:
        raise NotFound
    return answered(request, showing.procedure(*found).model_dump_json().encode())
