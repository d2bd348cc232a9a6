"""The whole configuration of Envoy, from the route table and the facts of one deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway import hosts, routes, row
from gateway.filters import chain
from gateway.headers import FORGEABLE, security, towards_services
from gateway.refusals import local_replies
from gateway.shapes import Json, typed
from gateway.site import Page
from gateway.upstreams import address, clusters, sockets
from gateway.virtual_host import strangers, virtual_host

NOBODY = "255.255.255.255"
MAX_CONNECTIONS = 10_000
MAX_HEAP = 512 * row.MIB
MAX_PAGE = 4 * row.MIB
ADMIN_SOCKET = "envoy-admin.sock"


_PATIENCE: Json = {
    # with slow, endless or oversized requests
    "max_request_headers_kb": 16,
    "request_headers_timeout": "10s",
    "request_timeout": "120s",
    "stream_idle_timeout": "60s",
    "drain_timeout": "5s",
    "common_http_protocol_options": {
        "idle_timeout": "60s",
        "max_headers_count": 64,
        "headers_with_underscores_action": "REJECT_REQUEST",
    },
    "http2_protocol_options": {
        "max_concurrent_streams": 100,
        "initial_stream_window_size": 65_536,
        "initial_connection_window_size": 1_048_576,
    },
}


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What differs from one place to another.

    `listen` and the values of `upstreams` are `host:port` or `unix:/path.sock`; a service that is not in `upstreams`
    listens on `{run_dir}/{service}.sock`. `access_log` is a file, or `-` for standard output. `trusted_hops` counts the
    proxies in front of this one whose X-Forwarded-For is believed. `extra_hosts` are names without a port that this
    door answers for, besides the one of `public_url` and loopback.
    """

    run_dir: Path
    listen: str
    public_url: str
    has_sandboxes: bool = False
    access_log: str = "-"
    upstreams: Mapping[str, str] = field(default_factory=dict)
    trusted_hops: int = 0
    extra_hosts: tuple[str, ...] = ()
    rate_scale: int = 1

    @property
    def rows(self) -> tuple[row.Route, ...]:
        """The route table of this deployment."""
        return routes.table(has_sandboxes=self.has_sandboxes)


def _access_log(file: str) -> Json:
    """One JSON object a line. Never the query (codes and search words) and never a header that authenticates."""
    line = {
        "time": "%START_TIME%",
        "request_id": "%REQ(X-REQUEST-ID)%",
        "client": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
        "method": "%REQ(:METHOD)%",
        "path": "%PATH(NQ)%",
        "protocol": "%PROTOCOL%",
        "status": "%RESPONSE_CODE%",
        "why": "%RESPONSE_CODE_DETAILS%",
        "flags": "%RESPONSE_FLAGS%",
        "service": "%UPSTREAM_CLUSTER%",
        "attempts": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
        "bytes_in": "%BYTES_RECEIVED%",
        "bytes_out": "%BYTES_SENT%",
        "ms": "%DURATION%",
        "traceparent": "%REQ(TRACEPARENT)%",
        "agent": "%REQ(USER-AGENT):200%",
    }
    log_format = {"json_format": line, "omit_empty_values": True}
    if file == "-":
        config = typed("access_loggers.stream.v3.StdoutAccessLog", log_format=log_format)
    else:
        config = typed("access_loggers.file.v3.FileAccessLog", path=file, log_format=log_format)
    return {"name": "access", "typed_config": config}


def _http_connections(place: Deployment, pages: tuple[Page, ...]) -> Json:
    return typed(
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="door",
        codec_type="AUTO",
        server_name="motcua",
        server_header_transformation="OVERWRITE",
        # the path a filter sees is the path a service sees
        normalize_path=True,
        merge_slashes=True,
        path_with_escaped_slashes_action="REJECT_REQUEST",
        # names are compared whole and without a port: a pattern like `name:*` would also cover `name:@elsewhere`
        strip_any_host_port=True,
        # the client's address is the peer's, and nobody is internal (no list would mean loopback and RFC 1918)
        use_remote_address=True,
        skip_xff_append=True,
        xff_num_trusted_hops=place.trusted_hops,
        internal_address_config={"cidr_ranges": [{"address_prefix": NOBODY, "prefix_len": 32}]},
        generate_request_id=True,
        preserve_external_request_id=False,
        always_set_request_id_in_response=True,
        **_PATIENCE,
        access_log=[_access_log(place.access_log)],
        local_reply_config=local_replies(place.public_url),
        http_filters=chain(place.public_url, rate_scale=place.rate_scale),
        route_config={
            "name": "table",
            "max_direct_response_body_size_bytes": MAX_PAGE,
            "request_headers_to_remove": list(FORGEABLE),
            "request_headers_to_add": towards_services(place.public_url),
            "response_headers_to_add": security(place.public_url),
            "virtual_hosts": _virtual_hosts(place, pages),
        },
    )


def _virtual_hosts(place: Deployment, pages: tuple[Page, ...]) -> list[Json]:
    names = hosts.answered(place.public_url, place.extra_hosts)
    ours = virtual_host(place.rows, pages=pages, domains=names, host=hosts.public(place.public_url))
    return [ours, strangers()]


def _overload() -> Json:
    """More connections or memory than the door can carry: refuse the newest, keep serving the rest."""
    connections = typed(
        "resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
        max_active_downstream_connections=MAX_CONNECTIONS,
    )
    heap = typed("resource_monitors.fixed_heap.v3.FixedHeapConfig", max_heap_size_bytes=MAX_HEAP)
    heap_name = "envoy.resource_monitors.fixed_heap"
    return {
        "refresh_interval": "0.25s",
        "resource_monitors": [
            {"name": heap_name, "typed_config": heap},
            {"name": "envoy.resource_monitors.global_downstream_max_connections", "typed_config": connections},
        ],
        "actions": [
            {"name": f"envoy.overload_actions.{action}", "triggers": [{"name": heap_name, "threshold": {"value": at}}]}
            for action, at in (("shrink_heap", 0.90), ("stop_accepting_requests", 0.95))
        ],
    }


def configuration(place: Deployment, *, pages: tuple[Page, ...]) -> Json:
    """Envoy's bootstrap document. ValueError when an address in `place` is malformed."""
    places = {**sockets(place.run_dir, routes.services(place.rows)), **place.upstreams}
    door = {
        "name": "door",
        "address": address(place.listen),
        "per_connection_buffer_limit_bytes": row.MIB,
        "filter_chains": [
            {
                "filters": [
                    {
                        "name": "envoy.filters.network.http_connection_manager",
                        "typed_config": _http_connections(place, pages),
                    }
                ]
            }
        ],
    }
    return {
        "node": {"id": "gateway", "cluster": "motcua"},
        "admin": {"address": {"pipe": {"path": str(place.run_dir / ADMIN_SOCKET), "mode": 0o600}}},
        "overload_manager": _overload(),
        "static_resources": {"listeners": [door], "clusters": clusters(places)},
    }
