"""The one row lock of the API: the feed's head. (A repeat waits at the unique key of its answer.)"""

from __future__ import annotations

from wms.api.models import FeedHead


def lock_head() -> FeedHead:
    """Whoever holds it is the only one that numbers events, or takes them away. Made when it is not there yet."""
    FeedHead.objects.get_or_create(pk=1)
    return FeedHead.objects.select_for_update().get(pk=1)
