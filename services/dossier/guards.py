"""What must be true of a dossier before an act, beside who acts and when: papers and answers, the fee, the result.

Guards look at `Facts` only. The fee is waited for at the moment the procedure collects it, and at every act after it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from contracts.catalog import PaymentMoment
from contracts.dossier import Outcome
from kit.faults import Fault
from kit.problems import Problem
from services.dossier.problems import FeeUnpaid, Incomplete, ResultMissing


class Need(StrEnum):
    """What must be true of the dossier before an act."""

    COMPLETE = "complete"
    FEE_PAID = "fee_paid"
    RECEPTION_FEE_PAID = "reception_fee_paid"
    RETURN_FEE_PAID = "return_fee_paid"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What guards look at. `outcome` is the decision about to be taken, None while only asking what is possible.

    `payment_moment`: when the procedure collects its fee.
    """

    faults: tuple[Fault, ...] = ()
    fee_due: int = 0
    is_fee_paid: bool = False
    payment_moment: PaymentMoment = PaymentMoment.SUBMISSION
    has_result: bool = False
    outcome: Outcome | None = None


def _complete(facts: Facts) -> Problem | None:
    return Incomplete(errors=facts.faults) if facts.faults else None


def _fee_paid(*moments: PaymentMoment) -> Callable[[Facts], Problem | None]:
    """The guard of an act before which the fee of these moments must be paid."""

    def guard(facts: Facts) -> Problem | None:
        is_owed = facts.fee_due > 0 and not facts.is_fee_paid
        return FeeUnpaid() if is_owed and facts.payment_moment in moments else None

    return guard


def _result(facts: Facts) -> Problem | None:
    return ResultMissing() if facts.outcome is Outcome.GRANTED and not facts.has_result else None


GUARDS: dict[Need, Callable[[Facts], Problem | None]] = {
    Need.COMPLETE: _complete,
    Need.FEE_PAID: _fee_paid(PaymentMoment.SUBMISSION),
    Need.RECEPTION_FEE_PAID: _fee_paid(PaymentMoment.SUBMISSION, PaymentMoment.RECEPTION),
    Need.RETURN_FEE_PAID: _fee_paid(*PaymentMoment),
    Need.RESULT: _result,
}
