"""The door as a client meets it: what it serves, refuses, adds, hides and writes down."""

import http.client
import json
import socket
import threading

import httpx
import pytest

from gateway import drain
from gateway.refusals import local_replies
from gateway.tests.conftest import Door, Tokens, standing, told

ORIGIN = {"origin": "https://app.example"}
PREFLIGHT = {**ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}


def raw(door: Door, path: str, **headers: str) -> tuple[int, bytes]:
    """Ask for exactly `path`, which a polite client would normalise."""
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_an_unknown_path_is_a_problem(http: httpx.Client) -> None:
    told(http.get("/nothing/here"), 404, "not-found")
    told(http.get("/v1"), 404, "not-found")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics", "/v1/mexico", "/oauth2/authorize/x", "/oauth2"])
def test_what_is_not_in_the_table_does_not_exist(http: httpx.Client, path: str) -> None:
    told(http.get(path), 404, "not-found")


def test_a_known_path_with_an_unknown_method_names_the_known_ones(http: httpx.Client) -> None:
    answer = http.delete("/v1/tracking/abc")
    told(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_problems_are_vietnamese_unless_english_is_preferred(http: httpx.Client) -> None:
    vietnamese = http.get("/nothing")
    english = http.get("/nothing", headers={"accept-language": "en-GB,en;q=0.9"})
    assert (vietnamese.json()["title"], vietnamese.headers["content-language"]) == ("Không tìm thấy.", "vi")
    assert (english.json()["title"], english.headers["content-language"]) == ("Not found.", "en")


def test_a_dead_service_is_a_problem_and_the_others_live(http: httpx.Client) -> None:
    answer = http.get("/v1/procedures")
    told(answer, 503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert http.get("/v1/tracking/abc").status_code == 200


def test_escaped_slashes_are_refused_and_dots_resolved_before_any_check(door: Door) -> None:
    status, body = raw(door, "/v1/tracking%2Fabc")
    assert (status, json.loads(body)["code"]) == (400, "invalid")
    assert raw(door, "/v1/tracking/../me")[0] == 401
    assert raw(door, "/v1/tracking/%2e%2e/me")[0] == 401
    assert raw(door, "//v1///me")[0] == 401
    assert raw(door, "/docs/../../../etc/passwd")[0] == 404


def test_a_malformed_request_is_a_problem(door: Door) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as line:
        line.sendall(b"NONSENSE\r\n\r\n")
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("request_line", "status", "code"),
    [
        ("GET / HTTP/1.0", 426, "protocol-too-old"),
        ("GET / HTTP/9.9", 426, "protocol-too-old"),
        ("CONNECT 127.0.0.1:8025 HTTP/1.1", 405, "method-not-allowed"),
        ("CONNECT evil.example:443 HTTP/1.1", 405, "method-not-allowed"),
        ("GET /v1/me HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", 400, "invalid"),
        ("POST /v1/ratings HTTP/1.1\r\nTransfer-Encoding: strange", 501, "problem"),
    ],
)
def test_what_envoy_itself_refuses_is_a_problem_at_once(door: Door, request_line: str, status: int, code: str) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=3) as line:
        line.sendall(f"{request_line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
        body = json.loads(answer.read())
    assert (answer.status, body["status"], body["code"]) == (status, status, code)
    assert answer.getheader("content-type") == "application/problem+json"
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("referrer-policy") == "same-origin"
    assert bool(answer.getheader("allow")) is (status == 405)


def test_a_refusal_nobody_foresaw_is_a_problem_too() -> None:
    floors = [one for one in local_replies("https://motcua.example")["mappers"][-4:] if "status_code" not in one]
    comparisons = [str(one["filter"]) for one in floors]
    assert len(floors) == 4
    assert all("'op': 'GE'" in words for words in comparisons)
    assert "500" in comparisons[0]
    assert "400" in comparisons[-1]


def test_a_request_id_is_made_here_and_told_to_both_sides(http: httpx.Client) -> None:
    answer = http.get("/v1/tracking/abc", headers={"x-request-id": "chosen-by-the-client"})
    heard = dict(answer.json()["headers"])["x-request-id"]
    assert heard == answer.headers["x-request-id"] != "chosen-by-the-client"


def test_a_service_hears_the_real_client_address_only(http: httpx.Client) -> None:
    forged = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil.example",
        "x-real-ip": "203.0.113.9",
        "x-internal-user": "admin",
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-envoy-original-path": "/x",
    }
    heard = dict(http.get("/v1/tracking/abc", headers=forged).json()["headers"])
    assert heard["x-forwarded-for"] == "127.0.0.1"
    assert heard["x-forwarded-proto"] == "http"
    assert not [name for name in heard if name in forged and name not in {"x-forwarded-for", "x-forwarded-proto"}]


def test_answers_carry_security_headers_and_no_trace_of_the_server(http: httpx.Client) -> None:
    answer = http.get("/v1/tracking/abc")
    assert answer.headers["server"] == "motcua"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("x-envoy")]


def test_a_preflight_is_answered_for_the_api(http: httpx.Client) -> None:
    answer = http.options("/v1/dossiers", headers=PREFLIGHT)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "idempotency-key" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_another_site_may_send_a_file_in_pieces(door: Door, http: httpx.Client, token: Tokens) -> None:
    path = "/v1/dossiers/1/uploads/2"
    assert http.head(path).status_code == 401
    answer = http.head(path, headers={**token(), **ORIGIN})
    assert (answer.status_code, door.echo.seen[f"HEAD {path}"]) == (200, 1)
    asked = {"access-control-request-method": "PATCH", "access-control-request-headers": "upload-offset"}
    allowed = http.options(path, headers={**PREFLIGHT, **asked}).headers["access-control-allow-headers"]
    assert {"upload-offset", "tus-resumable", "upload-length", "upload-metadata"} <= set(allowed.split(", "))
    assert {"upload-offset", "location"} <= set(answer.headers["access-control-expose-headers"].split(", "))


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/signin", "/oauth2/logout", "/v1/gateways/vnpay/ipn"])
def test_no_other_site_may_script_the_pages_of_sign_in(http: httpx.Client, path: str) -> None:
    for answer in (http.options(path, headers=PREFLIGHT), http.get(path, headers=ORIGIN)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_another_site_may_read_problems_too(http: httpx.Client) -> None:
    answer = http.get("/v1/dossiers", headers=ORIGIN)
    told(answer, 401, "unauthorized")
    assert answer.headers["access-control-allow-origin"] == ORIGIN["origin"]


def test_a_read_is_tried_again_and_a_write_is_not(door: Door, http: httpx.Client, token: Tokens) -> None:
    door.echo.failures = 2
    assert http.get("/v1/tracking/again").status_code == 200
    assert door.echo.seen["GET /v1/tracking/again"] == 3

    door.echo.failures = 1
    assert http.post("/v1/bills/once", headers=token()).status_code == 503
    assert door.echo.seen["POST /v1/bills/once"] == 1


def test_the_access_log_is_json_without_query_or_token(door: Door, http: httpx.Client, token: Tokens) -> None:
    answer = http.get("/v1/dossiers/logged?code=secret-code", headers=token())
    assert answer.json()["query"] == "code=secret-code"
    [line] = door.log_lines("/v1/dossiers/logged")
    assert (line["path"], line["status"], line["service"]) == ("/v1/dossiers/logged", 200, "dossier")
    assert (line["client"], line["request_id"]) == ("127.0.0.1", answer.headers["x-request-id"])
    written = (door.run_dir / "access.log").read_text()
    assert "secret-code" not in written
    assert "Bearer" not in written


@pytest.mark.parametrize(
    ("path", "media", "part"),
    [
        ("/", "text/html", "Một Cửa"),
        ("/docs", "text/html", "swagger-ui-bundle.js"),
        ("/docs/init.js", "text/javascript", "usePkceWithAuthorizationCodeGrant"),
        ("/docs/problems.js", "text/javascript", "aria-current"),
        ("/problems", "text/html", "Danh mục lỗi"),
        ("/docs/motcua.css", "text/css", "--accent"),
        ("/docs/swagger-ui.css", "text/css", ".swagger-ui"),
        ("/docs/swagger-ui-bundle.js", "text/javascript", "SwaggerUI"),
        ("/docs/oauth2-redirect.html", "text/html", "oauth2-redirect.js"),
        ("/docs/oauth2-redirect.js", "text/javascript", "swaggerUIRedirectOauth2"),
        ("/openapi.json", "application/json", '"motcua"'),
    ],
)
def test_the_door_serves_its_own_pages(http: httpx.Client, path: str, media: str, part: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert part in answer.text
    if media == "text/html":
        assert "script-src 'self';" in answer.headers["content-security-policy"]
        assert "<script>" not in answer.text


def test_the_type_of_a_problem_is_a_page_that_explains_it(http: httpx.Client) -> None:
    refusals = (http.get("/nothing"), http.get("/v1/dossiers"), http.get("/v1/procedures"), http.delete("/v1/me"))
    for refused in refusals:
        problem = refused.json()
        page = http.get(problem["type"])
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert f'id="{problem["code"]}"' in page.text
        assert problem["title"] in page.text
    told(http.post("/problems/not-found"), 404, "not-found")
    told(http.get("/problemsome"), 404, "not-found")


def test_the_big_assets_are_compressed_and_answers_of_services_are_not(http: httpx.Client) -> None:
    gzip = {"accept-encoding": "gzip"}
    assert http.get("/docs/swagger-ui-bundle.js", headers=gzip).headers["content-encoding"] == "gzip"
    answer = http.get("/v1/tracking/" + "x" * 8000, headers=gzip)
    assert len(answer.content) > 8000
    assert "content-encoding" not in answer.headers


def test_the_sandboxes_exist_only_where_they_are_asked_for(http: httpx.Client) -> None:
    told(http.get("/sandbox/mail/"), 503, "unavailable")
    assert 'href="/sandbox/mail"' in http.get("/").text
    with standing(public_url="https://motcua.example") as real:
        told(httpx.get(real.url + "/sandbox/mail/"), 404, "not-found")
        landing = httpx.get(real.url + "/")
        assert "/sandbox" not in landing.text
        assert landing.headers["strict-transport-security"].startswith("max-age=")
        heard = dict(httpx.get(real.url + "/v1/tracking/abc").json()["headers"])
        assert heard["x-forwarded-proto"] == "https"


def test_a_drained_door_finishes_what_is_under_way_and_takes_nothing_new() -> None:
    answers: list[httpx.Response] = []
    with standing() as leaving:
        with httpx.Client(base_url=leaving.url) as client:
            slow = threading.Thread(target=lambda: answers.append(httpx.get(leaving.url + "/v1/tracking/slow?slow=1")))
            slow.start()
            leaving.wait_for("GET /v1/tracking/slow")
            assert client.get("/v1/tracking/abc").status_code == 200
            assert not drain.drain(leaving.run_dir, seconds=0)
            assert drain.drain(leaving.run_dir, seconds=10)
            assert client.get("/v1/tracking/abc").headers["connection"] == "close"
        slow.join(10)
        assert [answer.status_code for answer in answers] == [200]
        leaving.envoy.terminate()
        leaving.envoy.wait(5)
        with pytest.raises(OSError, match="no Envoy answers"):
            drain.drain(leaving.run_dir, seconds=1)
