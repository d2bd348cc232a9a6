"""Files are kept under our own names, with the type their content tells, within their limit."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.files import Store, type_of
from kit.problems import NotFound, TooLarge, UnsupportedType

PDF = b"%PDF-1.7\n" + b"x" * 500_000
ALLOWED = frozenset({"application/pdf", "image/png", "image/jpeg"})


async def pieces(content: bytes, size: int = 60_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder.as_uri())


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_a_file_comes_back_as_it_was_sent(store: Store, folder: Path) -> None:
    stored = await store.save(pieces(PDF), limit=len(PDF), allowed=ALLOWED)
    assert (stored.size, stored.content_type) == (len(PDF), "application/pdf")
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert b"".join([piece async for piece in store.open(stored.key)]) == PDF
    assert [path.name for path in kept(folder)] == [stored.key]
    again = await store.save(pieces(PDF), limit=len(PDF), allowed=ALLOWED)
    assert again.key != stored.key


async def test_a_file_past_its_limit_is_refused_while_it_comes_and_not_kept(store: Store, folder: Path) -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield PDF[:1000]

    with pytest.raises(TooLarge):
        await store.save(endless(), limit=5_000, allowed=ALLOWED)
    assert len(read) == 6
    with pytest.raises(TooLarge):
        await store.save(pieces(PDF), limit=len(PDF) - 1, allowed=ALLOWED)
    assert kept(folder) == []


@pytest.mark.parametrize("content", [b"", b"plain text", b"MZ" + bytes(80), b"<html><script>", b"%!PS", PDF[1:]])
async def test_only_the_types_allowed_are_kept(store: Store, folder: Path, content: bytes) -> None:
    with pytest.raises(UnsupportedType):
        await store.save(pieces(content), limit=len(PDF), allowed=ALLOWED)
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40), "image/jpeg"),
        (b"nothing known", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_content(content: bytes, told: str) -> None:
    assert type_of(content) == told


@given(st.binary(max_size=300))
def test_any_content_is_answered(content: bytes) -> None:
    assert isinstance(type_of(content), str)


@pytest.mark.parametrize(
    "key", ["", "../secret", "/etc/passwd", "a" * 31, "A" * 32, "0" * 32, "0" * 32 + "\n", "..%2f"]
)
async def test_a_key_is_never_a_path(store: Store, folder: Path, key: str) -> None:
    (folder.parent / "secret").write_text("secret")
    with pytest.raises(NotFound):
        [piece async for piece in store.open(key)]
