"""100,000 random lives, whoever acts and whatever is true: an act is done exactly when three tables written again here
allow it, the entries always rebuild the row, and no number is lost.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from contracts.catalog import PaymentMoment
from contracts.dossier import Outcome
from kit.faults import Fault
from services.dossier.guards import Facts
from services.dossier.history import Deed, standing
from services.dossier.lifecycle import Act, Role, Status, obstacle
from services.dossier.lifecycle.rows import WORKED_ON
from services.dossier.tests.test_history import DECIDED, walked
from services.dossier.tests.test_lifecycle import WAY

LIVES = 100_000
START = datetime(2026, 11, 23, 3, tzinfo=UTC)
WAITS = (Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED, Status.WITHDRAWAL_REQUESTED)
FAULT = Fault("/reason", "missing", "Thiếu.", "Missing.")


def owes(facts: Facts, *moments: PaymentMoment) -> bool:
    """Whether the fee collected at one of these moments is due and not paid."""
    return facts.fee_due > 0 and not facts.is_fee_paid and facts.payment_moment in moments


def is_bound(facts: Facts) -> bool:
    """Whether the dossier is not on a course of its own: by parts, or a part of what has ended."""
    return facts.is_joint or facts.has_whole_ended


def is_asked_in_vain(facts: Facts) -> bool:
    """Complete once: everything judged, something wrong, and what had passed only by the leader."""
    return bool(facts.unjudged) or not facts.wrong or (facts.repeated > 0 and not facts.is_leader)


FORBIDDEN: dict[str, Callable[[Facts], bool]] = {
    "invite": lambda f: f.is_part or not f.is_in_person,
    "take_over": lambda f: f.is_part or f.other_draft is not None,
    "submit": lambda f: bool(f.faults) or not f.is_confirmed,
    "withdraw": lambda f: f.other_draft is not None,
    "answer_supplement": lambda f: bool(f.faults),
    "request_withdrawal": is_bound,
    "repair": lambda f: not f.is_refused_part or bool(f.faults),
    "correct": lambda f: f.is_part,
    "file": lambda f: f.filing_closed is not None,
    "accept": lambda f: owes(f, PaymentMoment.SUBMISSION) or f.wrong > 0,
    "ask_before_reception": is_asked_in_vain,
    "request_supplement": is_asked_in_vain,
    "dispatch": lambda f: owes(f, *PaymentMoment) or not f.has_waybill,
    "deliver": lambda f: owes(f, *PaymentMoment) or not f.is_receipt_signed,
    "claim": lambda f: f.is_assigned and not f.is_yours,
    "hand_over": lambda f: not f.is_yours,
    "release": lambda f: not f.is_yours,
    "settle": lambda f: owes(f, *PaymentMoment),
    "start": lambda f: is_bound(f) or owes(f, PaymentMoment.SUBMISSION, PaymentMoment.RECEPTION),
    "request_payment": is_bound,
    "stop": lambda f: not f.is_received,
    "reopen": lambda f: f.is_withdrawn or is_bound(f),
    "propose_extension": lambda f: not f.has_deadline or f.is_extended,
    "extend": lambda f: not f.has_extension_draft or not f.is_extension_later,
    "refuse_extension": lambda f: not f.has_extension_draft,
    "sign": lambda f: not f.has_result or f.is_signed,
    "revoke": lambda f: not f.has_issued,
    "resolve": lambda f: f.outcome is Outcome.GRANTED and (not f.has_result or (f.needs_signature and not f.is_signed)),
}
"""When an act cannot be done by the right person at the right moment either."""
USUALLY = {"is_received", "is_yours", "has_deadline", "has_extension_draft", "is_extension_later", "is_refused_part"}
USUALLY |= {"has_result", "has_waybill", "has_issued", "is_in_person", "is_confirmed", "is_receipt_signed"}
RARELY = {"is_assigned", "is_extended", "is_withdrawn", "is_joint", "has_whole_ended", "is_leader", "is_part"}
RARELY |= {"needs_signature", "is_signed"}


def some_facts(dice: random.Random) -> Facts:
    """What might be true of a dossier: nothing in the way, mostly."""
    flags: dict[str, Any] = {name: dice.random() < 0.9 for name in sorted(USUALLY)}
    flags |= {name: dice.random() < 0.1 for name in sorted(RARELY)}
    return Facts(
        **flags,
        faults=(FAULT,) if dice.random() < 0.1 else (),
        unjudged=(FAULT,) if dice.random() < 0.1 else (),
        fee_due=dice.choice((0, 7000)),
        is_fee_paid=dice.random() < 0.7,
        payment_moment=dice.choice(list(PaymentMoment)),
        wrong=dice.choice((0, 0, 2)),
        repeated=dice.choice((0, 0, 1)),
        filing_closed=("Đã đóng.", "Closed.") if dice.random() < 0.1 else None,
        outcome=dice.choice((None, *Outcome)),
        other_draft=UUID(int=1) if dice.random() < 0.1 else None,
    )


def some_roles(dice: random.Random, act: Act) -> frozenset[Role]:
    """Mostly somebody whose act it is, sometimes anybody."""
    own = [Role(one) for one in WAY[act.value][0].split()]
    return frozenset({dice.choice(own) if dice.random() < 0.8 else dice.choice(list(Role))})


def is_done(act: Act, status: Status | None, *, by: frozenset[Role], facts: Facts) -> bool:
    """Whether the act may be done, which the tables above say too."""
    who, when, _ = WAY[act.value]
    is_moment = (status.value if status is not None else "") in (when.split() or [""])
    forbids = FORBIDDEN.get(act.value)
    is_allowed = bool(by & set(who.split())) and is_moment and not (forbids and forbids(facts))
    assert (obstacle(act, status, by=by, facts=facts) is None) == is_allowed, (act, status, by, facts)
    return is_allowed


def live(dice: random.Random, facts: list[Facts], numbers: list[str]) -> tuple[list[Deed], dict[str, Any]]:
    """A life of random acts: its entries, and the row kept beside them. Its number is the next of `numbers`."""
    dossier_id, deeds, acts = uuid4(), list[Deed](), list(Act)
    row: dict[str, Any] = {"status": None, "acts": 0, "interrupted": ()}
    for act in (Act.OPEN, *dice.choices(acts, k=dice.randint(5, 40))):
        by = frozenset({Role.APPLICANT}) if act is Act.OPEN else some_roles(dice, act)
        if not is_done(act, row["status"], by=by, facts=dice.choice(facts)):
            continue
        decided = dict(DECIDED.get(act, {}))
        if act is Act.ACCEPT:
            assert "number" not in row, "a dossier is numbered once"
            numbers.append(str(len(numbers) + 1))
            decided["number"] = numbers[-1]
        after, interrupted = walked(act, row["status"], row["interrupted"])
        deed = Deed(
            dossier_id=dossier_id,
            sequence=row["acts"] + 1,
            act=act,
            actor_id=None,
            role=min(by),
            agency_code=None,
            client_id=None,
            before=row["status"],
            after=after,
            at=START + timedelta(hours=row["acts"]),
            decided=decided,
        )
        deeds.append(deed)
        row |= {"status": after, "acts": deed.sequence, "interrupted": interrupted, **decided}
    return deeds, row


def test_entries_always_rebuild_the_row_and_no_number_is_lost() -> None:
    dice = random.Random(20261124)  # noqa: S311 - the same lives every time
    facts = [some_facts(dice) for _ in range(2_000)]
    numbers, kept = list[str](), list[str]()
    reached, acted = set[Status](), set[Act]()
    for _ in range(LIVES):
        deeds, row = live(dice, facts, numbers)
        rebuilt = standing(deeds)
        assert {name: getattr(rebuilt, name) for name in row} == row
        assert (rebuilt.status in WAITS) == (rebuilt.interrupted != ())
        assert all(status in (*WAITS, *WORKED_ON) for status in rebuilt.interrupted)
        if rebuilt.number is not None:
            kept.append(rebuilt.number)
        reached.add(rebuilt.status)
        acted |= {deed.act for deed in deeds}
    assert kept == numbers, "every number drawn is on the dossier it was drawn for"
    assert len(numbers) > LIVES // 100
    assert reached == set(Status)
    assert acted == set(Act) - {Act.OPEN_PART}, "a part is never opened as a dossier of its own"
