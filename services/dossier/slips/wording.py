"""How the forms write a moment and a day."""

from datetime import datetime

from kit.clock import LOCAL


def moment(at: datetime) -> str:
    """As the forms write it: `10 giờ 00 phút, ngày 27 tháng 11 năm 2026`."""
    local = at.astimezone(LOCAL)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d} tháng {local:%m} năm {local:%Y}"


def day(at: datetime) -> str:
    """`ngày 27 tháng 11 năm 2026`."""
    return moment(at).partition(", ")[2]
