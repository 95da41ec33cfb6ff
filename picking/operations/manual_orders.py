"""[M1] Manual orders and reships (人工补单) take the same way as everyone's: promise, wave, walk, bench, handover."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from picking.errors import ManualOrderInvalid, OrderNotReady
from picking.locks import lock_order
from picking.models import ManualRecipient, Order, OrderLine
from picking.operations.cancel import request_cancel
from picking.operations.history import note
from picking.operations.promises import settle
from picking.states import BEFORE_WAVE, ENDED, OrderState
from wms.core import audit
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Shop, Warehouse

if TYPE_CHECKING:
    from inventory.models import Sku

MANUAL, RESHIP = "MO", "RS"
MOST_LINES, MOST_UNITS = 50, 10_000
PURGE_BATCH = 500


@dataclass(frozen=True)
class Address:
    """Where it goes, as a person writes it; `country` has two letters."""

    name: str
    country: str
    city: str
    street: str
    phone: str = ""
    province: str = ""
    postcode: str = ""

    @property
    def lines(self) -> str:
        return ", ".join(part for part in (self.street, self.city, self.province, self.postcode) if part)


@dataclass(frozen=True, kw_only=True)
class ManualFacts:
    """A manual order as a person tells it: units by SKU; `shop` None when it belongs to none."""

    units: Mapping[Sku, int]
    address: Address
    carrier: str
    due_at: datetime
    shop: Shop | None = None
    note: str = ""
    reference: str = ""  # the person's own number for it, once a warehouse


def make_manual_order(*, cause: Cause, warehouse: Warehouse, facts: ManualFacts) -> Order:
    """Take a manual order in under a number of our own series and promise its stock, wholly or not at all.

    Refuses with ManualOrderInvalid (lines, units, country, carrier, due, reference). Locks the order, then what
    inventory promises. Nothing of it is ever told to a platform.
    """
    _check(warehouse, facts)
    order = _write(cause, warehouse, facts, MANUAL)
    note(cause=cause, order=order, code="order.made_by_hand", facts={"reference": facts.reference})
    settle(cause=cause, order=order)
    return order


def reship(*, cause: Cause, original_id: int, facts: ManualFacts, reason: str) -> Order:
    """Send an order that has left, or some of its goods, once more, with the reason and a link to the original.

    Refuses with OrderNotReady when the original has not left, with ManualOrderInvalid (also: more units of a SKU than
    the original had, no reason). Locks the original, then the new order.
    """
    original = lock_order(original_id)
    if original.state != OrderState.SHIPPED:
        raise OrderNotReady(order=original.number, state=str(original.state))
    if not reason.strip():
        raise ManualOrderInvalid(problem="reason", value="")
    sent = sent_units(original)
    for sku, units in facts.units.items():
        if units > sent.get(sku.pk, 0):
            raise ManualOrderInvalid(problem="more_than_sent", value=sku.code)
    _check(original.warehouse, facts)
    order = _write(cause, original.warehouse, facts, RESHIP, original=original, reason=reason.strip())
    note(cause=cause, order=order, code="order.reship", facts={"original": original.number, "reason": reason.strip()})
    note(cause=cause, order=original, code="order.reshipped", facts={"reship": order.number, "reason": reason.strip()})
    settle(cause=cause, order=order)
    return order


def sent_units(order: Order) -> dict[int, int]:
    """Units by SKU id that an order has sent."""
    units: dict[int, int] = {}
    for sku_id, quantity in order.items.filter(is_refunded=False).values_list("sku_id", "quantity"):
        units[sku_id] = units.get(sku_id, 0) + quantity
    return units


def address_of(order_id: int) -> Address | None:
    """The clear address of a manual order; None once it is purged."""
    row = ManualRecipient.objects.filter(order=order_id).first()
    return Address(**json.loads(row.address)) if row else None


def withdraw_manual(*, cause: Cause, ids: Collection[int]) -> None:
    """Take manual orders back that nobody has walked for (an import is undone). Refuses with OrderNotReady."""
    for pk in sorted(ids):
        order = lock_order(pk)
        if order.state == OrderState.CANCELLED:
            continue
        if order.state not in BEFORE_WAVE:
            raise OrderNotReady(order=order.number, state=str(order.state))
        request_cancel(cause=cause, order=order, reason="import.undone")


def purge_manual_recipients(*, now: datetime | None = None) -> int:
    """Delete at most PURGE_BATCH addresses of orders that ended figure address_days ago, or that are older than all
    evidence. Returns how many.
    """
    moment = now or timezone.now()
    served = Q(order__state__in=ENDED, order__state_since__lt=moment - timedelta(days=float(figure("address_days"))))
    forgotten = Q(kept_at__lt=moment - timedelta(days=float(figure("evidence_days"))))
    rows = ManualRecipient.objects.filter(served | forgotten).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:PURGE_BATCH])
    ManualRecipient.objects.filter(pk__in=ids).delete()
    return len(ids)


def taken_references(warehouse: Warehouse, references: Collection[str]) -> set[str]:
    """Which of these are a manual order's already."""
    rows = Order.objects.filter(warehouse=warehouse, is_manual=True, reference__in=[r for r in references if r])
    return set(rows.exclude(state=OrderState.CANCELLED).values_list("reference", flat=True))


def _check(warehouse: Warehouse, facts: ManualFacts) -> None:
    problem, value = _problem(warehouse, facts)
    if problem:
        raise ManualOrderInvalid(problem=problem, value=value)


def _problem(warehouse: Warehouse, facts: ManualFacts) -> tuple[str, str]:
    if not 0 < len(facts.units) <= MOST_LINES:
        return "lines", str(len(facts.units))
    wrong = next((sku for sku, units in facts.units.items() if not 0 < units <= MOST_UNITS), None)
    if wrong is not None:
        return "units", wrong.code
    if len(facts.address.country) != 2 or not facts.address.country.isascii() or not facts.address.country.isalpha():
        return "country", facts.address.country
    if not all(text.strip() for text in (facts.address.name, facts.address.city, facts.address.street)):
        return "address", ""
    if not facts.carrier.strip():
        return "carrier", ""
    if facts.due_at <= timezone.now():
        return "due", ""
    if facts.shop is not None and facts.shop.warehouse_id != warehouse.pk:
        return "shop", facts.shop.code
    if facts.reference and taken_references(warehouse, [facts.reference]):
        return "reference", facts.reference
    return "", ""


def _write(
    cause: Cause,
    warehouse: Warehouse,
    facts: ManualFacts,
    series: str,
    *,
    original: Order | None = None,
    reason: str = "",
) -> Order:
    now = timezone.now()
    order = Order.objects.create(
        shop=facts.shop or _own_shop(warehouse),
        number=uuid.uuid4().hex,
        warehouse=warehouse,
        is_manual=True,
        carrier=facts.carrier.strip()[:60],
        country=facts.address.country.upper(),
        buyer_name=_masked(facts.address.name),
        buyer_city=facts.address.city[:120],
        note=facts.note[:200],
        reference=facts.reference[:40],
        reship_of=original,
        reship_reason=reason[:200],
        placed_at=now,
        due_at=facts.due_at,
        platform_modified_at=now,
    )
    order.number = f"{series}{order.pk:08d}"
    order.save(update_fields=["number"])
    OrderLine.objects.bulk_create(_lines(order, list(facts.units.items())))
    ManualRecipient.objects.create(order=order, address=json.dumps(asdict(facts.address), ensure_ascii=False))
    audit.record(
        cause=cause,
        action="order.made_by_hand",
        subject=f"order:{order.number}",
        after={"lines": len(facts.units), "country": order.country, "carrier": order.carrier},
        warehouse=warehouse,
        reason=reason,
    )
    return order


def _lines(order: Order, units: Sequence[tuple[Sku, int]]) -> list[OrderLine]:
    return [
        OrderLine(
            order=order,
            platform_line=str(place),
            seller_sku=sku.code[:64],
            sku=sku,
            quantity=quantity,
            amount=Decimal(0),
        )
        for place, (sku, quantity) in enumerate(units, start=1)
    ]


def _own_shop(warehouse: Warehouse) -> Shop:
    """Orders of no shop belong to the warehouse's own front."""
    shop, _made = Shop.objects.get_or_create(
        code=f"MANUAL{warehouse.pk}"[:16],
        defaults={"name": "人工订单 Manual", "channel": Shop.Channel.MANUAL, "warehouse": warehouse},
    )
    return shop


def _masked(name: str) -> str:
    return " ".join(f"{word[:1]}***" for word in name.split())[:120]
