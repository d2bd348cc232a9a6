"""Numbers by template, tracking codes that catch slips of the finger."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.dossier.codes import (
    ALPHABET,
    TRACKING_BITS,
    check_template,
    number,
    paper_code,
    parse_paper,
    parse_tracking,
    tracking_code,
)

ENTROPY = st.integers(0, 2**TRACKING_BITS - 1)
PLACES = [3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{agency}-{date:%Y%m%d}-{seq:07}", "G01.24.91-20261123-0000042"),
        ("{agency}-{date:%y%m%d}-{seq:04}", "G01.24.91-261123-0042"),
    ],
)
def test_both_official_shapes_are_written(template: str, expected: str) -> None:
    assert number(template, agency="G01.24.91", on=date(2026, 11, 23), seq=42) == expected


def test_a_sequence_longer_than_its_width_is_not_cut() -> None:
    assert number("{agency}-{date:%y%m%d}-{seq:04}", agency="A", on=date(2026, 1, 2), seq=12345) == "A-260102-12345"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{agency}-{seq:07}",
        "{agency}-{date:%Y%m%d}",
        "{date:%Y%m%d}-{seq:07}",
        "{agency.__class__}-{date:%Y%m%d}-{seq:07}",
        "{agency!r}-{date:%Y%m%d}-{seq:07}",
        "{agency:>99}-{date:%Y%m%d}-{seq:07}",
        "{agency}-{date:%Y%m%d}-{seq:0999999}",
        "{agency}-{date:%c}-{seq:07}",
        "{agency}-{date:%Y%m%d}-{seq:07}-{0}",
        "{agency}-{date:%Y%m%d}-{seq:07} ",
    ],
)
def test_a_template_that_could_double_or_surprise_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="not a dossier number template"):
        check_template(template)


@given(ENTROPY)
def test_a_tracking_code_reads_back_however_it_is_typed(entropy: int) -> None:
    code = tracking_code(entropy)
    assert parse_tracking(code) == code
    assert parse_tracking(code.lower().replace("-", " ")) == code
    assert parse_tracking(code.replace("0", "O").replace("1", "l")) == code


@given(ENTROPY, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_one_mistyped_character_is_noticed(entropy: int, place: int, char: str) -> None:
    code = tracking_code(entropy)
    assume(code[place] != char)
    assert parse_tracking(code[:place] + char + code[place + 1 :]) is None


@given(ENTROPY, st.permutations(PLACES))
def test_two_exchanged_characters_are_noticed(entropy: int, order: list[int]) -> None:
    code, (one, two) = tracking_code(entropy), sorted(order[:2])
    assume(code[one] != code[two])
    swapped = code[:one] + code[two] + code[one + 1 : two] + code[one] + code[two + 1 :]
    assert parse_tracking(swapped) is None


@pytest.mark.parametrize("typed", ["", "MC", "MC-0000-0000-00", "G01.24.91-20261123-0000001", "MC-0000-0000-000*"])
def test_what_is_no_tracking_code_is_none(typed: str) -> None:
    assert parse_tracking(typed) is None


@given(ENTROPY)
def test_the_code_of_a_paper_is_read_back_and_never_taken_for_a_tracking_code(entropy: int) -> None:
    code = paper_code(entropy)
    assert code.startswith("XN-")
    assert parse_paper(code) == parse_paper(code.lower().replace("-", " ")) == code
    assert parse_tracking(code) is None
    assert parse_paper(tracking_code(entropy)) is None
