"""Answers that clients may keep: the same bytes have the same ETag, and are not sent twice."""

from hashlib import sha256

from fastapi import Request, Response

_KEEP = "public, max-age=60"


def answered(request: Request, body: bytes, *, media_type: str = "application/json") -> Response:
    """200 with the body and its ETag, or 304 when the client's copy (`If-None-Match`) is still the same."""
    etag = tag(body)
    return unchanged(request, etag) or shown(body, etag, media_type=media_type)


def tag(seen: bytes) -> str:
    """The ETag of an answer that these bytes decide."""
    return f'"{sha256(seen).hexdigest()[:24]}"'


def unchanged(request: Request, etag: str) -> Response | None:
    """304 when the client's copy is still the same."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=_headers(etag))
    return None


def shown(body: bytes, etag: str, *, media_type: str = "application/json") -> Response:
    """200 with the body and its ETag."""
    return Response(body, headers=_headers(etag), media_type=media_type)


def _headers(etag: str) -> dict[str, str]:
    return {"ETag": etag, "Cache-Control": _KEEP}
