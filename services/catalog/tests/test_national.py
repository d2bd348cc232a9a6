"""The portal's payload goes in and out without a change."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.problems import Invalid
from services.catalog.content import Content
from services.catalog.national import reading, writing
from services.catalog.national.shapes import (
    CachThucThucHien,
    CanCuPhapLy,
    GiayTo,
    KetQuaThucHien,
    LayThuTuc,
    PhiLePhi,
    ThanhPhanHoSo,
    ThoiGian,
)
from services.catalog.national.words import APPLICANTS, LIMITS, UNITS
from services.catalog.seeds import procedures

CONTENTS: dict[str, Content] = {new.code: new.content for new in procedures()}

texts = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy ,:/0123456789", min_size=1, max_size=12).filter(str.strip)
maybe = st.none() | texts
fees = st.builds(
    PhiLePhi,
    SOTIEN=st.none() | st.integers(0, 10**9),
    DONVI=st.sampled_from(sorted(UNITS)),
    MOTA=maybe | st.just("Lệ phí"),
)
limits = st.just((None, None)) | st.tuples(st.integers(1, 400), st.sampled_from(sorted(LIMITS)))
terms = st.builds(
    lambda limit, note, lines: ThoiGian(THOIGIANGIAIQUYET=limit[0], DONVITINH=limit[1], MOTA=note, PHILEPHI=lines),
    limits,
    maybe,
    st.lists(fees, max_size=3),
)
papers = st.builds(
    GiayTo,
    MAGIAYTO=maybe,
    TENGIAYTO=texts,
    TENMAUDON=maybe,
    URL=maybe,
    SOBANCHINH=st.integers(0, 9),
    SOBANSAO=st.integers(0, 9),
)
payloads = st.builds(
    LayThuTuc,
    MATTHC=st.from_regex(r"[0-9]\.[0-9]{6}", fullmatch=True),
    TENTTHC=texts,
    LINHVUCTHUCHIEN=texts,
    TRINHTUTHUCHIEN=st.lists(texts, max_size=3).map("\n".join),
    CACHTHUCTHUCHIEN=st.lists(
        st.builds(CachThucThucHien, KENH=st.sampled_from("123"), THOIGIAN=st.lists(terms, min_size=1, max_size=3)),
        max_size=3,
        unique_by=lambda one: one.KENH,
    ),
    THANHPHANHOSO=st.lists(
        st.builds(ThanhPhanHoSo, TRUONGHOP=maybe, GIAYTO=st.lists(papers, min_size=1, max_size=3)),
        max_size=3,
        unique_by=lambda one: one.TRUONGHOP,
    ),
    KETQUATHUCHIEN=st.lists(st.builds(KetQuaThucHien, MAKETQUA=st.just("") | texts, TENKETQUA=texts), max_size=3),
    CANCUPHAPLY=st.lists(st.builds(CanCuPhapLy, SOVANBAN=texts, TENVANBAN=maybe), max_size=3),
    COQUANTHUCHIEN=maybe,
    DOITUONGTHUCHIEN=st.lists(st.sampled_from(sorted(APPLICANTS)), unique=True, max_size=9),
    YEUCAU=maybe,
)


@settings(max_examples=150, deadline=None)
@given(payloads)
def test_what_is_read_is_written_again_one_to_one(payload: LayThuTuc) -> None:
    opened = reading.opened({"error_code": "00", "result": payload.model_dump()})
    assert opened == payload
    assert writing.payload(payload.MATTHC, reading.content(payload)) == payload


@settings(max_examples=60, deadline=None)
@given(payloads, st.sampled_from(sorted(CONTENTS)[:100]))
def test_a_payload_over_what_is_known_says_all_it_says(payload: LayThuTuc, code: str) -> None:
    known = CONTENTS[code]
    read = reading.content(payload, known=known)
    assert writing.payload(payload.MATTHC, read) == payload
    assert (read.competences, read.forms, read.aliases) == (known.competences, known.forms, known.aliases)


def test_what_is_written_and_read_again_loses_nothing_where_it_is_known() -> None:
    for code, content in CONTENTS.items():
        assert reading.content(writing.payload(code, content), known=content) == content


def test_where_it_is_not_known_what_the_payload_carries_is_kept() -> None:
    for code, content in CONTENTS.items():
        payload = writing.payload(code, content)
        assert writing.payload(code, reading.content(payload)) == payload


def _document(**changed: Any) -> dict[str, Any]:
    result = {"MATTHC": "1.000001", "TENTTHC": "Cấp bản sao", "LINHVUCTHUCHIEN": "Hộ tịch"}
    return {"error_code": "00", "result": result | changed}


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        reading.opened(_document(TENTTHC=1, LINHVUCTHUCHIEN="", MALA="x"))
    assert sorted(fault.pointer for fault in refused.value.errors) == [
        "/result/LINHVUCTHUCHIEN",
        "/result/MALA",
        "/result/TENTTHC",
    ]


def test_what_contradicts_itself_is_told_at_once() -> None:
    row = {"KENH": "1", "THOIGIAN": [{"THOIGIANGIAIQUYET": 3}]}
    free = {"KENH": "1", "THOIGIAN": [{"PHILEPHI": [{"SOTIEN": 0, "MOTA": "do Hội đồng nhân dân quyết định"}]}]}
    with pytest.raises(Invalid) as refused:
        reading.opened(_document(CACHTHUCTHUCHIEN=[row, free]))
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("/result/CACHTHUCTHUCHIEN/1/KENH", "twice"),
        ("/result/CACHTHUCTHUCHIEN/0/THOIGIAN/0/DONVITINH", "incomplete"),
        ("/result/CACHTHUCTHUCHIEN/1/THOIGIAN/0/PHILEPHI/0/SOTIEN", "not-free"),
    ]


def test_papers_and_cases_of_the_same_name_have_ids_of_their_own() -> None:
    paper = {"TENGIAYTO": "Tờ khai"}
    cases = [{"TRUONGHOP": "A b", "GIAYTO": [paper, paper]}, {"TRUONGHOP": "a B", "GIAYTO": [paper]}]
    content = reading.content(reading.opened(_document(THANHPHANHOSO=cases)))
    assert [paper.id for paper in content.papers] == ["to-khai", "to-khai-2", "to-khai-3"]
    assert [case.id for case in content.cases] == ["a-b", "a-b-2"]
