"""`python -m gateway`: what it writes, and that a mistake is one line on standard error."""

import json
import os
from pathlib import Path

import pytest

from gateway import program
from gateway.__main__ import main
from gateway.upstreams import address


def written(tmp_path: Path, *more: str) -> list[str]:
    """The words of an order that writes a configuration below `tmp_path`."""
    place = ["--run-dir", "/tmp/door-x", "--public-url", "https://motcua.example/", "--out", str(tmp_path / "e.json")]
    return ["envoy", *place, *more]


def test_the_configuration_is_one_envoy_accepts_with_its_pages_beside_it(tmp_path: Path) -> None:
    more = ("--upstream", "catalog=catalog:8000", "--rate-scale", "10", "--extra-host", "dvc.example")
    assert main(written(tmp_path, "--sandboxes", *more)) == 0
    config = json.loads((tmp_path / "e.json").read_text())
    clusters = {cluster["name"]: cluster for cluster in config["static_resources"]["clusters"]}
    assert {"vnpay", "mailbox", "identity"} <= clusters.keys()
    assert (clusters["catalog"]["type"], clusters["dossier"]["type"]) == ("STRICT_DNS", "STATIC")
    assert "/tmp/door-x/dossier.sock" in json.dumps(clusters["dossier"])
    assert '"issuer": "https://motcua.example"' in json.dumps(config)
    assert '"domains": ["motcua.example", "127.0.0.1", "localhost", "[::1]", "dvc.example"]' in json.dumps(config)
    assert (tmp_path / "site" / "swagger-ui-bundle.js").exists()


def test_the_merged_document_is_written_for_the_docs(tmp_path: Path) -> None:
    assert main(["docs", "--public-url", "https://motcua.example", "--out", str(tmp_path / "openapi.json")]) == 0
    assert json.loads((tmp_path / "openapi.json").read_text())["openapi"] == "3.1.0"


def test_an_address_that_is_none_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(written(tmp_path, "--listen", "somewhere")) == 1
    assert capsys.readouterr().err == "gateway: neither unix:/path.sock nor host:port: somewhere\n"


def test_what_envoy_refuses_is_told_in_its_own_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"admin": {"nonsense": 1}}')
    with pytest.raises(program.ConfigurationRefused, match="nonsense"):
        program.validate(broken)


@pytest.mark.parametrize("words", [["--upstream", "catalog"], ["--rate-scale", "0"], ["--rate-scale", "x"]])
def test_a_malformed_option_is_refused(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(written(tmp_path, *words))


def test_starting_becomes_envoy_so_that_signals_reach_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, words: became.append(words))
    main(["start", "--config", str(tmp_path / "e.json"), "--concurrency", "1"])
    [words] = became
    assert words[0] == str(program.binary())
    assert "--disable-hot-restart" in words


def test_addresses_are_sockets_or_ports() -> None:
    assert address("unix:/run/a.sock") == {"pipe": {"path": "/run/a.sock"}}
    assert address("[::1]:80") == {"socket_address": {"address": "::1", "port_value": 80}}
    with pytest.raises(ValueError, match="longer than 100 bytes"):
        address("unix:/" + "x" * 100)
