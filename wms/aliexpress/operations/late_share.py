"""[M45] The alarm of stock updates that the platform heard of too late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from wms.aliexpress.models import ShopAccount, StockUpdate
from wms.aliexpress.selectors.shop_sync import changes
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.work_items import close_work_items, raise_work_item

LATE = "stock_late"
WINDOW = timedelta(hours=24)


def watch_late_share(*, cause: Cause, account: ShopAccount, now: datetime) -> bool:
    """Raise the alarm when more of the last 24 hours' changes were late than is allowed, else close it."""
    answered = changes(StockUpdate.objects.filter(account=account, answered_at__gt=now - WINDOW))
    counts = answered.aggregate(updates=Count("pk"), late=Count("pk", filter=Q(is_late=True)))
    limit = float(figure("late_update_percent", shop=account.shop, warehouse=account.shop.warehouse))
    percent = 100 * counts["late"] / counts["updates"] if counts["updates"] else 0.0
    if percent <= limit:
        close_work_items(kind=LATE, subject_type="shop", subject_id=account.shop_id, resolution="in time")
        return False
    raise_work_item(
        cause=cause,
        kind=LATE,
        warehouse_id=account.shop.warehouse_id,
        subject_type="shop",
        subject_id=account.shop_id,
        subject_label=account.shop.name,
        facts={"shop": account.shop.name, "percent": f"{percent:.2f}", "limit": f"{limit:g}", **counts},
    )
    return True
