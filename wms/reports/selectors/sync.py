"""How the platform hears of stock, as the channel tells it; and lanes that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wms.aliexpress.models import ShopAccount
from wms.aliexpress.selectors.shop_sync import ShopSync, pace_tone, quick_p95, shops, trouble_here
from wms.core.outbox.excuses import excused_lanes
from wms.core.outbox.leases import STUCK_SECONDS, oldest_due

__all__ = ["ShopSync", "StuckLane", "pace_tone", "quick_p95", "shops", "stuck_lanes", "trouble_here"]


@dataclass(frozen=True)
class StuckLane:
    """The oldest due row of a lane has been due for this long, and nobody has taken it."""

    lane: str
    seconds: float


def stuck_lanes(now: datetime) -> list[StuckLane]:
    """Lanes whose oldest due row is older than lease and sweep allow; those held on purpose are left out."""
    oldest = oldest_due(now)
    limit = now - timedelta(seconds=STUCK_SECONDS)
    late = {lane: since for lane, since in oldest.items() if since <= limit}
    if not late:
        return []
    held = excused_lanes() | _banned_lanes(now, late)
    found = [StuckLane(lane, (now - since).total_seconds()) for lane, since in late.items() if lane not in held]
    return sorted(found, key=lambda lane: (-lane.seconds, lane.lane))


def _banned_lanes(now: datetime, lanes: dict[str, datetime]) -> set[str]:
    banned = [account.lane("") for account in ShopAccount.objects.filter(banned_until__gt=now)]
    return {lane for lane in lanes if lane.startswith(tuple(banned))} if banned else set()
