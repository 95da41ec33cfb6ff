"""An integrator for tests: a token, and a client that speaks JSON with it."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.factories.core import PersonFactory
from wms.api.models import ApiToken
from wms.api.operations.tokens import create_token
from wms.api.states import Scope
from wms.core.cause import Cause
from wms.core.models import Assignment, Warehouse
from wms.core.states import Role
from wms.core.transactions import unit_of_work

CAUSE = Cause(source="desk", reference="tests")
_keys = itertools.count(1)


class Integrator:
    """`get` and `post` answer as the API does; each write has a key of its own unless one is given."""

    def __init__(
        self, *houses: Warehouse, scopes: Any = Scope.values, is_everywhere: bool = False, language: str = "en"
    ) -> None:
        keeper = PersonFactory()
        for house in houses or (None,):
            Assignment.objects.create(person=keeper, warehouse=house, role=Role.ADMINISTRATOR)
        with unit_of_work():
            made = create_token(
                cause=CAUSE,
                keeper=keeper,
                name="ERP",
                scopes=list(scopes),
                warehouses=houses,
                is_everywhere=is_everywhere or not houses,
            )
        self.token: ApiToken = made.token
        self.keeper, self.secret, self.language = keeper, made.secret, language
        self.client = Client()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Accept-Language": self.language}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", query, headers={**self.headers, **headers})

    def write(self, method: str, path: str, body: Any, key: str = "", **headers: str) -> HttpResponse:
        sent = {**self.headers, "Idempotency-Key": key or f"key-{next(_keys)}", **headers}
        text = body if isinstance(body, str) else json.dumps(body)
        return self.client.generic(method, f"/api/v1/{path}", text, "application/json", headers=sent)

    def post(self, path: str, body: Any, key: str = "", **headers: str) -> HttpResponse:
        return self.write("POST", path, body, key, **headers)

    def patch(self, path: str, body: Any, key: str = "", **headers: str) -> HttpResponse:
        return self.write("PATCH", path, body, key, **headers)


def codes(response: HttpResponse) -> tuple[int, str]:
    """The status and the problem's code."""
    return response.status_code, response.json()["code"]


def wrong(response: HttpResponse) -> dict[str, str]:
    """The codes of the wrong fields or parameters, by place."""
    assert response.json()["code"] == "api.malformed", response.json()
    return {row.get("pointer") or row["parameter"]: row["code"] for row in response.json()["errors"]}
