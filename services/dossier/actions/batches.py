"""One act on many dossiers: each as if it were done alone, behind a savepoint, so that a bad one harms no other.

All commit together with the answer, so a retry finds either all of it or nothing. They are taken in the order of their
ids, whatever the order asked, so that two batches rarely wait for each other; where two acts hold each other up, or one
waits longer than `LOCK_WAIT`, the dossier is somebody else's for now (OtherWasFirst).
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from kit.logs import log
from kit.people import Officer
from kit.problems import ChangedMeanwhile, NotFound, Problem, Unavailable, is_held_up
from kit.workdays import Calendar
from services.dossier import queries
from services.dossier.actions import assigning
from services.dossier.actions.desk import accept
from services.dossier.actions.officer import start
from services.dossier.actions.recording import Actor, acting
from services.dossier.models import Dossier
from services.dossier.problems import NotReached, OtherWasFirst

LOCK_WAIT = "2s"
BUDGET = 20.0
"""Seconds a batch works; what it has not come to then is NotReached."""


class BatchAct(StrEnum):
    """What can be done to many at once."""

    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    ACCEPT = "accept"
    START = "start"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The act and what all of its dossiers share. `to`: a colleague's id, or a step."""

    act: BatchAct
    at: datetime
    hours: Calendar
    to: str = ""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A dossier of a batch; `version`: as it was seen, None: as it is now."""

    id: UUID
    version: int | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one: the dossier after the act, or why not."""

    id: UUID
    dossier: Dossier | None = None
    problem: Problem | None = None


Deed = Callable[[AsyncSession, Dossier, Actor, Work], Awaitable[None]]


async def work(session: AsyncSession, items: Sequence[Wanted], task: Work, *, clerk: Officer) -> list[Done]:
    """Do the act to each; what became of each, in the order asked. The ids must differ."""
    await session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
    until = time.monotonic() + BUDGET
    done: dict[UUID, Done] = {}
    for item in sorted(items, key=lambda one: one.id):
        if time.monotonic() > until:
            done[item.id] = Done(item.id, problem=NotReached())
            continue
        done[item.id] = await _alone(session, item, task, clerk=clerk)
        session.expunge_all()
    return [done[item.id] for item in items]


async def _alone(session: AsyncSession, item: Wanted, task: Work, *, clerk: Officer) -> Done:
    try:
        async with session.begin_nested():
            dossier = await queries.dossier(session, item.id)
            by = acting(clerk, dossier) if dossier is not None else None
            if dossier is None or by is None or not by.roles:
                raise NotFound
            if item.version is not None and item.version != dossier.version:
                raise ChangedMeanwhile
            await DEEDS[task.act](session, dossier, by, task)
            return Done(item.id, dossier=dossier)
    except Problem as problem:
        return Done(item.id, problem=problem)
    except SQLAlchemyError as error:
        log.warning("one of a batch failed", act=task.act, dossier=str(item.id), error=type(error).__name__)
        return Done(item.id, problem=OtherWasFirst() if is_held_up(error) else Unavailable())


async def _claim(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await assigning.claim(session, dossier, by=by, at=task.at)


async def _assign(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await assigning.assign(session, dossier, to=UUID(task.to), note=task.note, by=by, at=task.at)


async def _hand_over(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await assigning.hand_on(session, dossier, to=UUID(task.to), note=task.note, by=by, at=task.at)


async def _release(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await assigning.release(session, dossier, by=by, at=task.at)


async def _accept(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await accept(session, dossier, by=by, at=task.at, calendar=task.hours)


async def _start(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await start(session, dossier, by=by, at=task.at, hours=task.hours)


async def _forward(session: AsyncSession, dossier: Dossier, by: Actor, task: Work) -> None:
    await assigning.forward(session, dossier, to=task.to, note=task.note, by=by, at=task.at, hours=task.hours)


DEEDS: dict[BatchAct, Deed] = {
    BatchAct.CLAIM: _claim,
    BatchAct.ASSIGN: _assign,
    BatchAct.HAND_OVER: _hand_over,
    BatchAct.RELEASE: _release,
    BatchAct.ACCEPT: _accept,
    BatchAct.START: _start,
    BatchAct.FORWARD: _forward,
}
