"""The outbox (PROTOCOLS 3): what must leave a transaction is a row in it; Celery is only nudged.

publish() and enqueue() are for operations; subscribe(), handler() and lane_kind() are called in AppConfig.ready().
"""

from wms.core.outbox.publish import enqueue, publish
from wms.core.outbox.registry import ExchangeHandler, Sent, exchange_handler, lane_drainer, subscribe

__all__ = ["ExchangeHandler", "Sent", "enqueue", "exchange_handler", "lane_drainer", "publish", "subscribe"]
