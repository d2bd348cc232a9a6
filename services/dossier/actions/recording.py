"""How every act is written: the table is asked, then one statement moves the row by compare-and-set and adds the
entry.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningInsert

from kit.people import Citizen, Officer, Partner, Person
from kit.problems import KeyReused
from kit.workdays import Calendar
from services.dossier.actions import timing
from services.dossier.guards import Facts
from services.dossier.history import GENESIS, Deed, content_digest, plain, seal
from services.dossier.lifecycle import LIFE, Act, Role, Status, check
from services.dossier.models import Dossier, Entry
from services.dossier.permissions import Tie, hand, roles
from services.dossier.problems import OtherWasFirst


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody acting on one dossier, in every quality they have on it."""

    roles: frozenset[Role]
    id: UUID | None = None
    agency_code: str | None = None
    client_id: str | None = None
    delegation_id: UUID | None = None


SYSTEM = Actor(roles=frozenset({Role.SYSTEM}))
"""The platform itself, passing on what another service said."""


def acting(person: Person, dossier: Dossier, *, ties: Collection[Tie] = ()) -> Actor:
    """The person as an actor on this dossier; `ties`: what its owner asked them to."""
    agency = person.agency if isinstance(person, Officer | Partner) else None
    return Actor(
        roles=roles(person, dossier, ties=ties),
        id=hand(person),
        agency_code=agency,
        client_id=person.client_id,
        delegation_id=person.delegation_id if isinstance(person, Citizen) else None,
    )


async def undergo(
    session: AsyncSession,
    dossier: Dossier,
    act: Act,
    *,
    by: Actor,
    at: datetime,
    facts: Facts | None = None,
    note: str | None = None,
    edited: dict[str, Any] | None = None,
    patch: dict[str, Any] | None = None,
    hours: Calendar | None = None,
    **decided: Any,  # noqa: ANN401 - values of Dossier's columns
) -> None:
    """Do the act. `decided` are the columns it settles beside the status, `edited` content changed with it; `patch`
    tells in the entry what else changed (ids, names, digests); of answers that change, their digest always. With the
    agency's `hours` the clock and the step follow
    by themselves (`timing`), unless `decided` says otherwise.

    Raises the problem the table finds, or OtherWasFirst when the dossier changed since it was loaded.
    """
    rule = check(act, dossier.status, by=by.roles, facts=facts or Facts())
    interrupted = tuple(Status(one) for one in dossier.interrupted)
    after = rule.lands(dossier.status, interrupted)
    if hours is not None:
        decided = await timing.moved(session, dossier, rule, after=after, at=at, hours=hours) | decided
    deed = replace(
        _deed(session, dossier, act, by=by, at=at, before=dossier.status, after=after),
        note=note,
        decided=plain(decided),
        patch=plain(_content(dossier.id, edited or {}) | (patch or {})),
    )
    still_open = list(rule.left_open(dossier.status, interrupted))
    moved = {"interrupted": still_open} if still_open != dossier.interrupted else {}
    await _move(session, dossier, deed, changes=decided | (edited or {}) | moved)
    if hours is not None and (deed.before is not deed.after or "due_at" in decided):
        await timing.watch(session, dossier, at=at, hours=hours)


def _content(dossier_id: UUID, edited: dict[str, Any]) -> dict[str, Any]:
    return {"answers": content_digest(dossier_id, edited["answers"])} if "answers" in edited else {}


def _deed(
    session: AsyncSession,
    dossier: Dossier,
    act: Act,
    *,
    by: Actor,
    at: datetime,
    before: Status | None,
    after: Status,
) -> Deed:
    """The act as it will be recorded, without what it decides. Its transaction id is that of the request."""
    return Deed(
        dossier_id=dossier.id,
        sequence=1 if before is None else dossier.acts + 1,
        act=act,
        actor_id=by.id,
        role=min(LIFE[act].by & by.roles),
        agency_code=by.agency_code,
        client_id=by.client_id,
        before=before,
        after=after,
        at=at,
        delegation_id=by.delegation_id,
        transaction_id=session.info.get("request_key"),
    )


async def be_born(
    session: AsyncSession,
    dossier: Dossier,
    *,
    by: Actor,
    at: datetime,
    act: Act = Act.OPEN,
    **decided: Any,  # noqa: ANN401 - values of Dossier's columns
) -> None:
    """Write a new dossier and its first entry; `decided` are columns its birth settles (a part's number, its due)."""
    rule = check(act, None, by=by.roles, facts=Facts())
    for name, value in decided.items():
        setattr(dossier, name, value)
    deed = _deed(session, dossier, act, by=by, at=at, before=None, after=rule.lands(None))
    deed = replace(deed, decided=plain(decided))
    dossier.status, dossier.acts, dossier.head = deed.after, 1, seal(deed, previous=GENESIS)
    session.add(dossier)
    await session.flush()
    await session.execute(insert(Entry).values(_entry(deed, previous=GENESIS, sealed=dossier.head)))


async def _move(session: AsyncSession, dossier: Dossier, deed: Deed, *, changes: dict[str, Any]) -> None:
    """Move the row if nobody else did, and write the entry if it moved."""
    sealed = seal(deed, previous=dossier.head)
    changes = changes | {
        "status": deed.after,
        "version": dossier.version + 1,
        "acts": deed.sequence,
        "head": sealed,
    }
    entry = _entry(deed, previous=dossier.head, sealed=sealed)
    values = {f"to_{name}": value for name, value in changes.items()} | {f"entry_{name}": entry[name] for name in entry}
    values |= {"moving": dossier.id, "seen": dossier.version}
    try:
        is_moved = await session.scalar(_moving(tuple(changes)), values) is not None
    except IntegrityError as error:
        if "uq_entries_transaction" in str(error.orig):
            raise KeyReused from error  # the same request again, after its answer was forgotten
        raise
    if not is_moved:
        raise OtherWasFirst
    for name, value in changes.items():
        set_committed_value(dossier, name, value)


@cache
def _moving(changed: tuple[str, ...]) -> ReturningInsert[tuple[UUID]]:
    """The statement of an act that changes these columns: the same few for ever, and dear to build."""
    dossiers, entries = Dossier.metadata.tables["dossiers"], Entry.metadata.tables["entries"]
    moved = (
        update(dossiers)
        .where(dossiers.c.id == bindparam("moving"), dossiers.c.version == bindparam("seen"))
        .values({name: bindparam(f"to_{name}", type_=dossiers.c[name].type) for name in changed})
        .returning(dossiers.c.id)
        .cte("moved")
    )
    told = {name: bindparam(f"entry_{name}", type_=column.type) for name, column in entries.c.items()}
    return insert(entries).from_select(list(told), select(*told.values()).select_from(moved)).returning(entries.c.id)


def _entry(deed: Deed, *, previous: str, sealed: str) -> dict[str, Any]:
    return asdict(deed) | {"id": uuid4(), "previous": previous, "hash": sealed}
