"""What the OpenAPI description says about endpoints whose parameters the protocol, not FastAPI, reads."""

from typing import Any

EXAMPLES = {
    "client_id": "demo-web",
    "redirect_uri": "http://127.0.0.1:8765/callback",
    "response_type": "code",
    "scope": "openid profile",
    "state": "af0ifjsldkj",
    "nonce": "n-0S6_WzA2Mj",
    # the pair of RFC 7636, appendix B
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
    "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "grant_type": "authorization_code",
    "code": "SplxlOBeZQQYbYS6WxSbIA",
    "token": "45ghiukldjahdnhzdauz",
    "login": "lan@motcua.example",
    "password": "mat-khau-cua-ban",
    "kind": "citizen",
    "contact": "0912345009",
    "full_name": "Hoàng Thị Mai",
    "personal_number": "030195004321",
    "birth_date": "12/05/1995",
    "sex": "female",
    "business_name": "Công ty TNHH Sen Vàng",
    "tax_code": "0100109106",
    "representative": "Hoàng Thị Mai",
    "representative_number": "030195004321",
    "passport_number": "PA1234567",
    "nationality": "AUS",
    "old": "mat-khau-cua-ban",
    "new": "mot-cau-dai-de-nho",
    "request": "client_id=demo-web&redirect_uri=http%3A%2F%2F127.0.0.1%3A8765%2Fcallback&response_type=code",
    "act": "password",
    "means": "authenticator",
    "answer": "yes",
    "decision": "agree",
    "client": "vnpost-web",
    "session": "others",
    "csrf": "lay-tu-bieu-mau",
}
"""By name: what the description fills in for somebody who tries an endpoint."""


CLIENT = {
    "client_id": "of a public client",
    "client_assertion_type": "private_key_jwt: urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "client_assertion": "private_key_jwt: the assertion",
}
"""How a client says who it is when it does not with HTTP Basic."""


def query(**parameters: str) -> dict[str, Any]:
    """Query parameters by name, with what each is; a `*` before the description marks a required one."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": words.startswith("*"),
                "description": words.lstrip("*"),
                "schema": {"type": "string"},
                **({"example": EXAMPLES[name]} if name in EXAMPLES else {}),
            }
            for name, words in parameters.items()
        ]
    }


def form(**fields: str) -> dict[str, Any]:
    """Form fields by name, with what each is; a `*` before the description marks a required one."""
    # an empty example: otherwise a reader would fill in the word "string"
    properties = {
        name: {"type": "string", "description": words.lstrip("*"), "examples": [EXAMPLES.get(name, "")]}
        for name, words in fields.items()
    }
    required = [name for name, words in fields.items() if words.startswith("*")]
    schema = {"type": "object", "properties": properties, "required": required}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


HTML: dict[int | str, dict[str, Any]] = {
    400: {"description": "Trang báo lỗi / An error page", "content": {"text/html": {}}},
}


def see_other(words: str) -> dict[int | str, dict[str, Any]]:
    """A 303 answer."""
    return {303: {"description": words, "headers": {"Location": {"schema": {"type": "string"}}}}}
