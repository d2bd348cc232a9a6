"""A taken port is named with the program that holds it and the setting to change, before anything starts."""

import socket

import psutil  # type: ignore[import-untyped]

from deploy.local.pids import command_line


def holder(port: int, host: str = "127.0.0.1") -> str | None:
    """Who listens there: "pid 4711 (python -m http.server)"; "another program" when it hides; None when it is free."""
    if _is_free(port, host):
        return None
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            return f"pid {connection.pid} ({command_line(connection.pid)[:120]})"
    return "another program (run as its user or as root to see which)"


def _is_free(port: int, host: str) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # a port in TIME_WAIT after our own last run is free; one that is listened on is not
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
