"""The outbox (PROTOCOLS 3): what must leave a transaction is a row in it; Celery is only nudged.

publish() and enqueue() are for operations; subscribe(), subscribe_to_many(), exchange_handler(), lane_drainer() and
lane_source() are called in AppConfig.ready(); drain_exchange() is for a bench that waits for its own call.
"""

from wms.core.outbox.exchanges import drain_exchange, drain_exchanges, next_call
from wms.core.outbox.held import may_still_send
from wms.core.outbox.news import drain_messages
from wms.core.outbox.publish import enqueue, enqueue_all, hasten, publish, wake
from wms.core.outbox.registry import (
    MESSAGE_LANE,
    ExchangeHandler,
    News,
    Sent,
    exchange_handler,
    lane_drainer,
    lane_source,
    subscribe,
    subscribe_to_many,
)

__all__ = [
    "MESSAGE_LANE",
    "ExchangeHandler",
    "News",
    "Sent",
    "drain_exchange",
    "drain_exchanges",
    "drain_messages",
    "enqueue",
    "enqueue_all",
    "exchange_handler",
    "hasten",
    "lane_drainer",
    "lane_source",
    "may_still_send",
    "next_call",
    "publish",
    "subscribe",
    "subscribe_to_many",
    "wake",
]
