"""A telephone and a security key in software: they do what real ones do, and what broken or copied ones would."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://127.0.0.1:8080"
_PRESENT, _CHECKED, _ATTESTED = 0x01, 0x04, 0x40


def text(content: bytes) -> str:
    """base64url as browsers write it."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(written: str) -> bytes:
    """And back."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class SecurityKey:
    """One credential (ES256). `is_checking`: it asks its holder for a fingerprint."""

    is_checking: bool = True
    counter: int = 0
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str, *, origin: str = ORIGIN) -> str:
        """The answer to navigator.credentials.create()."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(public)
        data = self._data(asked["rp"]["id"], _ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": text(self._client("webauthn.create", asked["challenge"], origin)),
            "attestationObject": text(attestation),
            "transports": ["internal"],
        }
        return self._told(response)

    def show(self, options: str, *, origin: str = ORIGIN, host: str | None = None) -> str:
        """The answer to navigator.credentials.get()."""
        asked = json.loads(options)
        self.counter += 1
        data = self._data(host or asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"], origin)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": None,
        }
        return self._told(response)

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = _PRESENT | more | (_CHECKED if self.is_checking else 0)
        return sha256(host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _told(self, response: dict[str, Any]) -> str:
        credential = text(self.credential_id)
        told = {"id": credential, "rawId": credential, "type": "public-key", "response": response}
        return json.dumps({**told, "clientExtensionResults": {}})

    @staticmethod
    def _client(kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
