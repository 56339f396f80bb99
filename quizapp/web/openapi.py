"""The OpenAPI 3.1 document, put together from what each room says of its own calls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from quizapp.web.json_api import Operation
from quizapp.web.problem import STATUS

PREFIX = "/api/v1"
_REF = "#/components/schemas/{name}"
# Every call may find the server busy, every call with a body may bring one that is not as agreed.
_ANY_CALL, _ANY_BODY = ("busy",), ("invalid", "too-large")


class ProblemPlace(msgspec.Struct):
    place: str
    message: str


class Problem(msgspec.Struct, omit_defaults=True):
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemPlace] = msgspec.field(default_factory=list)
    next_chance_at: str | None = None


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """Paths and schemas of all calls, with every refusal that each may answer."""
    given = list(operations)
    kinds: list[Any] = [Problem]
    for operation in given:
        kinds += [kind for kind in (operation.body, *operation.answers.values()) if kind is not None]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = {str(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, Any] = {}
    for operation in given:
        paths.setdefault(PREFIX + operation.path, {})[operation.method.lower()] = _operation(operation, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "quizapp", "version": "1", "description": "Timed science-literacy contests."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(operation: Operation, by_kind: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": _responses(operation, by_kind),
        "security": [] if operation.open else [{"bearer": []}, {"session": []}],
    }
    if operation.body is not None:
        content = {"application/json": {"schema": by_kind[str(operation.body)]}}
        required = any(field.required for field in msgspec.structs.fields(operation.body))
        found["requestBody"] = {"required": required, "content": content}
    return found


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string"}
    names = re.findall(r"{(\w+)}", operation.path)
    path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0} if name == "id" else text,
        }
        for name in names
    ]
    query = [_parameter(name, "query", about) for name, about in operation.query.items()]
    headers = [_parameter(name, "header", about) for name, about in operation.headers.items()]
    return path + query + headers


def _parameter(name: str, where: str, about: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": False, "description": about, "schema": {"type": "string"}}


def _responses(operation: Operation, by_kind: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, kind in operation.answers.items():
        content = {"application/json": {"schema": by_kind[str(kind)]}} if kind is not None else None
        found[str(status)] = {"description": operation.summary} | ({"content": content} if content else {})
    codes: dict[int, list[str]] = {}
    for code in dict.fromkeys((*operation.refusals, *(_ANY_BODY if operation.body else ()), *_ANY_CALL)):
        codes.setdefault(STATUS[code], []).append(code)
    for status, named in codes.items():
        found[str(status)] = {
            "description": "Refused: " + ", ".join(named),
            "content": {"application/problem+json": {"schema": by_kind[str(Problem)]}},
        }
    return found
