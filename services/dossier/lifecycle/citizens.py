"""What applicants and those they ask can do, and what the platform does by itself."""

from contracts.dossier import (
    DossierAccepted,
    DossierMoved,
    DossierReopened,
    DossierResolved,
    DossierSubmitted,
    DossierTransferred,
    DossierWithdrawn,
    SupplementAnswered,
    WithdrawalRequested,
)
from services.dossier.guards import Need
from services.dossier.lifecycle.rows import BACK, EVERYWHERE, HERE, NOWHERE, R, S, rule
from services.dossier.lifecycle.states import OPEN
from services.dossier.lifecycle.terms import Act, Clock, Rule

CITIZENS: dict[Act, Rule] = {
    Act.OPEN: rule("Lập hồ sơ", "Open", by=(R.APPLICANT, R.COUNTER), before=NOWHERE, after=S.DRAFT),
    Act.INVITE: rule(
        "Mời người khác",
        "Invite somebody",
        by=(R.APPLICANT,),
        before=(S.DRAFT, *OPEN),
        after=HERE,
        needs=(Need.IN_PERSON, Need.WHOLE),
    ),
    Act.JOIN: rule(
        "Nhận lời cùng lập hồ sơ", "Join as co-author", by=(R.INVITEE,), before=(S.DRAFT, *OPEN), after=HERE
    ),
    Act.LEAVE: rule(
        "Thôi cùng lập hồ sơ", "Leave", by=(R.APPLICANT, R.CO_AUTHOR, R.INVITEE), before=EVERYWHERE, after=HERE
    ),
    Act.TAKE_OVER: rule(
        "Nhận chuyển hồ sơ",
        "Take the dossier over",
        by=(R.INVITEE,),
        before=(S.DRAFT, *OPEN),
        after=HERE,
        event=DossierTransferred,
        needs=(Need.WHOLE, Need.ONLY_DRAFT),
    ),
    Act.EDIT: rule(
        "Sửa bản nháp", "Edit the draft", by=(R.APPLICANT, R.CO_AUTHOR, R.COUNTER), before=(S.DRAFT,), after=HERE
    ),
    Act.DISCARD: rule(
        "Bỏ bản nháp", "Discard the draft", by=(R.APPLICANT, R.COUNTER), before=(S.DRAFT,), after=S.DISCARDED
    ),
    Act.SUBMIT: rule(
        "Nộp hồ sơ",
        "Submit",
        by=(R.APPLICANT, R.COUNTER),
        before=(S.DRAFT,),
        after=S.SUBMITTED,
        event=DossierSubmitted,
        needs=(Need.COMPLETE, Need.CONFIRMED),
    ),
    Act.WITHDRAW: rule(
        "Rút lại để sửa",
        "Take back",
        by=(R.APPLICANT,),
        before=(S.SUBMITTED,),
        after=S.DRAFT,
        event=DossierWithdrawn,
        needs=(Need.ONLY_DRAFT,),
    ),
    Act.ANSWER_SUPPLEMENT: rule(
        "Bổ sung hồ sơ",
        "Answer the supplement request",
        by=(R.APPLICANT, R.COUNTER),
        before=(S.SUPPLEMENT_REQUIRED,),
        after=BACK,
        event=SupplementAnswered,
        clock=Clock.RESUMES,
        needs=(Need.COMPLETE,),
    ),
    Act.REQUEST_WITHDRAWAL: rule(
        "Yêu cầu rút hồ sơ",
        "Ask to withdraw",
        by=(R.APPLICANT,),
        before=(S.SUBMITTED, S.ACCEPTED, S.IN_PROGRESS, S.SUPPLEMENT_REQUIRED, S.PAYMENT_REQUIRED),
        after=S.WITHDRAWAL_REQUESTED,
        event=WithdrawalRequested,
        clock=Clock.PAUSES,
        needs=(Need.OWN_COURSE,),
        interrupts=True,
    ),
    Act.CANCEL_WITHDRAWAL: rule(
        "Thôi yêu cầu rút hồ sơ",
        "Go on after all",
        by=(R.APPLICANT,),
        before=(S.WITHDRAWAL_REQUESTED,),
        after=BACK,
        clock=Clock.RESUMES,
    ),
    Act.REPAIR: rule(
        "Hoàn thiện phần bị từ chối",
        "Repair a refused part",
        by=(R.APPLICANT,),
        before=(S.RESOLVED,),
        after=S.ACCEPTED,
        event=DossierReopened,
        clock=Clock.STARTS,
        needs=(Need.REPAIRABLE, Need.COMPLETE),
    ),
    Act.CORRECT: rule(
        "Lập hồ sơ đính chính",
        "Open a dossier to put this one right",
        by=(R.APPLICANT,),
        before=(S.RESOLVED, S.DELIVERED, S.STOPPED, S.DECLINED),
        after=HERE,
        needs=(Need.WHOLE,),
    ),
}

SYSTEM: dict[Act, Rule] = {
    Act.OPEN_PART: rule(
        "Chuyển phần việc đến cơ quan",
        "Open a part",
        by=(R.SYSTEM,),
        before=NOWHERE,
        after=S.ACCEPTED,
        event=DossierAccepted,
        clock=Clock.STARTS,
    ),
    Act.BILL: rule("Thông báo phí, lệ phí", "Bill", by=(R.SYSTEM,), before=EVERYWHERE, after=HERE),
    Act.PAY: rule("Thanh toán phí, lệ phí", "Pay", by=(R.SYSTEM,), before=EVERYWHERE, after=HERE),
    Act.SETTLE: rule(
        "Đã thực hiện nghĩa vụ tài chính",
        "Settle the payment required",
        by=(R.SYSTEM,),
        before=(S.PAYMENT_REQUIRED,),
        after=BACK,
        clock=Clock.RESUMES,
        needs=(Need.RETURN_FEE_PAID,),
    ),
    Act.CONCLUDE: rule(
        "Các phần đã xong",
        "All parts have ended",
        by=(R.SYSTEM,),
        before=(S.ACCEPTED, S.IN_PROGRESS),
        after=S.RESOLVED,
        event=DossierResolved,
        clock=Clock.STOPS,
    ),
    Act.MOVE: rule(
        "Chuyển cơ quan kế thừa",
        "Move to the successor agency",
        by=(R.SYSTEM,),
        before=EVERYWHERE,
        after=HERE,
        event=DossierMoved,
    ),
    Act.MERGE: rule(
        "Hợp nhất hai tài khoản của người nộp",
        "Follow the applicant's merged record",
        by=(R.SYSTEM,),
        before=EVERYWHERE,
        after=HERE,
    ),
}
