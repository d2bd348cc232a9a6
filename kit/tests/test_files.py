"""Files are kept under our own names, with the type their content tells, within their limit."""

import hashlib
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.files import Content, Store, is_whole, receive, type_of
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
    content = await receive(pieces(PDF), limit=len(PDF), allowed=ALLOWED)
    assert (content.size, content.content_type) == (len(PDF), "application/pdf")
    assert content.sha256 == hashlib.sha256(PDF).hexdigest()
    key = await store.save(content)
    assert b"".join([piece async for piece in store.open(key)]) == PDF
    assert [path.name for path in kept(folder)] == [key]
    assert await store.save(content) != key


async def test_a_file_can_be_deleted_once_and_again(store: Store, folder: Path) -> None:
    key = await store.save(Content(PDF, "", "application/pdf"))
    other = await store.save(Content(PDF, "", "application/pdf"))
    (folder.parent / "secret").write_text("secret")
    for named in (key, key, "../secret", ""):
        await store.delete(named)
    assert [path.name for path in kept(folder)] == [other]
    assert (folder.parent / "secret").exists()


async def test_old_files_are_found_batch_by_batch(store: Store, folder: Path) -> None:
    keys = [await store.save(Content(b"x", "", "text/plain")) for _ in range(5)]
    (folder / "not-ours").write_text("x")
    for path in kept(folder):
        os.utime(path, (0, 0))
    fresh = await store.save(Content(b"x", "", "text/plain"))
    found = [batch async for batch in store.older(datetime.now(UTC) - timedelta(hours=1), batch=2)]
    assert max(map(len, found)) <= 2
    assert sorted(key for batch in found for key in batch) == sorted(keys)
    assert fresh not in keys


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        ("application/pdf", b"%PDF-1.7", b"%%EOF"),
        ("application/pdf", b"%PDF-1.7", b"%%EOF" + b"\n" * 1000),
        ("image/png", b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB`\x82"),
    ],
)
def test_a_file_is_whole_only_with_its_end(kind: str, start: bytes, end: bytes) -> None:
    assert is_whole(Content(start + bytes(2000) + end, "", kind))
    for broken in (start + bytes(2000), start + end + b"<script>" * 200):
        assert not is_whole(Content(broken, "", kind))


@pytest.mark.parametrize("after", [b"", b"\0\0", b"motion picture of a telephone"])
def test_a_photograph_is_whole_once_its_picture_ends(after: bytes) -> None:
    assert is_whole(Content(b"\xff\xd8\xff" + bytes(2000) + b"\xff\xd9" + after, "", "image/jpeg"))
    assert not is_whole(Content(b"\xff\xd8\xff" + bytes(2000) + after, "", "image/jpeg"))


def test_of_other_types_no_end_is_known() -> None:
    assert is_whole(Content(b"words", "", "text/plain"))


async def test_a_file_past_its_limit_is_refused_while_it_comes() -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield PDF[:1000]

    with pytest.raises(TooLarge):
        await receive(endless(), limit=5_000, allowed=ALLOWED)
    assert len(read) == 6
    with pytest.raises(TooLarge):
        await receive(pieces(PDF), limit=len(PDF) - 1, allowed=ALLOWED)


@pytest.mark.parametrize("content", [b"", b"plain text", b"MZ" + bytes(80), b"<html><script>", b"%!PS", PDF[1:]])
async def test_only_the_types_allowed_are_received(content: bytes) -> None:
    with pytest.raises(UnsupportedType):
        await receive(pieces(content), limit=len(PDF), allowed=ALLOWED)


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
