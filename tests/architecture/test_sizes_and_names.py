"""Every file fits a few screens, every function one; names say what a thing is."""

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture import ROOT, sources

FILES = sources()
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}
BANNED = {"util", "utils", "helper", "helpers", "common", "base", "manager", "impl", "misc", "process", "scripts"}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[FUNCTION]:
    return (node for node in ast.walk(tree) if isinstance(node, FUNCTION))


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}


def test_no_file_is_longer_than_300_lines() -> None:
    assert {p.relative_to(ROOT): n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in TREES.items()
        for node in functions(tree)
        if (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []


def test_kit_modules_stay_within_200_lines() -> None:
    kit = [p for p in FILES if p.relative_to(ROOT).parts[0] == "kit" and "tests" not in p.parts]
    assert {p.name: n for p in kit if (n := len(p.read_text("utf-8").splitlines())) > 200} == {}


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in TREES.items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_module_opens_with_why_it_exists() -> None:
    assert [p.relative_to(ROOT) for p, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_names_say_what_a_thing_is() -> None:
    found = [str(path.relative_to(ROOT)) for path in FILES if words(path.stem) & BANNED]
    for path, tree in TREES.items():
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef | FUNCTION) and words(node.name) & BANNED
        ]
    assert found == []


def test_no_import_cycle() -> None:
    modules = {_module(path): path for path in FILES}
    graph = {name: set(_imports(TREES[path], modules)) - {name} for name, path in modules.items()}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module, modules: dict[str, Path]) -> Iterator[str]:
    """Modules imported when this one is; a name imported from a package counts as that module if there is one."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{one.name}" for one in node.names} & modules.keys()
            yield from inner
            if node.module in modules and len(inner) < len(node.names):
                yield node.module
