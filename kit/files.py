"""Files people send: kept outside the database, named by us, their type told by their content.

obstore keeps them in a local folder (`file:///...`) or in object storage (`s3://...`).
"""

import hashlib
import io
import re
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import obstore
import puremagic
from obstore.store import ObjectStore, from_url

from kit.problems import NotFound, TooLarge, UnsupportedType

CHUNK = 1 << 18
_HEAD = 4096
_TAIL = 1024
_KEY = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Content:
    """A file as it was received and not kept yet: its bytes, SHA-256 in hex, and type by content."""

    data: bytes = field(repr=False)
    sha256: str
    content_type: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


class Store:
    """A place for files. Keys are generated; nothing of a sender's file name reaches the store."""

    def __init__(self, url: str) -> None:
        self._store: ObjectStore = from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)

    async def save(self, content: Content) -> str:
        """Keep the content; its key. Whoever saves also deletes when the work around it fails."""
        key = uuid4().hex
        await obstore.put_async(self._store, key, content.data)
        return key

    async def save_file(self, path: Path) -> str:
        """Keep a file that was made here, read in pieces; its key."""
        key = uuid4().hex
        await obstore.put_async(self._store, key, path)
        return key

    async def delete(self, key: str) -> None:
        """Remove a file; nothing happens when there is none."""
        if _KEY.fullmatch(key):
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)

    async def older(self, than: datetime, *, batch: int) -> AsyncIterator[list[str]]:
        """The keys of all files kept before a moment, at most `batch` at once."""
        async for found in obstore.list(self._store, chunk_size=batch):
            if keys := [one["path"] for one in found if _KEY.fullmatch(one["path"]) and one["last_modified"] < than]:
                yield keys

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The content, in pieces; NotFound when no such file was kept."""
        if not _KEY.fullmatch(key):
            raise NotFound
        try:
            found = await obstore.get_async(self._store, key)
        except FileNotFoundError as error:
            raise NotFound from error
        async for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)


async def receive(chunks: AsyncIterable[bytes], *, limit: int, allowed: frozenset[str]) -> Content:
    """A file in memory; TooLarge past `limit` bytes, UnsupportedType when its content is none of `allowed`.

    The size is counted while reading.
    """
    digest, held = hashlib.sha256(), io.BytesIO()
    async for chunk in chunks:
        if held.tell() + len(chunk) > limit:
            raise TooLarge
        digest.update(chunk)
        held.write(chunk)
    data = held.getvalue()
    content_type = type_of(data)
    if content_type not in allowed:
        raise UnsupportedType
    return Content(data, digest.hexdigest(), content_type)


def is_whole(content: Content) -> bool:
    """Whether a PDF, PNG or JPEG ends as its kind must: cut short, or with something hidden behind, it does not.

    Cameras and mail programs pad: zeros behind a JPEG and up to a KiB behind a PDF's end are let be.
    """
    match content.content_type:
        case "application/pdf":
            return b"%%EOF" in content.data[-_TAIL:]
        case "image/png":
            return content.data.endswith(b"\0\0\0\0IEND\xaeB`\x82")
        case "image/jpeg":
            return b"\xff\xd9" in content.data  # phones append motion and depth after the end of the picture
        case _:
            return True


def type_of(content: bytes) -> str:
    """The media type told by the content alone; `application/octet-stream` when it tells none."""
    try:
        return str(puremagic.from_string(content[:_HEAD], mime=True))
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
