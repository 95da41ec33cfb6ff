"""SKUs are kept at the desk: made, changed, their barcodes bound and removed, deactivated and brought back."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from inventory.errors import QuantityNotPositive, ReasonRequired
from inventory.locks import lock_skus
from inventory.master_errors import (
    BarcodeCheckDigitWrong,
    BarcodeOfOtherSku,
    SkuCodeTaken,
    SkuExpiryNeedsLots,
    SkuHasStock,
    SkuInactive,
    SkuInUse,
)
from inventory.models import Allocation, Barcode, Sku, SkuStock, StockBalance
from inventory.operations.goods import GTIN_LENGTHS, add_barcode, normal_value
from inventory.states import AllocationState, BarcodeKind
from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.refusals import InvalidInput

BARCODE_LIMIT, PACK_LIMIT = 80, 100_000
TRACKING = ("tracks_lots", "tracks_expiry", "tracks_serials")
OPEN_STATES = (AllocationState.WAITING, AllocationState.PROMISED, AllocationState.PLACED, AllocationState.TAKEN)


def create_sku(*, cause: Cause, code: str, **values: Any) -> Sku:
    """Make goods known under the seller's own code. Audited.

    Refuses with SkuCodeTaken, BarcodeOfOtherSku (the code is printed on other goods already), SkuExpiryNeedsLots.
    """
    code = code.strip()
    if Sku.objects.filter(code__iexact=code).exists():
        raise SkuCodeTaken(sku=code)
    _check_tracking(code, values)
    other = Barcode.objects.filter(value=normal_value(code)[0]).select_related("sku").first()
    if other is not None:
        raise BarcodeOfOtherSku(barcode=code, other=other.sku.code)
    sku = Sku.objects.create(code=code, **values)
    record(cause=cause, action="sku.created", subject=f"sku:{code}", after={"code": code, "name_zh": sku.name_zh})
    return sku


def edit_sku(*, cause: Cause, sku: Sku, **values: Any) -> bool:
    """Change a SKU's columns, never its code. Audited; raises its master-data version [M23]; whether anything changed.

    Refuses with SkuExpiryNeedsLots, SkuHasStock (what is tracked cannot change while units lie somewhere).
    Locks the SKU.
    """
    sku = lock_skus([sku.pk])[0]
    _check_tracking(sku.code, {name: values.get(name, getattr(sku, name)) for name in TRACKING})
    turned = [name for name in TRACKING if name in values and values[name] != getattr(sku, name)]
    lying = StockBalance.objects.filter(sku=sku, on_hand__gt=0).aggregate(units=Sum("on_hand"))["units"] or 0
    if turned and lying:
        raise SkuHasStock(sku=sku.code, units=lying)
    differs = changed(cause=cause, action="sku.changed", subject=f"sku:{sku.code}", row=sku, values=values)
    if differs:
        _raise_version(sku)
    return differs


def add_printed_barcode(*, cause: Cause, sku: Sku, value: str, pack_quantity: int = 1) -> Barcode:
    """Let a printed code mean this SKU alone. The same code again only changes its pack quantity. Audited.

    Refuses with InvalidInput (empty, or above 80 characters), QuantityNotPositive, BarcodeCheckDigitWrong (8, 12, 13
    or 14 digits that are no GTIN), BarcodeOfOtherSku (by its name: a code of two SKUs stops every scan of it), also
    where it is another SKU's own code. Locks the SKU.
    """
    text = value.strip()
    if not text or len(text) > BARCODE_LIMIT:
        raise InvalidInput(field="barcode", problem="length")
    if not 1 <= pack_quantity <= PACK_LIMIT:
        raise QuantityNotPositive(quantity=pack_quantity)
    normal, kind = normal_value(text)
    if kind != BarcodeKind.GTIN and text.isascii() and text.isdigit() and len(text) in GTIN_LENGTHS:
        raise BarcodeCheckDigitWrong(barcode=text)
    lock_skus([sku.pk])
    other = Sku.objects.filter(barcodes__value=normal).exclude(pk=sku.pk).order_by("pk").first()
    other = other or Sku.objects.filter(code__iexact=text).exclude(pk=sku.pk).first()
    if other is not None:
        raise BarcodeOfOtherSku(barcode=text, other=other.code)
    barcode = add_barcode(sku=sku, value=text, pack_quantity=pack_quantity)
    after = {"barcode": barcode.value, "pack_quantity": pack_quantity}
    record(cause=cause, action="barcode.bound", subject=f"sku:{sku.code}", after=after)
    return barcode


def remove_barcode(*, cause: Cause, sku: Sku, barcode_id: int) -> bool:
    """A printed code no longer means this SKU; whether it did. Audited; raises the master-data version [M23].

    Locks the SKU.
    """
    lock_skus([sku.pk])
    barcode = Barcode.objects.filter(pk=barcode_id, sku=sku).first()
    if barcode is None:
        return False
    before = {"barcode": barcode.value, "pack_quantity": barcode.pack_quantity}
    barcode.delete()
    sku.refresh_from_db(fields=["master_version"])
    _raise_version(sku)
    record(cause=cause, action="barcode.removed", subject=f"sku:{sku.code}", before=before)
    return True


def deactivate_sku(*, cause: Cause, sku: Sku, reason: str) -> Sku:
    """Take goods out of use: they are found by no scan any more; their history stays. Audited.

    Refuses with ReasonRequired, SkuInUse (units lie somewhere or are announced, or open orders hold or wait for some:
    which). Locks the SKU.
    """
    if not reason:
        raise ReasonRequired(action="deactivate_sku")
    sku = lock_skus([sku.pk])[0]
    if what := _uses(sku):
        raise SkuInUse(sku=sku.code, what=what)
    return _set_active(cause, sku, False, reason)


def reactivate_sku(*, cause: Cause, sku: Sku, reason: str) -> Sku:
    """Goods are in use again. Audited. Refuses with ReasonRequired. Locks the SKU."""
    if not reason:
        raise ReasonRequired(action="reactivate_sku")
    return _set_active(cause, lock_skus([sku.pk])[0], True, reason)


def check_sku_active(sku: Sku) -> None:
    """Refuses with SkuInactive."""
    if not sku.is_active:
        raise SkuInactive(sku=sku.code)


def _set_active(cause: Cause, sku: Sku, is_active: bool, reason: str) -> Sku:
    action = "sku.reactivated" if is_active else "sku.deactivated"
    values = {"is_active": is_active}
    if changed(cause=cause, action=action, subject=f"sku:{sku.code}", row=sku, values=values, reason=reason):
        _raise_version(sku)
    return sku


def _raise_version(sku: Sku) -> None:
    sku.master_version += 1
    sku.save(update_fields=["master_version"])


def _check_tracking(code: str, values: dict[str, Any]) -> None:
    if values.get("tracks_expiry") and not values.get("tracks_lots"):
        raise SkuExpiryNeedsLots(sku=code)


def _uses(sku: Sku) -> tuple[str, str] | None:
    """What keeps a SKU in use, as a pair of texts; None when nothing does."""
    zh, en = [], []
    lying = StockBalance.objects.filter(sku=sku, on_hand__gt=0).order_by("location__warehouse__code")
    for warehouse, units in lying.values_list("location__warehouse__code").annotate(units=Sum("on_hand")):
        zh.append(f"{warehouse} 现有 {units} 件")
        en.append(f"{units} lie in {warehouse}")
    held = Allocation.objects.filter(sku=sku, state__in=OPEN_STATES).aggregate(units=Sum("quantity"))["units"]
    if held:
        zh.append(f"未完成订单要 {held} 件")
        en.append(f"open orders want {held}")
    coming = SkuStock.objects.filter(sku=sku).aggregate(units=Sum("in_transit"))["units"]
    if coming:
        zh.append(f"在途 {coming} 件")
        en.append(f"{coming} in transit")
    return (" · ".join(zh), " · ".join(en)) if zh else None
