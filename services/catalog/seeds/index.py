"""Procedures known by their row of the national index only: information, no dossiers.

The index has names, fields, channels and time limits; not who is competent, which papers, or whose fee. Nothing is made
up for those: no competence, no paper, no form, and a fee line without an amount wherever a page may ask for one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from contracts.fees import FeeRule
from contracts.offers import ResultPaper
from contracts.terms import Channel, FeeKind, LimitUnit, OnlineLevel, TimeLimit
from kit.vietnamese import dong
from services.catalog.content import ChannelOffer, Content, Level, Note

SOURCE = "dichvucong.gov.vn, index of the procedure pages crawled 2026-06/07 (see LICENCES.md)"
_UNITS = {"working_day": LimitUnit.WORKING_DAY, "day": LimitUnit.DAY, "hour": LimitUnit.WORKING_HOUR}
_WORDS = {"working_day": "ngày làm việc", "day": "ngày", "hour": "giờ", "month": "tháng"}
_SHARED = {Channel.ONLINE: "online", Channel.DIRECT: "direct", Channel.POST: "direct"}
"""The index has no limit of its own for the post: a dossier that came by it is dealt with like one from the desk."""


def contents(
    rows: Iterable[Mapping[str, str]], *, without: Collection[str], result_names: Mapping[str, str]
) -> Iterator[tuple[str, Content]]:
    """Code and content of each row whose code is not in `without`. `result_names`: names of results by code."""
    for row in rows:
        if row["code"] not in without:
            yield row["code"], content(row, result_names=result_names)


def content(row: Mapping[str, str], *, result_names: Mapping[str, str]) -> Content:
    """One row. A result whose name nobody recorded goes by its code."""
    channels = [Channel(word) for word in _several(row["channels"])]
    papers = int(row["n_components"] or 0)
    return Content(
        name=row["name"],
        fields=[row["field"]],
        levels=[Level(word) for word in _several(row["levels"])],
        decision=row["decision"] or None,
        applicants=[],
        competences=[],
        online_level=OnlineLevel.INFORMATION,
        online_basis="only the national index knows it",
        channels=[_offer(row, channel) for channel in Channel if channel in channels],
        papers=[],
        notes=[Note(text=f"Trang của Cổng ghi {papers} thành phần hồ sơ.")] if papers else [],
        results=[ResultPaper(code=code, name=result_names.get(code, code)) for code in _several(row["results"])],
        legal_bases=[],
        forms=[],
        portal_url=row["portal_url"] or None,
        source=SOURCE,
    )


def _offer(row: Mapping[str, str], channel: Channel) -> ChannelOffer:
    value, unit = row[f"{_SHARED[channel]}_limit"], row[f"{_SHARED[channel]}_unit"]
    limit = (
        TimeLimit(value=int(value), unit=_UNITS[unit]) if value.isdigit() and int(value) and unit in _UNITS else None
    )
    is_worded = limit is None and value not in ("", "0")
    return ChannelOffer(
        channel=channel,
        time_limit=limit,
        fees=[_fee(row["fee_vnd"])],
        note=f"Thời hạn: {value} {_WORDS[unit]}" if is_worded else None,
    )


def _fee(printed: str) -> FeeRule:
    """One amount of a page that may have several, and 0 also where a council decides: so it is open."""
    said = f"Mục lục của Cổng ghi {dong(int(printed))}" if printed else "Mục lục của Cổng không ghi mức"
    return FeeRule(
        code="phi", name="Phí, lệ phí (nếu có)", kind=FeeKind.FEE, amount=None, note=f"{said}; xem trang của thủ tục."
    )


def _several(words: str) -> list[str]:
    return list(dict.fromkeys(filter(None, words.split("|"))))
