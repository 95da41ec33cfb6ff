"""Stock: SKUs with the three numbers, one SKU with its places and movements, one place with its goods."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from inventory.models import Location, Sku, SkuStock, StockCount, StockMovement
from inventory.selectors import bindings_of_sku, history, stock_at, where_is
from inventory.states import PHYSICAL_KINDS, LocationKind
from inventory.words import special_marks
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.rights import desk_page, roles_at
from wms.intake.kinds import kinds_for
from wms.reports.lists.stock import StockList
from wms.reports.selectors import stock as stock_rows
from wms.reports.selectors.subjects import audit_of
from wms.reports.words import wording

MOST_MOVEMENTS = 30
MOVEMENT_PARTS = ("sku", "lot", "source_location", "target_location", "person", "device", "reverses")


@require_GET
@desk_page()
def stock(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, StockList, here="stock")


@require_GET
@desk_page()
def sku(request: HttpRequest, warehouse: Warehouse, sku_id: int) -> HttpResponse:
    found = get_object_or_404(Sku, pk=sku_id)
    roles = roles_at(request.user, warehouse)  # type: ignore[arg-type]
    context = {
        "sku": found,
        "marks": special_marks(found),
        "stock": SkuStock.objects.filter(warehouse=warehouse, sku=found).first(),
        "balances": where_is(found, warehouse),
        "conditions": stock_rows.units_by_condition(warehouse, found.pk),
        "movements": history(warehouse=warehouse, sku=found, limit=MOST_MOVEMENTS),
        "barcodes": list(found.barcodes.order_by("value")),
        "bindings": bindings_of_sku(found.pk, warehouse.pk),
        "wanted": stock_rows.wanted_by(warehouse, found.pk),
        "kept": audit_of(warehouse, found.code, f"sku:{found.code}"),
        "may_bring_pictures": any(kind.name == "pictures" for kind in kinds_for(roles)),
    }
    return desk(request, warehouse, "desk/sku.html", "skus", context)


@require_GET
@desk_page()
def place(request: HttpRequest, warehouse: Warehouse, location_id: int) -> HttpResponse:
    places = Location.objects.select_related("zone").filter(kind__in=PHYSICAL_KINDS, warehouse=warehouse)
    found = get_object_or_404(places, pk=location_id)
    balances = stock_at(found)
    context = {
        "place": found,
        "is_ours": found.kind != LocationKind.HANDLING_UNIT,
        "balances": balances,
        "units": sum(balance.on_hand for balance in balances),
        "kept": audit_of(warehouse, found.code, f"location:{found.code}"),
        "movements": history(warehouse=warehouse, location=found, limit=MOST_MOVEMENTS),
    }
    return desk(request, warehouse, "desk/place.html", "places", context)


@require_GET
@desk_page()
def movement(request: HttpRequest, warehouse: Warehouse, movement_id: int) -> HttpResponse:
    """One line of the ledger with the scan that made it and the order that it was for."""
    rows = StockMovement.objects.select_related(*MOVEMENT_PARTS)
    found = get_object_or_404(rows, pk=movement_id, warehouse=warehouse)
    scan = stock_rows.scan_of(found)
    context = {
        "movement": found,
        "scan": scan,
        "said": wording(scan.code, scan.facts) if scan else None,
        "order": stock_rows.order_of(found),
        "reversed_by": StockMovement.objects.filter(reverses=found).first(),
    }
    return desk(request, warehouse, "desk/movement.html", "movements", context)


@require_GET
@desk_page()
def count(request: HttpRequest, warehouse: Warehouse, count_id: int) -> HttpResponse:
    """What a blind count found, in units and in value, and who may decide on it."""
    rows = StockCount.objects.select_related("location__zone", "counted_by", "person")
    found = get_object_or_404(rows, pk=count_id, warehouse=warehouse)
    lines = stock_rows.count_lines(found)
    context = {
        "count": found,
        "lines": lines,
        "units": sum(line.row.difference for line in lines),
        "value": sum(line.value or 0 for line in lines),
        "unpriced": sum(line.value is None and line.row.difference != 0 for line in lines),
        "is_mine": found.counted_by_id == request.user.pk,
        "kept": audit_of(warehouse, f"count:{found.pk}"),
    }
    return desk(request, warehouse, "desk/count.html", "counts", context)
