"""What can be wrong with a change of the catalog. The docstring is the title an administrator reads."""

from kit.problems import Conflict, Forbidden, Invalid


class OutsideJurisdiction(Forbidden):
    """Chỉ quản trị viên cấp tỉnh được làm việc này."""

    english = "Only administrators of the whole province may do this."


class OutsideFields(Forbidden):
    """Lĩnh vực của thủ tục này nằm ngoài phạm vi vị trí của bạn."""

    english = "Your position does not cover this procedure's field."


class CodeTaken(Conflict):
    """Mã thủ tục này đã có."""

    english = "There is a procedure with this code already."


class DraftExists(Conflict):
    """Thủ tục đang có một bản nháp; hãy sửa tiếp bản đó."""

    english = "The procedure has a draft already; go on with that one."


class NotNow(Conflict):
    """Trạng thái của phiên bản không cho phép việc này."""

    english = "The revision's state does not allow this."


class ProcedureOver(Conflict):
    """Thủ tục đã bị bãi bỏ."""

    english = "The procedure has been closed."


class Faulty(Invalid):
    """Nội dung thủ tục còn lỗi, chưa thể công bố."""

    english = "The revision has faults and cannot be published."
