"""What happens to stock by the calendar of a warehouse: the day's snapshot, and expiry at midnight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from inventory.errors import DayNotOver
from inventory.ledger import Books, Move
from inventory.locks import key_of, lock_balances_with_holders, lock_sku_stocks
from inventory.models import DailySnapshot, SkuStock, StockBalance, StockMovement
from inventory.operations.shelf_wins import Returned, return_allocations
from inventory.states import Condition, Reason
from wms.core.cause import Cause
from wms.core.models import Warehouse

SNAPSHOT_DAYS = 7  # [M16] what a first sync sends; older days are not worth guessing at


@dataclass(frozen=True)
class Expired:
    """`units` became unsellable, `returned` lost their places to it."""

    balances: int
    units: int
    returned: tuple[Returned, ...]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """[M16] The quantities of one SKU at the end of one day."""

    sku_id: int
    day: date
    on_hand_sellable: int
    reserved: int
    in_transit: int
    available: int


def take_daily_snapshot(*, warehouse: Warehouse, day: date) -> int:
    """[M16] Keep today's quantities of every SKU under `day`, once: a second call changes nothing. Returns how many.

    Call it at the end of the day in the warehouse's zone. Refuses with DayNotOver for a day to come. Locks nothing.
    """
    if day > timezone.now().astimezone(warehouse.zone).date():
        raise DayNotOver(day=day.isoformat())
    before = DailySnapshot.objects.filter(warehouse=warehouse, day=day).count()
    stocks = SkuStock.objects.filter(warehouse=warehouse).order_by("pk")
    snapshots = [
        Snapshot(
            sku_id=stock.sku_id,
            day=day,
            on_hand_sellable=stock.on_hand_sellable,
            reserved=stock.reserved,
            in_transit=stock.in_transit,
            available=stock.available,
        )
        for stock in stocks
    ]
    _insert(warehouse, snapshots, is_imported=False)
    return DailySnapshot.objects.filter(warehouse=warehouse, day=day).count() - before


def close_days(*, warehouse: Warehouse, now: datetime) -> tuple[date, ...]:
    """[M16] Take the snapshot of each day that has ended in the warehouse's zone and has none; returns these days.

    Days that were missed (nobody was running) are caught up with today's quantities, at most SNAPSHOT_DAYS back and
    never before the first movement here. Safe to run twice. Locks nothing.
    """
    today = now.astimezone(warehouse.zone).date()
    first = StockMovement.objects.filter(warehouse=warehouse).order_by("created_at").first()
    if first is None:
        return ()
    begin = max(first.created_at.astimezone(warehouse.zone).date(), today - timedelta(days=SNAPSHOT_DAYS))
    last = DailySnapshot.objects.filter(warehouse=warehouse).order_by("-day").first()
    if last is not None:
        begin = max(begin, last.day + timedelta(days=1))
    days = tuple(begin + timedelta(days=number) for number in range((today - begin).days))
    for day in days:
        take_daily_snapshot(warehouse=warehouse, day=day)
    return days


def import_snapshot(*, warehouse: Warehouse, snapshot: Snapshot) -> None:
    """[M16] One day of history from before the system; a day that is kept already stays as it is.

    Refuses with DayNotOver for a day to come.
    """
    if snapshot.day > timezone.now().astimezone(warehouse.zone).date():
        raise DayNotOver(day=snapshot.day.isoformat())
    _insert(warehouse, [snapshot], is_imported=True)


def import_snapshots(*, warehouse: Warehouse, snapshots: Sequence[Snapshot]) -> list[int]:
    """[M16] Many days of history from before the system; returns the ids of what was kept. Days that are there stay."""
    _insert(warehouse, snapshots, is_imported=True)
    wanted = {(snapshot.sku_id, snapshot.day) for snapshot in snapshots}
    rows = DailySnapshot.objects.filter(
        warehouse=warehouse, is_imported=True, sku__in={sku for sku, _ in wanted}, day__in={day for _, day in wanted}
    )
    return [pk for pk, sku, day in rows.values_list("pk", "sku_id", "day") if (sku, day) in wanted]


def forget_snapshots(*, warehouse: Warehouse, ids: Sequence[int]) -> None:
    """Take imported days of history away again; the system's own days stay."""
    DailySnapshot.objects.filter(warehouse=warehouse, is_imported=True, pk__in=ids).delete()


def expire_lots(*, cause: Cause, warehouse: Warehouse, today: date) -> Expired:
    """Move good units whose lot's date is past into condition expired; what was placed on them looks for other goods.

    A lot is good on its last day. Safe to run twice. Locks SkuStock, the allocations there, the balances.
    """
    past = StockBalance.objects.filter(
        location__warehouse=warehouse, condition=Condition.GOOD, on_hand__gt=0, lot__expires_on__lt=today
    )
    places = {key_of(row): row.location for row in past.select_related("location").order_by("pk")}
    if not places:
        return Expired(0, 0, ())
    stocks = lock_sku_stocks(warehouse.pk, {key.sku_id for key in places})
    gone = [key._replace(condition=Condition.EXPIRED) for key in places]
    balances, holders = lock_balances_with_holders([*places, *gone])
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks, balances=balances)
    returned: list[Returned] = []
    units = 0
    for key, location in places.items():
        balance = balances[key]
        if balance.on_hand == 0:
            continue
        units += balance.on_hand
        held = holders.get(balance.pk, [])
        returned += return_allocations(books=books, key=key, holders=held, to_on_hand=0)
        books.move(
            Move(
                sku_id=key.sku_id,
                lot_id=key.lot_id,
                quantity=balance.on_hand,
                source=location,
                target=location,
                target_condition=Condition.EXPIRED,
                reason=Reason.EXPIRE,
            )
        )
    return Expired(len(books.write()), units, tuple(returned))


def _insert(warehouse: Warehouse, snapshots: Sequence[Snapshot], *, is_imported: bool) -> None:
    """Raw on purpose: the ORM's ignore_conflicts also swallows CHECK and NOT NULL on SQLite."""
    adapt = connection.ops.adapt_datefield_value
    rows = [
        (warehouse.pk, s.sku_id, adapt(s.day), s.on_hand_sellable, s.reserved, s.in_transit, s.available, is_imported)
        for s in snapshots
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_dailysnapshot (warehouse_id, sku_id, day, on_hand_sellable, reserved, in_transit, "
            "available, is_imported) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )
