"""What can be wrong with a list of dossiers: a batch, a saved filter, an export."""

from kit.problems import Conflict, Unavailable


class NotReached(Unavailable):
    """Chưa kịp xử lý hồ sơ này trong lô; hãy gửi lại."""

    english = "The batch did not come to this dossier in time; send it again."


class TooManyFilters(Conflict):
    """Đã lưu đủ số bộ lọc cho phép; hãy xóa bớt."""

    english = "As many filters are saved as can be; delete some."


class TitleTaken(Conflict):
    """Đã có bộ lọc mang tên này."""

    english = "A filter of this title is saved already."


class TooManyExports(Conflict):
    """Đang có đủ số tệp chờ xuất; hãy đợi một tệp xong."""

    english = "As many exports are under way as can be; wait for one to be ready."


class TooManyRows(Conflict):
    """Danh sách dài hơn 200.000 dòng; hãy lọc hẹp lại."""

    english = "The list has more than 200,000 rows; narrow it."


class ExportNotReady(Conflict):
    """Tệp chưa sẵn sàng, hoặc không làm được."""

    english = "The file is not ready, or could not be made."
