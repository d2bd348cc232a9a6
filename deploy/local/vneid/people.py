"""The invented people who have an electronic identity; two of them live in the demo world as well."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Holder:
    """An account: `words` say in Vietnamese and English who it is, `claims` are what userinfo tells."""

    name: str
    vi: str
    en: str
    claims: dict[str, str]


HOLDERS: Final = {
    one.name: one
    for one in (
        Holder(
            "lan",
            "Nguyễn Thị Lan, mức độ 2",
            "Lan, level 2",
            {
                "TechID": "VN-7b1c52",
                "SoDinhDanh": "030194001234",
                "HoVaTen": "NGUYỄN THỊ LAN",
                "NgaySinh": "12/05/1994",
                "GioiTinh": "Nữ",
                "SoDienThoai": "0912345001",
                "DiaChi": "12 Nguyễn Lương Bằng, Phường Tứ Minh, Thành phố Hải Phòng",
                "loAs": "2",
            },
        ),
        Holder(
            "minh",
            "Trần Văn Minh, mức độ 2",
            "Minh, level 2",
            {
                "TechID": "VN-2fd048",
                "SoDinhDanh": "031090004321",
                "SoCMND": "031904321",
                "HoVaTen": "TRẦN VĂN MINH",
                "NgaySinh": "02/11/1990",
                "GioiTinh": "Nam",
                "SoDienThoai": "0912345002",
                "loAs": "2",
            },
        ),
        Holder(
            "lan-1",
            "Nguyễn Thị Lan, mức độ 1 (chưa gặp ai)",
            "Lan, level 1 (nobody saw her)",
            {
                "TechID": "VN-90aa17",
                "SoDinhDanh": "030194001234",
                "HoVaTen": "NGUYỄN THỊ LAN",
                "NgaySinh": "12/05/1994",
                "GioiTinh": "Nữ",
                "loAs": "1",
            },
        ),
        Holder(
            "thao",
            "Hoàng Thu Thảo, mức độ 2, chưa từng đến đây",
            "Thảo, level 2, never here before",
            {
                "TechID": "VN-c3e911",
                "SoDinhDanh": "031301007788",
                "HoVaTen": "HOÀNG THU THẢO",
                "NgaySinh": "09/03/2001",
                "GioiTinh": "Nữ",
                "ThuDienTu": "thao@motcua.example",
                "SoDienThoai": "0912345077",
                "DiaChi": "7 Bạch Đằng, Phường Việt Hoà, Thành phố Hải Phòng",
                "loAs": "2",
            },
        ),
        Holder(
            "phuc",
            "Đặng Văn Phúc, mức độ 1",
            "Phúc, level 1",
            {
                "TechID": "VN-51d6e0",
                "SoDinhDanh": "031205009900",
                "HoVaTen": "ĐẶNG VĂN PHÚC",
                "NgaySinh": "17/08/2005",
                "GioiTinh": "Nam",
                "loAs": "1",
            },
        ),
        Holder(
            "yuki",
            "Tanaka Yuki, người nước ngoài, mức độ 2",
            "Tanaka Yuki, a foreigner, level 2",
            {
                "TechID": "VN-e07f3b",
                "SoDinhDanh": "031188112233",
                "HoVaTen": "TANAKA YUKI",
                "NgaySinh": "21/12/1988",
                "GioiTinh": "Nữ",
                "QuocTich": "Nhật Bản",
                "loAs": "2",
            },
        ),
        Holder(
            "bien-xanh",
            "Công ty TNHH Biển Xanh, tổ chức",
            "Biển Xanh Ltd, an organisation",
            {
                "TechID": "VN-ORG-04ab",
                "MaSoThue": "0201234569",
                "MaSoDoanhNghiep": "0201234569",
                "TenDoanhNghiep": "CÔNG TY TNHH BIỂN XANH",
                "HoVaTen": "PHẠM VĂN HẢI",
                "SoDinhDanh": "031080001122",
                "ThuDienTu": "lienhe@bienxanh.example",
            },
        ),
    )
}
