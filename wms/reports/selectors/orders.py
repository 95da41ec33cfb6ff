"""One order's whole way: each change of state, scan, exchange, print and handover, with who made it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from inventory.models import SerialNumber
from packing.models import ManifestLine, Parcel, ParcelLine, ParcelUnit, Waybill
from packing.states import ParcelState
from picking.models import Order, OrderHistory, OrderItem, PickTask
from wms.aliexpress.models import Evidence, EvidenceKey
from wms.core.models import PrintJob, ScanEvent

MOST_EVENTS = 300
PRINT_TONES = {"printed": "ok", "failed": "stop", "unknown": "warn"}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline. `tone` colours its dot; `code` has its words in words.py or messages.py."""

    at: datetime
    kind: str  # state, scan, exchange, print, handover
    tone: str
    icon: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    detail: str = ""
    who: str = ""
    source: str = ""  # the way that it came by, when nobody made it


@dataclass(frozen=True)
class Goods:
    """One SKU of the order: units wanted, picked, verified at the bench, and the places they came from."""

    item: OrderItem
    picked: int
    verified: int
    places: list[str]


def happenings(order: Order, parcels: list[Parcel]) -> list[Happening]:
    """Newest first, at most 300 of each kind."""
    rows = [*_states(order), *_scans(order, parcels), *_exchanges(order), *_papers(parcels)]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _who(row: Any) -> str:
    parts = [row.person.name if row.person else "", row.device.code if row.device else ""]
    return " · ".join(part for part in parts if part)


def _states(order: Order) -> list[Happening]:
    rows = OrderHistory.objects.filter(order=order).select_related("person", "device").order_by("-pk")[:MOST_EVENTS]
    tones = {"held": "warn", "waiting": "warn", "cancelled": "stop", "shipped": "ok"}
    return [
        Happening(
            at=row.created_at,
            kind="note" if row.was == row.became else "state",
            tone=tones.get(row.became, "info"),
            icon="document",
            code=row.code if row.was == row.became and row.code else row.became,
            facts=row.facts,
            detail=row.code,
            who=_who(row),
            source=row.source,
        )
        for row in rows
    ]


def _scans(order: Order, parcels: list[Parcel]) -> list[Happening]:
    works = [parcel.work_key for parcel in parcels]
    rows = ScanEvent.objects.filter(Q(order_number=order.number) | Q(work__in=works), warehouse=order.warehouse_id)
    rows = rows.select_related("person", "device").order_by("-pk")[:MOST_EVENTS]
    found = []
    for row in rows:
        tone = "stop" if row.is_wrong else ("" if row.verdict == "ok" else "warn")
        detail = " · ".join(part for part in (row.sku_code, row.location_code, row.raw[:40]) if part)
        who = f"{row.person.name} · {row.device.code}"
        icon = "cross" if row.is_wrong else "barcode"
        found.append(Happening(row.received_at, "scan", tone, icon, row.code, row.facts, detail, who))
    return found


def has_evidence(order: Order) -> bool:
    """Whether an exchange about it is kept: then there is a bundle to sign."""
    return EvidenceKey.objects.filter(kind=EvidenceKey.Kind.ORDER, value=order.number).exists()


def _exchanges(order: Order) -> list[Happening]:
    keys = EvidenceKey.objects.filter(kind=EvidenceKey.Kind.ORDER, value=order.number).values("evidence")
    rows = Evidence.objects.filter(pk__in=keys, account__shop=order.shop_id).order_by("-pk")[:MOST_EVENTS]
    tones = {"ok": "ok", "refused": "stop", "failed": "warn", "unknown": "warn"}
    return [
        Happening(
            at=row.answered_at,
            kind="exchange",
            tone=tones.get(row.outcome, ""),
            icon="link",
            code=row.method,
            facts={"outcome": row.outcome, "told": [row.method, row.code, f"{row.milliseconds} ms"]},
            who=f"req {row.request_id}" if row.request_id else "",
        )
        for row in rows
    ]


def _papers(parcels: list[Parcel]) -> list[Happening]:
    subjects = [bill.print_subject for parcel in parcels for bill in parcel.waybills.all()]
    prints = PrintJob.objects.filter(subject__in=subjects).select_related("printer", "person", "device")
    lines = ManifestLine.objects.filter(parcel__in=parcels).select_related("manifest", "person", "device")
    return [
        *(
            Happening(
                row.created_at,
                "print",
                PRINT_TONES.get(row.state, ""),
                "printer",
                "print",
                {"job": row},
                who=_who(row),
                source=row.source,
            )
            for row in prints.defer("content")
        ),
        *(
            Happening(
                row.created_at, "handover", "ok", "truck", "handover", {}, row.manifest.number, _who(row), row.source
            )
            for row in lines
        ),
    ]


def parcels_of(order: Order) -> list[Parcel]:
    rows = Parcel.objects.filter(order=order).select_related("station", "person", "tote")
    return list(rows.prefetch_related("waybills", "mismatches").order_by("-pk"))


def serials_in(parcels: list[Parcel]) -> dict[int, list[SerialNumber]]:
    """The single units that lie in each parcel, or left with it, by the parcel's id: one query for all."""
    keys = {parcel.pk: (parcel.work_key, parcel.state == ParcelState.HANDED_OVER) for parcel in parcels}
    units = ParcelUnit.objects.filter(parcel__in=keys, reverses=None, reversed_by=None).exclude(serial=None)
    found: dict[int, list[SerialNumber]] = {}
    for unit in units.select_related("serial").order_by("pk"):
        key, has_left = keys[unit.parcel_id]
        if unit.serial is not None and (has_left or unit.serial.holder == key):
            found.setdefault(unit.parcel_id, []).append(unit.serial)
    return found


def waybill_of(parcels: list[Parcel]) -> Waybill | None:
    """The live waybill, from rows that parcels_of has fetched."""
    return next((bill for parcel in parcels for bill in parcel.waybills.all() if bill.state != "void"), None)


def goods_of(order: Order) -> list[Goods]:
    """Three queries, whatever the number of items."""
    picked: dict[int, int] = {}
    places: dict[int, list[str]] = {}
    tasks = PickTask.objects.filter(order=order).order_by("pk")
    for item_id, units, code in tasks.values_list("order_item_id", "picked", "location__code"):
        picked[item_id] = picked.get(item_id, 0) + units
        if code not in places.setdefault(item_id, []):
            places[item_id].append(code)
    lines = ParcelLine.objects.filter(parcel__order=order).exclude(parcel__state="cancelled")
    verified = dict(lines.values_list("sku_id", "verified"))
    found = []
    for item in OrderItem.objects.filter(order=order).select_related("sku").order_by("pk"):
        seen = min(item.quantity, verified.get(item.sku_id, 0))
        verified[item.sku_id] = verified.get(item.sku_id, 0) - seen
        found.append(Goods(item, picked.get(item.pk, 0), seen, places.get(item.pk, [])))
    return found
