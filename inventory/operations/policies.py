"""Audited switches and figures of stock: negative outbound, thresholds, overlap between shops."""

from __future__ import annotations

from collections.abc import Mapping

from inventory.errors import QuantityNotPositive, ReasonRequired
from inventory.ledger import Books
from inventory.locks import lock_sku_stocks
from inventory.master_errors import LocationGivenUp
from inventory.models import Location, Sku, SkuStock
from inventory.selectors.channel import bindings_of_sku
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Warehouse
from wms.core.outbox import publish
from wms.core.work_items import close_work_items, raise_work_item

NEGATIVE_OUTBOUND = "stock.negative_outbound"


def switch_negative_outbound(*, cause: Cause, warehouse: Warehouse, is_on: bool, reason: str) -> bool:
    """[M22] Let outbound find stock that the books miss, or stop it. Shown loudly as long as it is on.

    Returns whether anything changed. Refuses with ReasonRequired. Locks the warehouse's row by its UPDATE.
    """
    if not reason:
        raise ReasonRequired(action="negative_outbound")
    changed = (
        Warehouse.objects.filter(pk=warehouse.pk)
        .exclude(allows_negative_outbound=is_on)
        .update(allows_negative_outbound=is_on)
    )
    warehouse.allows_negative_outbound = is_on
    if not changed:
        return False
    _audit(cause, warehouse, "stock.negative_outbound", warehouse.code, {"on": not is_on}, {"on": is_on}, reason)
    if is_on:
        raise_work_item(
            cause=cause,
            kind=NEGATIVE_OUTBOUND,
            warehouse_id=warehouse.pk,
            subject_type="warehouse",
            subject_id=warehouse.pk,
            subject_label=warehouse.code,
            facts={"reason": reason},
            is_urgent=True,
            stage="stock",
        )
    else:
        close_work_items(
            kind=NEGATIVE_OUTBOUND, subject_type="warehouse", subject_id=warehouse.pk, resolution="switched off"
        )
    return True


def set_threshold(*, cause: Cause, warehouse: Warehouse, sku: Sku, units: int) -> SkuStock:
    """[M19] Withhold `units` from what the front shows. Refuses with QuantityNotPositive (below 0). Locks SkuStock."""
    if units < 0:
        raise QuantityNotPositive(quantity=units)
    stocks = lock_sku_stocks(warehouse.pk, [sku.pk])
    before = stocks[sku.pk].threshold_units
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks)
    books.set_threshold(sku.pk, units)
    books.write()
    _audit(cause, warehouse, "stock.threshold", sku.code, {"units": before}, {"units": units}, "")
    return stocks[sku.pk]


def set_overlap(*, cause: Cause, warehouse: Warehouse, sku: Sku, percent: int) -> SkuStock:
    """Let the shops together show up to `percent` more than there is; what this oversells counts [M20]. Audited.

    Refuses with QuantityNotPositive (below 0). Locks SkuStock.
    """
    if percent < 0:
        raise QuantityNotPositive(quantity=percent)
    stock = lock_sku_stocks(warehouse.pk, [sku.pk])[sku.pk]
    before = stock.overlap_percent
    stock.overlap_percent = percent
    stock.save(update_fields=["overlap_percent"])
    _audit(cause, warehouse, "stock.overlap", sku.code, {"percent": before}, {"percent": percent}, "")
    if before != percent:  # no quantity has changed, but what each front may show
        for binding in bindings_of_sku(sku.pk, warehouse.pk):
            publish("binding.changed", str(binding.pk))
    return stock


def block_location(*, cause: Cause, location: Location, is_blocked: bool, reason: str) -> Location:
    """Close a place for shelving and placing, or open it again. What is placed there already may still be taken.

    Refuses with ReasonRequired, LocationGivenUp (one that was given up is opened by reopen_location).
    """
    if not reason:
        raise ReasonRequired(action="block_location")
    location.refresh_from_db(fields=["is_blocked", "is_active", "blocked_reason", "master_version"])
    if not location.is_active:
        raise LocationGivenUp(location=location.code)
    before = {"blocked": location.is_blocked}
    location.is_blocked, location.blocked_reason = is_blocked, reason if is_blocked else ""
    location.master_version += 1
    location.save(update_fields=["is_blocked", "blocked_reason", "master_version"])
    _audit(cause, location.warehouse, "location.blocked", location.code, before, {"blocked": is_blocked}, reason)
    return location


def _audit(
    cause: Cause,
    warehouse: Warehouse,
    action: str,
    subject: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str,
) -> None:
    AuditEntry.objects.create(
        warehouse=warehouse,
        action=action,
        subject=subject,
        before=before,
        after={**after, "reason": reason} if reason else after,
        **cause.columns,
    )
