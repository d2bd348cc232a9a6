"""Identity's tables, one file per aggregate.

people     Person, Attribute, Account, Identifier         agencies  Agency, Position
clients    Client                                         keys      SigningKey
sittings   BrowserSession, Device, SignInFailure          grants    Family, Code, RefreshToken
"""

from services.identity.models.agencies import Agency, Position, Role
from services.identity.models.clients import Client
from services.identity.models.grants import Code, Family, RefreshToken
from services.identity.models.keys import SigningKey
from services.identity.models.people import Account, Attribute, Identifier, Person, PersonKind
from services.identity.models.sittings import BrowserSession, Device, SignInFailure
from services.identity.models.table import Table

__all__ = [
    "Account",
    "Agency",
    "Attribute",
    "BrowserSession",
    "Client",
    "Code",
    "Device",
    "Family",
    "Identifier",
    "Person",
    "PersonKind",
    "Position",
    "RefreshToken",
    "Role",
    "SignInFailure",
    "SigningKey",
    "Table",
]
