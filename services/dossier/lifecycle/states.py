"""Where a dossier can be, as people and the National Portal name it: ten codes, and what the portal never sees."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a dossier is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_REQUIRED = "supplement_required"
    PAYMENT_REQUIRED = "payment_required"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    STOPPED = "stopped"
    RESOLVED = "resolved"
    DELIVERED = "delivered"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class State:
    """A status as people and the National Portal name it. `code` None: unknown to the portal."""

    code: int | None
    vi: str
    en: str


STATES = {
    Status.DRAFT: State(None, "Bản nháp", "Draft"),
    Status.SUBMITTED: State(1, "Mới đăng ký", "Submitted"),
    Status.ACCEPTED: State(2, "Được tiếp nhận", "Accepted"),
    Status.DECLINED: State(3, "Không được tiếp nhận", "Declined"),
    Status.IN_PROGRESS: State(4, "Đang xử lý", "In progress"),
    Status.SUPPLEMENT_REQUIRED: State(5, "Yêu cầu bổ sung giấy tờ", "Supplement required"),
    Status.PAYMENT_REQUIRED: State(6, "Yêu cầu thực hiện nghĩa vụ tài chính", "Payment required"),
    Status.WITHDRAWAL_REQUESTED: State(7, "Công dân yêu cầu rút hồ sơ", "Withdrawal requested"),
    Status.STOPPED: State(8, "Dừng xử lý", "Stopped"),
    Status.RESOLVED: State(9, "Đã xử lý xong", "Resolved"),
    Status.DELIVERED: State(10, "Đã trả kết quả", "Delivered"),
    Status.DISCARDED: State(None, "Đã bỏ bản nháp", "Draft discarded"),
}

UNSENT = frozenset({Status.DRAFT, Status.DISCARDED})
"""The agency has not got it."""

OVER = frozenset({Status.DECLINED, Status.STOPPED, Status.DELIVERED})
"""The agency has nothing more to do, unless the dossier is reopened."""

OPEN = frozenset(Status) - UNSENT - OVER
"""Statuses in which the agency still has something to do."""

WAITING = frozenset({Status.SUPPLEMENT_REQUIRED, Status.PAYMENT_REQUIRED, Status.WITHDRAWAL_REQUESTED, Status.STOPPED})
"""Statuses in which the legal time does not run once it has begun."""
