"""/ops/sim/: only with the demo's token, only about SIM, and safe to ask twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from inventory.models import InboundReceipt
from picking.models import Order
from tests.factories.core import WarehouseFactory
from tests.factories.inventory import BarcodeFactory, SkuFactory
from tests.factories.picking import WaveRuleFactory
from tests.reports import rows
from wms.core.models import Warehouse

pytestmark = pytest.mark.django_db

BEGIN, STATE = "/ops/sim/begin", "/ops/sim/state"
RIGHT = "right"  # what access.json holds here


@pytest.fixture
def sim(settings: Settings, tmp_path: Any) -> Warehouse:
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    (tmp_path / "access.json").write_text(json.dumps({"sim": {"token": "right", "warehouse": "SIM"}}))
    BarcodeFactory(sku=SkuFactory(code="TEE"), value="06900000200018")
    return WarehouseFactory(code="SIM")


def begin(token: str = RIGHT, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = Client().post(BEGIN, body, content_type="application/json", headers={"X-Sim-Token": token})
    return answer.status_code, answer.json() if answer.status_code != 404 else {}


def test_an_asn_is_opened_once_for_one_name(sim: Warehouse) -> None:
    status, told = begin(units={"TEE": 5}, run="ABC1")
    assert status == 200
    assert told["skus"] == {"TEE": {"barcode": "6900000200018", "group": ""}}
    assert begin(units={"TEE": 5}, run="ABC1") == (200, told)
    receipt = InboundReceipt.objects.get(warehouse=sim)
    assert (receipt.number, told["number"]) == ("SIM-ABC1", "SIM-ABC1")
    assert begin(units={"TEE": 5}, run="ABC2")[1]["number"] == "SIM-ABC2"


@pytest.mark.parametrize(
    "body",
    [
        {"units": {"TEE": 5}},
        {"units": {"NONE": 5}, "run": "A"},
        {"units": {"TEE": 0}, "run": "A"},
        {"units": [], "run": "A"},
        {"units": {"TEE": 1}, "run": "a b"},
    ],
    ids=["no name", "unknown SKU", "no units", "no object", "bad name"],
)
def test_nonsense_is_refused_and_opens_nothing(sim: Warehouse, body: dict[str, Any]) -> None:
    assert begin(**body)[0] == 400
    assert not InboundReceipt.objects.exists()


def test_without_the_token_there_is_no_such_page(sim: Warehouse, settings: Settings) -> None:
    assert begin("wrong", units={"TEE": 5}, run="A")[0] == 404
    assert Client().get(STATE).status_code == 404
    settings.DEMO = False
    assert begin(units={"TEE": 5}, run="A")[0] == 404
    assert not InboundReceipt.objects.exists()


def test_the_ledger_is_replayed_only_when_asked_for(sim: Warehouse) -> None:
    told = Client().get(STATE, headers={"X-Sim-Token": "right"}).json()
    assert (told["ledger_differences"], told["orders"], told["stock"]) == (None, {}, [])
    asked = Client().get(f"{STATE}?ledger=1", headers={"X-Sim-Token": "right"}).json()
    assert asked["ledger_differences"] == 0


def test_how_each_order_was_picked_is_told_with_the_ledger(sim: Warehouse) -> None:
    for number, mode, is_bulk in (("1", "zonepass", False), ("2", "cluster", True), ("3", "put_wall", True)):
        rule = WaveRuleFactory(warehouse=sim, pick_mode=mode)
        wave = rows.wave(sim, rule=rule, is_bulk=is_bulk, is_wall=mode == "put_wall")
        Order.objects.filter(pk=rows.order(sim, wave=wave).pk).update(number=number)
    rows.order(sim)
    asked = Client().get(f"{STATE}?ledger=1", headers={"X-Sim-Token": "right"}).json()
    assert asked["modes"] == {"1": "zonepass", "2": "bulk", "3": "put_wall"}
