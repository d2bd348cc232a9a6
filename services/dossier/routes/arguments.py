"""What routes are given: the caller, and the dossier only if the caller may see it (else it does not exist)."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.files import Store
from kit.people import Citizen, Officer, Partner, Person, acting, require
from kit.problems import NotFound
from kit.sealing import Sealer
from kit.workdays import Calendar
from services.dossier import callers, queries
from services.dossier.actions import assigning, usages
from services.dossier.lifecycle import STAFF
from services.dossier.models import Dossier, Invitation
from services.dossier.permissions import roles, sees
from services.dossier.problems import NotYours
from services.dossier.settings import DossierSettings
from services.dossier.sight import as_person


async def applicant(session: Session, person: Annotated[Citizen, Depends(acting(Citizen))], now: Now) -> Citizen:
    """A citizen, or who may act for them; the database shows only their own dossiers."""
    found = await callers.standing_in(session, person, on=now.astimezone(LOCAL).date())
    await as_person(session, found)
    return found


async def clerk(
    session: Session, person: Annotated[Officer, Depends(require(Officer, *sorted(STAFF)))], now: Now
) -> Officer:
    """A member of staff who works on dossiers; the database shows only their agency's, of their fields."""
    found = await callers.specialised(session, person)
    await as_person(session, found)
    await assigning.meet(session, person, at=now)
    return found


async def viewer(session: Session, person: Annotated[Person, Depends(acting(Person))], now: Now) -> Person:
    """Anybody signed in; the database shows only what is theirs."""
    found = await callers.known(session, person, on=now.astimezone(LOCAL).date())
    await as_person(session, found)
    return found


DossierId = Annotated[
    UUID,
    Path(
        description="`id` của hồ sơ: POST /v1/dossiers, GET /v1/dossiers, GET /v1/worklist / the dossier's `id`",
        examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"],
    ),
]

Applicant = Annotated[Citizen, Depends(applicant)]
Clerk = Annotated[Officer, Depends(clerk)]
Viewer = Annotated[Person, Depends(viewer)]


async def seen(session: Session, dossier_id: DossierId, person: Viewer, *, request: Request, now: Now) -> Dossier:
    """A dossier the caller may see; NotFound for every other, as for one that does not exist.

    That an official or partner reads it is written down for its owner.
    """
    dossier = await queries.dossier(session, dossier_id)
    if dossier is None or not sees(roles(person, dossier, ties=await ties_of(session, dossier, person))):
        raise NotFound
    if request.method == "GET" and (part := part_of(request.url.path)) not in NO_LOOK:
        await usages.note(session, dossier, person, what=part, at=now, paper_id=paper_of(request))
    return dossier


NO_LOOK = frozenset({"actions", "uploads"})
"""What can be done, and how much of one's own file has come, tells nothing of the citizen."""


def part_of(path: str) -> str:
    """Which part of a dossier an address reads: `papers`, `timeline`, ...; `dossier`: the whole."""
    parts = path.split("/")
    return parts[4] if len(parts) > 4 else "dossier"


def paper_of(request: Request) -> UUID | None:
    """The file an address reads."""
    paper_id = request.path_params.get("paper_id")
    return UUID(str(paper_id)) if paper_id else None


async def ties_of(session: Session, dossier: Dossier, person: Person) -> Sequence[Invitation]:
    """What the owner asked the caller to; only somebody else's dossier is looked up."""
    if not isinstance(person, Citizen) or person.id == dossier.owner_id:
        return ()
    return await queries.ties(session, dossier.id)


async def own(session: Session, dossier_id: DossierId, person: Applicant, *, request: Request, now: Now) -> Dossier:
    """The caller's own dossier; NotYours for one they only write along."""
    dossier = await seen(session, dossier_id, person, request=request, now=now)
    if dossier.owner_id != person.id:
        raise NotYours
    return dossier


async def filed(session: Session, dossier_id: DossierId, person: Viewer, *, request: Request, now: Now) -> Dossier:
    """The caller's own dossier, or one of their agency's: what the desk does for who stands before it. NotYours for
    who writes it along, and for a partner.
    """
    dossier = await seen(session, dossier_id, person, request=request, now=now)
    if isinstance(person, Partner) or (isinstance(person, Citizen) and dossier.owner_id != person.id):
        raise NotYours
    return dossier


async def agency(session: Session, dossier_id: DossierId, person: Clerk, *, request: Request, now: Now) -> Dossier:
    """A dossier of the caller's agency."""
    return await seen(session, dossier_id, person, request=request, now=now)


SeenDossier = Annotated[Dossier, Depends(seen)]
FiledDossier = Annotated[Dossier, Depends(filed)]
OwnDossier = Annotated[Dossier, Depends(own)]
AgencyDossier = Annotated[Dossier, Depends(agency)]


def settings_of(request: Request) -> DossierSettings:
    """The settings this process was started with."""
    settings = request.app.state.settings
    assert isinstance(settings, DossierSettings)
    return settings


Given = Annotated[DossierSettings, Depends(settings_of)]


def codes_box_of(request: Request) -> Sealer:
    """What seals the counter's one-time codes."""
    box = request.app.state.codes_box
    assert isinstance(box, Sealer)
    return box


CodesBox = Annotated[Sealer, Depends(codes_box_of)]


def files_of(request: Request) -> Store:
    """Where files are kept."""
    store = request.app.state.files
    assert isinstance(store, Store)
    return store


Files = Annotated[Store, Depends(files_of)]


async def own_hours(session: Session, dossier: OwnDossier, given: Given) -> Calendar:
    """The working hours of the agency of the caller's dossier."""
    return await queries.calendar(session, dossier.agency_code, otherwise=given.calendar_code)


async def filed_hours(session: Session, dossier: FiledDossier, given: Given) -> Calendar:
    """The working hours of the agency of the dossier."""
    return await queries.calendar(session, dossier.agency_code, otherwise=given.calendar_code)


async def agency_hours(session: Session, dossier: AgencyDossier, given: Given) -> Calendar:
    """The working hours of the caller's agency."""
    return await queries.calendar(session, dossier.agency_code, otherwise=given.calendar_code)


FiledHours = Annotated[Calendar, Depends(filed_hours)]
OwnHours = Annotated[Calendar, Depends(own_hours)]
AgencyHours = Annotated[Calendar, Depends(agency_hours)]
