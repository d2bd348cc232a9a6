"""Who may change the catalog, and who may look at what is not published yet.

Administrators of the province's committee or of the service centre right below it edit; limited to their fields of
procedures where their position is. Auditors of these agencies read what editors read. Editing asks for two factors.
"""

from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from kit.clock import Now
from kit.db import Session
from kit.people import Officer, current, require
from kit.problems import Forbidden, Unauthorized
from kit.vietnamese import slug
from services.catalog.problems import OutsideFields, OutsideJurisdiction
from services.catalog.replicas import Agency
from services.catalog.routes.arguments import today

REFUSALS = (Forbidden, OutsideJurisdiction, OutsideFields)
"""What an editor's route may answer beside its own problems: for `responses=problems(*REFUSALS, ...)`."""
ASSURED = frozenset({"substantial", "high"})
_STEP_UP = 'Bearer realm="motcua", error="insufficient_user_authentication", acr_values="substantial"'


async def agency_of(session: AsyncSession, who: Officer, *, on: date) -> Agency | None:
    """The agency somebody works in, as last heard; None when it is not known here or does not exist that day."""
    found = await session.get(Agency, who.agency)
    return found if found is not None and _exists(found, on) else None


async def is_of_province(session: AsyncSession, who: Officer, *, on: date) -> bool:
    """Whether somebody's agency looks after the whole province, as `services.identity.jurisdiction` has it."""
    agency = await agency_of(session, who, on=on)
    if agency is None or agency.kind is not AgencyKind.SERVICE_CENTRE:
        return agency is not None and agency.kind is AgencyKind.PROVINCE_COMMITTEE
    above = await session.get(Agency, agency.parent_code) if agency.parent_code else None
    return above is not None and above.kind is AgencyKind.PROVINCE_COMMITTEE


def assured(who: Officer) -> Officer:
    """The officer, signed in with two factors; Unauthorized with a challenge otherwise (RFC 9470)."""
    if who.acr not in ASSURED:
        raise Unauthorized(headers={"WWW-Authenticate": _STEP_UP})
    return who


async def overseer(
    who: Annotated[Officer, Depends(require(Officer, "administrator", "auditor"))], session: Session, now: Now
) -> Officer:
    """An administrator or auditor of the whole province; OutsideJurisdiction otherwise."""
    if not await is_of_province(session, who, on=today(now)):
        raise OutsideJurisdiction
    return who


async def editor(
    who: Annotated[Officer, Depends(require(Officer, "administrator"))], session: Session, now: Now
) -> Officer:
    """An administrator of the whole province, signed in with two factors."""
    if not await is_of_province(session, who, on=today(now)):
        raise OutsideJurisdiction
    return assured(who)


async def visitor(request: Request, session: Session, now: Now) -> Officer | None:
    """Whoever asks at a public door: an administrator or auditor of the whole province, or None for anybody else.

    A token may be missing; Unauthorized when there is one and it is not valid.
    """
    if "authorization" not in request.headers:
        return None
    who = await current(request, None)
    if not isinstance(who, Officer) or not who.roles & {"administrator", "auditor"}:
        return None
    return who if await is_of_province(session, who, on=today(now)) else None


Editing = Annotated[Officer, Depends(editor)]
"""The caller, who may change the catalog; `check_fields` says which procedures of it."""
Overseeing = Annotated[Officer, Depends(overseer)]
"""The caller, who may see what is not published yet."""
Visitor = Annotated[Officer | None, Depends(visitor)]
"""At a public door: the caller when they may see what is not published, else None."""


def check_fields(who: Officer, *fields: str) -> None:
    """Let only those through whose position covers these fields of procedures (names, each its main field).

    Raises OutsideFields.
    """
    if who.fields and any(slug(field) not in who.fields for field in fields):
        raise OutsideFields


def _exists(agency: Agency, on: date) -> bool:
    return agency.valid_from <= on and (agency.valid_to is None or agency.valid_to >= on)
