"""Procedures that come with the software: new ones enter, seeded ones follow its releases until somebody edits them.

An installation's own work always wins: where the newest revision was edited or imported, or a draft is being written,
the seed says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from kit.outbox import emit
from kit.vietnamese import fold
from services.catalog import telling
from services.catalog.actions.editions import raise_edition
from services.catalog.content import Content
from services.catalog.models import Edition, LifeEvent, Origin, Procedure, Revision, RevisionStatus, Synonym

BATCH = 500
"""Rows of one statement."""


class Seed(NamedTuple):
    """A procedure as the software knows it, in force from a day on a new installation."""

    code: str
    content: Content
    effective_from: date


class Newest(NamedTuple):
    """What an installation has of a procedure: its newest revision that was not discarded, and the last number used."""

    closed_on: date | None
    last_number: int
    procedure_id: UUID
    number: int
    status: RevisionStatus
    origin: Origin
    digest: str
    effective_from: date | None


async def begin(session: AsyncSession, release: str) -> bool:
    """Whether this release's seeds have to be planted; whoever else asks waits until this transaction ends."""
    planted = await session.scalar(select(Edition.seeds).where(Edition.id == 1).with_for_update())
    return planted != release


async def finish(session: AsyncSession, release: str) -> None:
    """This release's seeds are planted."""
    await session.execute(update(Edition).where(Edition.id == 1).values(seeds=release))


async def plant_life_events(session: AsyncSession, seeds: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
    """Life events in their order: new ones enter, those nobody edited follow; returns how many changed."""
    shared = {"version": 1, "changed_at": at}
    rows = [dict(seed) | {"position": place} | shared for place, seed in enumerate(seeds, 1)]
    added = upsert(LifeEvent).values(rows)
    told = {name: added.excluded[name] for name in ("name", "name_en", "position", "aliases", "procedures")}
    differs = or_(*(getattr(LifeEvent, name).is_distinct_from(new) for name, new in told.items()))
    changed = await session.scalars(
        added.on_conflict_do_update(
            index_elements=["code"], set_=told | {"changed_at": at}, where=(LifeEvent.version == 1) & differs
        ).returning(LifeEvent.code)
    )
    return await _raised(session, len(changed.all()))


async def plant_synonyms(session: AsyncSession, seeds: Mapping[str, Sequence[str]], *, at: datetime) -> int:
    """Synonyms by the words said, folded here: new ones enter, those nobody edited follow; returns how many changed."""
    meanings: dict[str, list[str]] = {}
    for said, meant in seeds.items():
        known = meanings.setdefault(fold(said), [])
        known.extend(one for one in meant if one not in known)
    rows = [{"said": said, "meant": meant, "version": 1, "changed_at": at} for said, meant in meanings.items()]
    added = upsert(Synonym).values(rows)
    differs = Synonym.meant.is_distinct_from(added.excluded.meant)
    changed = await session.scalars(
        added.on_conflict_do_update(
            index_elements=["said"],
            set_={"meant": added.excluded.meant, "changed_at": at},
            where=(Synonym.version == 1) & differs,
        ).returning(Synonym.said)
    )
    return await _raised(session, len(changed.all()))


async def _raised(session: AsyncSession, changed: int) -> int:
    if changed:
        await raise_edition(session)
    return changed


async def plant(session: AsyncSession, seeds: Sequence[Seed], *, on: date, at: datetime) -> int:
    """Put the seeds into the catalog and tell everybody what is new; returns how many were new or had changed."""
    known = await _newest(session)
    fresh = [seed for seed in seeds if seed.code not in known]
    changed = [(seed, known[seed.code]) for seed in seeds if seed.code in known and _follows(seed, known[seed.code])]
    if not fresh and not changed:
        return 0
    edition = await raise_edition(session)
    for part in _batches(fresh):
        await _enter(session, part, edition=edition, at=at)
    for seed, newest in changed:
        await _follow(session, seed, newest, edition=edition, on=max(on, seed.effective_from), at=at)
    return len(fresh) + len(changed)


def _follows(seed: Seed, newest: Newest) -> bool:
    is_ours = newest.origin is Origin.SEED and newest.status is RevisionStatus.PUBLISHED
    return is_ours and newest.closed_on is None and newest.digest != telling.digest(seed.content)


async def _newest(session: AsyncSession) -> dict[str, Newest]:
    last = select(Revision.procedure_id, func.max(Revision.number).label("number")).group_by(Revision.procedure_id)
    numbered = last.subquery()
    rows = await session.execute(
        select(
            Procedure.code, Procedure.closed_on, numbered.c.number, Revision.procedure_id, Revision.number,
            Revision.status, Revision.origin, Revision.digest, Revision.effective_from,
        )
        .join(Revision, Revision.procedure_id == Procedure.id)
        .join(numbered, numbered.c.procedure_id == Procedure.id)
        .where(Revision.status != RevisionStatus.DISCARDED)
        .ext(distinct_on(Revision.procedure_id))
        .order_by(Revision.procedure_id, Revision.number.desc())
    )  # fmt: skip
    return {row[0]: Newest._make(row[1:]) for row in rows}


async def _enter(session: AsyncSession, seeds: Sequence[Seed], *, edition: int, at: datetime) -> None:
    planted = [(seed, uuid4(), uuid4()) for seed in seeds]
    rows = [telling.facts(seed.code, seed.content) | {"id": id_} for seed, id_, _ in planted]
    await session.execute(insert(Procedure), [row | {"changed_in": edition} for row in rows])
    await session.execute(
        insert(Revision),
        [
            _revision(seed, procedure_id=id_, number=1, effective_from=seed.effective_from, at=at) | {"id": revision_id}
            for seed, id_, revision_id in planted
        ],
    )
    told = [
        telling.published(seed.code, seed.content, number=1, revision_id=id_, effective_from=seed.effective_from)
        for seed, _, id_ in planted
        if seed.content.competences
    ]
    if told:  # what only the index knows is nobody else's business: nobody could open a dossier of it
        await emit(session, *told)


async def _follow(session: AsyncSession, seed: Seed, newest: Newest, *, edition: int, on: date, at: datetime) -> None:
    effective_from = on if newest.effective_from is None else max(on, newest.effective_from)
    await session.execute(
        update(Revision)
        .where(Revision.procedure_id == newest.procedure_id, Revision.number == newest.number)
        .values(effective_to=effective_from - timedelta(days=1), status=RevisionStatus.SUPERSEDED)
    )
    row, id_ = telling.facts(seed.code, seed.content), uuid4()
    await session.execute(
        update(Procedure).where(Procedure.code == bindparam("known")).values(row | {"changed_in": edition}),
        {"known": seed.code},
    )
    number = newest.last_number + 1
    revision = _revision(seed, procedure_id=newest.procedure_id, number=number, effective_from=effective_from, at=at)
    await session.execute(insert(Revision).values(revision | {"id": id_}))
    if seed.content.competences:
        said: ProcedurePublished = telling.published(
            seed.code, seed.content, number=number, revision_id=id_, effective_from=effective_from
        )
        await emit(session, said)


def _revision(seed: Seed, *, procedure_id: UUID, number: int, effective_from: date, at: datetime) -> dict[str, Any]:
    return {
        "procedure_id": procedure_id,
        "number": number,
        "status": RevisionStatus.PUBLISHED,
        "origin": Origin.SEED,
        "version": 1,
        "content": seed.content.model_dump(mode="json"),
        "digest": telling.digest(seed.content),
        "drafted_at": at,
        "published_at": at,
        "effective_from": effective_from,
    }


def _batches(seeds: Sequence[Seed]) -> Iterator[Sequence[Seed]]:
    for start in range(0, len(seeds), BATCH):
        yield seeds[start : start + BATCH]
