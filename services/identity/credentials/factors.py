"""Second factors: which of them somebody is asked for, when, and what each proves.

Two codes are one factor: what is asked for beside a first proof must be of another kind. An account whose owner
switched a second factor on is never opened by a weaker one that happens to be known, its confirmed e-mail address say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.identity.credentials import assurance
from services.identity.credentials.assurance import CODE, PASSKEY, PASSWORD, PRESENCE, RECOVERY, SEVERAL, Level


class Means(StrEnum):
    """What a person can show beside the password, the strongest first."""

    PASSKEY = "passkey"
    AUTHENTICATOR = "authenticator"
    SMS = "sms"
    EMAIL = "email"
    RECOVERY_CODE = "recovery_code"


PROVES: Final[dict[Means, tuple[str, ...]]] = {
    Means.PASSKEY: (PASSKEY, PRESENCE),
    Means.AUTHENTICATOR: (CODE,),
    Means.SMS: (CODE,),
    Means.EMAIL: (CODE,),
    Means.RECOVERY_CODE: (RECOVERY,),
}
"""The words of `amr` each adds; a passkey that did not check the person adds the first only."""

CHANNELS: Final = frozenset({Means.SMS, Means.EMAIL})
_FACTORS: Final = frozenset({PASSWORD, CODE, PASSKEY, RECOVERY})


@dataclass(frozen=True)
class Held:
    """What an account has: how many of each, the channels switched on as second factor, and those confirmed."""

    passkeys: int = 0
    authenticators: int = 0
    recovery_codes: int = 0
    switched_on: frozenset[Means] = frozenset()
    contacts: frozenset[Means] = frozenset()

    @property
    def is_guarded(self) -> bool:
        """Whether the owner switched a second factor on."""
        return bool(self.passkeys or self.authenticators or self.switched_on)


def combined(amr: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """The words of two proofs together, `mfa` among them when they are different factors."""
    words = [word for word in dict.fromkeys([*amr, *more]) if word != SEVERAL]
    return (*words, SEVERAL) if len(_FACTORS.intersection(words)) > 1 else tuple(words)


def offered(held: Held, *, amr: Iterable[str]) -> tuple[Means, ...]:
    """What may be shown beside what is proven (`amr`) to be two factors.

    A confirmed address serves an account that nothing stronger guards; a recovery code stands in for what is lost.
    """
    proven = tuple(amr)
    has = {
        Means.PASSKEY: held.passkeys > 0,
        Means.AUTHENTICATOR: held.authenticators > 0,
        Means.RECOVERY_CODE: held.is_guarded and held.recovery_codes > 0,
        **{channel: channel in (held.switched_on if held.is_guarded else held.contacts) for channel in CHANNELS},
    }
    return tuple(means for means in Means if has[means] and _is_enough((*proven, *PROVES[means])))


def is_wanted(held: Held, *, amr: Iterable[str], is_trusted: bool, record: Level, demanded: Level | None) -> bool:
    """Whether a sign-in must go on to a second factor.

    `is_trusted`: the owner said this device need not be asked. `demanded` is the request's level, `record` the
    highest one the person's record can reach: more than that no factor helps to.
    """
    if _is_enough(amr):
        return False
    if held.is_guarded and not is_trusted:
        return True
    helps = demanded is Level.SUBSTANTIAL and assurance.is_enough(record, Level.SUBSTANTIAL)
    return helps and bool(offered(held, amr=amr))


def may_keep(held: Held, *, amr: Iterable[str], acr: str, record: Level) -> bool:
    """Whether a session may change what guards its account: it was made with the second factor the account has.

    An account without one must have shown all it has, when its `record` reaches further than `acr`: otherwise a factor
    of a thief's own would make a stolen password, or address, `substantial`.
    """
    proven = tuple(amr)
    if held.is_guarded:
        return _is_enough(proven)
    if assurance.is_enough(acr, assurance.reached(record, Level.SUBSTANTIAL)):
        return True
    return PASSWORD in proven and not offered(held, amr=proven)


def _is_enough(amr: Iterable[str]) -> bool:
    return assurance.strength(amr) is not Level.LOW
