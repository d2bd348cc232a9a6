"""Where the services are: unix sockets on one machine, DNS names in containers."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from gateway.shapes import Json, typed

SOCKET_PATH_LIMIT = 100
KEPT_FOR = "3s"
"""An idle connection is dropped before the service drops it (uvicorn: 5 s), else a request could meet a closing one."""


def sockets(run_dir: Path, services: Iterable[str]) -> dict[str, str]:
    """The addresses of services that listen on `{run_dir}/{service}.sock`."""
    return {service: f"unix:{run_dir / service}.sock" for service in services}


def address(place: str) -> Json:
    """Envoy's address of `unix:/path.sock` or `host:port`; ValueError when it is neither."""
    if place.startswith("unix:"):
        path = place.removeprefix("unix:")
        if len(path.encode()) > SOCKET_PATH_LIMIT:
            raise ValueError(f"socket path longer than {SOCKET_PATH_LIMIT} bytes: {path}")
        return {"pipe": {"path": path}}
    host, colon, port = place.rpartition(":")
    if not (host and colon and port.isdecimal()):
        raise ValueError(f"neither unix:/path.sock nor host:port: {place}")
    return {"socket_address": {"address": host.strip("[]"), "port_value": int(port)}}


def _cluster(name: str, place: str) -> Json:
    endpoint = {"endpoint": {"address": address(place)}}
    limits = {"max_connections": 256, "max_pending_requests": 1024, "max_requests": 1024, "max_retries": 16}
    return {
        "name": name,
        "type": "STATIC" if place.startswith("unix:") else "STRICT_DNS",
        "connect_timeout": "1s",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
        "circuit_breakers": {"thresholds": [limits]},
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
                "upstreams.http.v3.HttpProtocolOptions",
                common_http_protocol_options={"idle_timeout": KEPT_FOR},
                explicit_http_config={"http_protocol_options": {}},
            )
        },
    }


def clusters(places: Mapping[str, str]) -> list[Json]:
    """One cluster for each service, named after it."""
    return [_cluster(name, place) for name, place in places.items()]
