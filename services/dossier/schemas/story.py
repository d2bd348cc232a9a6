"""What goes out about a dossier's history, its possibilities, and what the public is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from kit.problems import Problem
from kit.schemas import Schema
from services.dossier.guards import Need
from services.dossier.lifecycle import LIFE, STATES, Act, Role, Status
from services.dossier.models import Entry
from services.dossier.schemas.whole import Words

ASKED = (Role.CO_AUTHOR, Role.INVITEE)
AMONG_STAFF = frozenset(
    {Act.CLAIM, Act.ASSIGN, Act.HAND_OVER, Act.RELEASE, Act.FORWARD, Act.ASSESS, Act.SIGN}
    | {Act.PROPOSE_EXTENSION, Act.REFUSE_EXTENSION}
)
"""Acts whose notes are meant for colleagues."""


class Substitute(Schema):
    """Somebody the applicant let act for them; they are named, so that the applicant knows who it was."""

    delegation_id: UUID
    name: str | None
    words: Words

    @classmethod
    def of(cls, delegation_id: UUID, name: str | None) -> Self:
        """The delegate of an entry."""
        vi, en = (f"ông/bà {name}", name) if name else ("người được ủy quyền", "the delegate")
        return cls(
            delegation_id=delegation_id,
            name=name,
            words=Words(vi=f"Do {vi} thực hiện thay theo ủy quyền.", en=f"Done by {en} on the applicant's behalf."),
        )


class Event(Schema):
    """One act in the timeline. Who acted is told by role and agency; by name only a delegate of the applicant's, and
    whom the applicant had asked (`by_name`). `fields`: those of the form that an edit changed.

    `revision`: of the procedure, where the act settled under which one the dossier is.
    """

    sequence: int
    at: datetime
    act: Act
    name: Words
    role: Role
    agency_code: str | None
    status: Status
    national_code: int | None
    status_name: Words
    note: str | None
    revision: int | None = None
    substitute: Substitute | None = None
    by_name: str | None = None
    fields: list[str] = Field(default=[])
    part: str | None = None

    @classmethod
    def of(
        cls, entry: Entry, *, delegates: Mapping[UUID, str], part: str | None = None, is_told_inside: bool = True
    ) -> Self:
        """The entry as people see it; `delegates` are the names of those who acted for or with the applicant, by id.

        `part`: of a joint dossier, whose entry it is. Not `is_told_inside`: notes of acts among staff are left out.
        """
        rule, state = LIFE[entry.act], STATES[entry.after]
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            act=entry.act,
            name=Words(vi=rule.vi, en=rule.en),
            role=entry.role,
            agency_code=entry.agency_code,
            status=entry.after,
            national_code=state.code,
            status_name=Words(vi=state.vi, en=state.en),
            note=entry.note if is_told_inside or entry.act not in AMONG_STAFF else None,
            revision=entry.decided.get("revision"),
            substitute=_substitute(entry, delegates),
            by_name=delegates.get(entry.actor_id) if entry.actor_id and entry.role in ASKED else None,
            fields=entry.patch.get("fields", []),
            part=part,
        )


def _substitute(entry: Entry, delegates: Mapping[UUID, str]) -> Substitute | None:
    if entry.delegation_id is None or entry.actor_id is None:
        return None
    return Substitute.of(entry.delegation_id, delegates.get(entry.actor_id))


class Timeline(Schema):
    """The history of a dossier, oldest first."""

    items: list[Event]


class Obstacle(Schema):
    """What stands in the way of an act: the same code and words as the refusal."""

    code: str
    title: Words
    detail: Words | None

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """The problem that would be the answer."""
        detail = Words(vi=problem.detail, en=problem.detail_en or problem.detail) if problem.detail else None
        title = Words(vi=problem.title("vi"), en=problem.title("en"))
        return cls(code=problem.code(), title=title, detail=detail)


class ActOut(Schema):
    """An act, where it is done (POST), and whether the caller may do it now."""

    act: Act
    door: str
    name: Words
    is_allowed: bool
    needs: list[Need]
    obstacle: Obstacle | None


class Acts(Schema):
    """Every act people can do to a dossier."""

    items: list[ActOut]
