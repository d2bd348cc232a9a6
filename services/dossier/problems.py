"""What can be wrong with an act on a dossier. The docstring is the title a citizen reads."""

from kit.problems import Conflict, Forbidden, Invalid, NotFound, UnsupportedType


class NotNow(Conflict):
    """Hồ sơ đang ở trạng thái không cho phép việc này."""

    english = "The dossier's state does not allow this."


class NotYours(Forbidden):
    """Việc này thuộc về người khác trong quy trình."""

    english = "This act belongs to somebody else."


class OtherWasFirst(Conflict):
    """Có người vừa xử lý hồ sơ này trước; hãy tải lại."""

    english = "Somebody else has just acted on this dossier; load it again."


class FeeUnpaid(Conflict):
    """Phí, lệ phí phải nộp khi gửi hồ sơ chưa được thanh toán."""

    english = "The fee due at submission has not been paid."


class ResultMissing(Conflict):
    """Chưa có tệp kết quả để trả cho người nộp."""

    english = "There is no result file yet."


class Incomplete(Invalid):
    """Hồ sơ chưa đầy đủ hoặc chưa hợp lệ."""

    english = "The dossier is not complete or not valid."


class NotOnline(Conflict):
    """Thủ tục này chưa nhận hồ sơ trực tuyến."""

    english = "This procedure is not offered online."


class NotKnownYet(Conflict):
    """Hệ thống đang nhận dữ liệu cần thiết; hãy thử lại sau ít giây."""

    english = "A fact this needs is still on its way; try again in a few seconds."


class TooManyPapers(Conflict):
    """Hồ sơ đã có số tệp tối đa."""

    english = "The dossier holds as many files as it may."


class ExtensionMismatch(UnsupportedType):
    """Phần mở rộng của tên tệp không khớp với nội dung."""

    english = "The file name's extension does not match the content."


class SlipMissing(NotFound):
    """Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận và hẹn trả."""

    english = "There is no receipt slip: the dossier has not been accepted."
