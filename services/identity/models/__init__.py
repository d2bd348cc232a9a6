"""Identity's tables, one file per aggregate.

people      Person, Attribute, Account, Identifier, Recovery, Disclosure
sittings    BrowserSession, Device, Interaction, SignInFailure        grants       Family, Code, RefreshToken
factors     OneTimeCode, Authenticator, Passkey, RecoveryCode         activities   Activity
clients     Client, PushedRequest, UsedProof, Consent, LogoutNotice   keys         SigningKey
agencies    Agency, Succession, Office, Position                      delegations  Delegation
federation  LinkedIdentity, Merge
"""

from services.identity.models.activities import Activity
from services.identity.models.agencies import Agency, Office, Position, Role, Succession
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
from services.identity.models.factors import Authenticator, OneTimeCode, Passkey, RecoveryCode
from services.identity.models.federation import LinkedIdentity, Merge
from services.identity.models.grants import Code, Family, RefreshToken
from services.identity.models.keys import SigningKey
from services.identity.models.people import (
    Account,
    Attribute,
    Disclosure,
    Identifier,
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
    "Authentication",
    "Authenticator",
    "BrowserSession",
    "Client",
    "Code",
    "Consent",
    "Delegation",
    "Device",
    "Disclosure",
    "Family",
    "Identifier",
    "Interaction",
    "LinkedIdentity",
    "LogoutNotice",
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
