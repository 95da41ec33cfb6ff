"""/ops/sim/: what simulate may ask of the demo's empty warehouse. Exists only where access.json does (demo)."""

from __future__ import annotations

import json
import secrets
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from inventory.models import Barcode, InboundReceipt, Sku, SkuBinding, SkuStock, StockBalance
from inventory.operations import AsnLine, open_asn
from inventory.selectors.channel import states_for_bindings
from picking.models import Order
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.transactions import run
from wms.ops.demo.access import read_access
from wms.ops.ledger import differences, one_snapshot
from wms.scan.codes import make
from wms.scan.views import refusal_answer

MAX_UNITS, MAX_NAME = 100_000, 12
BULK = "bulk"


def _site(request: HttpRequest) -> Warehouse:
    """SIM, for whoever holds the token of access.json; 404 for everybody else, and everywhere but in the demo."""
    told = read_access().get("sim", {})
    given = request.headers.get("X-Sim-Token", "")
    if not told or not secrets.compare_digest(str(told.get("token", "")), given):
        raise Http404
    return Warehouse.objects.get(code=told["warehouse"])


@csrf_exempt
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Announce goods: {"units": {sku: n}, "run": name} opens an ASN; asked again with the same name it opens no other.

    Answers its barcode, the SKUs and what lies here already.
    """
    warehouse = _site(request)
    try:
        name, lines = _lines(request)
    except OperationRefused as refusal:
        return refusal_answer(refusal, "en")
    number = f"SIM-{name}"
    if not InboundReceipt.objects.filter(warehouse=warehouse, number=number).exists():
        cause = Cause(source="api", reference="simulate")
        run(partial(open_asn, cause=cause, warehouse=warehouse, number=number, lines=lines, supplier="simulate"))
    barcodes = Barcode.objects.filter(sku__in=[line.sku for line in lines]).select_related("sku")
    return JsonResponse(
        {
            "document": make("document", number),
            "number": number,
            "skus": {
                row.sku.code: {"barcode": row.value.lstrip("0"), "group": row.sku.look_alike_group} for row in barcodes
            },
            "stock": _stock(warehouse),
        }
    )


def _lines(request: HttpRequest) -> tuple[str, list[AsnLine]]:
    try:
        asked = json.loads(request.body)
        name = str(asked["run"])
        wanted = {str(code): int(count) for code, count in asked["units"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput(field="units", problem="object_of_numbers_expected") from None
    if not (name.isascii() and name.isalnum() and len(name) <= MAX_NAME):
        raise InvalidInput(field="run", problem="letters_and_digits_expected")
    skus = {sku.code: sku for sku in Sku.objects.filter(code__in=wanted)}
    if set(skus) != set(wanted) or not all(0 < count <= MAX_UNITS for count in wanted.values()):
        raise InvalidInput(field="units", problem="unknown_sku_or_number")
    return name, [AsnLine(sku=skus[code], expected_units=count) for code, count in sorted(wanted.items())]


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Stock by place, what should be shown at the front, where each order stands; ?ledger=1: differences, replayed, and
    how each order was picked.
    """
    warehouse = _site(request)
    with one_snapshot():
        is_audit = request.GET.get("ledger") == "1"
        found = differences(warehouse) if is_audit else None
        orders = Order.objects.filter(warehouse=warehouse)
        return JsonResponse(
            {
                "ledger_differences": None if found is None else len(found),
                "differences": (found or [])[:20],
                "stock": _stock(warehouse),
                "shown": _shown(warehouse),
                "orders": dict(orders.values_list("number", "state")),
                "modes": _modes(orders) if is_audit else {},
                "holds": dict(orders.exclude(hold_code="").values_list("number", "hold_code")),
                "states": {row["state"]: row["n"] for row in orders.values("state").annotate(n=Count("pk"))},
                "sums": {
                    row.sku.code: [row.on_hand_sellable, row.reserved, row.waiting, row.available]
                    for row in SkuStock.objects.filter(warehouse=warehouse).select_related("sku")
                },
            }
        )


def _modes(orders: QuerySet[Order]) -> dict[str, str]:
    """How each order that was waved is picked: its rule's pick mode, or "bulk" for sums that the bench tells apart."""
    rows = orders.filter(wave__rule__isnull=False).values_list(
        "number", "wave__is_bulk", "wave__is_wall", "wave__rule__pick_mode"
    )
    return {number: BULK if is_bulk and not is_wall else mode for number, is_bulk, is_wall, mode in rows}


def _shown(warehouse: Warehouse) -> dict[str, int]:
    """What the front should show of each binding, by seller's SKU."""
    bindings = list(SkuBinding.objects.filter(warehouse=warehouse).select_related("shop"))
    if not bindings:
        return {}
    states = states_for_bindings(bindings[0].shop, [binding.pk for binding in bindings])
    return {binding.seller_sku: states[binding.pk].available for binding in bindings}


def _stock(warehouse: Warehouse) -> list[dict[str, Any]]:
    rows = StockBalance.objects.filter(location__warehouse=warehouse, on_hand__gt=0)
    return [
        {
            "location": row.location.code,
            "kind": row.location.kind,
            "sku": row.sku.code,
            "units": row.on_hand,
            "condition": row.condition,
        }
        for row in rows.select_related("location", "sku")
    ]
