"""Roles and databases of the services: each has its own database, an owner for migrations and an application role.

The application role owns nothing: it reads and writes rows. Nobody else may even connect. All of it may run again.
"""

import asyncpg

from deploy.local.databases import database_of, role_url

BUILTIN_LOCALES_SINCE = 17
PRIVILEGES = (
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)


async def establish(administrator: str, service: str, *, passwords: dict[str, str]) -> None:
    """Makes the database `motcua_{service}` and its roles `{service}_owner` and `{service}`; may run again.

    `administrator`: URL of a role that may create roles and databases. `passwords`: by role.
    """
    owner = f"{service}_owner"
    connection = await asyncpg.connect(administrator)
    try:
        for role in (owner, service):
            await _establish_role(connection, role, passwords[role])
        await _establish_database(connection, service, owner)
    finally:
        await connection.close()
    own = role_url(administrator, owner, password=passwords[owner], database=database_of(service))
    await _grant_rows(own, service)


async def _establish_role(connection: asyncpg.Connection, role: str, password: str) -> None:
    known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
    order = "ALTER" if known else "CREATE"
    await connection.execute(
        await _written(connection, f"{order} ROLE %I LOGIN NOCREATEDB NOCREATEROLE PASSWORD %L", role, password)
    )


async def _establish_database(connection: asyncpg.Connection, service: str, owner: str) -> None:
    database = database_of(service)
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
        if not await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
            await connection.execute(await _written(connection, "GRANT %I TO current_user", owner))
        await connection.execute(await _written(connection, _creation(connection), database, owner))
    for order in ("REVOKE ALL ON DATABASE %I FROM PUBLIC", "GRANT CONNECT ON DATABASE %I TO %I"):
        names = (database, service)[: order.count("%")]
        await connection.execute(await _written(connection, order, *names))


def _creation(connection: asyncpg.Connection) -> str:
    order = "CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING 'UTF8'"
    if connection.get_server_version().major >= BUILTIN_LOCALES_SINCE:
        # text sorts by code point on every machine alike; Vietnamese order is made where it is shown
        return f"{order} LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C.UTF-8'"
    return f"{order} LOCALE 'C'"


async def _grant_rows(owner: str, service: str) -> None:
    connection = await asyncpg.connect(owner)
    try:
        app = await _written(connection, "%I", service)
        for order in PRIVILEGES:
            await connection.execute(order.format(app=app))
    finally:
        await connection.close()


async def _written(connection: asyncpg.Connection, order: str, *values: str) -> str:
    """The order with names and literals quoted by the server itself: such orders take no parameters."""
    places = ", ".join(f"${number}::text" for number in range(2, len(values) + 2))
    return str(await connection.fetchval(f"SELECT format($1::text, {places})", order, *values))
