"""Where each act is done: the address below the dossier's own. An act without one is nobody's to do here yet."""

from services.dossier.lifecycle import Act

DOORS: dict[Act, str] = {
    Act.SUBMIT: "submission",
    Act.DISCARD: "discard",
    Act.WITHDRAW: "withdrawal",
    Act.ANSWER_SUPPLEMENT: "supplement",
    Act.REPAIR: "repair",
    Act.REQUEST_WITHDRAWAL: "withdrawal-requests",
    Act.CANCEL_WITHDRAWAL: "withdrawal-requests/cancellation",
    Act.GRANT_WITHDRAWAL: "withdrawal-requests/answer",
    Act.REFUSE_WITHDRAWAL: "withdrawal-requests/answer",
    Act.ACCEPT: "acceptance",
    Act.DECLINE: "refusal",
    Act.START: "start",
    Act.CLAIM: "claim",
    Act.ASSIGN: "assignment",
    Act.HAND_OVER: "handover",
    Act.RELEASE: "release",
    Act.FORWARD: "steps",
    Act.REPORT: "progress",
    Act.REQUEST_SUPPLEMENT: "supplement-requests",
    Act.REQUEST_PAYMENT: "payment-requests",
    Act.STOP: "stop",
    Act.REOPEN: "reopening",
    Act.PROPOSE_EXTENSION: "extensions",
    Act.EXTEND: "extensions/answer",
    Act.REFUSE_EXTENSION: "extensions/answer",
    Act.RESOLVE: "resolution",
    Act.DELIVER: "delivery",
}
