"""What everybody may know: how an agency's service was rated."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from kit.db import Session
from kit.faults import Fault
from kit.people import anyone
from kit.problems import Invalid, NotFound, problems
from services.feedback import queries, scores
from services.feedback.schemas import SummaryOut

router = APIRouter(prefix="/v1/ratings", tags=["ratings"], dependencies=[Depends(anyone)])

AgencyCode = Annotated[
    str,
    Query(
        alias="agency",
        pattern=r"^[A-Z][0-9A-Z.]{1,39}$",
        description="Mã cơ quan / agency code",
        examples=["G01.24.91"],
    ),
]
From = Annotated[date | None, Query(alias="from", description="Từ ngày / first day", examples=["2026-11-01"])]
To = Annotated[date | None, Query(alias="to", description="Đến hết ngày / last day", examples=["2026-11-30"])]


@router.get(
    "/summary",
    summary="Mức độ hài lòng về một cơ quan / Satisfaction with an agency",
    responses=problems(NotFound),
)
async def show_summary(session: Session, agency: AgencyCode, first_on: From = None, last_on: To = None) -> SummaryOut:
    """Công khai; ngày tính theo giờ Việt Nam. / Public; days are Vietnamese days."""
    if first_on and last_on and first_on > last_on:
        raise Invalid(errors=[Fault("/query/to", "before-from", "Ngày cuối trước ngày đầu.", "It is before `from`.")])
    known = await queries.agency(session, agency)
    if known is None:
        raise NotFound
    result = scores.read(await queries.tally(session, agency, first_on=first_on, last_on=last_on))
    return SummaryOut(
        agency=known.agency_code,
        name=known.name,
        first_on=first_on,
        last_on=last_on,
        count=result.count,
        average=result.average,
        by_score={str(score): times for score, times in result.by_score.items()},
        satisfied_share=result.satisfied_share,
    )
