"""Numbers on papers: personal numbers, tax codes, passports, and which contacts a code can be sent to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from kit.vietnamese import tax_check_digit
from services.identity.records import contacts, foreigners, personal_numbers, tax_codes
from services.identity.records.contacts import reach
from services.identity.records.identifiers import Identifier, Kind, read

TODAY = date(2026, 11, 23)


def test_there_are_63_places_and_what_a_number_says_is_read() -> None:
    assert len(personal_numbers.PROVINCES) == 63
    assert personal_numbers.meaning("030194001234") == personal_numbers.Meaning("Hải Dương", "female", 1994)
    assert personal_numbers.meaning("079203000001") == personal_numbers.Meaning("Thành phố Hồ Chí Minh", "male", 2003)
    assert personal_numbers.meaning("101305000001") == personal_numbers.Meaning(None, "female", 2005)
    assert personal_numbers.meaning("001999000001") == personal_numbers.Meaning("Hà Nội", "female", 2399)


@pytest.mark.parametrize("number", ["", "03019400123", "0301940012345", "03019400123a", "003194001234", "097194001234"])
def test_what_cannot_have_been_given_means_nothing(number: str) -> None:
    assert personal_numbers.meaning(number) is None


@pytest.mark.parametrize(
    ("number", "born", "sex", "codes"),
    [
        ("030194001234", date(1994, 5, 12), "female", []),
        ("030194001234", None, None, []),
        ("030194001234", date(1993, 5, 12), "female", ["other-birth-year"]),
        ("030194001234", date(1994, 5, 12), "male", ["other-sex"]),
        ("030194001234", date(2094, 5, 12), "male", ["other-birth-year", "other-sex"]),
        ("030228001234", date(1994, 5, 12), "female", ["not-born-yet", "other-birth-year", "other-sex"]),
        ("003194001234", date(1994, 5, 12), "female", ["unknown-place"]),
        ("300194001234", None, None, ["unknown-place"]),
        ("03019400", None, None, ["malformed"]),
        ("٠٣٠١٩٤٠٠١٢٣٤", None, None, ["malformed"]),
    ],
)
def test_every_fault_of_a_personal_number_is_told(
    number: str, born: date | None, sex: str | None, codes: list[str]
) -> None:
    found = personal_numbers.faults(number, on=TODAY, birth_date=born, sex=sex)
    assert [one.code for one in found] == codes
    assert {one.pointer for one in found} <= {"/personal_number"}


@pytest.mark.parametrize("code", ["0100109106", "0100233488", "0100109106-001", "030194001234"])
def test_tax_codes_that_were_issued_are_taken(code: str) -> None:
    assert tax_codes.faults(code, on=TODAY) == []


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("0100109107", "no-such-code"),
        ("0100109106-000", "no-such-code"),
        ("0100000000", "no-such-code"),
        ("003194001234", "no-such-code"),
        ("01001091", "malformed"),
        ("mot cua", "malformed"),
        ("", "malformed"),
    ],
)
def test_tax_codes_that_were_not_are_refused(code: str, fault: str) -> None:
    assert [one.code for one in tax_codes.faults(code, on=TODAY)] == [fault]


def test_a_personal_number_is_a_tax_code_from_july_2025() -> None:
    assert not tax_codes.is_valid("030194001234", on=date(2025, 6, 30))
    assert tax_codes.is_valid("030194001234", on=date(2025, 7, 1))


@given(st.integers(min_value=0, max_value=10**10 - 1))
def test_the_check_digit_is_that_of_an_independent_reader(number: int) -> None:
    code = f"{number:010}"
    nine = code[:9]
    digit = tax_check_digit(nine)
    made = nine + str(digit) if digit is not None else code
    assert tax_codes.is_valid(code, on=TODAY) == mst.is_valid(code)
    assert tax_codes.is_valid(made, on=TODAY) == mst.is_valid(made)


@pytest.mark.parametrize(
    ("typed", "written"),
    [(" 0100109106 ", "0100109106"), ("0100109106.001", "0100109106-001"), ("0100109106001", "0100109106-001"),
     ("0100 109 106", "0100109106"), (" mã số ", "mã số")],
)  # fmt: skip
def test_a_tax_code_has_one_written_form(typed: str, written: str) -> None:
    assert tax_codes.written(typed) == written


def test_passports_have_a_country_and_a_number_of_bounded_shape() -> None:
    assert len(foreigners.COUNTRIES) == 249
    assert foreigners.COUNTRIES["AUS"] == ("Úc", "Australia")
    assert foreigners.written(" pa-123 4567") == "PA1234567"
    assert foreigners.is_passport("PA1234567", "AUS")
    assert not foreigners.is_passport("PA1234567", "VNM")
    assert not foreigners.is_passport("PASSPORTS", "AUS")
    assert [one.pointer for one in foreigners.passport_faults("PA 1", "XXX")] == ["/passport_number", "/nationality"]
    assert foreigners.passport_faults("123456789", "DEU") == []
    assert foreigners.card_faults("NA3012345") == []
    assert [one.code for one in foreigners.card_faults("<script>")] == ["malformed"]


@pytest.mark.parametrize(
    ("typed", "value", "channel"),
    [
        ("0912 345 001", "+84912345001", "sms"),
        ("+84912345001", "+84912345001", "sms"),
        (" Lan@MotCua.Example ", "lan@motcua.example", "email"),
        ("lan.nguyen+cong@xn--fiqs8s.example", "lan.nguyen+cong@xn--fiqs8s.example", "email"),
    ],
)
def test_a_code_can_be_sent_to_a_mobile_number_and_a_plain_address(typed: str, value: str, channel: str) -> None:
    found = reach(typed)
    assert found is not None
    assert (found.identifier.value, found.channel) == (value, channel)
    assert contacts.faults(typed) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "malformed"),
        ("02203888999", "malformed"),
        ("0612345678", "malformed"),
        ("lan", "malformed"),
        ("lan@motcua", "malformed"),
        ("a@b.example, c@d.example", "malformed"),
        ("lan@motcua.example\r\nBcc: everybody@motcua.example", "malformed"),
        ("lan@motcua.example\n", "malformed"),
        ("lan@motcua.example\x00", "malformed"),
        ('"lan x"@motcua.example', "malformed"),
        ("<lan@motcua.example>", "malformed"),
        ("lan@motcua.example?subject=x", "malformed"),
        (".lan@motcua.example", "malformed"),
        ("lan..x@motcua.example", "malformed"),
        ("lan@[127.0.0.1]", "malformed"),
        ("lan@127.0.0.1", "malformed"),
        (f"{'l' * 65}@motcua.example", "malformed"),
        (f"lan@{'m' * 250}.example", "malformed"),
        ("lаn@motcua.example", "not-plain"),  # a Cyrillic а
        ("lan@motcuа.example", "not-plain"),
        ("lan@motcua.eⅹample", "not-plain"),  # a Roman numeral ten, x under NFKC
        ("ｌan@motcua.example", "not-plain"),
        ("lan\u200b@motcua.example", "not-plain"),
        ("nam@\u212aimono.example", "not-plain"),  # the Kelvin sign folds to k
    ],
)
def test_look_alikes_and_what_could_end_a_header_are_refused(typed: str, code: str) -> None:
    assert reach(typed) is None
    assert [one.code for one in contacts.faults(typed)] == [code]


def test_a_look_alike_is_never_read_as_the_address_it_resembles() -> None:
    for typed in ("lan@motcua.e\u2179ample", "nam@\u212aimono.example", "lаn@motcua.example"):
        assert read(typed).kind is Kind.USER_NAME


def test_an_address_is_masked_for_who_has_not_proven_it() -> None:
    assert [reach(one).masked for one in ("0912345001", "lan@motcua.example")] == ["*** 001", "l***@m***"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MST 0312345678", Identifier(Kind.TAX_CODE, "0312345678")),
        ("0312345678", Identifier(Kind.PHONE, "+84312345678")),
        ("0100109106-001", Identifier(Kind.TAX_CODE, "0100109106-001")),
        ("MST 030194001234", Identifier(Kind.TAX_CODE, "030194001234")),
        ("mst:0100109106", Identifier(Kind.TAX_CODE, "0100109106")),
        ("aus/pa 1234567", Identifier(Kind.PASSPORT, "AUS/PA1234567")),
        ("030194001234", Identifier(Kind.PERSONAL_NUMBER, "030194001234")),
        ("hoa.counter", Identifier(Kind.USER_NAME, "hoa.counter")),
    ],
)
def test_numbers_of_papers_are_read_as_what_they_are(typed: str, meant: Identifier) -> None:
    assert read(typed) == meant
