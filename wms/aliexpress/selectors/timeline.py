"""One SKU's way to the front, newest first: what changed it, what was sent, what the platform said [M17] [M23]."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inventory.selectors import history
from inventory.selectors.bindings import binding_parts
from inventory.states import VIRTUAL_KINDS
from picking.selectors.orders import lines_of_binding
from wms.aliexpress.models import Evidence, EvidenceKey, EvidenceOutcome, StockPush, StockUpdate
from wms.aliexpress.payloads.profiles import PROFILES
from wms.core.models import AuditEntry

LIMIT = 40
ICONS = {
    "taken": "check",
    "late": "clock",
    "sent": "up",
    "refused": "cross",
    "unclear": "warning",
    "read": "sync",
    "resync": "person",
}
RESYNC = "stock_sync.resync"
TONES = {"taken": "ok", "late": "warn", "sent": "info", "refused": "stop", "unclear": "warn"}
READS = frozenset(profile.reads for profile in PROFILES.values())


@dataclass(frozen=True)
class Event:
    """`kind`: taken | late | sent | refused | unclear | read | moved | ordered | resync; `facts` fill its words."""

    at: datetime
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    who: str = ""
    evidence_id: int | None = None

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "minus" if self.facts.get("out") else "plus")

    @property
    def tone(self) -> str:
        return TONES.get(self.kind, "")


def timeline(push: StockPush, *, limit: int = LIMIT) -> list[Event]:
    """What happened to one binding, from updates, evidence, movements, orders and the audit. Seven queries at most."""
    found = [*_updates(push, limit), *_exchanges(push, limit), *_movements(push, limit), *_orders(push, limit)]
    found += _resyncs(push, limit)
    return sorted(found, key=lambda event: event.at, reverse=True)[:limit]


def updates_of(push: StockPush, limit: int = 12) -> list[StockUpdate]:
    """The newest updates, oldest first, for a chart."""
    return list(push.updates.order_by("-answered_at", "-pk")[:limit])[::-1]


def _updates(push: StockPush, limit: int) -> list[Event]:
    return [
        Event(
            row.answered_at,
            "late" if row.is_late else "taken",
            {
                "numbers": (row.available, row.reserved, row.in_transit),
                "version": row.version,
                "request_id": row.request_id,
                "milliseconds": row.milliseconds,
                "waited": round((row.sent_at - row.changed_at).total_seconds() * 1000),
                "platform": round((row.answered_at - row.sent_at).total_seconds() * 1000),
                "is_first": row.is_first,
            },
        )
        for row in push.updates.order_by("-answered_at", "-pk")[:limit]
    ]


def _exchanges(push: StockPush, limit: int) -> list[Event]:
    about = EvidenceKey.objects.filter(kind=EvidenceKey.Kind.SKU, value=push.binding.seller_sku[:80])
    rows = Evidence.objects.filter(account_id=push.account_id, pk__in=about.values("evidence"))
    kept = rows.select_related("person").defer("request").order_by("-sent_at", "-pk")[:limit]
    return [event for row in kept for event in _of_exchange(push, row)]


def _of_exchange(push: StockPush, row: Evidence) -> list[Event]:
    version = row.versions.get(str(push.binding_id))
    facts = {"version": version, "request_id": row.request_id, "code": row.code, "milliseconds": row.milliseconds}
    who = row.person.name if row.person else ""
    if row.method in READS and version is None:
        return [Event(row.sent_at, "read", facts, who, row.pk)]
    if version is None:
        return []
    sent = Event(row.sent_at, "sent", facts, who, row.pk)
    if row.outcome == EvidenceOutcome.OK:
        code = _own_refusal(push, row)
        return [sent, Event(row.answered_at, "refused", {**facts, "code": code}, who, row.pk)] if code else [sent]
    kind = "refused" if row.outcome == EvidenceOutcome.REFUSED else "unclear"
    return [sent, Event(row.answered_at, kind, facts, who, row.pk)]


def _own_refusal(push: StockPush, row: Evidence) -> str:
    """The code with which an answered request refused this one SKU: whole-state answers say it item by item."""
    body = row.response.get("result", row.response)
    items = body.get("items") if isinstance(body, dict) else None
    for item in items if isinstance(items, list) else []:
        if (
            isinstance(item, dict)
            and item.get("seller_sku") == push.binding.seller_sku
            and item.get("success") is False
        ):
            return str(item.get("error_code") or "refused")
    return ""


def _movements(push: StockPush, limit: int) -> list[Event]:
    """Of the goods behind it; a bundle's components each."""
    warehouse = push.binding.warehouse
    return [
        Event(
            row.created_at,
            "moved",
            {
                "reason": row.reason,
                "quantity": row.quantity,
                "sku": row.sku.code,
                "source": row.source_location,
                "target": row.target_location,
                "out": row.reason == "take" or row.target_location.kind in VIRTUAL_KINDS,
            },
            row.person.name if row.person else "",
        )
        for part in binding_parts([push.binding_id]).get(push.binding_id, ())
        for row in history(warehouse=warehouse, sku=part.sku, limit=limit)
    ]


def _orders(push: StockPush, limit: int) -> list[Event]:
    return [
        Event(
            line.order.imported_at,
            "ordered",
            {"order": line.order.number, "order_id": line.order_id, "units": line.quantity, "out": True},
            line.order.shop.name,
        )
        for line in lines_of_binding(push.binding_id, limit)
    ]


def _resyncs(push: StockPush, limit: int) -> list[Event]:
    """Who had it sent anew, by itself or with others: of all, the audit keeps how many, of chosen ones their names."""
    kept = AuditEntry.objects.filter(action=RESYNC, subject=f"shop:{push.account.shop_id}").select_related("person")
    name = str(push.binding)
    return [
        Event(row.created_at, "resync", _how_many(row.after["bindings"]), row.person.name if row.person else "")
        for row in kept.order_by("-created_at", "-pk")[:limit]
        if isinstance(row.after["bindings"], int) or name in row.after["bindings"]
    ]


def _how_many(bindings: int | list[str]) -> dict[str, Any]:
    if isinstance(bindings, int):
        return {"is_all": True, "bindings": bindings}
    return {"is_all": False, "bindings": len(bindings)}


def last_sent(account_ids: list[int]) -> StockPush | None:
    """The push that the platform confirmed last."""
    newest = StockUpdate.objects.filter(account__in=account_ids).order_by("-answered_at").first()
    return push_of(account_ids, newest.push.binding_id) if newest else None


def push_of(account_ids: list[int], binding_id: int) -> StockPush | None:
    """The binding's push with what its page names, if it belongs to one of these accounts."""
    rows = StockPush.objects.select_related("account__shop", "binding__warehouse", "binding__shop")
    return rows.filter(account__in=account_ids, binding=binding_id).first()
