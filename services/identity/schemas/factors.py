"""Second factors and known devices, as their owner sees them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from kit.schemas import Line, Schema
from services.identity.models import Authenticator, CodeFactor, Device, Passkey

Name = Annotated[Line, StringConstraints(max_length=60)]


class FactorOut(Schema):
    """One factor. `channel` is set for codes by SMS or e-mail; `used_at` absent: never used yet."""

    id: UUID
    kind: Literal["authenticator", "passkey", "codes"]
    name: str | None = Field(default=None, examples=["Điện thoại của tôi"])
    channel: str | None = Field(default=None, examples=["sms"])
    created_at: datetime
    used_at: datetime | None = None

    @classmethod
    def of(cls, one: Authenticator | Passkey | CodeFactor) -> "FactorOut":
        """The factor without anything secret."""
        if isinstance(one, CodeFactor):
            return cls(id=one.id, kind="codes", channel=one.channel, created_at=one.created_at)
        kind: Literal["authenticator", "passkey"] = "authenticator" if isinstance(one, Authenticator) else "passkey"
        return cls(id=one.id, kind=kind, name=one.name, created_at=one.created_at, used_at=one.used_at)


class FactorsOut(Schema):
    """Everything beside the password. `is_guarded`: a second factor is asked for at sign-in."""

    items: list[FactorOut]
    is_guarded: bool
    recovery_codes_left: int = Field(examples=[10])


class AuthenticatorIn(Schema):
    """A new authenticator application; `name` is for its owner."""

    name: Name = Field(examples=["Điện thoại của tôi"])


class AuthenticatorOut(Schema):
    """The secret, told this once: `address` is what the QR code holds. Good for nothing until it is confirmed."""

    id: UUID
    secret: str = Field(examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    address: str = Field(examples=["otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:lan?secret=JBSWY3DPEHPK3PXP"])


class ConfirmationIn(Schema):
    """The code the application shows now."""

    code: str = Field(min_length=6, max_length=12, examples=["123456"])


class PasskeyOptionsOut(Schema):
    """What the browser is given (`publicKey` of navigator.credentials.create); good once, for 15 minutes."""

    options: dict[str, Any] = Field(examples=[{"challenge": "q1JmVh...", "rp": {"id": "motcua.example"}}])


class PasskeyIn(Schema):
    """What the browser answered (PublicKeyCredential.toJSON)."""

    name: Name = Field(examples=["Điện thoại của tôi"])
    credential: dict[str, Any] = Field(
        examples=[{"id": "q1JmVh", "rawId": "q1JmVh", "type": "public-key", "response": {}}]
    )


class CodesIn(Schema):
    """Codes to the confirmed address on this channel become a second factor."""

    channel: Literal["sms", "email"] = Field(examples=["email"])


class RecoveryCodesOut(Schema):
    """Ten codes, told this once."""

    codes: list[str] = Field(examples=[["ABCD-EFGH-IJKL"]])


class DeviceOut(Schema):
    """A browser that signed in; until `trusted_until` it is not asked for the second factor."""

    id: UUID
    name: str | None = Field(default=None, examples=["Chrome trên Android"])
    created_at: datetime
    seen_at: datetime
    trusted_until: datetime | None = None

    @classmethod
    def of(cls, one: Device) -> "DeviceOut":
        """The device without its cookie."""
        return cls(
            id=one.id, name=one.name, created_at=one.created_at, seen_at=one.seen_at, trusted_until=one.trusted_until
        )


class DevicesOut(Schema):
    """The account's devices, the one seen last first."""

    items: list[DeviceOut]

    @classmethod
    def of(cls, devices: Iterable[Device]) -> "DevicesOut":
        """As they are listed."""
        return cls(items=[DeviceOut.of(one) for one in devices])
