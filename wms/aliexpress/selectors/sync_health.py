"""[M12] [M17] [M45] How well a shop's stock reaches the front: the share of late updates, and each sick binding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.operations.stock_push import MAX_ROUNDS
from wms.aliexpress.selectors.shop_sync import changes
from wms.aliexpress.states import PushState
from wms.core.figures import figure


@dataclass(frozen=True)
class LateShare:
    """Updates over the threshold, of all that were answered. A share of nothing is not known."""

    late: int
    total: int

    @property
    def percent(self) -> float | None:
        return 100.0 * self.late / self.total if self.total else None


def late_share(account: ShopAccount, *, since: datetime) -> LateShare:
    """[M45] Changes that were answered late from `since` on; what is still unanswered stands in `unhealthy`."""
    counted = changes(StockUpdate.objects.filter(account=account, answered_at__gte=since)).aggregate(
        total=Count("pk"), late=Count("pk", filter=Q(is_late=True))
    )
    return LateShare(late=counted["late"], total=counted["total"])


def unhealthy(account: ShopAccount) -> list[StockPush]:
    """[M17] Bindings that a person should look at, oldest trouble first, with binding; `last_code` says what it is.

    Refused by the platform, read back otherwise three times, or changed longer ago than the threshold [M12] allows.
    """
    threshold = float(figure("sync_threshold_seconds", shop=account.shop))
    before = timezone.now() - timedelta(seconds=threshold)
    is_sick = (
        Q(state=PushState.PARKED)
        | Q(is_suspect=True, suspect_rounds__gte=MAX_ROUNDS)
        | Q(since__lt=before)
        | Q(sending_since__lt=before)
    )
    return list(StockPush.objects.filter(is_sick, account=account).select_related("binding").order_by("since", "pk"))
