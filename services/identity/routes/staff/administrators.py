"""Who administers: their positions of today decide, whatever their token still says; writes want a second factor."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.people import Officer, Person
from kit.problems import Forbidden
from services.identity import queries
from services.identity.actions.staff import Hand
from services.identity.activity import Where
from services.identity.credentials.assurance import Level
from services.identity.jurisdiction import Authority, Role
from services.identity.problems import OutsideJurisdiction
from services.identity.routes.bearers import LivePerson, at_least
from services.identity.schemas.agencies import AgencyIn


@dataclass(frozen=True)
class Administrator:
    """Somebody who administers agencies today: which (`authority`), and as whom they act (`hand`)."""

    authority: Authority
    hand: Hand

    def must_cover(self, *codes: str | None) -> None:
        """Raise OutsideJurisdiction unless every one of these agencies (None: the top of the tree) is theirs."""
        if not all(self.authority.covers(code) for code in codes):
            raise OutsideJurisdiction

    def must_found(self, *begun: AgencyIn) -> None:
        """Raise OutsideJurisdiction unless every one of these agencies to be is theirs to create."""
        if not all(self.authority.may_found(one.kind, below=one.parent_code) for one in begun):
            raise OutsideJurisdiction


async def administrator(
    who: Annotated[Person, Depends(at_least(Level.SUBSTANTIAL))], session: Session, now: Now
) -> Administrator:
    """The caller, who holds a position of administrator today; Forbidden otherwise."""
    authority = await _authority(who, session, now, Role.ADMINISTRATOR)
    return Administrator(authority, Hand(by=who.id, at=now, where=Where(client_id=who.client_id)))


async def overseer(who: LivePerson, session: Session, now: Now) -> Authority:
    """What the caller may look into, as administrator or auditor; Forbidden for everybody else."""
    return await _authority(who, session, now, Role.ADMINISTRATOR, Role.AUDITOR)


async def _authority(who: Person, session: Session, now: Now, *roles: Role) -> Authority:
    if not isinstance(who, Officer):
        raise Forbidden
    authority = await queries.agencies.authority(session, who.id, *roles, on=now.astimezone(LOCAL).date())
    if not authority.seats:
        raise Forbidden
    return authority


Administering = Annotated[Administrator, Depends(administrator)]
Overseeing = Annotated[Authority, Depends(overseer)]
