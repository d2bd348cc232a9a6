"""What the forms say, word by word where the law cares: items, dates, grounds, hands."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from contracts.dossier import StopReason
from contracts.terms import Channel
from contracts.workflow import SupplementPolicy
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.slips import letters, results
from services.dossier.slips.controlling import handings
from services.dossier.slips.letters import Heading, Item
from services.dossier.slips.registering import register
from services.dossier.slips.wording import day, moment
from services.dossier.tests.test_issuing import deeds

NIGHT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
HEADING = Heading(
    agency_name="Công an phường Tứ Minh",
    number="G01.24.91-20261123-0000001",
    tracking_code="MC-7QK2-M9XA-4DTB",
    applicant_name="Nguyễn Thị Lan",
    procedure_name="Đăng ký tạm trú",
    written_at=NIGHT,
)


def test_moments_are_written_as_in_vietnam() -> None:
    assert moment(NIGHT) == "01 giờ 30 phút, ngày 24 tháng 11 năm 2026"
    assert day(NIGHT) == "ngày 24 tháng 11 năm 2026"


def test_form_02_lists_everything_at_once_with_place_reason_what_to_do_and_until_when() -> None:
    items = [
        Item(name="Giấy tờ về chỗ ở", reason_code="unreadable", what_to_do="Chụp lại cho rõ."),
        Item(name="Ngày sinh", reason_code="mismatched", what_to_do="Khai lại."),
    ]
    said = letters.supplement(HEADING, items, answer_by=NIGHT, policy=SupplementPolicy.PAUSE)
    assert (said.form, said.number) == ("02", HEADING.number)
    assert said.table == (
        ("1", "Giấy tờ về chỗ ở", "Không đọc được", "Chụp lại cho rõ."),
        ("2", "Ngày sinh", "Thông tin không khớp", "Khai lại."),
    )
    assert "đến 01 giờ 30 phút, ngày 24 tháng 11 năm 2026" in said.closing[0]
    assert "không tính vào thời hạn" in said.closing[1]
    anew = letters.supplement(HEADING, items, answer_by=NIGHT, policy=SupplementPolicy.RESTART)
    assert "tính lại từ đầu" in anew.closing[1]
    before = letters.supplement(HEADING, items, answer_by=NIGHT, policy=None)
    assert "không được tiếp nhận" in before.closing[1]


def test_form_03_of_a_dossier_never_received_goes_by_its_tracking_code() -> None:
    said = letters.refusal(replace(HEADING, number=None), reason="Không thuộc thẩm quyền.")
    assert (said.form, said.number, said.lines[0]) == (
        "03",
        "MC-7QK2-M9XA-4DTB",
        ("Mã tra cứu", "MC-7QK2-M9XA-4DTB"),
    )
    assert "Không thuộc thẩm quyền." in said.closing


def test_form_04_says_sorry_why_and_both_dates() -> None:
    later = NIGHT.replace(day=25)
    said = letters.apology(HEADING, received_at=None, was_due_at=NIGHT, due_at=later, reason="Phải xác minh.")
    assert said.form == "04"
    assert "xin lỗi" in said.opening
    assert dict(said.lines)["Thời gian hẹn trả kết quả"] == moment(NIGHT)
    assert dict(said.lines)["Thời gian hẹn trả kết quả mới"] == moment(later)
    assert said.closing[0] == "Lý do: Phải xác minh."
    known = letters.apology(HEADING, received_at=NIGHT, was_due_at=NIGHT, due_at=later, reason="Phải xác minh.")
    assert dict(known.lines)["Ngày tiếp nhận"] == moment(NIGHT)


def test_form_05_gives_the_cause_in_words_and_the_agencys_own() -> None:
    said = letters.stop(HEADING, cause=StopReason.AGENCY, reason="Đang có tranh chấp.")
    assert said.form == "05"
    assert "Đang có tranh chấp." in said.closing
    silent = letters.stop(HEADING, cause=StopReason.NOT_SUPPLEMENTED, reason=None)
    assert "Quá thời hạn bổ sung" in silent.closing[0]
    assert silent.told()["title"] == "Thông báo dừng giải quyết hồ sơ"


def test_every_cause_of_a_stop_has_words() -> None:
    assert set(letters.STOPPED) == set(StopReason)


def test_the_control_sheet_tells_each_handing_over_and_whether_it_was_in_time() -> None:
    submitted, accepted, looked, started, resolved, delivered = deeds(
        Act.SUBMIT, Act.ACCEPT, Act.CLAIM, Act.START, Act.RESOLVE, Act.DELIVER
    )
    history = [
        replace(submitted, role=Role.APPLICANT, before=Status.DRAFT, after=Status.SUBMITTED),
        replace(
            accepted,
            role=Role.COUNTER,
            decided={"due_at": "2026-11-02T06:00:00+00:00", "step_due_at": "2026-11-02T03:30:00+00:00"},
        ),
        looked,
        replace(started, decided={"step_due_at": None}),
        resolved,
        replace(delivered, role=Role.COUNTER, before=Status.RESOLVED, after=Status.DELIVERED),
    ]
    rows = [(one.giver, one.receiver, one.result) for one in handings(history)]
    assert rows == [
        ("Người nộp hồ sơ", "Bộ phận Tiếp nhận và Trả kết quả", None),
        ("Bộ phận Tiếp nhận và Trả kết quả", "Cán bộ thụ lý", None),
        ("Cán bộ thụ lý", "Cán bộ thụ lý", "Quá hạn"),  # at 05:00, its step until 03:30
        ("Cán bộ thụ lý", "Bộ phận Tiếp nhận và Trả kết quả", "Đúng hạn"),  # at 06:00, due at 06:00
        ("Bộ phận Tiếp nhận và Trả kết quả", "Người nộp hồ sơ", None),
    ]
    assert handings(history)[3].note == "Giải quyết xong"


@dataclass
class Row:
    number: str | None = "G01.24.91-20261123-0000001"
    procedure_name: str = "Đăng ký tạm trú"
    applicant_name: str = "Nguyễn Thị Lan"
    received_at: datetime | None = NIGHT
    due_at: datetime | None = None
    resolved_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_by: Channel | None = None
    status: Status = Status.ACCEPTED


def test_the_register_numbers_its_rows_and_names_its_days() -> None:
    on, later = date(2026, 11, 24), date(2026, 11, 30)
    told = register([Row(), Row(delivered_by=Channel.POST)], agency_name="A", agency_code="G", from_on=on, to_on=later)
    assert told["period"] == "Hồ sơ tiếp nhận từ ngày 24/11/2026 đến ngày 30/11/2026"
    first, second = told["rows"]
    assert first == (
        *("1", "G01.24.91-20261123-0000001", "Đăng ký tạm trú", "01", "Nguyễn Thị Lan"),
        *("01:30 24/11/2026", "", "", "", "", "Được tiếp nhận"),
    )
    assert (second[0], second[9]) == ("2", "Bưu chính")
    assert len(first) == len(told["columns"])
    one_day = register([Row(number=None)], agency_name="A", agency_code="G", from_on=on, to_on=on)
    assert one_day["period"] == "Hồ sơ tiếp nhận ngày 24/11/2026"


FORM = {
    "properties": {
        "full_name": {"title": "Họ và tên", "type": "string"},
        "personal_number": {"title": "Số định danh cá nhân", "type": "string", "format": "personal-number"},
        "from_on": {"title": "Từ ngày", "type": "string", "format": "date"},
        "purpose": {"title": "Mục đích", "oneOf": [{"const": "work", "title": "Đi làm"}, {"const": "other"}]},
        "has_house": {"title": "Có nhà", "type": "boolean"},
        "is_owner": {"title": "Là chủ", "type": "boolean"},
        "members": {"title": "Số người", "type": "integer"},
        "residence": {"title": "Nơi ở", "type": "object"},
        "ward_code": {"title": "Phường", "type": "string", "x-area": "commune"},
        "left_empty": {"title": "Ghi chú", "type": "string"},
        "untitled": {"type": "string"},
    }
}
ANSWERS = {
    "full_name": "Nguyễn Thị Lan",
    "personal_number": "030194001234",
    "from_on": "2026-12-01",
    "purpose": "work",
    "has_house": True,
    "is_owner": False,
    "members": 3,
    "residence": {"line": "7 Hòa Bình"},
    "ward_code": "10891",
    "untitled": "x",
}


UI = {
    "type": "VerticalLayout",
    "elements": [
        {"type": "Label", "text": "Tạm trú"},
        {"type": "Control", "scope": "#/properties/full_name"},
        {"type": "Group", "elements": [{"type": "Control", "scope": "#/properties/purpose"}]},
        {"type": "Control", "scope": "#/properties/gone"},
        {"type": "Control", "scope": "#/properties/from_on"},
    ],
}


def test_a_result_says_answers_in_the_forms_order_by_their_titles_and_no_personal_number() -> None:
    assert results.said(FORM, ANSWERS, order=tuple(results.shown(UI))) == [
        ("Họ và tên", "Nguyễn Thị Lan"),
        ("Mục đích", "Đi làm"),
        ("Từ ngày", "01/12/2026"),
        ("Có nhà", "Có"),
        ("Là chủ", "Không"),
        ("Số người", "3"),
    ]


def test_a_choice_without_a_title_is_said_as_it_is() -> None:
    assert results.said(FORM, {"purpose": "other"}, order=()) == [("Mục đích", "other")]


def test_a_result_keeps_the_decisions_lines_and_its_day() -> None:
    decision = results.Decision(
        title="Thông báo kết quả",
        agency_name="Công an phường Tứ Minh",
        number="G01.24.91-20261123-0000001",
        applicant_name="Nguyễn Thị Lan",
        procedure_name="Đăng ký tạm trú",
        legal_bases=["Luật Cư trú 68/2020/QH14"],
        content="Đồng ý.\n\nKể từ ngày ký.",
        written_at=NIGHT,
    )
    told = results.told(decision, schema=FORM, ui=UI, answers={})
    assert told["content"] == ["Đồng ý.", "Kể từ ngày ký."]
    assert (told["written_on"], told["lines"]) == ("ngày 24 tháng 11 năm 2026", [])
