"""Where the databases are: the embedded PostgreSQL or the one given, and how each role gets there."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from deploy.local.layout import Layout
from deploy.local.secrets import ADMINISTRATOR, Secrets
from deploy.local.settings import LocalSettings


def administrator_url(settings: LocalSettings, layout: Layout, *, secrets: Secrets) -> str:
    """The URL that may create roles and databases; the embedded server listens on a unix socket only."""
    given = settings.database_url.get_secret_value()
    if given:
        parts = urlsplit(given)
        return urlunsplit(
            ("postgresql", parts.netloc, parts.path if len(parts.path) > 1 else "/postgres", parts.query, "")
        )
    query = urlencode({"host": str(layout.run)})
    return f"postgresql://{ADMINISTRATOR}:{quote(secrets.roles[ADMINISTRATOR], safe='')}@/postgres?{query}"


def database_of(service: str) -> str:
    """The name of a service's database."""
    return f"motcua_{service}"


def role_url(administrator: str, role: str, *, password: str, database: str) -> str:
    """The same server as another role and database, for asyncpg itself."""
    parts = urlsplit(administrator)
    place = parts.netloc.rpartition("@")[2]
    account = f"{quote(role, safe='')}:{quote(password, safe='')}"
    return urlunsplit(("postgresql", f"{account}@{place}", f"/{database}", parts.query, ""))


def sqlalchemy_url(url: str) -> str:
    """The URL for SQLAlchemy, whose asyncpg dialect calls `sslmode` just `ssl`."""
    parts = urlsplit(url)
    query = [("ssl" if name == "sslmode" else name, value) for name, value in parse_qsl(parts.query)]
    return urlunsplit(("postgresql+asyncpg", parts.netloc, parts.path, urlencode(query), ""))
