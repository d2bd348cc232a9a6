"""What looks for harmful files: the one thing asked of a scanner, and clamd behind it."""

import io
from typing import Protocol

from aioclamd import ClamdAsyncClient, ClamdError

PATIENCE = 30.0
"""Seconds a scan may take."""
WIDTH = 64 * 1024
"""Bytes sent to clamd at once."""


class ScannerAway(Exception):  # noqa: N818 - nothing is known of the file, it is looked at again later
    """The scanner cannot be reached, is too slow, or says what it may not say."""


class Scanner(Protocol):
    """Something that tells harmful files from others."""

    async def look(self, content: bytes) -> str | None:
        """What harmful thing it found, by its name; None: nothing. Raises ScannerAway."""
        ...


class _Wide(io.BytesIO):
    """Content that is read in pieces of 64 KiB whatever is asked for: aioclamd asks for 1 KiB, each in a thread."""

    def read(self, size: int | None = -1, /) -> bytes:
        """The next piece."""
        return super().read(size if size is None or size < 0 else max(size, WIDTH))


class Clamd:
    """clamd over TCP: each file is sent to it (INSTREAM), none is read from a disk that both would have to share.

    Its `StreamMaxLength` must be 10 MiB or more, as large as a paper may be.
    """

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        """`address` is host:port; `patience` in seconds for a whole scan."""
        host, _, port = address.rpartition(":")
        self._client = ClamdAsyncClient(host.strip("[]"), int(port), timeout=patience)

    async def look(self, content: bytes) -> str | None:
        """As `Scanner`: only a plain OK or FOUND counts, everything else leaves the file where it is."""
        try:
            told = await self._client.instream(_Wide(content))
        except (ClamdError, OSError, ValueError) as error:
            raise ScannerAway(type(error).__name__) from error
        verdict, name = (told or {}).get("stream", ("", None))
        if verdict == "FOUND":
            return str(name or "unnamed")
        if verdict != "OK" or name:
            raise ScannerAway("no verdict")
        return None
