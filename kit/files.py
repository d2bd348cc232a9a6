"""Files people send: kept outside the database, named by us, their type told by their content.

obstore keeps them in a local folder (`file:///...`) or in object storage (`s3://...`).
"""

import hashlib
import io
import re
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import obstore
import puremagic
from obstore.store import ObjectStore, from_url

from kit.problems import NotFound, TooLarge, UnsupportedType

CHUNK = 1 << 18
_HEAD = 4096
_KEY = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class Stored:
    """What is known of a file: its key in the store, SHA-256 in hex, bytes, and type by content."""

    key: str
    sha256: str
    size: int
    content_type: str


class Store:
    """A place for files. Keys are generated; nothing of a sender's file name reaches the store."""

    def __init__(self, url: str) -> None:
        self._store: ObjectStore = from_url(url, mkdir=True) if url.startswith("file:") else from_url(url)

    async def save(self, chunks: AsyncIterable[bytes], *, limit: int, allowed: frozenset[str]) -> Stored:
        """Keep the content; TooLarge past `limit` bytes, UnsupportedType when its content is none of `allowed`.

        The size is counted while reading; nothing is kept of a refused file.
        """
        digest, held = hashlib.sha256(), io.BytesIO()
        async for chunk in chunks:
            if held.tell() + len(chunk) > limit:
                raise TooLarge
            digest.update(chunk)
            held.write(chunk)
        content = held.getvalue()
        content_type = type_of(content)
        if content_type not in allowed:
            raise UnsupportedType
        key = uuid4().hex
        await obstore.put_async(self._store, key, content)
        return Stored(key, digest.hexdigest(), len(content), content_type)

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


def type_of(content: bytes) -> str:
    """The media type told by the content alone; `application/octet-stream` when it tells none."""
    try:
        return str(puremagic.from_string(content[:_HEAD], mime=True))
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
