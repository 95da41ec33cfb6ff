"""Pages that hold while rows come and go: each begins behind the last row of the one before it, never at a number."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

LIMIT, LIMIT_MAX = 50, 200
LARGEST_KEY = 2**63 - 1


def wrong_parameter(name: str, code: str, message: str = "") -> ValidationError:
    """A 400 that names a parameter of the address."""
    found = ValidationError({name: [ErrorDetail(message or code, code=code)]})
    found.place = "parameter"  # type: ignore[attr-defined]
    return found


class KeysetPages(BasePagination):
    """`?limit=` rows from `?cursor=` on, by key, oldest first; `?newest=true` turns the walk round.

    `next` is the whole address of the next page, null on the last one. A row that is deleted meanwhile moves no other
    one, a new one is met at the end (or, newest first, by the next walk).
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        limit = limit_of(request)
        newest, cursor = request.query_params.get("newest", "false"), request.query_params.get("cursor", "")
        if newest not in {"true", "false"}:
            raise wrong_parameter("newest", "invalid_choice")
        falls = newest == "true"
        if cursor:
            queryset = queryset.filter(**{"pk__lt" if falls else "pk__gt": read_cursor(cursor)})
        rows = list(queryset.order_by("-pk" if falls else "pk")[: limit + 1])
        self.has_more = len(rows) > limit
        self.rows = rows[:limit]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        following = None
        if self.has_more:
            address = self.request.build_absolute_uri()
            following = replace_query_param(address, "cursor", write_cursor(self.rows[-1].pk))
        response = Response({"results": data, "next": following})
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": ["string", "null"], "format": "uri", "description": "Address of the next page."},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            limit_parameter(),
            _parameter("cursor", {"type": "string"}, "Where the page begins; taken from `next`, never made by hand."),
            _parameter("newest", {"type": "boolean", "default": False}, "true: the newest rows first."),
        ]


def limit_of(request: Request) -> int:
    """?limit=, 1 to LIMIT_MAX."""
    text = request.query_params.get("limit", str(LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LIMIT_MAX):
        raise wrong_parameter("limit", "max_value" if text.isdigit() and text.strip("0") else "invalid", str(LIMIT_MAX))
    return int(text)


def limit_parameter() -> dict[str, Any]:
    shape = {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT}
    return _parameter("limit", shape, "Rows a page.")


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def write_cursor(key: int) -> str:
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def read_cursor(text: str) -> int:
    try:
        key = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
    except (binascii.Error, UnicodeError, ValueError):
        key = ""
    if not (key.isascii() and key.isdigit() and len(key) < 20 and int(key) <= LARGEST_KEY):
        raise wrong_parameter("cursor", "invalid")
    return int(key)
