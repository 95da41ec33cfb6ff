"""The words for conditions and reasons on the handheld, in both languages."""

from __future__ import annotations

from inventory.states import Condition, Reason
from wms.scan.screen import Pair

CONDITIONS: dict[str, Pair] = {
    Condition.BLOCKED: ("冻结", "Blocked"),
    Condition.EXPIRED: ("过期", "Expired"),
    Condition.DAMAGED: ("破损", "Damaged"),
    Condition.PUT_BACK: ("待放回", "To be put back"),
}

REASONS: dict[str, str] = {
    Reason.RECEIVE: "Received",
    Reason.PUT_AWAY: "Put away",
    Reason.MOVE: "Moved",
    Reason.TAKE: "Picked",
    Reason.UNTAKE: "Pick undone",
    Reason.CARRY: "Carried over",
    Reason.SHIP: "Shipped",
    Reason.TO_PUT_BACK: "Set apart",
    Reason.PUT_BACK: "Put back",
    Reason.ADJUST: "Adjusted",
    Reason.FOUND: "Found",
    Reason.LOSS: "Lost",
    Reason.COUNT: "Counted",
    Reason.BLOCK: "Blocked",
    Reason.UNBLOCK: "Unblocked",
    Reason.EXPIRE: "Expired",
    Reason.DAMAGE: "Damaged",
    Reason.CONDITION: "Condition changed",
    Reason.REVERSAL: "Reversed",
}
