"""pytest plugin: real PostgreSQL, services in-process, tokens, events.

Rules are tested without any of this. The rest runs on PostgreSQL (the wheel, or MOTCUA_TEST_DATABASE_URL), as the
service's application role, each test rolled back:

    app      the service of the test's folder, its sessions joined to one transaction that is rolled back
    client   an HTTP client for it             session  the same transaction, to arrange and to look
    live     the same service with real commits (for races); its tables are emptied afterwards
    headers(person)  a signed token            said(session)  the events in the outbox
    hear(app, event)  deliver an event twice, as Kafka may
"""

from kit.testing.delivery import hear, said
from kit.testing.hosting import (
    Services,
    app,
    client,
    client_of,
    live,
    live_client,
    service_name,
    services,
    session,
)
from kit.testing.people import PUBLIC_URL, Headers, citizen, delegate, headers, officer, token_for
from kit.testing.postgres import Server, server

__all__ = [
    "PUBLIC_URL",
    "Headers",
    "Server",
    "Services",
    "app",
    "citizen",
    "client",
    "client_of",
    "delegate",
    "headers",
    "hear",
    "live",
    "live_client",
    "officer",
    "said",
    "server",
    "service_name",
    "services",
    "session",
    "token_for",
]
