"""A worklist as a file, written row by row: memory stays what it is however many rows there are.

What people wrote never becomes a formula: CSV cells that a spreadsheet would compute get an apostrophe before them,
XLSX cells are strings.
"""

import csv
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Self

import xlsxwriter  # type: ignore[import-untyped]

from services.dossier.models import ExportFormat

HEADINGS = (
    "Số hồ sơ",
    "Mã tra cứu",
    "Mã thủ tục",
    "Tên thủ tục",
    "Người nộp",
    "Trạng thái",
    "Bước xử lý",
    "Kênh nộp",
    "Ngày nộp",
    "Ngày tiếp nhận",
    "Hạn giải quyết",
    "Tạm dừng từ",
    "Phí, lệ phí (đồng)",
    "Đã nộp phí",
    "Người đang xử lý",
)
MEDIA = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cells = Sequence[str]


def harmless(cell: str) -> str:
    """The cell as a spreadsheet that opens CSV takes it: as text."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


class Writer(AbstractContextManager["Writer"]):
    """Writes one file of a worklist, its headings first; whole when its context has ended."""

    def __init__(self, path: Path, kind: ExportFormat) -> None:
        self._path, self._kind = path, kind
        self._exits = ExitStack()
        self._rows = 0

    def __enter__(self) -> Self:
        if self._kind is ExportFormat.CSV:
            file = self._exits.enter_context(self._path.open("w", encoding="utf-8-sig", newline=""))
            self._lines = csv.writer(file)
        else:
            options = {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "tmpdir": str(self._path.parent),
            }
            self._book = self._exits.enter_context(xlsxwriter.Workbook(self._path, options))
            self._sheet = self._book.add_worksheet("Hồ sơ")
        self.write([HEADINGS])
        return self

    def __exit__(self, *raised: object) -> None:
        self._exits.close()

    def write(self, rows: Iterable[Cells]) -> None:
        """Add rows."""
        for cells in rows:
            if self._kind is ExportFormat.CSV:
                self._lines.writerow([harmless(cell) for cell in cells])
            else:
                for at, cell in enumerate(cells):
                    self._sheet.write_string(self._rows, at, cell)
            self._rows += 1
