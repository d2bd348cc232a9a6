"""Habits that make the house guessable: where rules may look, what is named how, who may say what."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Date, DateTime

from contracts.generate import services
from kit.events import CATALOGUE
from kit.problems import Problem
from tests.architecture import ROOT, RULES, SERVICES, sources

CODE = [path for path in sources() if "tests" not in path.parts]
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in CODE}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_knows_no_database_no_network_and_no_clock(rule: str) -> None:
    outside = re.compile(r"sqlalchemy|asyncpg|httpx|aiokafka|fastapi|kit\.(db|outbox|bus|http|app|clock\.(now|Now))")
    assert [name for name in imported(TREES[rule]) if outside.match(name)] == []
    assert not re.search(r"\b(datetime\.now|date\.today|time\.time)\(", (ROOT / rule).read_text("utf-8"))


def test_nothing_but_the_outbox_publishes() -> None:
    speakers = [p for p in TREES if re.search(r"INSERT INTO outbox|AIOKafkaProducer\(", (ROOT / p).read_text("utf-8"))]
    assert set(speakers) <= {"kit/outbox.py", "kit/bus.py"}


def test_tokens_are_handled_in_two_modules() -> None:
    users = [path for path, tree in TREES.items() if any(n.split(".")[0] == "jose" for n in imported(tree))]
    assert sorted(users) == ["kit/tokens.py", "services/identity/tokens.py"]


@pytest.mark.parametrize(("service", "app"), [(name, app) for name, app in services().items()])
def test_a_handler_is_named_after_its_event(service: str, app: object) -> None:
    listener = app.state.listener  # type: ignore[attr-defined]
    for type_, handler in listener.handlers.items() if listener else ():
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", CATALOGUE[type_].__name__).lower()
        assert handler.__name__ == words, service


@pytest.mark.parametrize("service", SERVICES)
def test_columns_say_what_they_hold(service: str) -> None:
    package = importlib.import_module(f"services.{service}")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in ("models", "replicas"):
            importlib.import_module(f"services.{service}.{module.name}")
    days = ("_on", "_date", "day", "_from", "_to", "_until")
    endings = ((DateTime, ("_at", "_since", "_until", "_by")), (Date, days))
    for table in importlib.import_module(f"services.{service}.models").Table.metadata.tables.values():
        for column in table.columns:
            name = str(column.name)
            if isinstance(column.type, Boolean):
                assert name.startswith(("is_", "has_")), f"{table.name}.{name}"
            for kind, words in endings:
                if isinstance(column.type, kind):
                    assert name.endswith(words) or name == "at", f"{table.name}.{name}"


def _problems(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for one in kind.__subclasses__():
        yield one
        yield from _problems(one)


def test_a_problem_speaks_vietnamese_and_english() -> None:
    services()
    found = [one for one in _problems() if re.match(r"(kit|services)\.(?!.*tests)", one.__module__)]
    assert len(found) > 20
    for one in found:
        assert "__doc__" in vars(one), one
        assert "english" in vars(one), one
        assert (inspect.getdoc(one) or "").isascii() is False, one


def test_what_comes_after_two_arguments_is_named() -> None:
    found = []
    for path, tree in TREES.items():
        doors = "/routes/" in path or "/migrations/" in path or path == "kit/idempotency.py"  # FastAPI names them
        for node in ast.walk(tree):
            if isinstance(node, FUNCTION) and not node.decorator_list and not doors and node.name == node.name.lower():
                own = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]
                if len(own) - _is_session_first(own) > 2 and not node.name.startswith("_"):
                    found.append(f"{path}:{node.lineno} {node.name}({', '.join(own)})")
    assert found == []


def _is_session_first(names: list[str]) -> bool:
    """The transaction is where an action happens, not one of its arguments."""
    return names[:1] in (["session"], ["transaction"], ["connection"])


def test_every_service_opens_with_its_map() -> None:
    for service in SERVICES:
        words = ast.get_docstring(TREES[f"services/{service}/__init__.py"]) or ""
        assert len(words.splitlines()) >= 5, service


def test_every_file_of_a_service_has_a_name_people_guess() -> None:
    for service in SERVICES:
        names = {path.name for path in (ROOT / "services" / service).iterdir() if path.name != "__pycache__"}
        assert {"__init__.py", "app.py", "settings.py", "routes", "migrations", "tests"} <= names, service
        assert {"models.py", "models"} & names, service
        assert Path(ROOT / "services" / service / "app.py").read_text("utf-8").count("\n") <= 60, service
