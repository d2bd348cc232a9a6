"""Identity's rows of the route table: the protocol, the pages people sign in on, accounts, staff administration."""

from gateway.row import FORM, OPTIONAL, PUBLIC, READ_WRITE, SIGNED_IN, Rate, Route

IDENTITY: tuple[Route, ...] = (
    # identity: the protocol
    Route(pattern="/.well-known/openid-configuration", service="identity", access=PUBLIC),
    Route(pattern="/.well-known/oauth-authorization-server", service="identity", access=PUBLIC),
    Route(pattern="/oauth2/jwks", service="identity", access=PUBLIC),
    Route(pattern="/oauth2/token", service="identity", access=PUBLIC, methods=("POST",), body_limit=FORM),
    Route(pattern="/oauth2/revoke", service="identity", access=PUBLIC, methods=("POST",), body_limit=FORM),
    # the protocol prescribes what userinfo says without a token, so identity says it
    Route(pattern="/oauth2/userinfo", service="identity", access=OPTIONAL, methods=READ_WRITE, body_limit=FORM),
    # identity: pages in a person's browser, which no script of another site may read (no CORS)
    Route(
        pattern="/oauth2/authorize",
        service="identity",
        access=PUBLIC,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(
        pattern="/oauth2/logout",
        service="identity",
        access=PUBLIC,
        methods=READ_WRITE,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(
        pattern="/signin",
        service="identity",
        access=PUBLIC,
        methods=READ_WRITE,
        rate=Rate.SIGN_IN,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(pattern="/signed-out", service="identity", access=PUBLIC, is_cors=False),
    # identity: accounts and agencies
    Route(pattern="/v1/me", service="identity", access=SIGNED_IN),
    Route(pattern="/v1/agencies/**", service="identity", access=PUBLIC),
)
