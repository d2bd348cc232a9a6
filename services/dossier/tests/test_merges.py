"""A person's second record was found: their dossiers follow, and their history stays as it was."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PeopleMerged
from kit.testing import citizen, hear
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier, Entry
from services.dossier.replicas import Person
from services.dossier.sight import as_system
from services.dossier.tests import factories
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office

AT = datetime(2026, 11, 23, tzinfo=UTC)


def merged(former_id: UUID, kept_id: UUID) -> PeopleMerged:
    """The two are one."""
    return PeopleMerged(kept_id=kept_id, merged_id=former_id, merged_at=AT)


async def test_a_merged_persons_dossiers_are_the_kept_persons(office: Office, session: AsyncSession) -> None:
    sent, draft = await office.submitted(), await office.opened(reason="Đi làm")
    present, stranger = citizen(), citizen()
    await hear(office.app, factories.person(present.id))
    await hear(office.app, merged(office.lan.id, present.id))
    for dossier in (draft, sent):
        path = f"/v1/dossiers/{dossier['id']}"
        assert (await office.ask("GET", path, present)).status_code == 200
        assert (await office.ask("GET", path, office.lan)).status_code == 404
        assert (await office.ask("GET", path, stranger)).status_code == 404
    await office.act(draft, "discard", present)
    assert (await office.act(sent, "withdrawal", present))["status"] == "draft"
    assert (await session.scalars(select(Person.id))).all() == [present.id]


async def test_the_history_of_a_merged_persons_dossier_is_whole(office: Office, session: AsyncSession) -> None:
    sent, present = await office.submitted(), uuid4()
    await as_system(session)
    before = [(one.hash, one.actor_id) for one in await session.scalars(select(Entry).order_by(Entry.sequence))]
    await hear(office.app, merged(office.lan.id, present))
    session.expire_all()
    entries = (await session.scalars(select(Entry).order_by(Entry.sequence))).all()
    assert [(one.hash, one.actor_id) for one in entries[:-1]] == before
    assert {one.dossier_id for one in entries} == {UUID(sent["id"])}
    assert (entries[-1].act, entries[-1].decided["owner_id"]) == (Act.MERGE, str(present))
    assert not await findings(session, sent["id"])


async def test_an_owner_no_entry_tells_of_is_found(office: Office, session: AsyncSession) -> None:
    sent = await office.submitted()
    assert not await findings(session, sent["id"])
    await session.execute(update(Dossier).where(Dossier.id == UUID(sent["id"])).values(owner_id=uuid4()))
    assert await findings(session, sent["id"]) == ["the row is not what its entries say in: owner_id"]


async def test_merges_heard_in_either_order_end_at_the_last_person(office: Office) -> None:
    """Identity says of whoever was merged before as well where they are now."""
    draft, middle, present = await office.opened(), citizen(), citizen()
    for event in (
        merged(middle.id, present.id),
        merged(office.lan.id, present.id),
        merged(office.lan.id, middle.id),
    ):
        await hear(office.app, event)
    assert (await office.ask("GET", f"/v1/dossiers/{draft['id']}", present)).status_code == 200
