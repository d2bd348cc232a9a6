"""The proof of possession in a request for tokens (DPoP, RFC 9449 section 5); at resources it is kit.dpop's."""

from collections.abc import Sequence

from kit.dpop import Proof, check
from services.identity.oauth2.errors import InvalidProof


def read(proofs: Sequence[str], *, url: str, at: float) -> Proof | None:
    """The proof of a POST to `url`, None when there is none; InvalidProof when it is not one for this request."""
    if not proofs:
        return None
    try:
        if len(proofs) > 1:
            raise ValueError("several")
        return check(proofs[0], method="POST", url=url, at=at)
    except ValueError:
        raise InvalidProof("The DPoP proof is not valid.") from None
