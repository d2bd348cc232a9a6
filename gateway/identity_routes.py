"""Identity's rows of the route table: the protocol, the pages people sign in on, accounts, staff administration."""

from gateway.row import FORM, OPTIONAL, PUBLIC, READ, READ_WRITE, SIGNED_IN, Access, Rate, Route

POST = ("POST",)
READ_END = ("GET", "DELETE")


def _spoken(pattern: str, methods: tuple[str, ...] = READ, *, access: Access = PUBLIC) -> Route:
    """An endpoint of the protocol; forms, when it takes a body."""
    if methods == READ:
        return Route(pattern=pattern, service="identity", access=access)
    return Route(pattern=pattern, service="identity", access=access, methods=methods, body_limit=FORM)


def _shown(pattern: str, *, is_once: bool = False) -> Route:
    """A page without a form, or a way through: no script of another site may read it."""
    return Route(pattern=pattern, service="identity", access=PUBLIC, is_cors=False, is_once=is_once)


def _form(pattern: str, *, rate: Rate = Rate.WRITE) -> Route:
    """A page with a form: no script of another site may read it."""
    return Route(
        pattern=pattern,
        service="identity",
        access=PUBLIC,
        methods=READ_WRITE,
        rate=rate,
        body_limit=FORM,
        is_cors=False,
    )


def _guessed(pattern: str) -> Route:
    """A page whose form takes a secret that could be guessed."""
    return _form(pattern, rate=Rate.SIGN_IN)


def _api(
    pattern: str, methods: tuple[str, ...] = READ, *, rate: Rate = Rate.WRITE, is_remembered: bool = True
) -> Route:
    """An address of the API for people with a token."""
    return Route(
        pattern=pattern,
        service="identity",
        access=SIGNED_IN,
        methods=methods,
        rate=rate,
        is_remembered=is_remembered,
    )


IDENTITY: tuple[Route, ...] = (
    # the protocol
    _spoken("/.well-known/openid-configuration"),
    _spoken("/.well-known/oauth-authorization-server"),
    _spoken("/oauth2/jwks"),
    _spoken("/oauth2/token", POST),
    _spoken("/oauth2/introspect", POST),
    _spoken("/oauth2/revoke", POST),
    _spoken("/oauth2/par", POST),
    # the protocol prescribes what userinfo says without a token, so identity says it
    _spoken("/oauth2/userinfo", READ_WRITE, access=OPTIONAL),
    # pages in a person's browser
    _form("/oauth2/authorize"),
    _form("/oauth2/logout"),
    _guessed("/signin"),
    _form("/consent"),
    _form("/account/**"),
    _guessed("/signin/factor"),
    # to another provider and back; after every page of our own below /signin/
    _guessed("/signin/linking"),
    _shown("/signin/{provider}"),
    _shown("/signin/{provider}/callback", is_once=True),
    _guessed("/register"),
    _guessed("/register/code"),
    _shown("/register/done"),
    _guessed("/recover/**"),
    _shown("/signed-out"),
    _shown("/assets/identity/{name}"),
    # one's own account
    Route(pattern="/v1/registrations/**", service="identity", access=PUBLIC, methods=POST, rate=Rate.SIGN_IN),
    _api("/v1/me/contacts/**", ("GET", "POST", "DELETE"), rate=Rate.SIGN_IN),
    _api("/v1/me/password", POST, rate=Rate.SIGN_IN, is_remembered=False),
    _api("/v1/me/closure", POST),
    _api("/v1/me/identities/**", READ_END),
    _api("/v1/me/consents/**", READ_END),
    _api("/v1/me"),
    _api("/v1/me/attributes/{name}", ("PUT", "DELETE")),
    _api("/v1/me/disclosures"),
    _api("/v1/me/changes"),
    _api("/v1/me/corrections", READ_WRITE),
    _api("/v1/me/sessions/**", READ_END),
    _api("/v1/me/factors/**", ("GET", "POST", "DELETE"), rate=Rate.SIGN_IN),
    _api("/v1/me/devices/**", READ_END),
    _api("/v1/me/activity"),
    # staff and people's records; a look-up guesses a number
    _api("/v1/people/lookup", POST, rate=Rate.SIGN_IN),
    _api("/v1/corrections/**", READ_WRITE),
    _api("/v1/clients/**", ("GET", "POST", "PUT", "DELETE")),
    # agencies are public to read; who writes them shows a token
    Route(pattern="/v1/agencies/**", service="identity", access=PUBLIC),
    _api("/v1/agencies/**", ("POST", "PATCH")),
    _api("/v1/staff/**", ("GET", "POST", "PATCH", "DELETE")),
    _api("/v1/me/position", ("PUT",)),
    _api("/v1/me/delegations/**", READ_WRITE),
)
