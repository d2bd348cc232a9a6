"""What the endpoint for pushed authorization requests gives."""

from pydantic import Field

from kit.schemas import Schema


class PushedOut(Schema):
    """The name of a pushed request (RFC 9126 section 2.2)."""

    request_uri: str = Field(description="goes to the authorization endpoint with `client_id`, and nothing else")
    expires_in: int = Field(description="seconds until it must have arrived there", examples=[90])
