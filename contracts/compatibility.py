"""What a published contract may never do: lose a field, retype it, or demand more of those who speak or listen.

Pure functions over JSON Schema and OpenAPI documents. A needed change of that kind is a new `.v2` event or a new API
version.
"""

import re
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def breaks(before: Schema, after: Schema) -> list[str]:
    """How `after` would break a listener that reads `before`, as sentences; empty when it would not.

    A listener may rely on every field, its type, its presence and its choices. New fields are welcome.
    """
    return _compare(before, after, before.get("$defs", {}), after.get("$defs", {}), "")


def api_breaks(before: Schema, after: Schema) -> list[str]:
    """How the API `after` would break a client of `before`: lost operations, answers, or answer fields; new demands."""
    found = []
    old_parts = before.get("components", {}).get("schemas", {})
    new_parts = after.get("components", {}).get("schemas", {})
    for path, operations in before.get("paths", {}).items():
        for method, old in operations.items():
            new = _operation(after.get("paths", {}), path, method)
            where = f"{method.upper()} {path}"
            if new is None:
                found.append(f"{where} is gone")
                continue
            for status, answer in old.get("responses", {}).items():
                if not status.startswith("2"):
                    continue
                old_body, new_body = _body(answer), _body(new.get("responses", {}).get(status, {}))
                found += _compare(old_body, new_body, old_parts, new_parts, f"{where} {status}")
            found += [f"{where} now demands {name}" for name in _demands(new) - _demands(old)]
    return found


def _operation(paths: Schema, path: str, method: str) -> Schema | None:
    """The operation at a path: its own, or that of a template which covers it (`/slips/{form}`: `/slips/receipt`)."""
    covering = (one for one in paths if path == one or _covers(one, path))
    return next((paths[one][method] for one in sorted(covering, key=path.__ne__) if method in paths[one]), None)


def _covers(template: str, path: str) -> bool:
    pattern = re.sub(r"\\\{[^{}/]+\\\}", "[^/{}]+", re.escape(template))
    return re.fullmatch(pattern, re.sub(r"\{[^{}/]+\}", "x", path)) is not None


def _body(answer: Schema) -> Schema:
    schema: Schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _demands(operation: Schema) -> set[str]:
    return {one["name"] for one in operation.get("parameters", []) if one.get("required") and one.get("in") != "path"}


def _compare(old: Schema, new: Schema, old_parts: Schema, new_parts: Schema, where: str) -> list[str]:
    old, new = _resolve(old, old_parts), _resolve(new, new_parts)
    if not old:
        return []
    found = []
    if _types(old, old_parts) - _types(new, new_parts) or _types(new, new_parts) - _types(old, old_parts):
        found.append(f"{where or '/'} is retyped")
    if lost := set(map(str, old.get("enum", []))) - set(map(str, new.get("enum", []))):
        found.append(f"{where or '/'} loses {sorted(lost)}")
    for name, field in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            found.append(f"{where}/{name} is gone")
            continue
        if name in old.get("required", []) and name not in new.get("required", []):
            found.append(f"{where}/{name} may now be missing")
        found += _compare(field, new["properties"][name], old_parts, new_parts, f"{where}/{name}")
    if "items" in old:
        found += _compare(old["items"], new.get("items", {}), old_parts, new_parts, f"{where}/*")
    return found


def _resolve(schema: Schema, parts: Schema) -> Schema:
    while "$ref" in schema:
        schema = parts.get(schema["$ref"].rpartition("/")[2], {})
    return schema


def _types(schema: Schema, parts: Schema) -> set[str]:
    if "anyOf" in schema:
        return {word for one in schema["anyOf"] for word in _types(_resolve(one, parts), parts)}
    return {f"{schema.get('type', 'any')}:{schema.get('format', '')}"}
