"""Checking passwords: Argon2id in a bounded pool of threads, at the same cost whether or not the account exists.

Parameters after the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane (about 22 ms). The pool bounds
memory and leaves the event loop free; what does not fit waits its turn, and what would wait too long is refused.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from pwdlib.hashers.argon2 import Argon2Hasher

LONGEST = 1024
"""Characters of a password that are read; a form with more is refused as wrong."""

QUEUE = 32
"""Passwords that wait for, or are checked by, one thread; about a second's work on a busy core."""

_HASHER = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)


def _written(password: str) -> bytes:
    """NFC: the same Vietnamese letters must be the same bytes from every keyboard."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "replace")


def _verify(password: bytes, stored: str) -> bool:
    return _HASHER.verify(password, stored)


class Crowded(Exception):  # noqa: N818 - not a programming error
    """Too many passwords wait already; this one was not checked."""


class Passwords:
    """Hashes and verifies in `workers` threads. Close it when the service stops."""

    def __init__(self, *, workers: int) -> None:
        self._room = workers * QUEUE
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="argon2")
        self._nobody = _HASHER.hash(b"nobody has this password", salt=bytes(16))

    async def hash(self, password: str) -> str:
        """The hash to store, in PHC format. Crowded when too many wait, as for `verify`."""
        if self._room <= 0:
            raise Crowded
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _HASHER.hash, _written(password))
        finally:
            self._room += 1

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; `stored` None costs as much and is never right.

        Crowded when too many wait. It may take a second: hold no connection meanwhile.
        """
        if self._room <= 0:
            raise Crowded
        is_readable = len(password) <= LONGEST
        written = _written(password if is_readable else password[:LONGEST])
        self._room -= 1
        try:
            loop = asyncio.get_running_loop()
            is_right = await loop.run_in_executor(self._threads, _verify, written, stored or self._nobody)
        finally:
            self._room += 1
        return is_right and is_readable and stored is not None

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
