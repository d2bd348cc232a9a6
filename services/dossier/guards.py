"""What must be true of a dossier before an act, beside who acts and when: papers and answers, the fee, the result.

Guards look at `Facts` only. The fee is waited for at the moment the procedure collects it, and at every act after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contracts.catalog import PaymentMoment
from contracts.dossier import Outcome
from kit.faults import Fault
from kit.problems import Problem
from services.dossier.problems import (
    AlreadyAssigned,
    AlreadyExtended,
    AlreadySigned,
    AssignedToAnother,
    DoneByParts,
    ExtensionOutdated,
    FeeUnpaid,
    FoundWrong,
    Incomplete,
    LeaderNeeded,
    LiveDraft,
    NoDeadline,
    NotAcceptedYet,
    NotAssessed,
    NotConfirmed,
    NothingIssued,
    NothingToExtend,
    NothingWrong,
    NotNow,
    NotReceipted,
    NotRepairable,
    NotSigned,
    NoWaybill,
    OnlyWhole,
    OwnerOnly,
    ResultMissing,
    WholeEnded,
    WithdrawnForGood,
)


class Need(StrEnum):
    """What must be true of the dossier before an act."""

    COMPLETE = "complete"
    FEE_PAID = "fee_paid"
    RECEPTION_FEE_PAID = "reception_fee_paid"
    RETURN_FEE_PAID = "return_fee_paid"
    RECEIVED = "received"
    UNASSIGNED = "unassigned"
    YOURS = "yours"
    EXTENDABLE = "extendable"
    EXTENSION_DRAFTED = "extension_drafted"
    EXTENSION_LATER = "extension_later"
    REPAIRABLE = "repairable"
    REOPENABLE = "reopenable"
    OWN_COURSE = "own_course"
    HAS_FILE = "has_file"
    RESULT = "result"
    WAYBILL = "waybill"
    ASSESSED = "assessed"
    SOMETHING_WRONG = "something_wrong"
    NOTHING_WRONG = "nothing_wrong"
    FIRST_ROUND = "first_round"
    FILING_OPEN = "filing_open"
    ONLY_DRAFT = "only_draft"
    WHOLE = "whole"
    IN_PERSON = "in_person"
    UNSIGNED = "unsigned"
    SIGNED = "signed"
    ISSUED = "issued"
    CONFIRMED = "confirmed"
    RECEIPT_SIGNED = "receipt_signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What guards look at. `outcome` is the decision about to be taken, None while only asking what is possible.

    `payment_moment`: when the procedure collects its fee. `unjudged`: papers and fields without a verdict; `wrong`: how
    many were found wrong, `repeated` of them after they had passed. `other_draft`: the live one, beside which there is
    no other. `needs_signature`: a leader's, by the procedure's workflow; `is_signed`: every result file is, and there
    is one. `is_joint`: its parts were begun and are worked on instead of it. `has_whole_ended`: it is a part
    of a joint dossier that has ended. `is_extension_later`: the drafted date is later than the present one.
    `filing_closed`: in words, when no file is taken.
    `is_confirmed`: by its owner's code, when the desk sends it; `is_receipt_signed`: by code or
    on paper, when the result is handed over. What can only be known when the act is tried stands so that nothing is in
    the way until then.
    """

    faults: tuple[Fault, ...] = ()
    fee_due: int = 0
    is_fee_paid: bool = False
    payment_moment: PaymentMoment = PaymentMoment.SUBMISSION
    is_received: bool = True
    is_assigned: bool = False
    is_yours: bool = True
    has_deadline: bool = True
    is_extended: bool = False
    has_extension_draft: bool = True
    is_extension_later: bool = True
    is_refused_part: bool = True
    is_withdrawn: bool = False
    is_joint: bool = False
    has_whole_ended: bool = False
    has_result: bool = False
    has_waybill: bool = True
    unjudged: tuple[Fault, ...] = ()
    wrong: int = 0
    repeated: int = 0
    is_leader: bool = False
    filing_closed: tuple[str, str] | None = None
    needs_signature: bool = False
    is_signed: bool = False
    has_issued: bool = True
    outcome: Outcome | None = None
    other_draft: UUID | None = None
    is_part: bool = False
    is_in_person: bool = True
    is_confirmed: bool = True
    is_receipt_signed: bool = True


Guard = Callable[[Facts], Problem | None]


def _complete(facts: Facts) -> Problem | None:
    return Incomplete(errors=facts.faults) if facts.faults else None


def _fee_paid(*moments: PaymentMoment) -> Guard:
    """The guard of an act before which the fee of these moments must be paid."""

    def guard(facts: Facts) -> Problem | None:
        is_owed = facts.fee_due > 0 and not facts.is_fee_paid
        return FeeUnpaid() if is_owed and facts.payment_moment in moments else None

    return guard


def _extendable(facts: Facts) -> Problem | None:
    if not facts.has_deadline:
        return NoDeadline()
    return AlreadyExtended() if facts.is_extended else None


def _result(facts: Facts) -> Problem | None:
    return ResultMissing() if facts.outcome is Outcome.GRANTED and not facts.has_result else None


def _only_draft(facts: Facts) -> Problem | None:
    return LiveDraft.at(facts.other_draft) if facts.other_draft else None


def _signed(facts: Facts) -> Problem | None:
    is_wanted = facts.outcome is Outcome.GRANTED and facts.needs_signature
    return NotSigned() if is_wanted and not facts.is_signed else None


def _own_course(facts: Facts) -> Problem | None:
    if facts.is_joint:
        return DoneByParts()
    return WholeEnded() if facts.has_whole_ended else None


def _unless(stands: Callable[[Facts], bool], problem: type[Problem]) -> Guard:
    """The guard that raises a problem unless something stands."""
    return lambda facts: None if stands(facts) else problem()


def _filing_open(facts: Facts) -> Problem | None:
    return NotNow(*facts.filing_closed) if facts.filing_closed else None


def _assessed(facts: Facts) -> Problem | None:
    return NotAssessed(errors=facts.unjudged) if facts.unjudged else None


GUARDS: dict[Need, Guard] = {
    Need.COMPLETE: _complete,
    Need.FEE_PAID: _fee_paid(PaymentMoment.SUBMISSION),
    Need.RECEPTION_FEE_PAID: _fee_paid(PaymentMoment.SUBMISSION, PaymentMoment.RECEPTION),
    Need.RETURN_FEE_PAID: _fee_paid(*PaymentMoment),
    Need.RECEIVED: _unless(lambda facts: facts.is_received, NotAcceptedYet),
    Need.UNASSIGNED: _unless(lambda facts: not facts.is_assigned or facts.is_yours, AlreadyAssigned),
    Need.YOURS: _unless(lambda facts: facts.is_yours, AssignedToAnother),
    Need.EXTENDABLE: _extendable,
    Need.EXTENSION_DRAFTED: _unless(lambda facts: facts.has_extension_draft, NothingToExtend),
    Need.EXTENSION_LATER: _unless(lambda facts: facts.is_extension_later, ExtensionOutdated),
    Need.REPAIRABLE: _unless(lambda facts: facts.is_refused_part, NotRepairable),
    Need.REOPENABLE: _unless(lambda facts: not facts.is_withdrawn, WithdrawnForGood),
    Need.OWN_COURSE: _own_course,
    Need.HAS_FILE: _unless(lambda facts: facts.has_result, ResultMissing),
    Need.RESULT: _result,
    Need.WAYBILL: _unless(lambda facts: facts.has_waybill, NoWaybill),
    Need.ASSESSED: _assessed,
    Need.SOMETHING_WRONG: _unless(lambda facts: facts.wrong > 0, NothingWrong),
    Need.NOTHING_WRONG: _unless(lambda facts: facts.wrong == 0, FoundWrong),
    Need.FIRST_ROUND: _unless(lambda facts: facts.is_leader or facts.repeated == 0, LeaderNeeded),
    Need.FILING_OPEN: _filing_open,
    Need.ONLY_DRAFT: _only_draft,
    Need.WHOLE: _unless(lambda facts: not facts.is_part, OnlyWhole),
    Need.IN_PERSON: _unless(lambda facts: facts.is_in_person, OwnerOnly),
    Need.UNSIGNED: _unless(lambda facts: not facts.is_signed, AlreadySigned),
    Need.SIGNED: _signed,
    Need.CONFIRMED: _unless(lambda facts: facts.is_confirmed, NotConfirmed),
    Need.RECEIPT_SIGNED: _unless(lambda facts: facts.is_receipt_signed, NotReceipted),
    Need.ISSUED: _unless(lambda facts: facts.has_issued, NothingIssued),
}
