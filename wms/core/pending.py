"""The messages of one unit of work, held back until its end so that they are written last and in one statement."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone


class PendingMessages:
    """Equal news (topic, key, facts) are told once per unit of work."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._lanes: set[str] = set()

    def tell(self, topic: str, key: str, facts: dict[str, Any]) -> None:
        self._told[topic, key, json.dumps(facts, sort_keys=True)] = facts

    def wake(self, lane: str) -> None:
        self._lanes.add(lane)

    def marked(self) -> PendingMessages:
        """What is held back so far, to come back to when a part of the unit of work is undone."""
        mark = PendingMessages()
        mark._told, mark._lanes = dict(self._told), set(self._lanes)
        return mark

    def back_to(self, mark: PendingMessages) -> None:
        """Nothing that was told since is told."""
        self._told, self._lanes = mark._told, mark._lanes

    def flush(self) -> set[str]:
        """Write the rows, sorted; return the lanes that have work now."""
        from wms.core.models import Message
        from wms.core.outbox.registry import MESSAGE_LANE, subscribers_of

        now = timezone.now()
        rows = [
            Message(topic=topic, key=key, subscriber=subscriber, facts=facts, lane=MESSAGE_LANE, next_at=now)
            for (topic, key, _), facts in sorted(self._told.items())
            for subscriber in subscribers_of(topic)
        ]
        if rows:
            Message.objects.bulk_create(rows, batch_size=500)
            self._lanes.add(MESSAGE_LANE)
        return self._lanes
