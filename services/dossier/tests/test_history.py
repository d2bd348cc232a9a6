"""A life and its entries: whoever changes one is found, and the clock reads them. Random ones: test_lives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kit.problems import Conflict
from services.dossier import clock
from services.dossier.history import GENESIS, Deed, first_break, seal, standing
from services.dossier.lifecycle import LIFE, Act, Status, check
from services.dossier.problems import NotNow
from services.dossier.tests.test_lifecycle import EVERYBODY, WAY, nothing_against

START = datetime(2026, 11, 23, 3, tzinfo=UTC)
DECIDED: dict[Act, dict[str, Any]] = {
    Act.SUBMIT: {"submitted_at": "s", "fee_due": 7000},
    Act.WITHDRAW: {"submitted_at": None},
    Act.PAY: {"fee_paid_at": "p"},
    Act.ACCEPT: {"number": "n", "received_at": "r", "due_at": "d"},
    Act.REQUEST_SUPPLEMENT: {"paused_since": "w"},
    Act.ANSWER_SUPPLEMENT: {"paused_since": None, "due_at": "later"},
    Act.RESOLVE: {"outcome": "granted", "resolved_at": "x"},
    Act.DELIVER: {"delivered_at": "y", "delivered_by": "online"},
}


def lived(acts: list[Act]) -> tuple[list[Deed], dict[str, Any]]:
    """The entries of those acts that were possible, in order, and the row kept beside them by WAY."""
    dossier_id, deeds = uuid4(), list[Deed]()
    row: dict[str, Any] = {"status": None, "acts": 0, "interrupted": ()}
    for act in [Act.OPEN, *acts]:
        try:
            rule = check(act, row["status"], by=EVERYBODY, facts=nothing_against(act))
        except (NotNow, Conflict):
            continue
        after, interrupted = walked(act, row["status"], row["interrupted"])
        deed = Deed(
            dossier_id=dossier_id,
            sequence=row["acts"] + 1,
            act=act,
            actor_id=None,
            role=min(rule.by),
            agency_code=None,
            client_id=None,
            before=row["status"],
            after=after,
            at=START + timedelta(hours=row["acts"]),
            decided=DECIDED.get(act, {}),
        )
        deeds.append(deed)
        row |= {"status": deed.after, "acts": deed.sequence, "interrupted": interrupted, **deed.decided}
    return deeds, row


def walked(act: Act, status: Status | None, interrupted: tuple[Status, ...]) -> tuple[Status, tuple[Status, ...]]:
    """Where an act leads, read from WAY: what is interrupted is put away and taken out again, last in, first out."""
    after = WAY[act.value][2]
    if after == "=":
        assert status is not None
        return status, interrupted
    if after == "<":
        return interrupted[-1], interrupted[:-1]
    if after.startswith("!"):
        assert status is not None
        return Status(after[1:]), (*interrupted, status)
    return Status(after), ()


def chained(deeds: list[Deed]) -> list[tuple[Deed, str, str]]:
    chain, previous = [], GENESIS
    for deed in deeds:
        sealed = seal(deed, previous=previous)
        chain.append((deed, previous, sealed))
        previous = sealed
    return chain


WHOLE_LIFE = [
    Act.SUBMIT,
    Act.BILL,
    Act.PAY,
    Act.ACCEPT,
    Act.START,
    Act.REQUEST_SUPPLEMENT,
    Act.ANSWER_SUPPLEMENT,
    Act.RESOLVE,
    Act.DELIVER,
]


def test_a_wait_within_a_wait_is_left_in_order() -> None:
    acts = [Act.SUBMIT, Act.ACCEPT, Act.START, Act.REQUEST_PAYMENT, Act.REQUEST_WITHDRAWAL, Act.REFUSE_WITHDRAWAL]
    deeds, row = lived([*acts, Act.SETTLE])
    assert [deed.after.value for deed in deeds[-4:]] == [
        "payment_required",
        "withdrawal_requested",
        "payment_required",
        "in_progress",
    ]
    assert row["interrupted"] == ()


def test_where_an_act_cannot_lead_is_an_error() -> None:
    with pytest.raises(ValueError, match="interrupted"):
        LIFE[Act.SETTLE].lands(Status.PAYMENT_REQUIRED)
    with pytest.raises(ValueError, match="needs a dossier"):
        LIFE[Act.PAY].lands(None)


def test_an_unbroken_chain_is_confirmed() -> None:
    assert first_break(chained(lived(WHOLE_LIFE)[0])) is None


def test_a_changed_a_removed_and_an_exchanged_entry_are_found() -> None:
    chain = chained(lived(WHOLE_LIFE)[0])
    deed, previous, sealed = chain[3]
    assert first_break([*chain[:3], (replace(deed, note="?"), previous, sealed), *chain[4:]]) == 4
    assert first_break([*chain[:3], *chain[4:]]) == 4
    assert first_break([*chain[:3], chain[4], chain[3], *chain[5:]]) == 4


def test_an_entry_that_is_no_move_is_refused() -> None:
    deeds, _ = lived([Act.SUBMIT])
    with pytest.raises(ValueError, match="entry 2 is not a move"):
        standing([deeds[0], replace(deeds[1], after=Status.DELIVERED)])
    with pytest.raises(ValueError, match="entry 2 is not a move"):
        standing([deeds[0], replace(deeds[1], act=Act.ACCEPT, after=Status.ACCEPTED)])


def test_the_clock_tells_who_held_the_dossier_and_when_time_counted() -> None:
    told = clock.segments(lived(WHOLE_LIFE)[0])
    assert [(one.status, one.holder, one.is_running) for one in told] == [
        (Status.DRAFT, clock.Holder.APPLICANT, False),
        (Status.SUBMITTED, clock.Holder.AGENCY, False),
        (Status.ACCEPTED, clock.Holder.AGENCY, True),
        (Status.IN_PROGRESS, clock.Holder.AGENCY, True),
        (Status.SUPPLEMENT_REQUIRED, clock.Holder.APPLICANT, False),
        (Status.IN_PROGRESS, clock.Holder.AGENCY, True),
        (Status.RESOLVED, clock.Holder.AGENCY, False),
        (Status.DELIVERED, clock.Holder.NOBODY, False),
    ]
    assert told[0].ends_at == told[1].starts_at
    assert told[-1].ends_at is None
    assert told[2].vi == "Được tiếp nhận: thời hạn giải quyết đang tính."
