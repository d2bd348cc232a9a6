"""What can be wrong with a file: a paper on its way or kept, a result, a signed slip."""

from kit.problems import Conflict, Gone, NotFound, Problem, UnsupportedType


class ResultMissing(Conflict):
    """Chưa có tệp kết quả để trả cho người nộp."""

    english = "There is no result file yet."


class NotSigned(Conflict):
    """Kết quả chưa được lãnh đạo ký số."""

    english = "The result has not been signed by a leader."


class AlreadySigned(Conflict):
    """Mọi tệp kết quả đã được ký số."""

    english = "Every result file has been signed."


class NothingIssued(Conflict):
    """Hồ sơ không có kết quả nào đang có hiệu lực để thu hồi."""

    english = "The dossier has no issued result in force to revoke."


class NeverIssued(NotFound):
    """Không có giấy tờ nào mang mã này."""

    english = "No paper with this code was issued."


class TooManyPapers(Conflict):
    """Hồ sơ đã có số tệp tối đa."""

    english = "The dossier holds as many files as it may."


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


class OffsetMismatch(Conflict):
    """Phần này không bắt đầu ở chỗ đã nhận đến; hãy hỏi lại vị trí."""

    english = "The piece does not begin where the last one ended; ask for the offset again."


class UploadBusy(Conflict):
    """Một phần khác của tệp này đang được nhận."""

    english = "Another piece of this file is being received."


class ProtocolUnsupported(Problem):
    """Phiên bản giao thức tải tệp không được hỗ trợ."""

    status = 412
    english = "This version of the upload protocol is not supported."


class PaperQuarantined(Conflict):
    """Tệp đang chờ quét mã độc; hãy thử lại sau ít phút."""

    english = "The file waits to be scanned; try again in a few minutes."


class PaperInfected(Gone):
    """Tệp có mã độc nên không mở được; người nộp cần tải bản khác."""

    english = "The file is harmful and is not given out; another one must be uploaded."


class PaperUnusable(Conflict):
    """Giấy tờ này không dùng lại được: đã bị thay, hết hạn, chưa quét, hoặc chưa được cơ quan nhận."""

    english = "This paper cannot be used again: it was replaced, has run out, is not scanned, or no agency has it."
