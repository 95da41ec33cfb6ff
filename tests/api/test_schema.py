"""The schema is complete, its copy in docs/ its twin; whatever it allows, no answer is a bug or a foreign thing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.drainage import GENERATOR_STATS
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from inventory.operations import AsnLine, open_asn
from tests.api.kit import Integrator
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import CAUSE, stock
from tests.rights.world import objects_of
from wms.api.openapi import schema, schema_text
from wms.api.states import Scope
from wms.core.models import Warehouse
from wms.core.transactions import unit_of_work
from wms.wsgi import application

COPY = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
READING = [scope for scope in Scope.values if scope.endswith(":read")]
# What each kind of token may, how many bodies and parameters are tried a call, and what it must have met.
TOKENS: dict[str, tuple[Any, int, set[int]]] = {
    "every scope": (Scope.values, 5, {200}),
    "reading only": (READING, 3, {200, 403}),
    "writing only": ([scope for scope in Scope.values if scope not in READING], 2, {200, 403}),
    "another room": ([Scope.WAVES_READ], 1, {200, 403}),
}


def test_the_copy_in_docs_is_the_schema() -> None:
    """After a change: .venv/bin/python -m tests.api.write_schema"""
    assert COPY.read_text(encoding="utf-8") == schema_text()


def test_nothing_of_the_schema_was_guessed() -> None:
    schema()
    assert (dict(GENERATOR_STATS._warn_cache), dict(GENERATOR_STATS._error_cache)) == ({}, {})


def test_every_write_takes_a_key_and_every_call_names_its_scope() -> None:
    for path, methods in schema()["paths"].items():
        for method, call in methods.items():
            names = [parameter["name"] for parameter in call.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method != "get"), path
            assert call["summary"], path
            assert set(call["security"][0]["token"]) <= set(Scope.values), path


class World:
    """One's own warehouse and a foreign one, whose things all carry the mark."""

    MARK = "FOREIGN"

    def __init__(self) -> None:
        self.here, self.there = StockedWarehouseFactory(code="HERE"), StockedWarehouseFactory(code=self.MARK)
        self.own, self.foreign = self.filled(self.here, "OWN"), self.filled(self.there, self.MARK)

    def filled(self, house: Warehouse, mark: str) -> dict[str, Any]:
        found = objects_of(house)
        sku = SkuFactory()
        SkuBindingFactory(shop=house.shops.get(), sku=sku, seller_sku=f"{mark}-SELLS")
        stock(LocationFactory(warehouse=house, code=f"{mark}-A1"), sku, 3)
        lines = [AsnLine(sku=sku, expected_units=1)]
        with unit_of_work():
            receipt = open_asn(cause=CAUSE, warehouse=house, number=f"{mark}-ASN", lines=lines).receipt
        return {**found, "receipt_id": receipt.pk, "sku": sku.code}

    def keys_of(self, tag: str) -> list[int]:
        name = {"asns": "receipt_id", "orders": "order_id", "waves": "wave_id", "parcels": "parcel_id"}.get(tag)
        name = name or {"work-items": "item_id", "skus": "sku_id", "serials": "serial_id"}.get(tag, "sku_id")
        return [self.own[name], self.foreign[name]]


def judge(world: World, erp: Integrator, case: Any, key: int) -> int:
    """One call, with a key of the own or the foreign world where its address takes one."""
    if "id" in case.path_parameters:
        case.path_parameters["id"] = key
    headers = {"Authorization": f"Bearer {erp.secret}", "Accept-Language": "en"}
    answer = case.call(headers=headers)
    case.validate_response(answer, checks=CHECKS)
    text = answer.text.replace(str(case.body), "") if case.body else answer.text
    assert World.MARK not in text, f"{case.method} {case.formatted_path} shows a foreign thing"
    return answer.status_code


@pytest.fixture
def in_process(db: None) -> Iterator[None]:
    """The WSGI application in this process and transaction: a request's end must not close the test's connection."""
    signals = request_started, request_finished
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.postgres
@pytest.mark.parametrize("kind", TOKENS)
def test_whatever_the_schema_allows_is_answered_as_it_says(kind: str, in_process: None, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 0
    world = World()
    scopes, examples, expected = TOKENS[kind]
    erp = Integrator(world.here, scopes=scopes)
    found = schemathesis.openapi.from_dict(schema())
    found.app = application
    met: set[int] = set()
    for result in found.get_all_operations():
        operation = result.ok()
        keys = world.keys_of(operation.tags[0])

        @hypothesis.settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(), key=hypothesis.strategies.sampled_from(keys))
        def every(case: Any, key: int) -> None:
            met.add(judge(world, erp, case, key))

        every()
    assert max(met) < 500
    assert {200, 403} & met == expected
