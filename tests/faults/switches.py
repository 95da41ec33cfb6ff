"""The fault matrix as a table: what each switch of the sandbox does in each part of a day, and when each victim dies.

A day has three parts: `shelf` (a count, orders, pushes, pulls), `bench` (waybill and label), `van` (handover and
declaration). A setting with `times` is an outage of so many calls, which no machine's pace makes longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

STOCK, LIST, LOGISTICS, DECLARE = "inventory.state.push", "order.get", "logistics", "order.fulfill"
CALLS = {"shelf": (STOCK, LIST), "bench": (LOGISTICS,), "van": (DECLARE,)}
REFUSED_SKU, UNKNOWN_SKU = "MC-15P-BLK", "NL-48W-WHT"


@dataclass(frozen=True)
class Switch:
    """One switch of the sandbox by its name: how it is set at the beginning of a part of the day.

    `cure`: what only a person can do about it. `told`: the work that he is told of then. `parked`: the SKU that waits
    for him, with its code. `page_rows`: so few that there are several pages of orders.
    """

    name: str
    parts: dict[str, Any] = field(default_factory=dict)
    cure: str = ""
    told: str = ""
    parked: str = ""
    page_rows: int = 50


def _refused_skus(name: str, sku: str, code: str) -> Switch:
    setting = {"value": [sku], "methods": STOCK}
    return Switch(name, {"shelf": setting}, "resync", "stock_refused", f"{sku} parked {code}")


def _struck(name: str, value: Any = True) -> Switch:
    """Strikes four calls of any kind, then two about the waybill, then a declaration."""
    return Switch(
        name,
        {
            "shelf": {"value": value, "times": 4},
            "bench": {"value": value, "times": 2, "methods": LOGISTICS},
            "van": {"value": value, "times": 1, "methods": DECLARE},
        },
    )


def _at_writes(name: str, value: Any, times: int | None = None) -> Switch:
    """Strikes what changes something at the platform."""
    methods = {"shelf": STOCK, "bench": LOGISTICS, "van": DECLARE}
    return Switch(name, {part: {"value": value, "times": times, "methods": word} for part, word in methods.items()})


SWITCHES = [
    _struck("latency", 1.6),
    _struck("slow_trickle", 1.6),
    _struck("reset_mid_body"),
    _struck("truncated_json"),
    _struck("html_garbage"),
    _struck("http_500"),
    _struck("lost_answer"),
    _struck("isp_timeout", 0.3),
    _at_writes("late_apply", 1.3, 1),
    _at_writes("api_call_limit", 1.2),
    _at_writes("code7_limit", 1.2),
    Switch("expired_token", {"shelf": True}),
    Switch("revoked_token", {"shelf": True}, "consent", "platform_authorisation"),
    Switch("ip_whitelist", {"shelf": True}, "try_again", "platform_address"),
    Switch("no_permission", {"shelf": {"value": True, "methods": STOCK}}, "try_again", "platform_permission"),
    _refused_skus("partial_failure", REFUSED_SKU, "ERR_SKU_LOCKED"),
    _refused_skus("unknown_sku", UNKNOWN_SKU, "ERR_SKU_NOT_FOUND"),
    Switch("success_with_error", {"shelf": True, "bench": True, "van": True}),
    Switch("repeated_pages", {"shelf": {"value": True, "times": 3}}, page_rows=1),
    Switch("shifting_pages", {"shelf": {"value": 1, "times": 3}}, page_rows=1),
    Switch("duplicate_orders", {"shelf": 2}),
    Switch("duplicated_pushes", {"shelf": 3}),
    Switch("reordered_pushes", {"shelf": True}),
    Switch("tracking_late", {"bench": 1.0}),
    Switch("label_not_ready", {"bench": 2}),
    Switch("label_zip", {"bench": True}),
]
BY_NAME = {switch.name: switch for switch in SWITCHES}


def _outage(name: str, value: Any = True) -> Switch:
    """No push of stock gets a clear answer, until the breaker has opened."""
    return Switch(name, {"shelf": {"value": value, "methods": STOCK}}, "breaker", "stock_breaker")


OUTAGES = [
    _outage("latency", 1.6),
    _outage("slow_trickle", 1.6),
    _outage("reset_mid_body"),
    _outage("truncated_json"),
    _outage("html_garbage"),
    _outage("http_500"),
    _outage("lost_answer"),
    _outage("isp_timeout", 0.3),
    _outage("late_apply", 1.3),
]
"""Each kind of trouble that is an outage when it lasts; limits, tokens, blocks and refused SKUs never count [M14]."""

VICTIMS = {"": (), "web": ("bench",), "worker": ("shelf", "van"), "database": ("bench",), "redis": ("shelf",)}
"""In which parts of a day a victim is killed: at the first call of that part that reaches the platform."""

DAYS = [
    (("http_500", "repeated_pages", "label_not_ready"), "redis"),
    (("slow_trickle", "shifting_pages", "api_call_limit", "reordered_pushes", "ip_whitelist"), ""),
    (("latency", "duplicate_orders", "label_zip"), "worker"),
    (("lost_answer", "duplicated_pushes", "expired_token"), "database"),
    (("reset_mid_body", "tracking_late", "success_with_error"), "web"),
    (("truncated_json", "html_garbage", "code7_limit", "revoked_token"), ""),
    (("isp_timeout", "no_permission", "partial_failure", "unknown_sku", "late_apply"), ""),
]
"""Without FAULTS=all: each switch once, some together as trouble comes, and each victim once. Days with short pages
come first: the list of orders grows by two a day, and each of them is a page then.
"""
