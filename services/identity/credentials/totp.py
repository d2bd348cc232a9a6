"""Codes by the time from an authenticator application (RFC 6238): 30 s steps, six digits, one step of tolerance.

A code is good for its step only once: whoever read it over a shoulder is too late (RFC 6238 section 5.2).
"""

from datetime import datetime
from hmac import compare_digest

import pyotp

STEP = 30
"""Seconds."""

TOLERANCE = 1
"""Steps a telephone's clock may be ahead or behind."""

ISSUER = "Một Cửa"


def new_secret() -> str:
    """A fresh secret of 160 bits, in base32."""
    return pyotp.random_base32()


def address(secret: str, *, account: str) -> str:
    """The `otpauth:` address an application reads from a QR code; `account` is what it shows beside the code."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=ISSUER)


def code_at(secret: str, at: datetime) -> str:
    """The code shown at a moment."""
    return pyotp.TOTP(secret, interval=STEP).generate_otp(_step(at))


def matching_step(secret: str, typed: str, *, last_step: int, at: datetime) -> int | None:
    """The time step the typed code belongs to; None when it is no code of now, or of a step already used."""
    code = "".join(typed.split())
    here = _step(at)
    found = None
    for step in range(here - TOLERANCE, here + TOLERANCE + 1):
        shown = pyotp.TOTP(secret, interval=STEP).generate_otp(step)
        if compare_digest(shown.encode(), code.encode("utf-8", "replace")) and step > last_step:
            found = step
    return found


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP
