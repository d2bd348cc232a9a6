"""Procedures and what belongs to them come from elsewhere: another installation, or the national portal.

Idempotent: what is there already under the same digest stays. A procedure that somebody can apply for must be fit to be
published (`checking`); one that is only information may lack what the portal does not say. The portal's words never
change by themselves what people apply for here: of such a procedure they become a draft, which an editor publishes.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.faults import Fault
from kit.problems import Problem
from services.catalog import bundles, telling
from services.catalog.actions import publishing, revisions
from services.catalog.actions.editions import raise_edition
from services.catalog.content import Content, read
from services.catalog.merging import merged
from services.catalog.models import Origin, Procedure, Revision, RevisionStatus
from services.catalog.national import reading
from services.catalog.national.shapes import LayThuTuc
from services.catalog.problems import DraftExists, Faulty, ProcedureOver
from services.catalog.queries import revisions as queries
from services.catalog.schemas.exchange import EntryKind, Outcome

NOTE: Final = "import"
_ASKED: Final = ("/competences", "/forms", "/workflow", "/online_level", "/requirements")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What became of one entry."""

    kind: EntryKind
    code: str
    outcome: Outcome
    is_draft: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Who imports, when; `check_fields` raises OutsideFields for fields of procedures that are not theirs."""

    by: UUID
    at: datetime
    check_fields: Callable[..., None]


async def bundled(
    session: AsyncSession, listed: Sequence[bundles.BundledProcedure], *, importer: Importer
) -> list[Entry]:
    """Procedures of a bundle come into force today. They may name each other: who waits for another is tried again."""
    done: dict[int, Entry] = {}
    told: frozenset[str] = frozenset()
    turn = waiting = set(range(len(listed)))
    while turn:
        for place in sorted(turn):
            one = listed[place]
            done[place] = await _tried(
                session, partial(_bundled, session, one, importer=importer), one.code, at=f"/procedures/{place}"
            )
        moved = {place for place in turn if done[place].outcome is not Outcome.REFUSED}
        waiting = waiting - moved
        news = frozenset(name for place in moved for name in _gives(listed[place])) - told
        told |= news
        turn = {place for place in waiting if not news.isdisjoint(_asks(listed[place].content))}
    return [done[place] for place in range(len(listed))]


def _gives(one: bundles.BundledProcedure) -> Iterator[str]:
    """What others may name once it is there: its code, and those of its results."""
    yield one.code
    yield from (result["code"] for result in one.content["results"])


def _asks(value: Any, word: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """The procedures and results a document names."""
    if isinstance(value, str) and word in ("parts", "procedure_code", "reference"):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _asks(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _asks(inner, word)


async def national(session: AsyncSession, answers: Sequence[Any], *, importer: Importer) -> list[Entry]:
    """LayThuTuc answers: what is only information is in force today, of what people apply for here a draft begins."""
    return [
        await _tried(session, partial(_national, session, one, importer=importer), _code(one), at=f"/{place}")
        for place, one in enumerate(answers)
    ]


async def _tried(session: AsyncSession, work: Callable[[], Awaitable[Entry]], code: str, *, at: str) -> Entry:
    """What the work did, or why nothing of it is done."""
    try:
        async with session.begin_nested():
            return await work()
    except Problem as problem:
        own = Fault("", problem.code(), problem.title("vi"), problem.title("en"))
        faults = tuple(replace(fault, pointer=f"{at}{fault.pointer}") for fault in problem.errors or [own])
        return Entry(kind=EntryKind.PROCEDURE, code=code, outcome=Outcome.REFUSED, faults=faults)


async def _bundled(session: AsyncSession, one: bundles.BundledProcedure, *, importer: Importer) -> Entry:
    try:
        content = revisions.written_out(merged({}, one.content))
        return await _take(session, one.code, content, importer=importer, is_trusted=True)
    except Problem as problem:
        problem.errors = [replace(fault, pointer=f"/content{fault.pointer}") for fault in problem.errors]
        raise


async def _national(session: AsyncSession, document: Any, *, importer: Importer) -> Entry:  # noqa: ANN401
    payload: LayThuTuc = reading.opened(document)
    procedure = await queries.procedure(session, payload.MATTHC)
    newest = procedure and await queries.newest(session, procedure.id)
    content = reading.content(payload, known=read(newest.content) if newest else None)
    return await _take(session, payload.MATTHC, content, importer=importer, is_trusted=False)


async def _take(session: AsyncSession, code: str, content: Content, *, importer: Importer, is_trusted: bool) -> Entry:
    procedure = await queries.procedure(session, code, is_locked=True)
    importer.check_fields(content.fields[0], *([procedure.field] if procedure else []))
    before = await queries.newest(session, procedure.id) if procedure else None
    outcome = Outcome.REVISED if procedure else Outcome.CREATED
    if procedure is None:
        procedure, draft = await revisions.enter(session, code, content, note=NOTE, by=importer.by, at=importer.at)
    elif procedure.closed_on is not None:
        raise ProcedureOver
    else:
        present = await queries.draft(session, procedure.id)
        if telling.digest(content) in {one.digest for one in (before, present) if one}:
            is_draft = present is not None and present.digest == telling.digest(content)
            return Entry(kind=EntryKind.PROCEDURE, code=code, outcome=Outcome.UNCHANGED, is_draft=is_draft)
        if present is not None:
            raise DraftExists
        draft = await revisions.draft(session, procedure, before, note=NOTE, by=importer.by, at=importer.at)
        await revisions.edit(session, draft, content, seen=draft.version, by=importer.by, at=importer.at)
    draft.origin = Origin.IMPORT
    is_offered = bool(content.competences or (before and read(before.content).competences))
    if is_offered and is_trusted:
        await publishing.publish(
            session,
            procedure,
            draft,
            effective_from=importer.at.astimezone(LOCAL).date(),
            seen=draft.version,
            by=importer.by,
            at=importer.at,
        )
    elif not is_offered:
        await _inform(session, procedure, draft, before=before, importer=importer)
    return Entry(kind=EntryKind.PROCEDURE, code=code, outcome=outcome, is_draft=is_offered and not is_trusted)


async def _inform(
    session: AsyncSession, procedure: Procedure, draft: Revision, *, before: Revision | None, importer: Importer
) -> None:
    """What is only information is in force from today; nobody else needs to hear of it. Faulty: it would harm."""
    today = importer.at.astimezone(LOCAL).date()
    found = await publishing.check(session, procedure, draft, on=today)
    if harm := [one for one in found if _is_harmful(one)]:
        raise Faulty(errors=harm)
    draft.status, draft.effective_from = RevisionStatus.PUBLISHED, today
    draft.published_by, draft.published_at = importer.by, importer.at
    if before is not None:
        before.status, before.effective_to = RevisionStatus.SUPERSEDED, today - timedelta(days=1)
    for name, value in telling.facts(procedure.code, read(draft.content)).items():
        setattr(procedure, name, value)
    procedure.changed_in = await raise_edition(session)
    await session.flush()


def _is_harmful(fault: Fault) -> bool:
    """Whether a fault breaks what everybody may ask, and is not only words as the portal left them."""
    return fault.code == "too-large" or fault.pointer.startswith(_ASKED) or "/test" in fault.pointer


def _code(document: Any) -> str:  # noqa: ANN401 - not validated yet
    """The code an answer seems to be about, for the report."""
    result = document.get("result") if isinstance(document, dict) else None
    code = result.get("MATTHC") if isinstance(result, dict) else None
    return code[:40] if isinstance(code, str) else ""
