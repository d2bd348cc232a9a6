"""Identity's tables, one file per aggregate.

people      Person, Attribute, AttributeChange, Account, Identifier, Recovery, Disclosure, Correction, Lookup
sittings    BrowserSession, Device, Interaction, SignInFailure        grants       Family, Code, RefreshToken
factors     OneTimeCode, Authenticator, CodeFactor, Passkey, RecoveryCode         activities   Activity
clients     Client, PushedRequest, UsedProof, Consent, LogoutNotice   keys         SigningKey, KeptSecret
agencies    Agency, Succession, Office, Position                      delegations  Delegation
federation  LinkedIdentity, Merge
"""

from services.identity.jurisdiction import Role
from services.identity.models.activities import Activity
from services.identity.models.agencies import Agency, Office, Position, Succession
from services.identity.models.clients import (
    Authentication,
    Client,
    Consent,
    LogoutNotice,
    PushedRequest,
    SubjectType,
    UsedProof,
)
from services.identity.models.delegations import Delegation
from services.identity.models.factors import Authenticator, CodeFactor, OneTimeCode, Passkey, RecoveryCode
from services.identity.models.federation import LinkedIdentity, Merge
from services.identity.models.grants import Code, Family, RefreshToken
from services.identity.models.keys import KeptSecret, SigningKey
from services.identity.models.people import (
    Account,
    Attribute,
    AttributeChange,
    Correction,
    Disclosure,
    Identifier,
    Lookup,
    Person,
    PersonKind,
    Recovery,
)
from services.identity.models.sittings import BrowserSession, Device, Interaction, SignInFailure
from services.identity.models.table import Table

__all__ = [
    "Account",
    "Activity",
    "Agency",
    "Attribute",
    "AttributeChange",
    "Authentication",
    "Authenticator",
    "BrowserSession",
    "Client",
    "Code",
    "CodeFactor",
    "Consent",
    "Correction",
    "Delegation",
    "Device",
    "Disclosure",
    "Family",
    "Identifier",
    "Interaction",
    "KeptSecret",
    "LinkedIdentity",
    "LogoutNotice",
    "Lookup",
    "Merge",
    "Office",
    "OneTimeCode",
    "Passkey",
    "Person",
    "PersonKind",
    "Position",
    "PushedRequest",
    "Recovery",
    "RecoveryCode",
    "RefreshToken",
    "Role",
    "SignInFailure",
    "SigningKey",
    "SubjectType",
    "Succession",
    "Table",
    "UsedProof",
]
