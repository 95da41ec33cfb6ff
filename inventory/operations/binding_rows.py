"""Bindings written many at a time, for files: what a platform SKU consists of, and taking it back [M11]."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CASCADE
from django.utils.dateparse import parse_datetime

from inventory.locks import lock_bindings
from inventory.models import BindingComponent, Sku, SkuBinding
from inventory.operations.bindings import note_conflicts
from inventory.states import BindingState
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.intake.errors import ChangedSince, GoneSince
from wms.intake.rows import demand_unused

BY_FILE = "by_file"
# What a row says of a binding beside its goods; kept in the journal, so that undoing gives it back.
KEPT = ("platform_sku_id", "state", "verified_at", "verified_by_id", "proposal_reason", "match_percent", "candidate_id")
Goods = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class BindingRow:
    """What a file says of one triple. `goods` and `gifts`: (SKU code, units in one of the platform's units)."""

    shop_id: int
    product_id: str
    seller_sku: str
    platform_sku_id: str
    goods: Goods
    gifts: Goods


def write_bindings(
    *,
    cause: Cause,
    warehouse: Warehouse,
    new: Sequence[BindingRow],
    changed: Sequence[tuple[int, BindingRow]],
    skus: Mapping[str, int],
) -> dict[str, Any]:
    """Make triples and give others their goods; each is to be verified by a person, as after any change of goods.

    `skus`: ids by code. Returns the journal, JSON-safe. One entry of the audit. The caller has locked what changes.
    """
    made = SkuBinding.objects.bulk_create(
        SkuBinding(
            shop_id=row.shop_id,
            warehouse=warehouse,
            product_id=row.product_id,
            seller_sku=row.seller_sku,
            platform_sku_id=row.platform_sku_id,
            warehouse_code=warehouse.platform_code,
            proposal_reason=BY_FILE,
        )
        for row in new
    )
    known = {row.pk: row for row in SkuBinding.objects.filter(pk__in=[pk for pk, _ in changed])}
    before = _kept(list(known.values()))
    for pk, row in changed:
        _unverify(known[pk], row.platform_sku_id)
    SkuBinding.objects.bulk_update(known.values(), KEPT)
    told = [(binding.pk, row) for binding, row in zip(made, new, strict=True)] + list(changed)
    _write_goods({pk: (row.goods, row.gifts) for pk, row in told}, skus)
    _finish(cause, warehouse, "binding.bound", [pk for pk, _ in told])
    return {"made": [binding.pk for binding in made], "before": before, "after": _kept_by_id([pk for pk, _ in told])}


def check_bindings_unused(ids: Collection[int]) -> None:
    """Refuses with BuiltOn when an order came in by one of them; what belongs to a binding alone goes with it."""
    relations = [
        field for field in SkuBinding._meta.get_fields(include_hidden=True) if field.one_to_many or field.one_to_one
    ]
    owned = {field.related_model._meta.label_lower for field in relations if field.on_delete is CASCADE}  # type: ignore[union-attr]
    demand_unused(SkuBinding, ids, ignore=owned)


def check_goods_there(journal: Mapping[str, Any]) -> dict[str, int]:
    """Ids by code of all goods that taking back would give back. Refuses with GoneSince."""
    parts = {old["id"]: [code for code, _units in [*old["goods"], *old["gifts"]]] for old in journal["before"]}
    skus = ids_of({code for codes in parts.values() for code in codes})
    poor = {pk: code for pk, codes in parts.items() for code in codes if code not in skus}
    first = SkuBinding.objects.filter(pk__in=poor).order_by("pk").first()
    if first is not None:
        raise GoneSince(label=str(first), gone=poor[first.pk])
    return skus


def take_back_bindings(*, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
    """Undo write_bindings(). Refuses with BuiltOn, ChangedSince (verified or given other goods since), GoneSince.

    One that is not there any more has nothing to be given back. Locks the bindings.
    """
    after: dict[int, dict[str, Any]] = {row["id"]: row for row in journal["after"]}
    rows = {row.pk: row for row in lock_bindings(sorted(after))}
    for there in _kept(list(rows.values())):
        column = next((name for name, value in after[there["id"]].items() if there[name] != value), None)
        if column is not None:
            raise ChangedSince(label=str(rows[there["id"]]), column=column)
    skus = check_goods_there(journal)
    if journal["made"]:
        check_bindings_unused(journal["made"])
        SkuBinding.objects.filter(pk__in=journal["made"]).delete()
    before = [old for old in journal["before"] if old["id"] in rows]
    for old in before:
        binding = rows[old["id"]]
        for name in KEPT:
            setattr(binding, name, old[name])
        binding.verified_at = parse_datetime(old["verified_at"]) if old["verified_at"] else None
    SkuBinding.objects.bulk_update([rows[old["id"]] for old in before], KEPT)
    _write_goods({old["id"]: (old["goods"], old["gifts"]) for old in before}, skus)
    _finish(cause, warehouse, "binding.taken_back", [old["id"] for old in before])


def ids_of(codes: Collection[str]) -> dict[str, int]:
    """SKU ids by code; unknown ones are missing."""
    return dict(Sku.objects.filter(code__in=codes).values_list("code", "pk"))


def goods_of(ids: Collection[int]) -> dict[int, tuple[list[tuple[str, int]], list[tuple[str, int]]]]:
    """({binding id: (goods, gifts)}) as files tell them, by SKU code. One query."""
    found: dict[int, tuple[list[tuple[str, int]], list[tuple[str, int]]]] = {pk: ([], []) for pk in ids}
    rows = BindingComponent.objects.filter(binding__in=ids).order_by("sku__code")
    for pk, code, units, is_gift in rows.values_list("binding", "sku__code", "quantity", "is_gift"):
        found[pk][is_gift].append((code, units))
    return found


def _kept_by_id(ids: Collection[int]) -> list[dict[str, Any]]:
    return _kept(list(SkuBinding.objects.filter(pk__in=ids).order_by("pk")))


def _kept(rows: Collection[SkuBinding]) -> list[dict[str, Any]]:
    """What the journal holds of each: JSON-safe."""
    goods = goods_of([row.pk for row in rows])
    return [
        {
            "id": row.pk,
            **{name: getattr(row, name) for name in KEPT},
            "verified_at": row.verified_at.isoformat() if row.verified_at else None,
            "goods": [list(part) for part in goods[row.pk][0]],
            "gifts": [list(part) for part in goods[row.pk][1]],
        }
        for row in rows
    ]


def _unverify(binding: SkuBinding, platform_sku_id: str) -> None:
    binding.state, binding.verified_at, binding.verified_by = BindingState.UNVERIFIED, None, None
    binding.proposal_reason, binding.match_percent, binding.candidate = BY_FILE, None, None
    binding.platform_sku_id = platform_sku_id or binding.platform_sku_id


def _write_goods(told: Mapping[int, tuple[Goods, Goods]], skus: Mapping[str, int]) -> None:
    BindingComponent.objects.filter(binding__in=told).delete()
    BindingComponent.objects.bulk_create(
        BindingComponent(binding_id=pk, sku_id=skus[code], quantity=units, is_gift=is_gift)
        for pk, both in sorted(told.items())
        for is_gift, goods in zip((False, True), both, strict=True)
        for code, units in goods
    )


def _finish(cause: Cause, warehouse: Warehouse, action: str, ids: Sequence[int]) -> None:
    note_conflicts(binding_ids=ids)
    if not ids:
        return
    names = [str(row) for row in SkuBinding.objects.filter(pk__in=ids).order_by("pk")]
    audit.record(
        cause=cause, action=action, subject=f"bindings:{len(ids)}", after={"bindings": names}, warehouse=warehouse
    )
    for pk in ids:
        publish("binding.changed", str(pk))
