"""`python -m tests.oidc.installing`: what the foreign clients need; says what cannot be had on this machine."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
MODULE = Path("/usr/lib/apache2/modules/mod_auth_openidc.so")
PACKAGES: dict[str, Callable[[], bool]] = {
    "apache2": lambda: MODULE.exists() and Path("/usr/sbin/apache2").exists(),
    "chromium": lambda: shutil.which("chromium") is not None,
}
DEBIAN = {"apache2": ("apache2-bin", "libapache2-mod-auth-openidc"), "chromium": ("chromium",)}
PATIENCE = 600


def _run(*command: str) -> bool:
    done = subprocess.run(
        command,
        cwd=HERE,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode == 0


def has_node_packages() -> bool:
    """Whether the npm packages of package-lock.json are there."""
    return (HERE / "node_modules" / ".package-lock.json").exists()


def install() -> list[str]:
    """Install what is missing; the names of what is still missing afterwards."""
    missing = []
    if shutil.which("npm") is None or not (has_node_packages() or _run("npm", "ci", "--no-audit", "--no-fund")):
        missing.append("npm packages (needs Node.js 20)")
    wanted = [name for name, is_there in PACKAGES.items() if not is_there()]
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [package for name in wanted for package in DEBIAN[name]]
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    missing += [f"Debian's {' '.join(DEBIAN[name])}" for name in wanted if not PACKAGES[name]()]
    return missing


if __name__ == "__main__":
    for name in install():
        print(f"NOT HERE, what needs it is skipped: {name}")
