"""What the schema says of every call: the token and its scope, the problem that a refusal is, the request's id."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from wms.api.authentication import SAFE

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is what programs go by; `title` and `detail` are in the language of "
    "Accept-Language (Chinese unless it asks for English).",
    "required": ["type", "title", "status", "detail", "code", "facts", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["stock.not_enough"]},
        "facts": {"type": "object", "description": "The values behind the words."},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "Each wrong field by JSON pointer, each wrong parameter by name.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
REFUSED = {
    "description": "Refused, as problem details; nothing was changed.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
TAGS = {
    "skus": "Goods, with barcodes and the products that shops sell of them.",
    "stock": "The three quantities by SKU, what lies where, putting a place right.",
    "asns": "Goods on their way in.",
    "orders": "What is to be sent, and where it stands.",
    "waves": "What is walked together, and how far it is.",
    "parcels": "Parcels with waybill and tracking number.",
    "work-items": "What waits for a person.",
    "events": "The feed of everything that happens.",
    "warehouses": "The token's warehouses.",
    "token": "The token itself.",
}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "wms.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Made by an administrator at the desk, under Tokens.",
        }


class HouseSchema(AutoSchema):
    """Names the scope that a call needs, as the role of its token."""

    def get_auth(self) -> list[dict[str, Any]]:
        view: Any = self.view
        scope = view.read_scope if self.method in SAFE else view.write_scope
        return [{"token": [str(scope)] if scope else []}]

    def get_description(self) -> str:  # type: ignore[override]
        """Only what a call says of itself: a class's words are for who reads the code."""
        return ""


def say_what_every_call_has(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """drf-spectacular's hook behind the generator."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["servers"] = [{"url": "/"}]
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = REFUSED
            scopes = operation["security"][0]["token"]
            told = operation.get("description", ""), f"Scope: `{scopes[0]}`." if scopes else "Any token."
            operation["description"] = " ".join(part for part in told if part)
    _drop(result, "x-spec-enum-id")
    return result


def _drop(found: Any, name: str) -> None:
    """Take a key away, wherever it stands."""
    if isinstance(found, dict):
        found.pop(name, None)
    for inner in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        _drop(inner, name)


@cache
def schema() -> dict[str, Any]:
    """The whole document, made once in a process."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


def schema_text() -> str:
    """As docs/openapi.json holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
