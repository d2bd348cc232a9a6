"""Answers that clients may keep: the same bytes have the same ETag, and are not sent twice."""

from hashlib import sha256

from fastapi import Request, Response

_KEEP = "public, max-age=60"


def answered(request: Request, body: bytes) -> Response:
    """200 with the JSON body and its ETag, or 304 when the client's copy (`If-None-Match`) is still the same."""
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": _KEEP}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
