"""How the rows of the table are written, and the sets of statuses and roles they share."""

from contracts.dossier import DossierEvent
from services.dossier.guards import Need
from services.dossier.lifecycle.states import UNSENT, Status
from services.dossier.lifecycle.terms import After, Clock, Role, Rule

S, R, HERE, BACK = Status, Role, After.HERE, After.BACK

NOWHERE: frozenset[Status] = frozenset()
EVERYWHERE = frozenset(Status)
SENT = EVERYWHERE - UNSENT
WORKED_ON = frozenset({S.SUBMITTED, S.ACCEPTED, S.IN_PROGRESS})
STAFF = (R.COUNTER, R.OFFICER, R.LEADER)


def rule(
    vi: str,
    en: str,
    *,
    by: tuple[Role, ...],
    before: tuple[Status, ...] | frozenset[Status],
    after: Status | After,
    event: type[DossierEvent] | None = None,
    clock: Clock | None = None,
    needs: tuple[Need, ...] = (),
    interrupts: bool = False,
) -> Rule:
    """A row as the tables write it."""
    return Rule(
        vi=vi,
        en=en,
        by=frozenset(by),
        before=frozenset(before),
        after=after,
        event=event,
        clock=clock,
        needs=needs,
        interrupts=interrupts,
    )
