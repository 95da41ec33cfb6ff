"""Which work items alert whom: the kinds with their gravity, the roles that the bell rings for, the stages told anew.

The words of a kind are its work item's wording ("work.<kind>" in wms/core/messages). A test walks every kind that the
code raises and fails where one has no line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wms.core.states import Role
from wms.notices.states import Severity

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MANAGERS = frozenset({Role.MANAGER})
SHOP = frozenset({Role.OPERATOR, Role.MANAGER})
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
EVERYBODY = frozenset({Role.ADMINISTRATOR, Role.MANAGER, Role.OPERATOR})
NOBODY: frozenset[Role] = frozenset()
INFO, WARNING, URGENT = Severity.INFO, Severity.WARNING, Severity.URGENT


@dataclass(frozen=True)
class Kind:
    """One kind of notice. `stages`: days left at which it is told anew, also to who has acknowledged the last one."""

    code: str
    severity: Severity
    roles: frozenset[Role]
    stages: tuple[int, ...] = ()

    def gravity(self, *, is_urgent: bool) -> Severity:
        return Severity.URGENT if is_urgent else self.severity

    def rung(self, facts: Mapping[str, Any], severity: Severity) -> int:
        """Rises when there is something new to say of a thing that people know of: a stage passed, or graver now."""
        days = facts.get("days")
        passed = sum(days <= stage for stage in self.stages) if isinstance(days, int) else 0
        return 10 * passed + int(severity)


CATALOGUE = {
    kind.code: kind
    for kind in [
        Kind("pack.mismatch", URGENT, MANAGERS),  # [M33] pushed to the manager
        Kind("handover.batch_failed", WARNING, MANAGERS),  # the carrier comes, and the bags are not known there
        Kind("pack.customs_missing", URGENT, MANAGERS),  # its parcel waits at the bench for master data
        Kind("pack.no_service", URGENT, MANAGERS),  # its parcel waits at the bench for the shop's rule
        Kind("pack.address_changed", URGENT, MANAGERS),  # its label must be made anew before it leaves
        Kind("pick.short", WARNING, MANAGERS),  # [M34]
        Kind("pick.walk_left", INFO, MANAGERS),
        Kind("pick.tote_missing", WARNING, MANAGERS),
        Kind("wall.stray", URGENT, MANAGERS),  # [M33] as at the bench
        Kind("put_back", INFO, NOBODY),
        Kind("stock.over_promised", URGENT, SHOP),  # [M20] more is sold than lies here
        Kind("order.oversold", WARNING, SHOP),  # [M20] one order of it; urgent when it is due within a day
        Kind("stock.negative_outbound", URGENT, EVERYBODY),  # [M22]
        Kind("stock.count", INFO, NOBODY),
        Kind("stock.count_review", WARNING, MANAGERS),  # a count or an adjustment waits for a second person
        Kind("receipt.over", WARNING, MANAGERS),
        Kind("putaway.unknown_barcode", WARNING, SHOP),  # [M31]
        Kind("putaway.not_bound", WARNING, SHOP),  # [M31]
        Kind("scan.too_late", INFO, MANAGERS),
        Kind("scan.parked", INFO, MANAGERS),
        Kind("order.sku_unbound", WARNING, SHOP),  # [M11]
        Kind("order.certification_expired", URGENT, EVERYBODY),  # [M2]
        Kind("order.stopped_by_channel", URGENT, MANAGERS),
        Kind("channel.currency", WARNING, SHOP),
        Kind("channel.no_lines", WARNING, SHOP),
        Kind("channel.quantity", WARNING, SHOP),
        Kind("order.changed_late", URGENT, MANAGERS),
        Kind("order.too_large", WARNING, MANAGERS),
        Kind("order.unreadable", URGENT, SHOP),  # [M51]
        Kind("binding_unknown", INFO, SHOP),
        Kind("stock_refused", WARNING, SHOP),  # [M17]
        Kind("stock_suspect", WARNING, SHOP),
        Kind("stock_difference", WARNING, SHOP),  # [M24]
        Kind("stock_late", WARNING, SHOP),  # [M45]
        Kind("stock_breaker", URGENT, EVERYBODY),  # [M14]
        Kind("platform_ban", URGENT, EVERYBODY),
        Kind("platform_authorisation", URGENT, EVERYBODY),  # [M21]
        Kind("platform_reauthorise", URGENT, EVERYBODY),
        Kind("platform_life_ends", WARNING, EVERYBODY, stages=(14, 7, 3, 1)),  # [M21]
        Kind("platform_address", URGENT, ADMINISTRATORS),
        Kind("platform_permission", URGENT, ADMINISTRATORS),
        Kind("platform_clock", URGENT, ADMINISTRATORS),
        Kind("paper_expires", WARNING, EVERYBODY, stages=(30, 7, 1, 0)),  # [M18] [M2]
        Kind("wave.late_days", URGENT, KEEPERS),  # [M41]
        Kind("lane_stuck", URGENT, ADMINISTRATORS),
        Kind("exchange_stuck", WARNING, ADMINISTRATORS),
        Kind("exchange_parked", WARNING, ADMINISTRATORS),
        Kind("message_parked", URGENT, ADMINISTRATORS),
        Kind("printer.trouble", WARNING, KEEPERS),  # a bench without labels packs nothing
        Kind("notice_channel", WARNING, ADMINISTRATORS),
    ]
}


def kind_of(code: str) -> Kind:
    """The kind of a work item; one that a later room has brought is for the manager."""
    return CATALOGUE.get(code) or Kind(code, Severity.WARNING, MANAGERS)
