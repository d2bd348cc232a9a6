"""Revisions are drafted: a new procedure enters, a draft begins, is edited, is given up."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.problems import ChangedMeanwhile, Invalid
from services.catalog import revising, telling
from services.catalog.content import Content, FormOffer, read
from services.catalog.forms.expanding import expand
from services.catalog.forms.library import blocks
from services.catalog.models import Origin, Procedure, Revision, RevisionStatus
from services.catalog.problems import CodeTaken, DraftExists, ProcedureOver
from services.catalog.queries import revisions as queries
from services.catalog.revising import Act


async def enter(
    session: AsyncSession, code: str, content: Content, *, note: str | None, by: UUID, at: datetime
) -> tuple[Procedure, Revision]:
    """A procedure that was not in the catalog, as a draft nobody sees yet. Raises CodeTaken, Invalid."""
    whole = written_out(content)
    added = await session.scalar(
        insert(Procedure)
        .values(**telling.facts(code, whole), id=uuid4(), changed_in=0)
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Procedure)
    )
    if added is None:
        raise CodeTaken
    return added, await _add(session, added, whole, number=1, note=note, by=by, at=at)


async def draft(
    session: AsyncSession, procedure: Procedure, template: Revision | None, *, note: str | None, by: UUID, at: datetime
) -> Revision:
    """A draft of a procedure (locked): what was published last anew, or what a revision of another one says.

    Raises DraftExists with the place of the draft there is, ProcedureOver once the procedure has been closed.
    """
    if procedure.closed_on is not None:
        raise ProcedureOver
    if (present := await queries.draft(session, procedure.id)) is not None:
        raise DraftExists(headers={"Location": place(present)})
    last = await queries.last_number(session, procedure.id)
    if template is None:
        template = await queries.newest(session, procedure.id)
    if template is None:  # all there ever was of it are discarded drafts
        template = (await queries.numbered(session, procedure.id, [last]))[last]
    content = read(template.content)
    return await _add(session, procedure, content, number=last + 1, note=note, by=by, at=at)


async def edit(
    session: AsyncSession, revision: Revision, content: Content, *, seen: int, by: UUID, at: datetime
) -> Revision:
    """A draft (locked) says something else now. Raises NotNow, ChangedMeanwhile, Invalid."""
    revising.undergo(revision.status, Act.EDIT)
    check_version(revision, seen)
    whole = written_out(content)
    revision.content, revision.digest = whole.model_dump(mode="json"), telling.digest(whole)
    revision.version, revision.drafted_by, revision.drafted_at = revision.version + 1, by, at
    revision.origin = Origin.EDITOR
    await session.flush()
    return revision


async def discard(session: AsyncSession, revision: Revision) -> None:
    """A draft (locked) is given up; its number is not used again. Raises NotNow."""
    revision.status = revising.undergo(revision.status, Act.DISCARD)
    await session.flush()


def check_version(revision: Revision, seen: int) -> None:
    """ChangedMeanwhile unless the editor has read the revision as it is."""
    if revision.version != seen:
        raise ChangedMeanwhile


def place(revision: Revision) -> str:
    """Where a revision is found."""
    return f"/v1/revisions/{revision.id}"


def written_out(content: Content) -> Content:
    """The content with every block of the library written out in its forms; Invalid where there is no such block."""
    faults: list[Fault] = []
    offers: list[FormOffer] = []
    for index, offer in enumerate(content.forms):
        try:
            definition = offer.definition and expand(offer.definition, blocks())
        except LookupError:
            vi = "Không có khối câu hỏi được nhắc tới."
            faults.append(Fault(f"/forms/{index}/definition/blocks", "unknown", vi, "A block it uses does not exist."))
        else:
            offers.append(offer.model_copy(update={"definition": definition}))
    if faults:
        raise Invalid(errors=faults)
    return content.model_copy(update={"forms": offers})


async def _add(
    session: AsyncSession,
    procedure: Procedure,
    content: Content,
    *,
    number: int,
    note: str | None,
    by: UUID,
    at: datetime,
) -> Revision:
    added = Revision(
        procedure_id=procedure.id,
        number=number,
        status=RevisionStatus.DRAFT,
        origin=Origin.EDITOR,
        version=1,
        content=content.model_dump(mode="json"),
        digest=telling.digest(content),
        note=note,
        drafted_by=by,
        drafted_at=at,
    )
    session.add(added)
    await session.flush()
    return added
