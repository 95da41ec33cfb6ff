"""The labels that a visitor of the demo has nowhere to stick: what the next scans of each walk and bench would find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from inventory.models import Barcode, HandlingUnit, InboundLine, InboundReceipt, Location, Sku
from inventory.states import OPEN_RECEIPT_STATES, HandlingUnitKind, HandlingUnitState, LocationKind
from packing.models import Waybill
from packing.states import ParcelState, WaybillState
from picking.models import OrderItem, PickList, PickTask
from picking.selectors.ready import picked_orders
from picking.states import PickListState, TaskState
from wms.core.models import Warehouse
from wms.core.templatetags.zhunjian import named
from wms.scan.codes import make

A_FEW, MORE, FOUND = 3, 6, 12


@dataclass(frozen=True)
class Label:
    """`name` is what people read on it, `code` what a scanner reads off it, `note` what it is stuck to."""

    name: str
    code: str
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """The labels that one piece of work asks for, in the order in which it asks."""

    title: str
    labels: tuple[Label, ...]


def sheets(warehouse: Warehouse, wanted: str = "") -> list[Sheet]:
    """What is at hand in a warehouse; with `wanted` (the beginning of a code or name) only what is called so.

    A walk gives its next three tasks, a bench the orders that wait for it: at most a dozen sheets.
    """
    if wanted:
        return [Sheet(_("Found"), tuple(_called(warehouse, wanted)))]
    made = [*_walks(warehouse), _free(warehouse), *_benches(warehouse), *_arrivals(warehouse)]
    return [sheet for sheet in made if sheet.labels]


def _walks(warehouse: Warehouse) -> Iterator[Sheet]:
    walks = PickList.objects.filter(warehouse=warehouse, state=PickListState.PICKING).select_related("cart", "person")
    for walk in walks.order_by("-assigned_at")[:A_FEW]:
        told: list[Label] = [_unit(walk.cart, _("Cart"))] if walk.cart else []
        tasks = PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN).order_by("sequence")
        for task in tasks.select_related("location", "sku", "slot__handling_unit")[:A_FEW]:
            told += [_place(task.location), *_goods([(task.sku, task.quantity)])]
            if task.slot.handling_unit:
                told.append(_unit(task.slot.handling_unit, _("Slot %(n)s") % {"n": task.slot.position}))
        yield Sheet(_("Walk %(number)s · %(name)s") % {"number": walk.number, "name": walk.person}, tuple(told))


def _free(warehouse: Warehouse) -> Sheet:
    rows = HandlingUnit.objects.filter(warehouse=warehouse, state=HandlingUnitState.FREE).order_by("code")
    busy = PickList.objects.filter(state=PickListState.PICKING, cart__isnull=False).values("cart")
    carts = rows.filter(kind=HandlingUnitKind.CART).exclude(pk__in=busy)[:A_FEW]
    totes = rows.filter(kind=HandlingUnitKind.TOTE)[:MORE]
    labels = [*(_unit(row, _("Cart")) for row in carts), *(_unit(row, _("Empty tote")) for row in totes)]
    return Sheet(_("Free carts and totes"), tuple(labels))


def _benches(warehouse: Warehouse) -> Iterator[Sheet]:
    waiting = picked_orders(warehouse.pk, limit=A_FEW)
    units = {
        row.code: row for row in HandlingUnit.objects.filter(warehouse=warehouse, code__in=[o.tote for o in waiting])
    }
    for order in waiting:
        items = OrderItem.objects.filter(line__order__number=order.number).select_related("sku")
        told = [_unit(units[order.tote], _("Tote"))] if order.tote in units else []
        yield Sheet(
            _("Bench · order %(number)s") % {"number": order.number},
            (*told, *_goods((item.sku, item.quantity) for item in items)),
        )
    stuck_on = Waybill.objects.filter(
        parcel__warehouse=warehouse,
        parcel__state__in=[ParcelState.LABELLED, ParcelState.CLOSED],
        state=WaybillState.READY,
    )
    rows = stuck_on.select_related("parcel__order").order_by("-ready_at")[:MORE]
    labels = tuple(Label(row.number, row.number, row.parcel.order.number) for row in rows)
    yield Sheet(_("Shipping labels on parcels"), labels)


def _arrivals(warehouse: Warehouse) -> Iterator[Sheet]:
    open_ones = InboundReceipt.objects.filter(warehouse=warehouse, state__in=OPEN_RECEIPT_STATES)
    for receipt in open_ones.order_by("expected_on", "number")[:A_FEW]:
        lines = InboundLine.objects.filter(receipt=receipt).select_related("sku")[:MORE]
        told = Label(receipt.number, make("document", receipt.number), receipt.supplier)
        yield Sheet(
            _("Arrival %(number)s") % {"number": receipt.number},
            (told, *_goods((line.sku, line.expected_units) for line in lines)),
        )


def _called(warehouse: Warehouse, wanted: str) -> Iterator[Label]:
    text = wanted.strip()
    named = Q(code__istartswith=text) | Q(barcode__istartswith=text)
    places = Location.objects.filter(named, warehouse=warehouse, kind=LocationKind.STORAGE, barcode__isnull=False)
    yield from (_place(row) for row in places.order_by("code")[:FOUND])
    yield from (_unit(row) for row in HandlingUnit.objects.filter(named, warehouse=warehouse).order_by("code")[:FOUND])
    skus = Sku.objects.filter(Q(code__istartswith=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text))
    yield from _goods((sku, 0) for sku in skus.order_by("code")[:FOUND])


def _place(row: Location) -> Label:
    typed = _("typed: %(code)s%(digits)s") % {
        "code": row.code,
        "digits": f" {row.check_digits}" if row.check_digits else "",
    }
    return Label(row.code, row.barcode or "", typed)


def _unit(row: HandlingUnit, note: str = "") -> Label:
    return Label(row.code, row.barcode, note)


def _goods(wanted: Iterable[tuple[Any, int]]) -> Iterator[Label]:
    """A label of each SKU, with how many units of it; one without a barcode is scanned by its code."""
    rows = list(wanted)
    values: dict[int, str] = {}
    for barcode in Barcode.objects.filter(sku__in=[sku for sku, _n in rows], pack_quantity=1).order_by("-pk"):
        values[barcode.sku_id] = barcode.value
    for sku, units in rows:
        text = values.get(sku.pk, sku.code)
        yield Label(sku.code, text.lstrip("0") if text.isdigit() else text, f"{named(sku)} × {units or 1}")
