"""How much the broker holds that no worker has taken: asked directly, since its workers answer to nobody."""

from __future__ import annotations

import os

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from wms.celery_settings import task_queues

SECONDS = 0.5


def queue_lengths() -> dict[str, int] | None:
    """Tasks by queue; None when the broker does not answer (its work stands in rows)."""
    names = [queue.name for queue in task_queues]
    if settings.REDIS_URL:
        try:
            with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=SECONDS, socket_timeout=SECONDS) as broker:
                return {name: int(broker.llen(name)) for name in names}  # type: ignore[arg-type]  not the async one
        except RedisError:
            return None
    try:
        files = [name for name in os.listdir(settings.BROKER_DIR) if name[0] != "."]
    except FileNotFoundError:
        return None
    return {name: sum(file.endswith(f".{name}.msg") for file in files) for name in names}
