"""Each program's words in a file of bounded size: programs write to it directly, the runner trims it now and then."""

import os
from collections.abc import Iterator
from pathlib import Path

from deploy.local.account import Account

LIMIT = 8 << 20
KEEP = 1 << 20


def open_log(path: Path, account: Account | None) -> int:
    """A descriptor for a program's output, appending; the file belongs to the account."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o640)
    if account is not None:
        os.fchown(descriptor, account.uid, account.gid)
    return descriptor


def trim(path: Path, *, limit: int = LIMIT, keep: int = KEEP) -> bool:
    """Cuts a log over `limit` bytes down to its last `keep`, whole lines; True when it did.

    The file stays the same one, for its writer holds it open; a line written at this very moment may be lost.
    """
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size <= limit:
            return False
        file.seek(size - keep)
        file.readline()
        tail = file.read()
        file.seek(0)
        file.truncate()
        file.write(tail)
    return True


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log, at most `count` lines of its last 64 KiB; none when there is no log."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - (64 << 10)))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []


def new_lines(path: Path, since: int) -> tuple[int, Iterator[str]]:
    """What was written after byte `since` (from the start when the log was trimmed) and where it ends now."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(since if since <= size else 0)
            text = file.read()
    except FileNotFoundError:
        return 0, iter(())
    whole = text[: text.rfind(b"\n") + 1]
    start = since if since <= size else 0
    return start + len(whole), iter(whole.decode(errors="replace").splitlines())
