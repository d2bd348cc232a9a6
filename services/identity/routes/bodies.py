"""Reading form bodies as the protocol wants them (URL-encoded, small, each field once), and where a form came from."""

from typing import Final

from fastapi import Request

from services.identity import origins
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse
from services.identity.provider import Provider

LARGEST = 64 * 1024
_FORM = "application/x-www-form-urlencoded"

FOREIGN: Final = ("Biểu mẫu được gửi từ một trang khác.", "The form was sent by another site.")
"""What the person reads when it was not."""


def is_own_form(request: Request, here: Provider) -> bool:
    """Whether no header says that another site sent the form."""
    given = request.headers.getlist("origin")
    return all(origins.is_own(one, here.settings.public_url) for one in given)


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
