"""Writes: each action is one sentence about money, in the caller's transaction."""

from services.payment.actions.attempts import lapse, start_attempt
from services.payment.actions.bills import cancel, hand_over, issue, pass_on, require, suspend
from services.payment.actions.callbacks import hear

__all__ = ["cancel", "hand_over", "hear", "issue", "lapse", "pass_on", "require", "start_attempt", "suspend"]
