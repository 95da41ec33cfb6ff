"""What the API can do: a page of our own made from the schema (no script, no style from elsewhere), and the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from rest_framework.request import Request

from wms.api.authentication import BearerToken
from wms.api.openapi import TAGS, schema, schema_text
from wms.api.problems import answer
from wms.core.desk.frame import desk
from wms.core.models import Person, Warehouse
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page, warehouses_of
from wms.core.states import Role


@dataclass(frozen=True)
class Field:
    """One line of a table: `depth` steps it in below the object that holds it."""

    name: str
    kind: str
    is_needed: bool
    note: str
    depth: int = 0


@dataclass(frozen=True)
class Call:
    """One method of one address, as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    scope: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    statuses: list[str]
    example: str


@require_GET
@desk_page(Role.ADMINISTRATOR)
def docs(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    groups = [(tag, text, calls_of(tag)) for tag, text in TAGS.items()]
    context = {"groups": groups, "address": request.build_absolute_uri("/api/v1/")}
    return desk(request, warehouse, "api/docs.html", "tokens", context)


@require_GET
def schema_file(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1, for any token, and for an administrator's browser."""
    person = request.user
    is_administrator = isinstance(person, Person) and warehouses_of(person, frozenset({Role.ADMINISTRATOR})).exists()
    if not is_administrator:
        try:
            BearerToken().authenticate(Request(request))
        except OperationRefused as refusal:
            return answer(refusal, {"request": request})  # type: ignore[return-value]
    return HttpResponse(schema_text(), content_type="application/vnd.oai.openapi+json;version=3.1")


def calls_of(tag: str) -> list[Call]:
    """The calls of one tag, in the order of their addresses."""
    return [
        _call(path, method, operation)
        for path, methods in schema()["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    ]


def _call(path: str, method: str, operation: Mapping[str, Any]) -> Call:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    good = {status: found for status, found in operation["responses"].items() if status.startswith("2")}
    shapes = [found["content"]["application/json"]["schema"] for found in good.values() if "content" in found]
    examples = [example["value"] for example in body.get("examples", {}).values()]
    return Call(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation["description"].removesuffix("Any token.").split("Scope: `")[0].strip(),
        scope=", ".join(operation["security"][0]["token"]),
        parameters=[_parameter(one) for one in operation.get("parameters", [])],
        body=list(_fields(body.get("schema", {}))),
        answer=list(_fields(shapes[0])) if shapes else [],
        statuses=list(good),
        example=json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else "",
    )


def _parameter(one: Mapping[str, Any]) -> Field:
    return Field(one["name"], _kind(one["schema"]), bool(one.get("required")), one.get("description", ""))


def _fields(shape: Mapping[str, Any], depth: int = 0) -> Iterator[Field]:
    """An object's fields, those of objects and lists in it below them."""
    found = _resolved(shape)
    if found.get("type") == "array":
        found = _resolved(found["items"])
    needed = set(found.get("required", ()))
    for name, inner in found.get("properties", {}).items():
        yield Field(name, _kind(inner), name in needed, _resolved(inner).get("description", ""), depth)
        if depth < 3:
            yield from _fields(_resolved(inner), depth + 1)


def _resolved(shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference points to; of alternatives the one that says most."""
    for key in ("oneOf", "anyOf", "allOf"):
        if key in shape:
            inner: Mapping[str, Any] = next((one for one in shape[key] if one.get("type") != "null"), {})
            return {**_resolved(inner), **{name: text for name, text in shape.items() if name == "description"}}
    if "$ref" in shape:
        return schema()["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]]
    return shape


def _kind(shape: Mapping[str, Any]) -> str:
    found = _resolved(shape)
    kinds = found.get("type", "object")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in names:
        return f"[{_kind(found['items'])}]"
    choices = [str(choice) for choice in found.get("enum", ()) if choice is not None]
    shown = " | ".join(choices) if choices else found.get("format") or names[0]
    longest = f" ≤ {found['maxLength']}" if "maxLength" in found else ""
    return f"{shown}{longest}{' | null' if 'null' in names or _is_nullable(shape) else ''}"


def _is_nullable(shape: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "null" for key in ("oneOf", "anyOf") for one in shape.get(key, ()))
