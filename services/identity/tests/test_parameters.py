"""Parameters and client credentials are read strictly."""

from base64 import b64encode

import pytest

from services.identity.oauth2.errors import InvalidClient, InvalidRequest
from services.identity.oauth2.parameters import Credentials, Parameters, credentials, parse


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


def test_an_empty_parameter_counts_as_absent() -> None:
    parameters = parse("a=1&b=&c")
    assert parameters == {"a": "1"}
    with pytest.raises(InvalidRequest):
        parameters.require("b")


@pytest.mark.parametrize("query", ["a=1&a=2", "a=&a=1", "a=%00", "a=%0d%0aX", "a=%ff", "a=" + "x" * 2049, "a&" * 60])
def test_a_repeated_unreadable_or_oversized_parameter_is_refused(query: str) -> None:
    with pytest.raises(InvalidRequest):
        parse(query)


def test_basic_credentials_are_form_decoded() -> None:
    assert credentials(basic("a%20b:c%3Ad"), Parameters()) == Credentials("a b", "c:d")
    assert credentials(None, Parameters(client_id="web")) == Credentials("web", None)


@pytest.mark.parametrize(
    "header", ["Bearer x", "Basic", "Basic !!!", basic("no-colon"), basic("a\x00:b"), "Basic /w=="]
)
def test_an_unreadable_authorization_header_is_refused(header: str) -> None:
    with pytest.raises(InvalidClient):
        credentials(header, Parameters())


def test_a_client_that_names_itself_twice_differently_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        credentials(basic("a:b"), Parameters(client_id="c"))
    with pytest.raises(InvalidRequest):
        credentials(basic("a%00:b"), Parameters())


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(client_id="a", client_secret="s")])
def test_a_client_without_name_or_with_its_secret_in_the_body_is_refused(parameters: Parameters) -> None:
    with pytest.raises(InvalidClient):
        credentials(None, parameters)
