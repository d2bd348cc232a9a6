"""Words that must not be in the repository: registries, machines, secrets."""

import re

from tests.architecture import ROOT, tracked

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".json",
    ".yml",
    ".yaml",
    ".txt",
    ".xml",
    ".properties",
    ".html",
    ".css",
    ".example",
    "",
}
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted|npmjs|registry\.(?!Local)\w+\.\w+|repo1?\.maven|maven\.apache\.org/maven2|deb\.debian"
)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}")
PATHS = re.compile(r"/(?:work|root|home/\w+)/[\w.]+")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in TEXT and "vendor" not in path.parts and path != ROOT / "tests/architecture/test_words.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert found(REGISTRIES) == []


def test_no_file_holds_a_secret() -> None:
    assert found(SECRETS) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert found(PATHS) == []


LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_every_link_of_the_documents_leads_somewhere() -> None:
    lost = [
        f"{path.relative_to(ROOT)} -> {link}"
        for path in tracked()
        if path.suffix == ".md" and "vendor" not in path.parts
        for link in LINK.findall(path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]
    assert lost == []
