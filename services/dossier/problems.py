"""What can be wrong with an act on a dossier. The docstring is the title a citizen reads."""

from kit.problems import Conflict, Forbidden, Invalid, NotFound, UnsupportedType


class NotNow(Conflict):
    """Hồ sơ đang ở trạng thái không cho phép việc này."""

    english = "The dossier's state does not allow this."


class NotYours(Forbidden):
    """Việc này thuộc về người khác trong quy trình."""

    english = "This act belongs to somebody else."


class DelegationOver(Forbidden):
    """Ủy quyền không còn hiệu lực: đã hết hạn hoặc đã bị chấm dứt."""

    english = "The delegation does not hold any more: it has run out or was revoked."


class NotDelegated(Forbidden):
    """Người ủy quyền không cho phép làm thay thủ tục này."""

    english = "The delegation does not name this procedure."


class OtherWasFirst(Conflict):
    """Có người vừa xử lý hồ sơ này trước; hãy tải lại."""

    english = "Somebody else has just acted on this dossier; load it again."


class FeeUnpaid(Conflict):
    """Phí, lệ phí phải nộp trước việc này chưa được thanh toán."""

    english = "The fee due before this has not been paid."


class ResultMissing(Conflict):
    """Chưa có tệp kết quả để trả cho người nộp."""

    english = "There is no result file yet."


class Incomplete(Invalid):
    """Hồ sơ chưa đầy đủ hoặc chưa hợp lệ."""

    english = "The dossier is not complete or not valid."


class NotOnline(Conflict):
    """Thủ tục này chưa nhận hồ sơ trực tuyến."""

    english = "This procedure is not offered online."


class ProcedureOver(Conflict):
    """Thủ tục này không còn nhận hồ sơ."""

    english = "This procedure is not offered any more."


class NotKnownYet(Conflict):
    """Hệ thống đang nhận dữ liệu cần thiết; hãy thử lại sau ít giây."""

    english = "A fact this needs is still on its way; try again in a few seconds."


class TooManyPapers(Conflict):
    """Hồ sơ đã có số tệp tối đa."""

    english = "The dossier holds as many files as it may."


class TooManyDrafts(Conflict):
    """Đã có quá nhiều bản nháp chưa nộp; hãy nộp hoặc dùng lại một bản."""

    english = "There are too many drafts not submitted; submit one or go on with one."


class StorageFull(Conflict):
    """Tổng dung lượng tệp của các hồ sơ đã đạt mức tối đa."""

    english = "The files of your dossiers take as much room as they may."


class ExtensionMismatch(UnsupportedType):
    """Phần mở rộng của tên tệp hoặc kiểu tệp được khai không khớp với nội dung."""

    english = "The file name's extension or the declared type does not match the content."


class BrokenFile(UnsupportedType):
    """Tệp bị hỏng, bị cắt ngắn hoặc có dữ liệu lạ ở cuối."""

    english = "The file is broken, cut short, or followed by something strange."


class SlipMissing(NotFound):
    """Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận và hẹn trả."""

    english = "There is no receipt slip: the dossier has not been accepted."


class AlreadyAssigned(Conflict):
    """Hồ sơ đã có người nhận xử lý."""

    english = "Somebody has the dossier in hand already."


class AssignedToAnother(Forbidden):
    """Hồ sơ không phải do ông/bà đang xử lý."""

    english = "The dossier is not in your hands."


class NoDeadline(Conflict):
    """Hồ sơ không có thời hạn giải quyết nên không có gì để gia hạn."""

    english = "The dossier has no legal limit to extend."


class AlreadyExtended(Conflict):
    """Hồ sơ đã được gia hạn; chỉ được hẹn lại một lần."""

    english = "The dossier was extended already; a new date may be given only once."


class NothingToExtend(Conflict):
    """Chưa có dự thảo xin lỗi và gia hạn nào chờ xác nhận."""

    english = "No apology and new date wait for confirmation."


class NotRepairable(Conflict):
    """Chỉ hoàn thiện lại được phần việc bị từ chối khi hồ sơ liên thông chưa kết thúc."""

    english = "Only a refused part of a joint dossier that has not ended can be repaired."


class WithdrawnForGood(Conflict):
    """Hồ sơ đã được rút theo yêu cầu của người nộp nên không mở lại."""

    english = "The applicant withdrew the dossier, so it is not reopened."


class AlreadyObjected(Conflict):
    """Ông/bà đã phản đối lượt xem này."""

    english = "You have objected to this look already."


class DoneByParts(Conflict):
    """Hồ sơ liên thông đã chuyển cho các cơ quan: việc này làm ở từng phần."""

    english = "The agencies of a joint dossier have it: this is done to each part."


class WholeEnded(Conflict):
    """Hồ sơ liên thông đã kết thúc nên phần này không mở lại."""

    english = "The joint dossier has ended, so this part is not reopened."
