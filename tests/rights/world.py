"""One object of each kind that addresses name, at one warehouse."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from inventory.models import (
    FloorConnector,
    InboundReceipt,
    SerialNumber,
    StockBalance,
    StockCount,
    StockMovement,
)
from packing.models import HandoverBatch, Manifest, OwnCarrier
from picking.models import ManualRecipient
from picking.operations.manual_orders import Address
from tests.factories.core import (
    DeviceFactory,
    PersonFactory,
    PrinterFactory,
    PrintJobFactory,
    ShopFactory,
    StationFactory,
)
from tests.factories.inventory import BarcodeFactory, LocationFactory, SkuBindingFactory, SkuFactory, ZoneFactory
from tests.factories.picking import PutWallFactory, TrolleyTypeFactory, WaveRuleFactory
from tests.floor import CAUSE, stock
from tests.reports import rows
from wms.aliexpress.models import Evidence, EvidenceKey, OnboardingPaper, Recipient, ShopAccount, StockPush
from wms.aliexpress.payloads.masking import masked
from wms.aliexpress.states import MethodProfile
from wms.api.models import ApiToken
from wms.api.states import Scope
from wms.core.models import Assignment, SavedView, Warehouse, WorkItem
from wms.core.states import Role
from wms.intake.models import Import
from wms.notices.models import Channel, Notice, Rule

# What an address names beside objects: the same for everybody.
PLAIN = {
    "surface": "rf",
    "list_key": "work",
    "verb": "hold",
    "form": "csv",
    "link": "no-such-link",
    "who": "MQ",
    "token": "no-such-token",
    "profile": MethodProfile.values[0],
    "figure_name": "pin_attempts",
    "cause": "lag",
    "kind": "address",
    "step": 0,
    "pk": 1,
    "rest": "nothing/",
}
# `name` differs by room: a screen of the floor, a kind of import.
NAMES = {"scan": "lookup", "intake": "skus"}
# Whom an order goes to, in clear, as the two encrypted tables hold it: no page or file shows it unasked [M21].
BUYER = {"contact_person": "Vasilisa Q", "mobile_no": "79991234567", "detail_address": "Sosnovaya 7", "country": "RU"}
EVERYWHERE = {"sku_id", "barcode_id"}  # goods belong to the company, not to a warehouse
# One's own thing, or what the trial's objects have not made: the role is let in and finds nothing.
OWN_ONLY = {"core:drop_view", "inventory:made_labels", "aliexpress:paper"}
# Addresses that show nothing without a question.
QUERIES = {"aliexpress:evidence_bundle": "?order={order_number}"}


def objects_of(house: Warehouse) -> dict[str, Any]:
    """The number of each object by its name in addresses."""
    person = PersonFactory()
    assignment = Assignment.objects.create(person=person, warehouse=house, role=Role.PICKER)
    shop = house.shops.first() or ShopFactory(warehouse=house)
    account = ShopAccount.objects.create(shop=shop, gateway_url="http://127.0.0.1:9/sync", app_key="k", app_secret="s")
    now = timezone.now()
    order = rows.order(house, state="shipped")
    device = DeviceFactory(warehouse=house)
    work = WorkItem.objects.create(
        warehouse=house,
        kind="stock.negative_outbound",
        subject_type="x",
        subject_id=str(house.pk),
        subject_label="x",
        source="task",
    )
    found: dict[str, Any] = {
        "person_id": person,
        "assignment_id": assignment,
        "device_id": device,
        "station_id": StationFactory(warehouse=house),
        "printer_id": PrinterFactory(warehouse=house),
        "print_id": PrintJobFactory(warehouse=house),
        "shop_id": shop,
        "warehouse_id": house,
        "view_id": SavedView.objects.create(warehouse=house, person=person, list_key="work", name="x", query=""),
        "import_id": Import.objects.create(
            kind="skus", warehouse=house, file_name="a.csv", folder=uuid.uuid4().hex, file_bytes=1, digest="x"
        ),
        "item_id": work,
        "order_id": order,
        "sku_id": SkuFactory(),
        "location_id": LocationFactory(warehouse=house),
        "zone_id": ZoneFactory(warehouse=house),
        "wave_id": rows.wave(house),
        "paper_id": OnboardingPaper.objects.create(shop=shop, warehouse=house, kind="address", **CAUSE.columns),
        "rule_id": WaveRuleFactory(warehouse=house),
        "type_id": TrolleyTypeFactory(warehouse=house),
        "wall_id": PutWallFactory(warehouse=house),
        "connector_id": FloorConnector.objects.create(
            warehouse=house, name="lift", x_mm=0, y_mm=0, other_floor="2F", other_x_mm=0, other_y_mm=0, seconds=20
        ),
        "account_id": account,
        "binding_id": SkuBindingFactory(shop=shop, sku=SkuFactory()),
        "evidence_id": Evidence.objects.create(
            account=account,
            method="x",
            sent_at=now,
            answered_at=now,
            outcome="ok",
            source="task",
            request=masked({"receipt_address": BUYER}),
        ),
        "parcel_id": rows.parcel(rows.picked(house, now)),
        "carrier_id": OwnCarrier.objects.create(warehouse=house, service="DHL", name="DHL", number_pattern=r"\d{10}"),
        "manifest_id": Manifest.objects.create(
            warehouse=house, number=f"M{house.pk}", carrier="YANWEN", device=device, person=person
        ),
    }
    found["batch_id"] = HandoverBatch.objects.create(
        manifest=found["manifest_id"], shop=shop, number=f"LP{house.pk}", pdf=b"%PDF-", **CAUSE.columns
    )
    found |= _stock_of(house)
    found |= _notices_of(house, work)
    found["token_id"] = _token_of(house, person)
    StockPush.objects.create(account=account, binding=found["binding_id"], next_at=now)
    _tell_buyer_of(order, found["evidence_id"], now)
    return {**{name: thing.pk for name, thing in found.items()}, "order_number": order.number}


def _token_of(house: Warehouse, person: Any) -> ApiToken:
    token = ApiToken.objects.create(
        name="ERP", prefix=f"t{house.pk}", token_hash=f"t{house.pk}", scopes=[Scope.SKUS_READ], keeper=person
    )
    token.warehouses.set([house])
    return token


def _tell_buyer_of(order: Any, evidence: Evidence, now: Any) -> None:
    """Both tables that hold an address in clear, and the key that leads from the order to what was sent."""
    Recipient.objects.create(order=order, address=json.dumps(BUYER), is_clear=True, fetched_at=now)
    told = Address(
        name=BUYER["contact_person"],
        phone=BUYER["mobile_no"],
        country="RU",
        street=BUYER["detail_address"],
        city="Perm",
    )
    ManualRecipient.objects.create(order=order, address=json.dumps(asdict(told)))
    EvidenceKey.objects.create(evidence=evidence, kind=EvidenceKey.Kind.ORDER, value=order.number)


def _notices_of(house: Warehouse, work: WorkItem) -> dict[str, Any]:
    return {
        "notice_id": Notice.objects.create(item=work, kind=work.kind, severity=3, warehouse=house, subject_label="x"),
        "channel_id": Channel.objects.create(
            name=f"x{house.pk}", kind="wecom", warehouse=house, address="https://127.0.0.1:9/x"
        ),
        "notice_rule_id": Rule.objects.create(name="x", warehouse=house),
    }


def _stock_of(house: Warehouse) -> dict[str, Any]:
    place, sku = LocationFactory(warehouse=house), SkuFactory()
    stock(place, sku, 5)
    return {
        "barcode_id": BarcodeFactory(),
        "balance_id": StockBalance.objects.get(location=place, sku=sku),
        "movement_id": StockMovement.objects.filter(sku=sku).latest("pk"),
        "serial_id": SerialNumber.objects.create(sku=sku, number=f"SN-{house.pk}", warehouse=house),
        "receipt_id": InboundReceipt.objects.create(warehouse=house, number=f"IN{house.pk}"),
        "count_id": StockCount.objects.create(warehouse=house, location=place, **CAUSE.columns),
    }
