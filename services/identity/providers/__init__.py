"""Upstream identity providers: people sign in here with an account they have elsewhere. One file per adapter.

    configuration   what the operator says of one provider       upstream   the Protocol, and what can go wrong
    conversation    OpenID Connect with one provider, strictly   id_tokens  its ID tokens, verified
    vneid, oidc     claims of one kind of provider -> our attributes and assurance level

An adapter brings back an Assertion and knows nothing of our people: whose it is, records.linking decides.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from services.identity.providers.configuration import Kind, UpstreamSettings
from services.identity.providers.conversation import Conversation
from services.identity.providers.oidc import Oidc
from services.identity.providers.upstream import Upstream
from services.identity.providers.vneid import Vneid

ADAPTERS: Final[Mapping[Kind, Callable[[UpstreamSettings, Conversation], Upstream]]] = {
    Kind.VNEID: Vneid,
    Kind.OIDC: Oidc,
}


def connect(told: Iterable[UpstreamSettings]) -> Mapping[str, Upstream]:
    """The providers of this installation by name, in the order they are offered; close each when done."""
    return MappingProxyType({one.name: ADAPTERS[one.kind](one, Conversation(one)) for one in told})
