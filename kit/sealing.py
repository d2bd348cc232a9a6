"""What is derived from one secret: sealed content, keyed digests, form tokens.

Each use has its own key (HKDF with its own label). A second, older secret still opens what it sealed, so the secret can
be exchanged while services run. Two services that share a secret and a `name` can read each other's sealed content.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _derive(secret: str, name: str, label: str) -> bytes:
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"motcua {name} {label}".encode())
    return key.derive(secret.encode())


class Sealer:
    """Seals and signs with `secret` for the purpose `name`; `older` secrets still open what they sealed."""

    def __init__(self, secret: str, *, name: str, older: tuple[str, ...] = ()) -> None:
        boxes = [Fernet(urlsafe_b64encode(_derive(one, name, "seal"))) for one in (secret, *older)]
        self._box = MultiFernet(boxes)
        self._mac_key = _derive(secret, name, "mac")

    def seal(self, content: bytes) -> str:
        """The content, encrypted and authenticated, as text."""
        return self._box.encrypt(content).decode("ascii")

    def unseal(self, sealed: str) -> bytes:
        """What was sealed; ValueError when it was altered or sealed with a secret we do not have."""
        try:
            return self._box.decrypt(sealed)
        except InvalidToken:
            raise ValueError("sealed with another secret") from None

    def mac(self, purpose: str, *parts: str) -> str:
        """A keyed digest of the parts for one purpose: 43 characters of base64url."""
        message = "\x00".join((purpose, *parts)).encode("utf-8", "surrogatepass")
        return urlsafe_b64encode(hmac.digest(self._mac_key, message, sha256)).rstrip(b"=").decode("ascii")

    def is_mac(self, given: str, purpose: str, *parts: str) -> bool:
        """Whether `given` is that digest, compared in constant time."""
        return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self.mac(purpose, *parts).encode())
