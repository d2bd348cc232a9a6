"""Debian's Apache with mod_auth_openidc: a page only for people who signed in, on a loopback port, ended by its pid."""

import asyncio
import os
import pwd
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_urlsafe

from deploy.local.pids import end, mark
from deploy.local.readiness import connects

PROGRAM = Path("/usr/sbin/apache2")
MODULES = Path("/usr/lib/apache2/modules")
START = 20.0

CONFIGURATION = """
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{folder}/pid"
ErrorLog "{folder}/error.log"
LogLevel warn
Mutex pthread
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
{account}
DocumentRoot "{folder}/pages"
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCPKCEMethod S256
OIDCRedirectURI http://127.0.0.1:{port}/door
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid profile email"
OIDCRemoteUserClaim name
OIDCCookieSameSite On
OIDCSSLValidateServer Off
<Location />
    AuthType openid-connect
    Require valid-user
</Location>
<Location /left.html>
    AuthType None
    Require all granted
</Location>
"""


def is_installed() -> bool:
    """Whether Apache and the module are there."""
    return PROGRAM.exists() and (MODULES / "mod_auth_openidc.so").exists()


@asynccontextmanager
async def apache(folder: Path, *, port: int, issuer: str, client_id: str, secret: str) -> AsyncIterator[str]:
    """The address of a running Apache whose pages need a sign-in."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    (pages / "index.html").write_text("<p>only for people who signed in</p>")
    (pages / "left.html").write_text("<p>left</p>")
    file = folder / "apache.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            modules=MODULES,
            account=_account(folder),
            issuer=issuer,
            client_id=client_id,
            secret=secret,
            passphrase=token_urlsafe(24),
        )
    )
    complaints = (folder / "complaints").open("wb")
    child = await asyncio.create_subprocess_exec(
        *(str(PROGRAM), "-X", "-f", str(file)), stdin=asyncio.subprocess.DEVNULL, stdout=complaints, stderr=complaints
    )
    try:
        deadline = time.monotonic() + START
        while not await connects("127.0.0.1", port):
            assert child.returncode is None, (folder / "complaints").read_text()[-2000:]
            assert time.monotonic() < deadline, "Apache does not listen"
            await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        await asyncio.to_thread(end, mark(child.pid), patience=10.0)
        await child.wait()
        complaints.close()


def _account(folder: Path) -> str:
    """Started by root it works as nobody, who must reach the folder."""
    if os.geteuid() != 0:
        return ""
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return "User nobody\nGroup nogroup"
