"""The portal's words for ours, both ways. Pure tables."""

from collections.abc import Mapping
from typing import Final

from contracts.fees import FeeUnit
from contracts.terms import AgencyKind, Channel, LimitUnit
from services.catalog.content import Applicant
from services.catalog.national.shapes import DoiTuong, DonVi, DonViTinh, Kenh

CHANNELS: Final[Mapping[Kenh, Channel]] = {"1": Channel.DIRECT, "2": Channel.ONLINE, "3": Channel.POST}
LIMITS: Final[Mapping[DonViTinh, LimitUnit]] = {
    "Ngày làm việc": LimitUnit.WORKING_DAY,
    "Giờ làm việc": LimitUnit.WORKING_HOUR,
    "Ngày": LimitUnit.DAY,
    "Trong ngày": LimitUnit.SAME_DAY,
}
UNITS: Final[Mapping[DonVi, FeeUnit]] = {
    "Đồng": FeeUnit.DOSSIER,
    "Đồng/trang": FeeUnit.PAGE,
    "Đồng/bản": FeeUnit.COPY,
    "Đồng/trường hợp": FeeUnit.ITEM,
}
APPLICANTS: Final[Mapping[DoiTuong, Applicant]] = {
    "Công dân Việt Nam": Applicant.CITIZEN,
    "Người Việt Nam định cư ở nước ngoài": Applicant.OVERSEAS_VIETNAMESE,
    "Người nước ngoài": Applicant.FOREIGNER,
    "Cán bộ, công chức, viên chức": Applicant.OFFICIAL,
    "Doanh nghiệp": Applicant.ENTERPRISE,
    "Doanh nghiệp có vốn đầu tư nước ngoài": Applicant.FOREIGN_ENTERPRISE,
    "Hợp tác xã": Applicant.COOPERATIVE,
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": Applicant.ORGANISATION,
    "Tổ chức nước ngoài": Applicant.FOREIGN_ORGANISATION,
}
COMMUNE: Final = frozenset({AgencyKind.COMMUNE_COMMITTEE, AgencyKind.COMMUNE_POLICE})
GENERIC_NAMES: Final = frozenset({"Phí", "Lệ phí"})
"""What a fee line without a name of its own is called."""
