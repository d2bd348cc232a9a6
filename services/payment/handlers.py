"""What payment does when other services speak."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedurePublished
from contracts.dossier import (
    DossierDeclined,
    DossierMoved,
    DossierStopped,
    DossierSubmitted,
    DossierTransferred,
    DossierWithdrawn,
    PaymentRequired,
    WithdrawalAnswered,
)
from contracts.identity import PeopleMerged
from contracts.terms import FeeLine
from kit.events import Listener, NotYet
from kit.successors import present
from services.payment import actions, amounts, replicas

listener = Listener("payment")


@listener.on(ProcedurePublished)
async def procedure_published(session: AsyncSession, event: ProcedurePublished) -> None:
    """Remember the fee terms of this revision."""
    await replicas.remember(session, event)


@listener.on(DossierSubmitted)
async def dossier_submitted(session: AsyncSession, event: DossierSubmitted) -> None:
    """Issue or reopen the bill: exactly what the dossier says it owes; where it was said before dossiers told that,
    the fees of the revision and channel it was submitted under.
    """
    lines = event.fees if event.fees is not None else await _lines_of(session, event)
    owner_id = await present(session, replicas.Merge, event.owner_id)
    await actions.issue(session, event, owner_id=owner_id, lines=lines, at=event.occurred_at)


async def _lines_of(session: AsyncSession, event: DossierSubmitted) -> list[FeeLine]:
    procedure = await session.get(replicas.Procedure, (event.procedure_code, event.revision))
    if procedure is None:
        raise NotYet(f"revision {event.revision} of procedure {event.procedure_code}")
    return amounts.lines_due(procedure.terms(), event.channel)


@listener.on(DossierWithdrawn)
async def dossier_withdrawn(session: AsyncSession, event: DossierWithdrawn) -> None:
    """Nothing is due for a dossier taken back, until it is submitted again."""
    await actions.suspend(session, event.dossier_id)


@listener.on(DossierDeclined)
async def dossier_declined(session: AsyncSession, event: DossierDeclined) -> None:
    """Nothing is due for a dossier the desk did not receive."""
    await actions.cancel(session, event.dossier_id, at=event.declined_at)


@listener.on(DossierStopped)
async def dossier_stopped(session: AsyncSession, event: DossierStopped) -> None:
    """Nothing is due for a dossier that ended without a result."""
    await actions.cancel(session, event.dossier_id, at=event.stopped_at)


@listener.on(WithdrawalAnswered)
async def withdrawal_answered(session: AsyncSession, event: WithdrawalAnswered) -> None:
    """Nothing is due for a dossier the agency let go."""
    if event.is_granted:
        await actions.cancel(session, event.dossier_id, at=event.answered_at)


@listener.on(PaymentRequired)
async def payment_required(session: AsyncSession, event: PaymentRequired) -> None:
    """The agency needs more paid before it goes on."""
    owner_id = await present(session, replicas.Merge, event.owner_id)
    await actions.require(session, event, owner_id=owner_id, lines=event.fees, at=event.occurred_at)


@listener.on(DossierTransferred)
async def dossier_transferred(session: AsyncSession, event: DossierTransferred) -> None:
    """Who took the dossier over has its bills."""
    owner_id = await present(session, replicas.Merge, event.owner_id)
    await actions.pass_on(session, event.dossier_id, owner_id=owner_id, agency_code=event.agency_code)


@listener.on(DossierMoved)
async def dossier_moved(session: AsyncSession, event: DossierMoved) -> None:
    """The successor agency sees what was billed."""
    await actions.pass_on(session, event.dossier_id, agency_code=event.agency_code)


@listener.on(PeopleMerged)
async def people_merged(session: AsyncSession, event: PeopleMerged) -> None:
    """The bills of a person's former record are theirs under the present one."""
    await actions.hand_over(session, event.merged_id, to=event.kept_id, at=event.merged_at)
