"""What can stand in the way of administering agencies and staff, and of delegating. The docstring is the title."""

from kit.problems import Conflict, Forbidden


class OutsideJurisdiction(Forbidden):
    """Cơ quan này không thuộc phạm vi quản lý của bạn."""

    english = "This agency is outside your jurisdiction."


class NotForYourself(Forbidden):
    """Không tự giao, tự kết thúc vị trí hoặc tự khóa tài khoản của mình."""

    english = "Nobody gives or ends their own position, or closes their own account."


class NameTaken(Conflict):
    """Tên đăng nhập hoặc thư điện tử này đã có tài khoản."""

    english = "An account has this user name or e-mail address already."


class NobodyLeft(Conflict):
    """Phải còn ít nhất một quản trị viên cấp tỉnh không có thời hạn."""

    english = "At least one administrator of the province, without an end, must remain."


class AlreadyOver(Conflict):
    """Vị trí này đã kết thúc."""

    english = "This position has ended already."


class NotNow(Conflict):
    """Ủy quyền đang ở trạng thái không cho phép việc này."""

    english = "The delegation's state does not allow this."


class TooManyOffers(Conflict):
    """Đã có quá nhiều ủy quyền đang chờ hoặc đang có hiệu lực."""

    english = "There are too many delegations waiting or in force."
