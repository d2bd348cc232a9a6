"""What forms 02 to 05 say, in the circular's words: a request for supplement, a refusal, an apology with a new date,
a notice that work has stopped. Made of recorded facts only, so the same history always says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from contracts.dossier import StopReason
from contracts.workflow import SupplementPolicy
from services.dossier.issuing import TITLES, IssuedKind
from services.dossier.slips.wording import day, moment

DESK = "NGƯỜI TIẾP NHẬN HỒ SƠ"
HEAD = "THỦ TRƯỞNG CƠ QUAN"
ENDED = "Quá thời hạn trên mà không bổ sung thì hồ sơ được dừng giải quyết."
LATE = {
    SupplementPolicy.PAUSE: f"Thời gian bổ sung, hoàn thiện không tính vào thời hạn giải quyết hồ sơ. {ENDED}",
    SupplementPolicy.RESTART: f"Thời hạn giải quyết được tính lại từ đầu khi hồ sơ đã đầy đủ. {ENDED}",
    None: "Quá thời hạn trên mà không bổ sung thì hồ sơ không được tiếp nhận giải quyết.",
}
"""What waiting does to the limit, and what follows when nothing comes; None: the dossier was not received yet."""
SORRY = (
    "Đến nay hồ sơ của ông/bà chưa có kết quả giải quyết. Cơ quan giải quyết xin lỗi ông/bà vì sự chậm trễ này và đề"
    " nghị gia hạn thời gian giải quyết."
)
REASONS = {
    "missing": "Còn thiếu",
    "unreadable": "Không đọc được",
    "expired": "Đã hết hạn",
    "mismatched": "Thông tin không khớp",
    "not_valid": "Chưa hợp lệ",
}
STOPPED = {
    StopReason.WITHDRAWN: "Tổ chức, cá nhân yêu cầu rút hồ sơ và cơ quan giải quyết đã đồng ý.",
    StopReason.NOT_SUPPLEMENTED: "Quá thời hạn bổ sung, hoàn thiện hồ sơ mà không bổ sung.",
    StopReason.NOT_PAID: "Quá thời hạn thực hiện nghĩa vụ tài chính mà không thực hiện.",
    StopReason.AGENCY: "Cơ quan giải quyết dừng giải quyết hồ sơ.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Whose letter about which dossier. `number` None: it was never received and is known by its tracking code."""

    agency_name: str
    number: str | None
    tracking_code: str
    applicant_name: str
    procedure_name: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to supplement, by the name people know it."""

    name: str
    reason_code: str
    what_to_do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as the template takes it. `table`: rows of texts under `columns`."""

    form: str
    title: str
    agency_name: str
    number: str
    written_on: str
    addressee: str
    opening: str
    lines: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    closing: tuple[str, ...] = ()
    signer: str = HEAD

    def told(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def supplement(
    heading: Heading, items: Sequence[Item], *, answer_by: datetime, policy: SupplementPolicy | None
) -> Letter:
    """Form 02: everything that is missing, at once, and until when; `policy` None: before reception."""
    rows = tuple(
        (str(place), item.name, REASONS[item.reason_code], item.what_to_do) for place, item in enumerate(items, start=1)
    )
    return _letter(
        IssuedKind.SUPPLEMENT,
        heading,
        opening="Sau khi kiểm tra hồ sơ, đề nghị ông/bà bổ sung, hoàn thiện các nội dung sau:",
        columns=("STT", "Giấy tờ, thông tin", "Lý do", "Nội dung cần bổ sung, hoàn thiện"),
        table=rows,
        closing=(
            f"Thời hạn bổ sung, hoàn thiện: đến {moment(answer_by)}.",
            LATE[policy],
        ),
        signer=DESK,
    )


def refusal(heading: Heading, *, reason: str) -> Letter:
    """Form 03: why the dossier is not received."""
    return _letter(
        IssuedKind.REFUSAL,
        heading,
        opening="Qua xem xét, hồ sơ của ông/bà không được tiếp nhận, giải quyết với lý do cụ thể như sau:",
        closing=(reason, "Xin thông báo để ông/bà được biết."),
        signer=DESK,
    )


def apology(
    heading: Heading, *, received_at: datetime | None, was_due_at: datetime, due_at: datetime, reason: str
) -> Letter:
    """Form 04: an apology, its reason and the new date."""
    dates = (
        ("Ngày tiếp nhận", moment(received_at) if received_at else ""),
        ("Thời gian hẹn trả kết quả", moment(was_due_at)),
        ("Thời gian hẹn trả kết quả mới", moment(due_at)),
    )
    return _letter(
        IssuedKind.APOLOGY,
        heading,
        opening=SORRY,
        lines=dates,
        closing=(f"Lý do: {reason}", "Rất mong nhận được sự thông cảm của ông/bà."),
    )


def stop(heading: Heading, *, cause: StopReason, reason: str | None) -> Letter:
    """Form 05: why the dossier is not worked on any more."""
    return _letter(
        IssuedKind.STOP,
        heading,
        opening="Cơ quan giải quyết thông báo dừng giải quyết hồ sơ của ông/bà với lý do cụ thể như sau:",
        closing=(STOPPED[cause], *([reason] if reason else ()), "Xin thông báo để ông/bà được biết."),
    )


def _letter(
    kind: IssuedKind,
    heading: Heading,
    *,
    opening: str,
    lines: Iterable[tuple[str, str]] = (),
    columns: tuple[str, ...] = (),
    table: tuple[tuple[str, ...], ...] = (),
    closing: tuple[str, ...] = (),
    signer: str = HEAD,
) -> Letter:
    title = TITLES[kind]
    known_by = ("Số hồ sơ", heading.number) if heading.number else ("Mã tra cứu", heading.tracking_code)
    return Letter(
        form=title.number or "",
        title=title.vi,
        agency_name=heading.agency_name,
        number=heading.number or heading.tracking_code,
        written_on=day(heading.written_at),
        addressee=heading.applicant_name,
        opening=opening,
        lines=(known_by, ("Nội dung yêu cầu giải quyết", heading.procedure_name), *lines),
        columns=columns,
        table=table,
        closing=closing,
        signer=signer,
    )
