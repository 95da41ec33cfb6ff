"""[M16] Is a warehouse ready for a shop's first sync: seven days of snapshots that tell one story, or how long yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from inventory.selectors.snapshots import Jump, days_kept, jumps, snapshot_lines
from wms.aliexpress.models import ShopAccount
from wms.core.figures import figure


@dataclass(frozen=True)
class FirstSync:
    """`state`: ready | waits (days are missing, `ready_on` is when the last one ends) | differs (see `jumps`)."""

    account: ShopAccount
    needed: int
    days: tuple[tuple[date, int], ...]
    missing: tuple[date, ...]
    ready_on: date | None
    jumps: tuple[Jump, ...]

    @property
    def state(self) -> str:
        return "waits" if self.missing else "differs" if self.jumps else "ready"

    @property
    def days_left(self) -> int:
        """By the calendar of the warehouse."""
        today = timezone.now().astimezone(self.account.shop.warehouse.zone).date()
        return max(0, (self.ready_on - today).days) if self.ready_on else 0

    def lines(self) -> Iterator[tuple[Any, ...]]:
        if self.days:
            yield from snapshot_lines(self.account.shop.warehouse, self.days[0][0], self.days[-1][0])


def first_sync(account: ShopAccount, *, with_rows: bool = False) -> FirstSync:
    """By the days that have ended in the warehouse's zone. About twenty queries when all days are there."""
    warehouse = account.shop.warehouse
    needed = int(figure("snapshot_days", shop=account.shop))
    yesterday = timezone.now().astimezone(warehouse.zone).date() - timedelta(days=1)
    first = yesterday - timedelta(days=needed - 1)
    kept = days_kept(warehouse, first, yesterday)
    wanted = [first + timedelta(days=number) for number in range(needed)]
    missing = tuple(day for day in wanted if day not in kept)
    ready_on = max(missing) + timedelta(days=needed + 1) if missing else None
    found = () if missing or with_rows else tuple(jumps(warehouse, first, yesterday))
    return FirstSync(account, needed, tuple((day, kept.get(day, 0)) for day in wanted), missing, ready_on, found)
