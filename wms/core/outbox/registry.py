"""Who listens to which topic, who makes which call, who drains which lane. Filled in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wms.core.models import Exchange

MESSAGE_LANE = "messages"

Subscriber = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True)
class News:
    """One message as it is handed over. `told_at`: when it was published, from where latencies count [M12]."""

    key: str
    facts: dict[str, Any]
    told_at: datetime


@dataclass(frozen=True)
class Subscription:
    """Who listens, and whether to many messages in one unit of work."""

    tell: Callable[[Sequence[News]], None]
    takes_many: bool


@dataclass(frozen=True)
class Sent:
    """What came of one call. `outcome`: done | retry | unknown | parked | banned | unasked; unknown marks the subject
    suspect, unasked (no throttle slot in time) is tried again at once and costs no try.

    `code` is for people and reports; `retry_after_seconds` overrides the ladder; `result` is kept in the row.
    """

    outcome: str
    code: str = ""
    retry_after_seconds: float | None = None
    result: dict[str, Any] = field(default_factory=dict)
    answer: Any = None


class ExchangeHandler(Protocol):
    """One kind of outbound call. No transaction is open in `send`; `finish` runs in the finishing transaction.

    With a `throttle_key`, `send` opens the slot that it holds (held.held_slot) just before its first request.
    """

    def throttle_key(self, exchange: Exchange) -> str | None: ...

    def send(self, exchange: Exchange) -> Sent: ...

    def finish(self, exchange: Exchange, sent: Sent) -> None: ...


_subscribers: dict[str, dict[str, Subscription]] = {}
_handlers: dict[str, ExchangeHandler] = {}
_drainers: dict[str, Callable[[str, float], None]] = {}
_sources: dict[str, Callable[[], set[str]]] = {}


def subscribe(topic: str, name: str, subscriber: Subscriber) -> None:
    """`subscriber(key, facts)` is called in a unit of work of its own, at least once for each message."""

    def tell(news: Sequence[News]) -> None:
        for item in news:
            subscriber(item.key, item.facts)

    _subscribers.setdefault(topic, {})[name] = Subscription(tell, takes_many=False)


def subscribe_to_many(topic: str, name: str, subscriber: Callable[[Sequence[News]], None]) -> None:
    """`subscriber(news)` gets what is due at once, in one unit of work, each message at least once and in no order:
    for one whose work is the same for many as for one.
    """
    _subscribers.setdefault(topic, {})[name] = Subscription(subscriber, takes_many=True)


def subscribers_of(topic: str) -> list[str]:
    return sorted(_subscribers.get(topic, {}))


def subscription_of(topic: str, name: str) -> Subscription | None:
    return _subscribers.get(topic, {}).get(name)


def exchange_handler(name: str, handler: ExchangeHandler) -> None:
    _handlers[name] = handler


def handler_named(name: str) -> ExchangeHandler:
    return _handlers[name]


def lane_drainer(prefix: str, drain: Callable[[str, float], None]) -> None:
    """`drain(lane, seconds)` serves every lane that begins with `prefix` (longest prefix wins)."""
    _drainers[prefix] = drain


def drainer_of(lane: str) -> Callable[[str, float], None]:
    prefix = max((p for p in _drainers if lane.startswith(p)), key=len, default=None)
    if prefix is None:
        raise LookupError(f"no drainer for lane {lane!r}")
    return _drainers[prefix]


def lane_source(name: str, due: Callable[[], set[str]]) -> None:
    """`due()` names the lanes of a room that have work which is not in the outbox's own tables."""
    _sources[name] = due


def lane_sources() -> dict[str, Callable[[], set[str]]]:
    return dict(_sources)
