"""What the portal's services answer, under the portal's names (generation 2019 of its interface).

KENH is KenhThucHien: 1 direct, 2 online, 3 post. Nothing unknown is taken, so nothing is lost in silence.
"""

from typing import Generic, Literal, TypeVar

from pydantic import Field

from contracts.terms import Dong
from kit.schemas import Schema

T = TypeVar("T")

Kenh = Literal["1", "2", "3"]
DonViTinh = Literal["Ngày làm việc", "Giờ làm việc", "Ngày", "Trong ngày"]
DonVi = Literal["Đồng", "Đồng/trang", "Đồng/bản", "Đồng/trường hợp"]
DoiTuong = Literal[
    "Công dân Việt Nam",
    "Người Việt Nam định cư ở nước ngoài",
    "Người nước ngoài",
    "Cán bộ, công chức, viên chức",
    "Doanh nghiệp",
    "Doanh nghiệp có vốn đầu tư nước ngoài",
    "Hợp tác xã",
    "Tổ chức (không bao gồm doanh nghiệp, HTX)",
    "Tổ chức nước ngoài",
]


class PhiLePhi(Schema):
    """A fee line. SOTIEN null: not laid down, which is not free."""

    SOTIEN: Dong | None = None
    DONVI: DonVi = "Đồng"
    MOTA: str | None = Field(default=None, min_length=1)


class ThoiGian(Schema):
    """A time limit of a channel: both THOIGIANGIAIQUYET and DONVITINH, or neither."""

    THOIGIANGIAIQUYET: int | None = Field(default=None, gt=0)
    DONVITINH: DonViTinh | None = None
    MOTA: str | None = Field(default=None, min_length=1)
    PHILEPHI: list[PhiLePhi] = Field(default=[])


class CachThucThucHien(Schema):
    """A channel. The first of THOIGIAN are its usual terms."""

    KENH: Kenh
    THOIGIAN: list[ThoiGian] = Field(min_length=1)


class GiayTo(Schema):
    """A paper; TENMAUDON and URL are its form."""

    MAGIAYTO: str | None = Field(default=None, min_length=1)
    TENGIAYTO: str = Field(min_length=1)
    TENMAUDON: str | None = Field(default=None, min_length=1)
    URL: str | None = Field(default=None, min_length=1)
    SOBANCHINH: int = Field(default=0, ge=0)
    SOBANSAO: int = Field(default=0, ge=0)


class ThanhPhanHoSo(Schema):
    """The papers of a case. TRUONGHOP null: of every case."""

    TRUONGHOP: str | None = Field(default=None, min_length=1)
    GIAYTO: list[GiayTo] = Field(min_length=1)


class KetQuaThucHien(Schema):
    """A result paper."""

    MAKETQUA: str
    TENKETQUA: str = Field(min_length=1)


class CanCuPhapLy(Schema):
    """A legal basis."""

    SOVANBAN: str = Field(min_length=1)
    TENVANBAN: str | None = Field(default=None, min_length=1)


class LayThuTuc(Schema):
    """A procedure. TRINHTUTHUCHIEN has a step in each line; LINHVUCTHUCHIEN is the main field."""

    MATTHC: str = Field(pattern=r"^[0-9A-Za-z.\-]{1,40}$")
    TENTTHC: str = Field(min_length=1)
    LINHVUCTHUCHIEN: str = Field(min_length=1)
    TRINHTUTHUCHIEN: str = ""
    CACHTHUCTHUCHIEN: list[CachThucThucHien] = Field(default=[])
    THANHPHANHOSO: list[ThanhPhanHoSo] = Field(default=[])
    KETQUATHUCHIEN: list[KetQuaThucHien] = Field(default=[])
    CANCUPHAPLY: list[CanCuPhapLy] = Field(default=[])
    COQUANTHUCHIEN: str | None = Field(default=None, min_length=1)
    DOITUONGTHUCHIEN: list[DoiTuong] = Field(default=[])
    YEUCAU: str | None = Field(default=None, min_length=1)


class ThuTuc(Schema):
    """A line of LayDanhSachTTHC."""

    MATTHC: str
    TENTTHC: str
    LINHVUCTHUCHIEN: str


class LinhVuc(Schema):
    """A line of LayDanhMucLinhVuc. MALINHVUC is our code (the portal's is not published); MANGANH is not known here."""

    MALINHVUC: str
    TENLINHVUC: str
    MANGANH: str | None = None


class CoQuan(Schema):
    """A line of LayDanhMucCoQuan. CAPDONVI: the level of government of its kind."""

    MADONVI: str
    TENDONVI: str
    CAPDONVI: Literal["Cấp tỉnh", "Cấp xã"]


class Envelope(Schema, Generic[T]):
    """How the portal answers: `00` and the result."""

    error_code: Literal["00"] = "00"
    result: T
