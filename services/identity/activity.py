"""The activity log of an account: what happened to it, in words its owner understands.

Every act that matters to security is recorded here in the transaction of the act. The alarming ones are also told to
the owner at once (SecurityNoted), on every address they have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import SecurityNoted
from kit.outbox import emit
from services.identity.models import Account, Activity


@dataclass(frozen=True)
class Words:
    """A kind of activity: its word on the wire and the sentence in both languages."""

    word: str
    vi: str
    en: str
    is_alarming: bool = False


class Kind(Enum):
    """What can happen to an account."""

    SIGNED_IN = Words("signed_in", "Đăng nhập", "Signed in")
    NEW_DEVICE = Words("new_device", "Đăng nhập từ một thiết bị mới", "Signed in on a new device", is_alarming=True)
    SIGN_IN_REFUSED = Words("sign_in_refused", "Có người đăng nhập sai", "Somebody failed to sign in")
    STEPPED_UP = Words("stepped_up", "Xác thực thêm một bước", "Confirmed with a further factor")
    SIGNED_OUT = Words("signed_out", "Đăng xuất", "Signed out")
    CONSENT_GIVEN = Words(
        "consent_given", "Đồng ý chia sẻ dữ liệu với một ứng dụng", "Agreed to share data with an application"
    )
    CONSENT_REVOKED = Words(
        "consent_revoked", "Thu hồi quyền xem dữ liệu của một ứng dụng", "Took back an application's access to data"
    )
    SESSION_ENDED = Words(
        "session_ended_elsewhere",
        "Kết thúc phiên đăng nhập trên thiết bị khác",
        "Ended a sign-in on another device",
        is_alarming=True,
    )
    RECORD_CHANGED = Words("record_changed", "Sửa hồ sơ cá nhân", "Changed the personal record")
    RECORD_ESTABLISHED = Words(
        "record_established",
        "Hồ sơ cá nhân được cập nhật theo kết quả giải quyết hồ sơ",
        "The personal record was brought up to date by a granted dossier",
    )
    RECORD_READ = Words(
        "record_read", "Một cơ quan đã xem hồ sơ của bạn", "An agency looked at your record", is_alarming=True
    )
    CORRECTION_ASKED = Words("correction_asked", "Yêu cầu đính chính hồ sơ", "Asked for a correction of the record")
    CORRECTION_ANSWERED = Words(
        "correction_answered",
        "Yêu cầu đính chính đã được trả lời",
        "The request for correction was answered",
        is_alarming=True,
    )
    FACTOR_ADDED = Words("factor_added", "Thêm một cách xác thực", "Added a factor", is_alarming=True)
    FACTOR_REMOVED = Words("factor_removed", "Gỡ một cách xác thực", "Removed a factor", is_alarming=True)
    RECOVERY_CODES_MADE = Words(
        "recovery_codes_made", "Tạo các mã dự phòng mới", "Made new recovery codes", is_alarming=True
    )
    RECOVERY_CODE_USED = Words(
        "recovery_code_used", "Đăng nhập bằng một mã dự phòng", "Used a recovery code", is_alarming=True
    )
    DEVICE_TRUSTED = Words("device_trusted", "Tin cậy một thiết bị trong 30 ngày", "Trusted a device for 30 days")
    DEVICE_FORGOTTEN = Words("device_forgotten", "Gỡ một thiết bị đã biết", "Removed a known device")
    PROVIDER_LINKED = Words(
        "provider_linked", "Liên kết một tài khoản bên ngoài", "Linked an account elsewhere", is_alarming=True
    )
    PROVIDER_UNLINKED = Words(
        "provider_unlinked", "Gỡ liên kết một tài khoản bên ngoài", "Unlinked an account elsewhere", is_alarming=True
    )
    PROVIDER_REFUSED = Words(
        "provider_refused",
        "Từ chối một tài khoản bên ngoài mang số định danh khác",
        "Refused an account elsewhere with another personal number",
        is_alarming=True,
    )
    PEOPLE_MERGED = Words(
        "people_merged", "Gộp hai hồ sơ của bạn thành một", "Made one of two records of yours", is_alarming=True
    )
    POSITION_GIVEN = Words("position_given", "Được giao một vị trí công tác", "Was given a position")
    POSITION_ENDED = Words("position_ended", "Một vị trí công tác kết thúc", "A position ended")
    POSITION_CHOSEN = Words("position_chosen", "Chọn cơ quan làm việc", "Chose the agency to act in")
    STAFF_CORRECTED = Words(
        "staff_corrected",
        "Quản trị viên sửa tên hoặc thư công vụ",
        "An administrator changed the official name or e-mail",
        is_alarming=True,
    )
    STAFF_DISABLED = Words(
        "staff_disabled", "Quản trị viên khóa tài khoản", "An administrator closed the account", is_alarming=True
    )
    STAFF_ENABLED = Words(
        "staff_enabled", "Quản trị viên mở lại tài khoản", "An administrator opened the account again"
    )
    DELEGATION_OFFERED = Words("delegation_offered", "Lập một ủy quyền", "A delegation was offered", is_alarming=True)
    DELEGATION_ACCEPTED = Words(
        "delegation_accepted", "Ủy quyền được chấp nhận", "A delegation was accepted", is_alarming=True
    )
    DELEGATION_DECLINED = Words("delegation_declined", "Ủy quyền bị từ chối", "A delegation was declined")
    DELEGATION_REVOKED = Words(
        "delegation_revoked", "Ủy quyền bị chấm dứt", "A delegation was revoked", is_alarming=True
    )
    IDENTIFIER_RECLAIMED = Words(
        "identifier_reclaimed",
        "Số bạn khai đã được xác thực là của người khác",
        "The number you declared was verified to be another person's",
        is_alarming=True,
    )
    CLIENT_REGISTERED = Words("client_registered", "Đăng ký một ứng dụng", "Registered an application")
    CLIENT_CHANGED = Words("client_changed", "Sửa đăng ký của một ứng dụng", "Changed an application's registration")
    CLIENT_SECRET_GIVEN = Words(
        "client_secret_given", "Cấp mật khẩu mới cho một ứng dụng", "Gave an application a new secret"
    )
    CLIENT_DISABLED = Words("client_disabled", "Ngừng một ứng dụng", "Disabled an application")
    CLIENT_ENABLED = Words("client_enabled", "Cho một ứng dụng hoạt động lại", "Enabled an application again")
    REGISTERED = Words("registered", "Đăng ký tài khoản", "Registered")
    ACCOUNT_REOPENED = Words(
        "account_reopened", "Mở lại tài khoản đã đóng", "Reopened the closed account", is_alarming=True
    )
    ACCOUNT_CLOSED = Words("account_closed", "Đóng tài khoản", "Closed the account", is_alarming=True)
    PASSWORD_CHANGED = Words("password_changed", "Đổi mật khẩu", "Changed the password", is_alarming=True)
    PASSWORD_RESET = Words(
        "password_reset", "Đặt lại mật khẩu đã quên", "Set a new password for a forgotten one", is_alarming=True
    )
    CONTACT_CHANGED = Words(
        "contact_changed",
        "Thay đổi số điện thoại hoặc e-mail",
        "Changed a phone or an e-mail address",
        is_alarming=True,
    )
    RECOVERY_REQUESTED = Words(
        "recovery_requested",
        "Có yêu cầu khôi phục tài khoản khi mất mọi cách xác thực",
        "Somebody who lost every factor asked to recover the account",
        is_alarming=True,
    )
    RECOVERY_CANCELLED = Words(
        "recovery_cancelled", "Hủy yêu cầu khôi phục tài khoản", "Cancelled the recovery", is_alarming=True
    )


_BY_WORD = {kind.value.word: kind.value for kind in Kind}


def words_of(word: str) -> Words:
    """A kind's sentences, by its word in a line; another version's kind is told by its word alone."""
    return _BY_WORD.get(word) or Words(word, word, word)


@dataclass(frozen=True)
class Where:
    """Where an act came from: browser session, application, device in words, network (lockouts.network)."""

    session_id: UUID | None = None
    client_id: str | None = None
    device_name: str | None = None
    network: str | None = None


async def record(
    session: AsyncSession,
    person_id: UUID,
    kind: Kind,
    *,
    at: datetime,
    where: Where | None = None,
    facts: dict[str, Any] | None = None,
    contacts: Iterable[str] = (),
) -> None:
    """Write one line; an alarming one is also said. `contacts` are told besides the person's present addresses."""
    place = where or Where()
    session.add(
        Activity(
            id=uuid4(),
            person_id=person_id,
            kind=kind.value.word,
            happened_at=at,
            session_id=place.session_id,
            client_id=place.client_id,
            device_name=place.device_name,
            network=place.network,
            facts=facts or {},
        )
    )
    await session.flush()
    if kind.value.is_alarming:
        noted = SecurityNoted(
            person_id=person_id,
            note=kind.value.word,
            noted_at=at,
            place=place.device_name,
            contacts=list(contacts),
        )
        await emit(session, noted)


async def record_once(
    session: AsyncSession, account_id: UUID, kind: Kind, *, at: datetime, where: Where, within: timedelta
) -> None:
    """Write one line for an account's owner unless the same came from the same network a short time before.

    One statement, whether or not the account exists.
    """
    is_told = exists().where(
        Activity.person_id == Account.person_id,
        Activity.kind == kind.value.word,
        Activity.network == where.network,
        Activity.happened_at > at - within,
    )
    line = {
        "id": uuid4(),
        "kind": kind.value.word,
        "happened_at": at,
        "device_name": where.device_name,
        "network": where.network,
        "facts": {},
    }
    columns = Activity.__table__.c
    values = [literal(value, columns[name].type) for name, value in line.items()]
    found = select(Account.person_id, *values).where(Account.id == account_id, ~is_told)
    await session.execute(insert(Activity).from_select(["person_id", *line], found))
