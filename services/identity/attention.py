"""What the owner of an account had better see to, the weightiest first: shown on the first page of the account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from services.identity.credentials.assurance import Level
from services.identity.credentials.factors import Held

SOON: Final = timedelta(days=60)
"""How long before its last day a paper is spoken of."""

FEW_CODES: Final = 3


@dataclass(frozen=True)
class Matter:
    """Something to see to, in both languages, and the page where it is done."""

    vi: str
    en: str
    page: str


_RECOVERY_WAITS = Matter(
    "Có người yêu cầu khôi phục tài khoản này vì mất mọi cách xác thực. Nếu không phải bạn, hãy hủy ngay.",
    "Somebody who lost every factor asked to recover this account. If it was not you, cancel it at once.",
    "/account/access",
)
_UNPROVEN = Matter(
    "Thông tin của bạn mới do bạn tự khai. Hãy đăng nhập bằng tài khoản định danh điện tử để được xác nhận.",
    "Your data is only declared. Sign in with your electronic identity to have it verified.",
    "/account/record",
)
_UNGUARDED = Matter(
    "Tài khoản chưa có cách xác thực thứ hai. Chỉ cần lộ mật khẩu là mất tài khoản.",
    "The account has no second factor. Whoever learns the password has the account.",
    "/account/security",
)
_NO_WAY_BACK = Matter(
    "Bạn còn rất ít mã dự phòng. Hãy tạo mã mới để không bị mất đường vào khi mất điện thoại.",
    "You have very few recovery codes left. Make new ones, so that a lost phone does not lock you out.",
    "/account/security",
)
_PAPER_OVER = Matter(
    "Giấy tờ tùy thân trong hồ sơ đã hết hạn. Hãy khai giấy tờ mới; hồ sơ của bạn vẫn giữ nguyên.",
    "The identity paper in your record has expired. Enter the new one; your record stays as it is.",
    "/account/record/identity_paper",
)
_PAPER_ENDS = Matter(
    "Giấy tờ tùy thân trong hồ sơ sắp hết hạn.",
    "The identity paper in your record expires soon.",
    "/account/record/identity_paper",
)


def matters(
    record: Mapping[str, Any], *, level: Level, held: Held, on: date, has_recovery: bool = False
) -> list[Matter]:
    """What to see to on a day. `record` are the attributes that count (each with `valid_until`), `level` how sure the
    record is of a real person, `held` what the account can be opened with, `has_recovery` whether somebody waits for a
    recovery of it.
    """
    found = [_RECOVERY_WAITS] if has_recovery else []
    if not held.is_guarded:
        found.append(_UNGUARDED)
    elif held.recovery_codes < FEW_CODES:
        found.append(_NO_WAY_BACK)
    if level is Level.LOW:
        found.append(_UNPROVEN)
    paper = record.get("identity_paper")
    if paper is not None and paper.valid_until is not None and paper.valid_until < on + SOON:
        found.append(_PAPER_OVER if paper.valid_until < on else _PAPER_ENDS)
    return found
