"""Optimistic locking over HTTP: an update names the version it was made from (`If-Match`, RFC 9110 section 13.1).

428 without one, 412 for a version that is not the present one.
"""

import re
from typing import Annotated

from fastapi import Depends, Header

from kit.problems import ChangedMeanwhile, VersionMissing

_TAG = re.compile(r'"[1-9][0-9]{0,17}"')
"""Every tag that can be one of ours, written as we write it."""

IfMatch = Annotated[str | None, Header(max_length=40, description="`ETag` đã đọc / as read", examples=['"1"'])]


def etag(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def seen_version(if_match: IfMatch = None) -> int:
    """The version in If-Match: VersionMissing without one, ChangedMeanwhile for a tag that is none of ours."""
    if if_match is None:
        raise VersionMissing
    if not _TAG.fullmatch(if_match):
        raise ChangedMeanwhile
    return int(if_match.strip('"'))


def known_version(
    if_match: IfMatch = None,
    if_none_match: Annotated[
        str | None, Header(max_length=40, description="`*`: chưa có, tạo mới / it is not there yet", examples=["*"])
    ] = None,
) -> int:
    """As `seen_version`, or 0 for what is not there yet (`If-None-Match: *`)."""
    if if_match is None and if_none_match is not None:
        if if_none_match != "*":
            raise ChangedMeanwhile
        return 0
    return seen_version(if_match)


SeenVersion = Annotated[int, Depends(seen_version)]
"""The version an update was made from."""
KnownVersion = Annotated[int, Depends(known_version)]
"""The version an update was made from, 0: it is to be created."""
