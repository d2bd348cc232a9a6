"""Reading form bodies as the protocol wants them: URL-encoded, small, each field once."""

from fastapi import Request

from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse

LARGEST = 64 * 1024
_FORM = "application/x-www-form-urlencoded"


async def read_form(request: Request) -> Parameters:
    """The form's fields; InvalidRequest when it is not a readable form of at most 64 KiB."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise InvalidRequest("The body must be application/x-www-form-urlencoded.")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise InvalidRequest("The body is too large.")
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        raise InvalidRequest("The body cannot be read.") from None
    return parse(text)
