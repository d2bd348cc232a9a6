"""The invented people of the demo world, as the runner's table shows them (identity seeds the same logins)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One account to try: `name` keys its password, `login` is what is typed into the sign-in page."""

    name: str
    login: str
    full_name: str
    role: str


PEOPLE = (
    DemoPerson("lan", "lan@motcua.example", "Nguyễn Thị Lan", "công dân (citizen)"),
    DemoPerson("minh", "minh@motcua.example", "Trần Văn Minh", "công dân (citizen)"),
    DemoPerson("hoa.counter", "hoa.counter", "Phạm Thị Hoa", "một cửa (counter), Công an phường Tứ Minh"),
    DemoPerson("dung.officer", "dung.officer", "Lê Quang Dũng", "thụ lý (officer), Công an phường Tứ Minh"),
    DemoPerson("tuan.leader", "tuan.leader", "Vũ Anh Tuấn", "lãnh đạo (leader), Công an phường Tứ Minh"),
    DemoPerson("mai.counter", "mai.counter", "Đỗ Thị Mai", "một cửa và thụ lý, Công an phường Việt Hoà"),
    DemoPerson("son.counter", "son.counter", "Bùi Văn Sơn", "một cửa và thụ lý, UBND phường Tứ Minh"),
    DemoPerson("cuong.leader", "cuong.leader", "Hoàng Văn Cường", "lãnh đạo (leader), UBND phường Tứ Minh"),
    DemoPerson("admin", "admin", "Quản trị viên", "quản trị (administrator)"),
)
PARTNER = "bhxh-partner"
