"""Kinds of notice, and the facts the words of each kind may name.

The table is the whole contract between handlers (who give the facts) and wording (which names them): a fact that is
not listed here cannot reach a citizen's screen, and none of them is a personal number.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Why a citizen is told something. Clients may switch on these words."""

    DOSSIER_SUBMITTED = "dossier_submitted"
    DOSSIER_WITHDRAWN = "dossier_withdrawn"
    DOSSIER_ACCEPTED = "dossier_accepted"
    DOSSIER_DECLINED = "dossier_declined"
    DOSSIER_STARTED = "dossier_started"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_ANSWERED = "supplement_answered"
    DOSSIER_RESOLVED = "dossier_resolved"
    DOSSIER_DELIVERED = "dossier_delivered"
    PAYMENT_REQUIRED = "payment_required"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"
    DOSSIER_STOPPED = "dossier_stopped"
    DOSSIER_REOPENED = "dossier_reopened"
    DOSSIER_EXTENDED = "dossier_extended"
    DOSSIER_PROGRESSED = "dossier_progressed"
    DOSSIER_MOVED = "dossier_moved"
    DOSSIER_TRANSFERRED = "dossier_transferred"
    RESULT_DISPATCHED = "result_dispatched"
    RESULT_REVOKED = "result_revoked"
    MESSAGE_POSTED = "message_posted"
    INVITATION_MADE = "invitation_made"
    PAPER_FOUND_HARMFUL = "paper_found_harmful"
    BILL_ISSUED = "bill_issued"
    BILL_PAID = "bill_paid"
    CONTACT_CHANGED = "contact_changed"
    SECURITY = "security"


class Purpose(StrEnum):
    """What a one-time code is for. A code is no notice: nothing of it is kept in the inbox."""

    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    CONTACT = "contact"
    RECOVERY = "recovery"
    STEP_UP = "step_up"
    COUNTER_ENTRY = "counter_entry"
    RECEIPT = "receipt"


AT_COUNTER = frozenset({Purpose.COUNTER_ENTRY, Purpose.RECEIPT})
"""Read out to the clerk the person stands before."""


NOTES = frozenset(
    {
        *("new_device", "session_ended_elsewhere", "account_locked_hint", "account_closed", "account_reopened"),
        *("password_changed", "password_reset", "recovery_requested", "recovery_cancelled"),
        *("factor_added", "factor_removed", "recovery_codes_made", "recovery_code_used", "contact_changed"),
        *("provider_linked", "provider_unlinked", "provider_refused"),
        *("delegation_offered", "delegation_accepted", "delegation_declined", "delegation_revoked"),
        *("consent_given", "record_read", "correction_answered", "people_merged", "identifier_reclaimed"),
        *("staff_corrected", "staff_disabled"),
    }
)
"""What may happen to an account, in identity's words, for which we have words of our own."""

GENERAL = "general"
"""The words for a note this version does not know: something happened, and where to look."""


_DOSSIER = frozenset({"tracking_code", "procedure_name"})

FACTS: dict[Kind, frozenset[str]] = {
    Kind.DOSSIER_SUBMITTED: _DOSSIER | {"submitted_at"},
    Kind.DOSSIER_WITHDRAWN: _DOSSIER | {"withdrawn_at"},
    Kind.DOSSIER_ACCEPTED: _DOSSIER | {"number", "received_at", "due_at"},
    Kind.DOSSIER_DECLINED: _DOSSIER | {"declined_at"},
    Kind.DOSSIER_STARTED: _DOSSIER | {"started_at"},
    Kind.SUPPLEMENT_REQUESTED: _DOSSIER | {"items", "answer_by"},
    Kind.SUPPLEMENT_ANSWERED: _DOSSIER | {"answered_at", "due_at"},
    Kind.DOSSIER_RESOLVED: _DOSSIER | {"number", "resolved_at"},
    Kind.DOSSIER_DELIVERED: _DOSSIER | {"number", "delivered_at"},
    Kind.PAYMENT_REQUIRED: _DOSSIER | {"amount", "pay_by"},
    Kind.WITHDRAWAL_REQUESTED: _DOSSIER | {"requested_at"},
    Kind.WITHDRAWAL_ANSWERED: _DOSSIER | {"answered_at"},
    Kind.DOSSIER_STOPPED: _DOSSIER | {"stopped_at"},
    Kind.DOSSIER_REOPENED: _DOSSIER | {"reopened_at"},
    Kind.DOSSIER_EXTENDED: _DOSSIER | {"was_due_at", "due_at"},
    Kind.DOSSIER_PROGRESSED: _DOSSIER | {"progressed_at"},
    Kind.DOSSIER_MOVED: _DOSSIER | {"moved_at"},
    Kind.DOSSIER_TRANSFERRED: _DOSSIER | {"transferred_at"},
    Kind.RESULT_DISPATCHED: _DOSSIER | {"carrier", "tracking_number", "dispatched_at"},
    Kind.RESULT_REVOKED: _DOSSIER | {"paper_code", "revoked_at"},
    Kind.MESSAGE_POSTED: _DOSSIER | {"posted_at"},
    Kind.INVITATION_MADE: _DOSSIER | {"made_at"},
    Kind.PAPER_FOUND_HARMFUL: _DOSSIER | {"found_at"},
    Kind.BILL_ISSUED: frozenset({"tracking_code", "amount", "issued_at"}),
    Kind.BILL_PAID: frozenset({"tracking_code", "amount", "paid_at"}),
    Kind.CONTACT_CHANGED: frozenset({"changed_at"}),
    Kind.SECURITY: frozenset({"place", "noted_at"}),
}

VARIANTS: dict[Kind, frozenset[str]] = {
    Kind.DOSSIER_ACCEPTED: frozenset({"with_limit", "without_limit"}),
    Kind.SUPPLEMENT_ANSWERED: frozenset({"with_limit", "without_limit"}),
    Kind.DOSSIER_RESOLVED: frozenset({"granted", "refused", "partly_granted"}),
    Kind.WITHDRAWAL_ANSWERED: frozenset({"granted", "refused"}),
    Kind.DOSSIER_STOPPED: frozenset({"withdrawn", "not_supplemented", "not_paid", "agency"}),
    Kind.DOSSIER_TRANSFERRED: frozenset({"received", "given"}),
    Kind.INVITATION_MADE: frozenset({"co_author", "transfer"}),
    Kind.SECURITY: NOTES | {GENERAL},
}
"""Kinds whose words depend on a circumstance. All other kinds have one wording."""
