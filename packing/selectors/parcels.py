"""Parcels as benches, boards and documents look at them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from packing.models import Manifest, Parcel, ParcelLine, ParcelTote, ParcelUnit, Waybill
from packing.states import ON_THE_BENCH, PRINT_PREFIX, ParcelState, WaybillState
from picking.selectors.orders import whole_of
from wms.core.models import PrintJob, Warehouse
from wms.core.prepared import Prepared, Together
from wms.core.states import UNPROVEN

UNITS_SHOWN = 6


def lies_on(station_id: int) -> Q:
    """What lies on a bench: a parcel in work, or a sealed one that was cancelled and is taken apart."""
    in_work = Q(state__in=ON_THE_BENCH) | Q(state=ParcelState.CLOSED, is_intercepted=True)
    return in_work & Q(station=station_id, is_set_aside=False)


def _on_bench(station: int) -> QuerySet[Parcel]:
    return Parcel.objects.select_related("order", "order__shop", "tote", "warehouse").filter(lies_on(station))


def _newest_units(units: QuerySet[ParcelUnit]) -> QuerySet[ParcelUnit]:
    return units.select_related("line__sku", "reverses", "serial").order_by("-pk")[:UNITS_SHOWN]


def _units_on_bench(station: int) -> QuerySet[ParcelUnit]:
    lying = Parcel.objects.filter(lies_on(station)).order_by().values("pk")
    return _newest_units(ParcelUnit.objects.filter(parcel__in=lying))


def _totes_awaited(station: int) -> QuerySet[ParcelTote]:
    lying = Parcel.objects.filter(lies_on(station)).order_by().values("pk")
    return ParcelTote.objects.select_related("tote").filter(parcel__in=lying, scanned_at=None)


def _lines_on_bench(station: int) -> QuerySet[ParcelLine]:
    lying = Parcel.objects.filter(lies_on(station)).order_by().values("pk")
    return ParcelLine.objects.select_related("sku").filter(parcel__in=lying)


def _waybill_on_bench(station: int) -> QuerySet[Waybill]:
    lying = Parcel.objects.filter(lies_on(station)).order_by().values("pk")
    return newest_alive(Waybill.objects.filter(parcel__in=lying))


def _label_job_on_bench(station: int) -> QuerySet[PrintJob]:
    return _newest_job(_label_jobs(Parcel.objects.filter(lies_on(station)).order_by().values("pk")))


def unproven_jobs(parcel: int) -> QuerySet[PrintJob, Any]:
    """Prints of a parcel's label, by pk, of which nobody knows whether they came out."""
    return _label_jobs([parcel]).filter(state__in=UNPROVEN).values_list("pk")


def _label_jobs(parcels: Collection[int] | QuerySet[Any, Any]) -> QuerySet[PrintJob]:
    alive = Waybill.objects.filter(parcel__in=parcels).exclude(state=WaybillState.VOID).order_by()
    subjects = alive.annotate(about=Concat(Value(PRINT_PREFIX), Cast("pk", CharField()))).values("about")
    return PrintJob.objects.filter(subject__in=subjects)


def _newest_job(jobs: QuerySet[PrintJob]) -> QuerySet[PrintJob]:
    return jobs.select_related("printer", "station").defer("content").order_by("-copy")[:1]


def newest_alive(waybills: QuerySet[Waybill]) -> QuerySet[Waybill]:
    """The last of them that is not void, without its paper."""
    return waybills.defer("label_pdf").exclude(state=WaybillState.VOID).order_by("-pk")[:1]


_parcels: Prepared[Parcel] = Prepared(_on_bench, station=int)
_bench = Together(
    _parcels,
    Prepared[ParcelUnit](_units_on_bench, station=int),
    Prepared[ParcelTote](_totes_awaited, station=int),
    Prepared[ParcelLine](_lines_on_bench, station=int),
    Prepared[Waybill](_waybill_on_bench, station=int),
    Prepared[PrintJob](_label_job_on_bench, station=int),
)
_units: Prepared[ParcelUnit] = Prepared(
    lambda parcel: _newest_units(ParcelUnit.objects.filter(parcel=parcel)), parcel=int
)
_lines: Prepared[ParcelLine] = Prepared(
    lambda parcel: ParcelLine.objects.select_related("sku").filter(parcel=parcel).order_by("pk"), parcel=int
)


def parcel_at(station_id: int) -> Parcel | None:
    """What lies open on a bench, unlocked, with order, shop and tote, its lines, last units, waybill and its label's
    last print, and the totes that it waits for: one query.
    """
    found, units, totes, lines, waybills, jobs = _bench(station=station_id)
    if not found:
        return None
    parcel: Parcel = found[0]
    parcel.newest_units = sorted(units, key=lambda row: -row.pk)  # type: ignore[attr-defined]
    parcel.awaited = [row.tote.code for row in sorted(totes, key=lambda row: row.pk)]  # type: ignore[attr-defined]
    parcel.shown_waybill = waybills[0] if waybills else None  # type: ignore[attr-defined]
    parcel.shown_job = jobs[0] if jobs else None  # type: ignore[attr-defined]
    keep_lines(parcel, sorted(lines, key=lambda row: row.pk))
    return parcel


def recent_units(parcel: Parcel) -> list[ParcelUnit]:
    """The last verifying scans of a parcel, newest first."""
    known: list[ParcelUnit] | None = getattr(parcel, "newest_units", None)
    return known if known is not None else _units(parcel=parcel.pk)


def missing_totes(parcel: Parcel) -> list[str]:
    """Codes of the order's totes that are not on the bench yet."""
    known: list[str] | None = getattr(parcel, "awaited", None)
    if known is not None:
        return known
    rows = ParcelTote.objects.filter(parcel=parcel, scanned_at=None)
    return list(rows.order_by("pk").values_list("tote__code", flat=True))


def waybill_by_id(waybill_id: int) -> Waybill:
    return Waybill.objects.defer("label_pdf").get(pk=waybill_id)


def size_of(parcel_id: int) -> dict[str, int | None]:
    """A parcel's weight and its goods stacked on each other, by their master data: keys weight_grams, length_mm,
    width_mm, height_mm. None where one of its SKUs was not measured, or it lists none.
    """
    lines = list(ParcelLine.objects.filter(parcel=parcel_id, quantity__gt=0).select_related("sku"))
    weights = [line.sku.weight_grams for line in lines]
    sides = [(line.sku.length_mm, line.sku.width_mm, line.sku.height_mm) for line in lines]
    size: dict[str, int | None] = dict.fromkeys(("weight_grams", "length_mm", "width_mm", "height_mm"))
    if lines and all(weights):
        size["weight_grams"] = sum(line.quantity * (line.sku.weight_grams or 0) for line in lines)
    if lines and all(all(side) for side in sides):
        size["length_mm"], size["width_mm"] = max(a or 0 for a, _, _ in sides), max(b or 0 for _, b, _ in sides)
        size["height_mm"] = sum(line.quantity * (line.sku.height_mm or 0) for line in lines)
    return size


def order_id_of(parcel_id: int) -> int:
    return Parcel.objects.values_list("order_id", flat=True).get(pk=parcel_id)


def lines_of(parcel: Parcel) -> list[ParcelLine]:
    known: list[ParcelLine] | None = getattr(parcel, "kept_lines", None)
    return known if known is not None else _lines(parcel=parcel.pk)


def keep_lines(parcel: Parcel, lines: list[ParcelLine]) -> None:
    """The parcel carries its lines, which its holder has just written, for whoever shows it."""
    parcel.kept_lines = lines  # type: ignore[attr-defined]


def keep_begun(parcel: Parcel, lines: list[ParcelLine]) -> None:
    """keep_lines() of a parcel that was just begun: nothing was scanned into it yet."""
    keep_lines(parcel, lines)
    parcel.newest_units = []  # type: ignore[attr-defined]


def live_waybill(parcel: Parcel) -> Waybill | None:
    """The parcel's waybill that is not void."""
    return live_waybills(parcel.pk).first()


def live_waybills(parcel: int) -> QuerySet[Waybill]:
    """live_waybill(), to be read together with other things."""
    return newest_alive(Waybill.objects.filter(parcel=parcel))


def shown_waybill(parcel: Parcel) -> Waybill | None:
    """live_waybill() for whoever shows the parcel: of one that parcel_at() has read, as it was then."""
    return parcel.shown_waybill if hasattr(parcel, "shown_waybill") else live_waybill(parcel)


def label_job(waybill: Waybill) -> PrintJob | None:
    """The latest print of a waybill's label; None when it was never asked for."""
    return _newest_job(PrintJob.objects.filter(subject=waybill.print_subject)).first()


def shown_job(parcel: Parcel, waybill: Waybill) -> PrintJob | None:
    """label_job() for whoever shows the parcel, like shown_waybill()."""
    return parcel.shown_job if hasattr(parcel, "shown_job") else label_job(waybill)


def parcel_by_label(number: str, warehouse_id: int) -> Parcel | None:
    """The parcel that carries this waybill number, of this warehouse; a voided label finds none."""
    waybill = (
        Waybill.objects.exclude(state=WaybillState.VOID)
        .select_related("parcel")
        .filter(number=number, parcel__warehouse=warehouse_id)
        .first()
    )
    return waybill.parcel if waybill else None


def order_of_label(number: str, warehouse_id: int) -> str:
    parcel = parcel_by_label(number, warehouse_id)
    return parcel.order.number if parcel else ""


def order_lacking(parcel: Parcel, sku_id: int) -> str:
    """The number of another open parcel's order that still lacks this SKU: where the unit belongs; else empty."""
    line = (
        ParcelLine.objects.filter(
            sku=sku_id,
            verified__lt=F("quantity"),
            parcel__warehouse=parcel.warehouse_id,
            parcel__state=ParcelState.OPEN,
        )
        .exclude(parcel=parcel)
        .select_related("parcel__order")
        .order_by("parcel__pk")
        .first()
    )
    return line.parcel.order.number if line else ""


def counts_by_state(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Parcels that are not finished: how many in each state, and since when the oldest."""
    open_states = [*ON_THE_BENCH, ParcelState.CLOSED]
    rows = Parcel.objects.filter(warehouse=warehouse, state__in=open_states)
    counted = rows.values("state").annotate(count=Count("pk"), oldest=Min("opened_at"))
    return {row["state"]: {"count": row["count"], "oldest": row["oldest"]} for row in counted}


def manifest_parcels(manifest: Manifest) -> QuerySet[Parcel]:
    """The parcels of a manifest in the order of their scans."""
    return Parcel.objects.filter(manifest_line__manifest=manifest).select_related("order").order_by("manifest_line__pk")


def has_label(order_id: int) -> bool:
    """Whether a part of the order that has not left yet has a waybill."""
    parts = [part.pk for part in whole_of(order_id)]
    rows = Waybill.objects.filter(parcel__order__in=parts).exclude(state=WaybillState.VOID)
    return rows.exclude(parcel__state=ParcelState.HANDED_OVER).exists()


def earlier_numbers(order_id: int) -> set[str]:
    """Numbers of an order's waybills that were voided: what may have been told under them is told anew."""
    rows = Waybill.objects.filter(parcel__order=order_id, state=WaybillState.VOID).exclude(number="")
    return set(rows.values_list("number", flat=True))


def other_numbers(order_id: int, waybill_id: int) -> set[str]:
    """The numbers of an order's other waybills, void ones and those of its other parts too: what a platform tells of
    these is not the new one.
    """
    parts = [part.pk for part in whole_of(order_id)]
    others = Waybill.objects.filter(parcel__order__in=parts).exclude(pk=waybill_id).exclude(number="")
    return set(others.values_list("number", flat=True))
