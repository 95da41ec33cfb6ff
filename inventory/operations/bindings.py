"""[M11] Bindings by the hundred: bound as proposed, verified, taken apart; and conflicts between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils import timezone

from inventory.locks import lock_binding, lock_bindings
from inventory.models import BindingComponent, SkuBinding
from inventory.states import BindingConflict, BindingState
from wms.core import audit
from wms.core.batches import in_batches
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish

SURE_PERCENT = 85  # only a proposal above this is bound or verified without a look at the one row (design/UI.md 11)
CHUNK = 500


@dataclass
class Bulk:
    """How many bindings were changed, and why others were not: {reason: how many}."""

    done: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def bind_candidates(*, cause: Cause, warehouse: Warehouse, binding_ids: Collection[int]) -> Bulk:
    """Bind each to the goods that its proposal names; still to be verified. Audited. Locks the bindings.

    Left alone: bound, refused, in conflict, without a candidate, or a proposal of at most 85 %.
    """
    result = Bulk()
    for rows in _locked(warehouse, binding_ids):
        bound = _with_components(rows)
        fit = [row for row in rows if _why_not_bind(row, bound, result)]
        BindingComponent.objects.bulk_create(
            BindingComponent(binding=row, sku=row.candidate, quantity=1) for row in fit if row.candidate is not None
        )
        _finish(cause, warehouse, "binding.bound", fit, result)
        note_conflicts(binding_ids=[row.pk for row in fit])
    return result


def verify_bindings(*, cause: Cause, warehouse: Warehouse, binding_ids: Collection[int]) -> Bulk:
    """A person vouches for all of them: stock is shown and orders may enter. Audited. Locks the bindings.

    Left alone: unbound, refused, in conflict, verified already, or an automatic proposal of at most 85 %.
    """
    result = Bulk()
    now = timezone.now()
    for rows in _locked(warehouse, binding_ids):
        bound = _with_components(rows)
        fit = [row for row in rows if _why_not_verify(row, bound, result)]
        SkuBinding.objects.filter(pk__in=[row.pk for row in fit]).update(
            state=BindingState.VERIFIED, verified_at=now, verified_by=cause.person
        )
        _finish(cause, warehouse, "binding.verified", fit, result)
    return result


def unbind_bindings(*, cause: Cause, warehouse: Warehouse, binding_ids: Collection[int]) -> Bulk:
    """Take the goods out of each: the front shows zero, its orders are held. Audited. Locks the bindings."""
    result = Bulk()
    for rows in _locked(warehouse, binding_ids):
        bound = _with_components(rows)
        fit = [row for row in rows if row.pk in bound]
        result.skipped["unbound"] += len(rows) - len(fit)
        ids = [row.pk for row in fit]
        BindingComponent.objects.filter(binding__in=ids).delete()
        SkuBinding.objects.filter(pk__in=ids).update(
            state=BindingState.UNVERIFIED, verified_at=None, verified_by=None, conflict="", settled_conflict=""
        )
        _finish(cause, warehouse, "binding.unbound", fit, result)
        note_conflicts(binding_ids=ids)
    result.skipped += Counter()
    return result


def settle_conflict(*, cause: Cause, binding: SkuBinding) -> SkuBinding:
    """A person says that both sides of the conflict are right; another kind of conflict shows again. Audited.

    Locks the binding.
    """
    row = lock_binding(binding.pk)
    if row.conflict:
        before = row.conflict
        row.settled_conflict, row.conflict = row.conflict, ""
        row.save(update_fields=["settled_conflict", "conflict"])
        audit.record(
            cause=cause,
            action="binding.conflict_settled",
            subject=f"binding:{row}",
            before={"conflict": before},
            after={"conflict": ""},
            warehouse=row.warehouse,
        )
    return row


def note_conflicts(*, binding_ids: Collection[int]) -> int:
    """Find anew what does not fit together, for these bindings and all that may meet them. Returns how many changed.

    In one shop and warehouse, among bindings that nobody has refused: the same seller's SKU on two products, the same
    goods (one unit of one SKU) behind two bindings, one platform SKU under two codes. Nine queries a batch.
    """
    changed = 0
    for ids in in_batches(sorted(binding_ids), CHUNK):
        rows = list(SkuBinding.objects.filter(pk__in=_neighbours(ids)).order_by("pk"))
        found = _conflicts(rows)
        by_kind: dict[str, list[int]] = {}
        for row in rows:
            kind = found.get(row.pk, "")
            kind = "" if kind and kind == row.settled_conflict else kind
            if kind != row.conflict:
                by_kind.setdefault(kind, []).append(row.pk)
        for kind, pks in by_kind.items():
            changed += SkuBinding.objects.filter(pk__in=pks).update(conflict=kind)
    return changed


def _neighbours(ids: Collection[int]) -> set[int]:
    rows = SkuBinding.objects.filter(pk__in=ids)
    places = set(rows.values_list("shop_id", "warehouse_id"))
    found = set(ids)
    for shop_id, warehouse_id in places:
        here = SkuBinding.objects.filter(shop=shop_id, warehouse=warehouse_id)
        mine = rows.filter(shop=shop_id, warehouse=warehouse_id)
        found |= set(here.filter(seller_sku__in=mine.values("seller_sku")).values_list("pk", flat=True))
        found |= set(here.filter(product_id__in=mine.values("product_id")).values_list("pk", flat=True))
        skus = BindingComponent.objects.filter(binding__in=mine).values("sku")
        found |= set(here.filter(components__sku__in=skus).values_list("pk", flat=True))
    return found


def _conflicts(rows: Iterable[SkuBinding]) -> dict[int, str]:
    """{binding id: kind}; the worst of a binding's conflicts wins: changed, then duplicate, then twice."""
    live = [row for row in rows if row.state != BindingState.REFUSED]
    single = dict(_single_goods([row.pk for row in live]))
    codes = Counter((row.shop_id, row.warehouse_id, row.seller_sku) for row in live)
    goods = Counter((row.shop_id, row.warehouse_id, single[row.pk]) for row in live if row.pk in single)
    spelt = Counter((row.shop_id, row.warehouse_id, row.product_id, row.platform_sku_id) for row in live)
    found: dict[int, str] = {}
    for row in live:
        place = (row.shop_id, row.warehouse_id)
        if row.platform_sku_id and spelt[(*place, row.product_id, row.platform_sku_id)] > 1:
            found[row.pk] = BindingConflict.CODE_CHANGED
        elif codes[(*place, row.seller_sku)] > 1:
            found[row.pk] = BindingConflict.DUPLICATE_CODE
        elif row.pk in single and goods[(*place, single[row.pk])] > 1:
            found[row.pk] = BindingConflict.SKU_TWICE
    return found


def _single_goods(ids: Collection[int]) -> Iterable[tuple[int, int]]:
    """(binding id, SKU id) of those that are one unit of one SKU."""
    counted = BindingComponent.objects.filter(binding__in=ids).order_by().values("binding").annotate(parts=Count("pk"))
    alone = [row["binding"] for row in counted if row["parts"] == 1]
    return BindingComponent.objects.filter(binding__in=alone, quantity=1).values_list("binding", "sku")


def _locked(warehouse: Warehouse, binding_ids: Collection[int]) -> Iterable[list[SkuBinding]]:
    """Batches of those that belong to the warehouse, locked."""
    mine = SkuBinding.objects.filter(warehouse=warehouse, pk__in=list(binding_ids)).order_by("pk")
    for ids in in_batches(list(mine.values_list("pk", flat=True)), CHUNK):
        yield lock_bindings(ids)


def _with_components(rows: Collection[SkuBinding]) -> set[int]:
    found = BindingComponent.objects.filter(binding__in=[row.pk for row in rows])
    return set(found.values_list("binding", flat=True))


def _why_not_bind(row: SkuBinding, bound: set[int], result: Bulk) -> bool:
    reason = (
        "bound" if row.pk in bound
        else "refused" if row.state == BindingState.REFUSED
        else "conflict" if row.conflict
        else "no_candidate" if row.candidate_id is None
        else "unsure" if (row.match_percent or 0) <= SURE_PERCENT
        else ""
    )  # fmt: skip
    result.skipped[reason] += bool(reason)
    return not reason


def _why_not_verify(row: SkuBinding, bound: set[int], result: Bulk) -> bool:
    reason = (
        "verified" if row.state == BindingState.VERIFIED
        else "refused" if row.state == BindingState.REFUSED
        else "unbound" if row.pk not in bound
        else "conflict" if row.conflict
        else "unsure" if row.match_percent is not None and row.match_percent <= SURE_PERCENT
        else ""
    )  # fmt: skip
    result.skipped[reason] += bool(reason)
    return not reason


def _finish(cause: Cause, warehouse: Warehouse, action: str, rows: Collection[SkuBinding], result: Bulk) -> None:
    """One entry of the audit a batch, and news of each binding: its front's figure changes."""
    result.done += len(rows)
    result.skipped += Counter()  # drops what counts zero
    if not rows:
        return
    audit.record(
        cause=cause,
        action=action,
        subject=f"bindings:{len(rows)}",
        after={"bindings": [str(row) for row in rows]},
        warehouse=warehouse,
    )
    for row in rows:
        publish("binding.changed", str(row.pk))
