"""Goods are made known: their barcodes, and which platform product they are [M11]."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone

from inventory.errors import BindingNotVerifiable, BindingSharesTooMuch, QuantityNotPositive
from inventory.locks import lock_binding
from inventory.models import Barcode, BindingComponent, Sku, SkuBinding
from inventory.states import BINDING_MOVES, BarcodeKind, BindingState
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Shop, Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to

GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True)
class Proposed:
    binding: SkuBinding
    is_new: bool


def normal_value(value: str) -> tuple[str, str]:
    """(value, kind) as barcodes are stored: a GTIN of any length is one number of 14 digits."""
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) in GTIN_LENGTHS and _has_gtin_check_digit(text):
        return text.zfill(14), BarcodeKind.GTIN
    return text.upper(), BarcodeKind.OTHER


def gtin_check_digit(body: str) -> int:
    """The last digit of a GTIN whose other digits are `body`."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(body.zfill(13)))
    return (10 - total % 10) % 10


def _has_gtin_check_digit(digits: str) -> bool:
    return gtin_check_digit(digits[:-1]) == int(digits[-1])


def add_barcode(*, sku: Sku, value: str, pack_quantity: int = 1, kind: str | None = None) -> Barcode:
    """Let a printed code mean this SKU, `pack_quantity` units of it. The same value on two SKUs becomes ambiguous.

    Refuses with QuantityNotPositive. Raises the SKU's master-data version [M23] when it changes something.
    """
    if pack_quantity < 1:
        raise QuantityNotPositive(quantity=pack_quantity)
    normal, found_kind = normal_value(value)
    barcode, is_new = Barcode.objects.get_or_create(
        value=normal, sku=sku, defaults={"pack_quantity": pack_quantity, "kind": kind or found_kind}
    )
    changed = barcode.pack_quantity != pack_quantity
    if changed:
        barcode.pack_quantity = pack_quantity
        barcode.save(update_fields=["pack_quantity"])
    if is_new or changed:
        Sku.objects.filter(pk=sku.pk).update(master_version=F("master_version") + 1)
    return barcode


def propose_binding(
    *,
    cause: Cause,
    shop: Shop,
    warehouse: Warehouse,
    product_id: str,
    seller_sku: str,
    components: Mapping[int, int] | None = None,
    platform_sku_id: str = "",
    reason: str = "",
    title: str = "",
    percent: int | None = None,
    candidate_id: int | None = None,
) -> Proposed:
    """Make the triple known, unverified; without components a SKU of the same code is proposed, if there is one.

    A triple that is known keeps its state and its components; what the platform calls it follows the platform, and
    the proposal (reason, percent, candidate) as long as nothing is bound. [M11]
    """
    binding, is_new = SkuBinding.objects.get_or_create(
        shop=shop,
        warehouse=warehouse,
        product_id=product_id,
        seller_sku=seller_sku,
        defaults={
            "platform_sku_id": platform_sku_id,
            "warehouse_code": warehouse.platform_code,
            "proposal_reason": reason,
            "title": title[:200],
            "match_percent": percent,
            "candidate_id": candidate_id,
        },
    )
    if not is_new:
        told: dict[str, Any] = {"platform_sku_id": platform_sku_id, "title": title[:200]}
        if binding.state == BindingState.UNVERIFIED and percent is not None:
            told |= {"proposal_reason": reason, "match_percent": percent, "candidate_id": candidate_id}
        differs = [name for name, value in told.items() if value not in ("", getattr(binding, name))]
        for name in differs:
            setattr(binding, name, told[name])
        if differs:
            binding.save(update_fields=differs)
        return Proposed(binding, False)
    if components is None:
        same_code = Sku.objects.filter(code=seller_sku).first()
        components = {same_code.pk: 1} if same_code else {}
    _write_components(binding, components)
    publish("binding.changed", str(binding.pk))
    return Proposed(binding, True)


def set_components(
    *, cause: Cause, binding: SkuBinding, components: Mapping[int, int], gifts: Collection[int] = ()
) -> SkuBinding:
    """Say what a platform SKU consists of: {SKU id: units}, `gifts` among them. It must be verified again. Audited.

    Refuses with QuantityNotPositive. Locks the binding.
    """
    binding = lock_binding(binding.pk)
    before = {str(row.sku_id): row.quantity for row in binding.components.all()}
    binding.components.all().delete()
    _write_components(binding, components, gifts)
    if binding.state != BindingState.UNVERIFIED:
        move_to(binding, BindingState.UNVERIFIED, BINDING_MOVES)
    binding.verified_at = None
    binding.verified_by = None
    binding.save(update_fields=["state", "verified_at", "verified_by"])
    after = {str(sku_id): quantity for sku_id, quantity in components.items()}
    _audit(cause, binding, "binding.components", {"components": before}, {"components": after})
    publish("binding.changed", str(binding.pk))
    return binding


def verify_binding(*, cause: Cause, binding: SkuBinding) -> SkuBinding:
    """A person has compared the goods with the platform's product: stock is shown and orders may enter. [M11][M31]

    Refuses with BindingNotVerifiable. Verifying twice is nothing. Locks the binding.
    """
    binding = lock_binding(binding.pk)
    if not BindingComponent.objects.filter(binding=binding).exists():
        raise BindingNotVerifiable(seller_sku=binding.seller_sku)
    if binding.state == BindingState.VERIFIED:
        return binding
    if binding.state == BindingState.REFUSED:
        move_to(binding, BindingState.UNVERIFIED, BINDING_MOVES)
    return _decide(cause, binding, BindingState.VERIFIED)


def refuse_binding(*, cause: Cause, binding: SkuBinding, reason: str) -> SkuBinding:
    """These goods are not that product: the front shows zero. Refusing twice is nothing. Locks the binding."""
    binding = lock_binding(binding.pk)
    if binding.state == BindingState.REFUSED:
        return binding
    binding.proposal_reason = reason
    return _decide(cause, binding, BindingState.REFUSED)


def set_share(
    *, cause: Cause, binding: SkuBinding, share_percent: int | None, threshold_units: int | None
) -> SkuBinding:
    """Fix which share of the goods a binding may show (None: by sales), and what it withholds. Audited.

    Refuses with BindingSharesTooMuch when the fixed shares of one SKU exceed 100. Locks the binding.
    """
    binding = lock_binding(binding.pk)
    skus = list(binding.components.values_list("sku_id", flat=True))
    others = (
        SkuBinding.objects.filter(warehouse_id=binding.warehouse_id, components__sku_id__in=skus)
        .exclude(pk=binding.pk)
        .values("components__sku_id")
        .annotate(total=Sum("share_percent"))
    )
    total = max((row["total"] or 0 for row in others), default=0) + (share_percent or 0)
    if total > 100:
        raise BindingSharesTooMuch(seller_sku=binding.seller_sku, total=total)
    before = {"share_percent": binding.share_percent, "threshold_units": binding.threshold_units}
    binding.share_percent = share_percent
    binding.threshold_units = threshold_units
    binding.save(update_fields=["share_percent", "threshold_units"])
    after = {"share_percent": share_percent, "threshold_units": threshold_units}
    _audit(cause, binding, "binding.share", before, after)
    publish("binding.changed", str(binding.pk))
    return binding


def _decide(cause: Cause, binding: SkuBinding, state: str) -> SkuBinding:
    before = binding.state
    move_to(binding, state, BINDING_MOVES)
    binding.verified_at = timezone.now() if state == BindingState.VERIFIED else None
    binding.verified_by = cause.person if state == BindingState.VERIFIED else None
    binding.save(update_fields=["state", "verified_at", "verified_by", "proposal_reason"])
    _audit(cause, binding, "binding.decided", {"state": str(before)}, {"state": str(state)})
    publish("binding.changed", str(binding.pk))
    return binding


def _write_components(binding: SkuBinding, components: Mapping[int, int], gifts: Collection[int] = ()) -> None:
    for quantity in components.values():
        if quantity < 1:
            raise QuantityNotPositive(quantity=quantity)
    BindingComponent.objects.bulk_create(
        BindingComponent(binding=binding, sku_id=sku_id, quantity=quantity, is_gift=sku_id in gifts)
        for sku_id, quantity in sorted(components.items())
    )


def _audit(
    cause: Cause, binding: SkuBinding, action: str, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    AuditEntry.objects.create(
        warehouse_id=binding.warehouse_id,
        action=action,
        subject=f"{binding.product_id}/{binding.seller_sku}",
        before=before,
        after=after,
        **cause.columns,
    )
