"""The broker's jars, resolved once by Maven into `.kafka/lib` and again only when `pom.xml` changes.

Tests resolve others the same way.
"""

import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
LIB = HERE.parents[1] / ".kafka" / "lib"


class MissingToolError(Exception):
    """Java or Maven are missing on this machine; the message says which."""


def java() -> str:
    """Path of the `java` command; MissingToolError without it."""
    return _command("java", "Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless)")


def resolve(lib: Path = LIB, *, pom: Path = HERE / "pom.xml") -> Path:
    """Fills `lib` with the jars of the pom and returns it; MissingToolError, or RuntimeError from Maven."""
    stamp = lib / ".pom.sha256"
    wanted = hashlib.sha256(pom.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return lib
    maven = _command("mvn", "Maven (Debian: apt-get install maven)")
    shutil.rmtree(lib, ignore_errors=True)
    lib.mkdir(parents=True)
    answer = subprocess.run(  # noqa: S603 - fixed words and our own path
        [maven, "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={lib}"],
        check=False,
        capture_output=True,
        text=True,
    )
    if answer.returncode:
        raise RuntimeError(f"Maven could not resolve the jars of {pom.parent.name}:\n{answer.stdout}{answer.stderr}")
    stamp.write_text(wanted)
    return lib


def _command(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingToolError(f"This needs `{name}`, which is not on this machine: install {remedy}.")
    return found
