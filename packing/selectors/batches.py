"""Handover batches as operations, the channel and the desk look at them."""

from __future__ import annotations

from typing import Any

from packing.models import HandoverBatch, Manifest, Parcel, Waybill
from packing.states import WaybillState

BAG = 1_000  # parcels that the platform takes in one batch


def batch_by_id(batch_id: int) -> HandoverBatch:
    return HandoverBatch.objects.defer("pdf").select_related("manifest__warehouse", "shop").get(pk=batch_id)


def batches_of(manifest: Manifest) -> list[HandoverBatch]:
    return list(manifest.batches.defer("pdf").select_related("shop").order_by("shop__name", "part"))


def codes_by_shop(manifest: Manifest) -> dict[int, list[str]]:
    """{shop id: the platform's codes of its parcels on a manifest, in the order of their scans}; parcels without such a
    code, by an own carrier or of a manual order, go by no batch.
    """
    rows = Waybill.objects.filter(parcel__manifest_line__manifest=manifest).exclude(state=WaybillState.VOID)
    rows = rows.exclude(order_code="").order_by("parcel__manifest_line__pk")
    found: dict[int, list[str]] = {}
    for shop_id, code in rows.values_list("parcel__order__shop_id", "order_code"):
        found.setdefault(shop_id, []).append(code)
    return found


def codes_of(batch: HandoverBatch) -> list[str]:
    """The codes that a batch commits."""
    return codes_by_shop(batch.manifest).get(batch.shop_id, [])[(batch.part - 1) * BAG : batch.part * BAG]


def weight_of(batch: HandoverBatch) -> int:
    """Grams of the goods in a batch by their master data; what was never weighed counts nothing."""
    parcels = Parcel.objects.filter(waybills__order_code__in=codes_of(batch))
    rows = parcels.values_list("lines__quantity", "lines__sku__weight_grams")
    return sum((quantity or 0) * (grams or 0) for quantity, grams in rows)


def sheet_rows(manifest: Manifest) -> list[dict[str, Any]]:
    """A manifest's parcels in the order of their scans, each with its order and the waybill that it left with."""
    parcels = Parcel.objects.filter(manifest_line__manifest=manifest).select_related("order__shop")
    waybills = Waybill.objects.filter(parcel__manifest_line__manifest=manifest).exclude(state=WaybillState.VOID)
    by_parcel = {row.parcel_id: row for row in waybills.defer("label_pdf")}
    rows = parcels.order_by("manifest_line__pk")
    return [{"waybill": by_parcel.get(row.pk), "parcel": row, "order": row.order} for row in rows]
