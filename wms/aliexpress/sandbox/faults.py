"""Faults that can be switched on, at start (`--fault NAME` or `NAME=VALUE`) or at run time (`POST /_control/faults`).

| name | value (default) | what happens |
|---|---|---|
| api_call_limit | ban, seconds (5) | from the first call on each gets ApiCallLimit "this ban will last N seconds"; |
| | | ends by itself |
| code7_limit | ban, seconds (5) | the same as code 7 with sub_code accesscontrol.limited-by-api-access-count |
| isp_timeout | seconds (4) | the answer comes late and says isp.service-timeout; nothing was applied |
| late_apply | seconds (5) | a write is applied that much later and answered only then |
| latency | seconds (1) | the call is applied at once, its answer comes that much later |
| lost_answer | share of calls (1) | the call is applied, the connection is cut before the answer |
| reset_mid_body | share (1) | applied, then the connection is reset in the middle of the answer |
| truncated_json | share (1) | applied, the answer's JSON ends in the middle |
| html_garbage | share (1) | not applied, 200 with a web page |
| http_500 | share (1) | not applied, HTTP 500 |
| expired_token | – | access tokens given out before now are expired; refreshing helps |
| revoked_token | – | what was granted before now is refused, refresh tokens too; a new consent helps |
| ip_whitelist | – | AppWhiteIpLimit for every call |
| no_permission | – | InsufficientPermission for every call (or those of `methods`) |
| partial_failure | SKU codes (true = about a third) | stock writes refuse these SKUs and apply the others |
| unknown_sku | SKU codes (true = about a third) | stock writes say these SKUs are unknown; new orders |
| | | name a seller SKU in their first line that nobody has |
| success_with_error | – | answers say success, and carry an error code beside it |
| label_not_ready | tries (2) | the first tries for a waybill's label find none |
| label_zip | – | labels come as an archive with the PDF in it |
| tracking_late | seconds (5) | a new waybill's tracking number appears only then |
| slow_trickle | seconds (5) | the answer drips out over that time |
| duplicated_pushes | copies (2) | each push is sent so often |
| reordered_pushes | – | pushes that wait together are sent newest first |
| duplicate_orders | orders (2) | the first orders of each list page come twice |
| repeated_pages | – | each page after the first brings the rows of the page before it |
| shifting_pages | rows (1) | from page 2 on the list has moved down by that many rows (negative: up, hiding some) |

A value may be an object: {"value": …, "methods": "inventory" (only methods whose name holds this text),
"times": 1 (ends after so many hits)}. false, null or 0 switch a fault off. Shares are drawn from the seed.
"""

import threading
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

DEFAULTS: dict[str, object] = {
    "api_call_limit": 5, "code7_limit": 5, "isp_timeout": 4, "late_apply": 5, "latency": 1, "lost_answer": 1,
    "reset_mid_body": 1, "truncated_json": 1, "html_garbage": 1, "http_500": 1, "expired_token": True,
    "revoked_token": True, "ip_whitelist": True, "no_permission": True, "partial_failure": True, "unknown_sku": True,
    "success_with_error": True, "label_not_ready": 2, "label_zip": True, "tracking_late": 5, "slow_trickle": 5,
    "duplicated_pushes": 2,
    "reordered_pushes": True, "duplicate_orders": 2, "repeated_pages": True, "shifting_pages": 1,
}  # fmt: skip
SHARES = frozenset({"lost_answer", "reset_mid_body", "truncated_json", "html_garbage", "http_500"})
TIMED = frozenset({"api_call_limit", "code7_limit"})
SKU_LISTS = frozenset({"partial_failure", "unknown_sku"})
TOKENS = ("expired_token", "revoked_token")


@dataclass
class Fault:
    """A fault that is on: what it is set to, which methods it strikes, how often still (None = always)."""

    value: Any
    since: float
    methods: str = ""
    times: int | None = None
    has_struck: bool = False


class Faults:
    """The switches. Safe to use from many threads."""

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._now = now
        self._random = Random(f"{seed}/faults")
        self._on: dict[str, Fault] = {}
        self.struck: Counter[str] = Counter()  # how often each has struck since the start

    def switch(self, name: str, setting: object) -> None:
        """Set or clear a fault; KeyError for a name that does not exist, ValueError for a senseless value."""
        default = DEFAULTS[name]
        details: dict[str, Any] = setting if isinstance(setting, dict) else {"value": setting}
        value = details.get("value", default)
        if value in (False, None, 0, ""):
            with self._lock:
                self._on.pop(name, None)
            return
        if value is True:
            value = default
        if name in SKU_LISTS:
            value = [value] if isinstance(value, str) else value
            fits = value is True or (isinstance(value, list) and all(isinstance(code, str) for code in value))
        else:
            fits = default is True or (isinstance(value, int | float) and (value > 0 or name == "shifting_pages"))
        if not fits:
            raise ValueError(name)
        times = details.get("times")
        with self._lock:
            self._on[name] = Fault(value, self._now(), str(details.get("methods", "")), times and int(times))

    def switch_text(self, text: str) -> None:
        """Set from a command line: NAME or NAME=VALUE (a number, or SKU codes with commas)."""
        name, _, value = text.partition("=")
        if name in SKU_LISTS:
            self.switch(name, value.split(",") if value else True)
        else:
            self.switch(name, float(value) if value else True)

    def hit(self, name: str, method: str = "") -> Any:
        """The fault's value when it strikes this call now, else None; uses up one of its times."""
        with self._lock:
            fault = self._on.get(name)
            if fault is None or fault.methods not in method:
                return None
            if name in TIMED and not fault.has_struck:
                fault.since = self._now()
            if name in TIMED and self._now() >= fault.since + fault.value:
                del self._on[name]
                return None
            if name in SHARES and self._random.random() >= fault.value:
                return None
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._on[name]
            self.struck[name] += 1
            fault.has_struck = True
            return fault.value

    def seconds_left(self, name: str) -> int:
        """Whole seconds until a timed fault ends."""
        with self._lock:
            fault = self._on.get(name)
            return max(0, int(fault.since + fault.value - self._now())) if fault else 0

    def since(self, name: str) -> float | None:
        """When a fault was switched on, None when it is off."""
        with self._lock:
            fault = self._on.get(name)
            return fault.since if fault else None

    def ends_token(self, issued: float) -> bool:
        """Is a token that was given out then expired or revoked by a fault?"""
        with self._lock:
            ended = [name for name in TOKENS if name in self._on and issued <= self._on[name].since]
            self.struck.update(ended)
            return bool(ended)

    def strikes_sku(self, name: str, method: str, sku_code: str) -> bool:
        """Is this SKU one of a fault's victims? Looking does not use up a time."""
        with self._lock:
            fault = self._on.get(name)
            if fault is None or fault.methods not in method:
                return False
            is_victim = zlib.crc32(sku_code.encode()) % 3 == 0 if fault.value is True else sku_code in fault.value
            self.struck[name] += is_victim
            return is_victim

    def as_dict(self) -> dict[str, dict]:
        """What is on, for people and tests."""
        with self._lock:
            return {name: asdict(fault) for name, fault in sorted(self._on.items())}
