"""A procedure: everybody may look it up."""

from fastapi import APIRouter, Depends, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.people import anyone
from kit.problems import NotFound, problems
from services.catalog import showing
from services.catalog.queries import procedures
from services.catalog.routes.arguments import SAME, ProcedureCode, today
from services.catalog.routes.caching import answered
from services.catalog.schemas import procedures as schemas

router = APIRouter(dependencies=[Depends(anyone)])


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
