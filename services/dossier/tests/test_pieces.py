"""What a piece of a file may be, and what its sender may say of the file, without a database."""

import base64

import pytest

from kit.problems import Invalid, Problem, TooLarge
from services.dossier.pieces import LARGEST, SMALLEST, check_piece, metadata
from services.dossier.problems import OffsetMismatch

KIB, MIB = 1024, 1024 * 1024


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("length", "offset", "received", "size"),
    [
        (64 * KIB, 0, 0, 10 * MIB),
        (4 * MIB, 4 * MIB, 4 * MIB, 10 * MIB),
        (1, 0, 0, 1),
        (1, 64 * KIB, 64 * KIB, 64 * KIB + 1),
    ],
    ids=["smallest", "largest", "whole", "last"],
)
def test_a_piece_begins_where_the_last_one_ended(length: int, offset: int, received: int, size: int) -> None:
    check_piece(length, offset=offset, received=received, size=size)


@pytest.mark.parametrize(
    ("length", "offset", "received", "size", "problem"),
    [
        (64 * KIB, 64 * KIB, 0, MIB, OffsetMismatch),
        (64 * KIB, 0, 64 * KIB, MIB, OffsetMismatch),
        (1, MIB, MIB, MIB, OffsetMismatch),
        (4 * MIB + 1, 0, 0, 10 * MIB, TooLarge),
        (64 * KIB + 1, 0, 0, 64 * KIB, TooLarge),
        (64 * KIB - 1, 0, 0, MIB, Invalid),
        (0, 0, 0, MIB, Invalid),
    ],
    ids=["ahead", "behind", "past-the-end", "too-large", "more-than-promised", "too-small", "empty"],
)
def test_any_other_piece_is_refused(length: int, offset: int, received: int, size: int, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        check_piece(length, offset=offset, received=received, size=size)


def test_a_sender_learns_how_much_has_come() -> None:
    with pytest.raises(OffsetMismatch) as refused:
        check_piece(SMALLEST, offset=0, received=LARGEST, size=2 * LARGEST)
    assert refused.value.headers == {"Upload-Offset": str(LARGEST)}


def test_metadata_name_what_is_coming() -> None:
    header = f"filename {encoded('tờ khai.pdf')},filetype {encoded('application/pdf')}, is_additional"
    assert metadata(header) == {"filename": "tờ khai.pdf", "filetype": "application/pdf", "is_additional": ""}
    assert metadata("") == {}


@pytest.mark.parametrize(
    "header",
    ["filename not-base64!", f"a {encoded('x')},a {encoded('y')}", "filename /w==", ",", "a" * 2001],
    ids=["not-base64", "twice", "not-text", "nameless", "too-long"],
)
def test_other_metadata_are_refused(header: str) -> None:
    with pytest.raises(Invalid):
        metadata(header)
