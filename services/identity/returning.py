"""Where a sign-in goes on to: the authorization request it answers, or a page of the account.

Both travel in the sign-in's `request`. An account page is one of our own paths in plain lower-case words, so nothing
written into an address can lead a person who just signed in to another site.
"""

import re
from typing import Final

from services.identity.oauth2.words import ACCOUNT, AUTHORIZE

_PAGE: Final = re.compile(rf"{ACCOUNT}(?:/[a-z0-9_-]{{1,40}}){{0,4}}")


def is_page(request: str) -> bool:
    """Whether `request` is a page of the account, not an authorization request."""
    return _PAGE.fullmatch(request) is not None


def onward(request: str) -> str:
    """The address a finished sign-in goes to: `request` is an account page, an authorization query, or empty."""
    if is_page(request):
        return request
    return f"{AUTHORIZE}?{request}" if request else ACCOUNT


def page_of(path: str) -> str:
    """The page to come back to for an address below it (a form's own, say): `/account/sessions/x` -> its list."""
    page = "/".join(path.split("/")[:3])
    return page if is_page(page) else ACCOUNT
