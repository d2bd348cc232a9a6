"""Nothing of Một Cửa runs as root: when root starts the runner, its programs become an unprivileged user."""

import os
import pwd
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """The user that the programs run as."""

    name: str
    uid: int
    gid: int


def choose(wanted: str = "") -> Account | None:
    """None when we are not root: the programs then run as ourselves. LookupError when `wanted` does not exist."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in (wanted,) if wanted else ("motcua", "nobody"):
        if name in known:
            if known[name].pw_uid == 0:
                raise LookupError(f"MOTCUA_ACCOUNT={name} is root itself: name another user")
            return Account(name, known[name].pw_uid, known[name].pw_gid)
    raise LookupError(f"no user {wanted or 'motcua or nobody'} on this machine: set MOTCUA_ACCOUNT")


def blocking(path: Path, account: Account) -> list[Path]:
    """The folders on the way to `path` (links followed) that the account may not pass through."""
    folders = {step for place in (path.absolute(), path.resolve()) for step in (place, *place.parents) if step.is_dir()}
    return sorted(folder for folder in folders if not _passes(folder.stat(), account))


def open_ways(paths: Iterable[Path], account: Account) -> list[Path]:
    """Adds o+x (pass through, not list) to every blocking folder; returns those it changed."""
    changed = sorted({folder for path in paths for folder in blocking(path, account)})
    for folder in changed:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    return changed


def own(folder: Path, account: Account | None, *, mode: int = 0o700) -> None:
    """Makes a folder only the account can use. PermissionError when a stranger made it first (a shared /tmp)."""
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    found = folder.lstat()
    allowed = {os.geteuid(), 0} | ({account.uid} if account else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise PermissionError(f"{folder} belongs to another user")
    if account is not None and found.st_uid != account.uid:
        _give(folder, account)
    folder.chmod(mode)


def _give(folder: Path, account: Account) -> None:
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(place) / name, account.uid, account.gid, follow_symlinks=False)
    os.chown(folder, account.uid, account.gid)


def _passes(found: os.stat_result, account: Account) -> bool:
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
