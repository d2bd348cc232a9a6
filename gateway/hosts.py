"""Under which names the door is asked: its own, never one a stranger made up in a Host header."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""For this machine itself: people who try it, health checks, a proxy in front. They reach nobody from elsewhere."""
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


def public(public_url: str) -> str:
    """The host of the public address, with its port where the address names one."""
    return urlsplit(public_url).netloc.lower()


def answered(public_url: str, extra: Iterable[str] = ()) -> tuple[str, ...]:
    """All names without ports, each once, the public one first; ValueError when one is no host name or address."""
    own = re.sub(r":\d+$", "", public(public_url))
    names = tuple(dict.fromkeys((own, *LOOPBACK, *(name.lower() for name in extra))))
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a host name or address without a port: {name}")
    return names
