"""The gateway's door-keeper: checks a call in the platform's order, runs its method, counts what it saw."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from wms.aliexpress.sandbox import clock, signature
from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.state import Shop, World
from wms.aliexpress.sandbox.wire import Refused, Request, failure, missing, success

TIMESTAMP_TOLERANCE_SECONDS = 7_200
REST_SIGN_METHODS = signature.HMAC_SHA256


@dataclass
class Call:
    """What a method works with. `seller` is None for the token methods only."""

    world: World
    faults: Faults
    method: str
    parameters: dict[str, str]
    seller: Shop | None

    @property
    def shop(self) -> Shop:
        """The shop whose token came with the call."""
        if self.seller is None:
            raise LookupError(f"{self.method} has no shop")
        return self.seller


@dataclass(frozen=True)
class Method:
    """A callable of the platform; a write is what late_apply delays."""

    run: Callable[[Call], dict]
    is_write: bool
    needs_token: bool


METHODS: dict[str, Method] = {}


def method(name: str, *, is_write: bool = False, needs_token: bool = True) -> Callable:
    """Register a function under a platform method name."""

    def register(run: Callable[[Call], dict]) -> Callable[[Call], dict]:
        METHODS[name] = Method(run, is_write, needs_token)
        return run

    return register


class Traffic:
    """Counts of what arrived, and the most calls that any one second has seen (sliding, by app key)."""

    RECENT = 60

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window: dict[str, deque[float]] = {}
        self._serial = 0
        self.total = 0
        self.max_in_one_second = 0
        self.by_method: Counter = Counter()
        self.refusals: Counter = Counter()
        self.recent: deque[dict] = deque(maxlen=self.RECENT)

    def arrive(self, app_key: str) -> int:
        """Count a call; returns how many this key has made within the last second, this one included."""
        with self._lock:
            now = time.monotonic()
            window = self._window.setdefault(app_key, deque())
            window.append(now)
            while window[0] <= now - 1:
                window.popleft()
            self.total += 1
            self.max_in_one_second = max(self.max_in_one_second, len(window))
            return len(window)

    def request_id(self, moment: float) -> str:
        """A new request id: 25 digits like the platform's."""
        with self._lock:
            self._serial += 1
            return f"2101{int(moment * 1000):013d}{self._serial % 10**8:08d}"

    def note(self, name: str, outcome: str, milliseconds: float, shop: str) -> None:
        """Keep a call for the page and the counters."""
        with self._lock:
            self.by_method[name] += 1
            if outcome != "ok":
                self.refusals[outcome] += 1
            entry = {"at": time.time(), "method": name, "outcome": outcome, "ms": round(milliseconds, 1), "shop": shop}
            self.recent.appendleft(entry)

    def recent_calls(self, count: int) -> list[dict]:
        """The newest calls, newest first."""
        with self._lock:
            return list(self.recent)[:count]

    def as_dict(self) -> dict:
        """Counters for `/_control/state`."""
        with self._lock:
            return {
                "total": self.total,
                "max_in_one_second": self.max_in_one_second,
                "by_method": dict(sorted(self.by_method.items())),
                "refusals": dict(sorted(self.refusals.items())),
            }


def _with_error(payload: dict) -> dict:
    """The platform sometimes says success beside a filled error; the success is what counts."""
    filled = {"error_code": "F00-99-00000-000", "error_message": "system is busy", "error_desc": "system is busy"}
    result = payload.get("result")
    return {**payload, "result": {**filled, **result}} if isinstance(result, dict) else {**filled, **payload}


class Gateway:
    """Answers calls: method, app key, timestamp, sign, IP list, token, limits, then the method's own checks."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.traffic = Traffic()

    def answer(self, request: Request) -> dict:
        """One JSON answer for one call; each carries a new request_id."""
        started = time.monotonic()
        request_id = self.traffic.request_id(self.world.now())
        in_window = self.traffic.arrive(request.parameters.get("app_key", ""))
        outcome = "ok"
        shop: Shop | None = None
        try:
            found = self._admit(request)
            shop = self._shop(request) if found.needs_token else None
            self._limits(request.method, in_window)
            call = Call(self.world, self.faults, request.method, request.parameters, shop)
            late = self.faults.hit("late_apply", request.method) if found.is_write else None
            if late:
                time.sleep(late)
            payload = found.run(call)
            if self.faults.hit("success_with_error", request.method):
                payload = _with_error(payload)
            reply = success(request, payload, request_id)
        except Refused as refused:
            outcome = refused.sub_code or refused.code
            reply = failure(request, refused, request_id)
        elapsed = (time.monotonic() - started) * 1000
        self.traffic.note(request.method or "?", outcome, elapsed, shop.code if shop else "")
        return reply

    def _admit(self, request: Request) -> Method:
        found = METHODS.get(request.method)
        is_misplaced = request.route == "/rest" and "/" not in request.method
        if found is None or is_misplaced:
            raise Refused("InvalidApiPath", "The specified API path or method does not exist")
        given = request.parameters
        if "app_key" not in given:
            raise missing("app_key")
        if given["app_key"] != self.world.app_key:
            raise Refused("InvalidAppkey", "The specified app key is invalid")
        self._check_timestamp(given)
        api = request.method if "/" in request.method else ""
        is_strict = request.route == "/rest" and given.get("sign_method") not in REST_SIGN_METHODS
        if is_strict or not signature.matches(self.world.app_secret, api, given):
            raise Refused("IncompleteSignature", "The request signature does not conform to platform standards")
        if self.faults.hit("ip_whitelist", request.method):
            raise Refused("AppWhiteIpLimit", "The source IP is not in the app's white list")
        if self.faults.hit("no_permission", request.method):
            raise Refused("InsufficientPermission", "App does not have permission to access this api")
        return found

    def _check_timestamp(self, given: dict[str, str]) -> None:
        if "timestamp" not in given:
            raise missing("timestamp")
        try:
            moment = clock.request_moment(given["timestamp"])
        except (ValueError, OverflowError):
            raise Refused("InvalidTimestamp", "The specified timestamp is not valid") from None
        if abs(moment - self.world.now()) > TIMESTAMP_TOLERANCE_SECONDS:
            raise Refused("InvalidTimestamp", "The specified timestamp is expired")

    def _shop(self, request: Request) -> Shop:
        text = request.parameters.get("session") or request.parameters.get("access_token") or ""
        token = self.world.records["token"].get(text)
        is_alive = token is not None and token["expires"] > self.world.now()
        if token is None or not is_alive or self.faults.ends_token(token["issued"]):
            raise Refused("IllegalAccessToken", "The specified access token is invalid or expired")
        return self.world.shops[token["shop"]]

    def _limits(self, name: str, in_window: int) -> None:
        limit = self.world.settings["qps_limit"]
        if limit and in_window > limit:
            raise self._ban(1)
        if self.faults.hit("api_call_limit", name):
            raise self._ban(self.faults.seconds_left("api_call_limit"))
        if self.faults.hit("code7_limit", name):
            seconds = self.faults.seconds_left("code7_limit")
            text = f"This ban will last for {seconds} more seconds"
            raise Refused("7", "App Call Limited", "ISV", "accesscontrol.limited-by-api-access-count", text)
        seconds = self.faults.hit("isp_timeout", name)
        if seconds:
            time.sleep(seconds)
            raise Refused("15", "Remote service error", "ISP", "isp.service-timeout", "Remote service timed out")

    @staticmethod
    def _ban(seconds: int) -> Refused:
        return Refused("ApiCallLimit", f"Api access frequency exceeds the limit. this ban will last {seconds} seconds")
