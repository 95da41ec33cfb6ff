"""Today's board: stages, cut-off risk, sync, stuck lanes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.factories.core import PrinterFactory, ShopFactory
from tests.reports import rows
from wms.aliexpress.models import ShopAccount, SyncFailure
from wms.core.models import Message, Warehouse
from wms.reports.lane_words import lane_words
from wms.reports.selectors import board, sync

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_stages_follow_the_chain_with_the_oldest_and_the_overdue(house: Warehouse) -> None:
    now = timezone.now()
    rows.order(house, state="promised", due_at=now - timedelta(minutes=1), state_since=now - timedelta(hours=2))
    rows.order(house, state="promised", state_since=now - timedelta(hours=1))
    rows.order(house, state="waved")
    rows.order(house, state="picking")
    rows.order(house, state="held", hold_code="order.others_ship")
    out = rows.order(house, state="shipped", is_choice=True)
    rows.stepped(out, "shipped", now, was="packed")
    cells = {cell.name: cell for cell in board.stage_cells(house, now)}
    assert [cell.orders for cell in cells.values()] == [0, 0, 2, 2, 0, 0, 0, 1]
    assert cells["to_wave"].oldest_since == now - timedelta(hours=2)
    assert (cells["to_wave"].overdue, cells["to_wave"].tone) == (1, "warn")
    assert (cells["out"].promised, cells["held"].tone) == (1, "")


def cut_off_rows(house: Warehouse, dues: list[int], packed_minutes_ago: list[int]) -> list[board.CutOff]:
    for minutes in dues:
        rows.order(house, carrier="YANWEN", state="picking", due_at=NOON + timedelta(minutes=minutes))
    for minutes in packed_minutes_ago:
        order = rows.order(house, carrier="YANWEN", state="packed", due_at=NOON + timedelta(hours=9))
        rows.stepped(order, "packed", NOON - timedelta(minutes=minutes), was="packing")
    return board.cut_offs(house, NOON)


def test_the_pace_of_the_last_hour_projects_the_finish(house: Warehouse) -> None:
    (row,) = cut_off_rows(house, [180, 180, 180, 180], [10, 50, 61])
    assert (row.done, row.left, row.pace_an_hour, row.percent) == (3, 4, 2, 43)
    assert row.finish_at == NOON + timedelta(hours=2)
    assert (row.late, row.spare_minutes, row.tone) == (0, 60, "ok")


def test_orders_beyond_the_pace_are_late(house: Warehouse) -> None:
    (row,) = cut_off_rows(house, [60, 60, 60, 90], [10, 50])
    # two an hour: two by 60 minutes, three by 90; one of the first three is late, and so is the fourth
    assert (row.late, row.tone, row.cut_off_at) == (2, "stop", NOON + timedelta(minutes=60))


def test_without_a_pace_nothing_is_projected_and_only_the_overdue_are_late(house: Warehouse) -> None:
    (row,) = cut_off_rows(house, [60, 90], [])
    assert (row.finish_at, row.late, row.tone) == (None, 0, "unknown")
    (row,) = cut_off_rows(house, [45, 90], [])
    assert (row.finish_at, row.late, row.tone) == (None, 0, "warn")
    (row,) = cut_off_rows(house, [-1], [])
    assert (row.late, row.tone) == (1, "stop")


def test_orders_due_after_today_are_no_risk_while_some_are_due_today(house: Warehouse) -> None:
    (row,) = cut_off_rows(house, [60, 13 * 60], [])  # the second at 01:00 of the next day in Shanghai
    assert (row.left, row.cut_off_at) == (1, NOON + timedelta(minutes=60))


def test_with_nothing_due_today_the_next_day_with_orders_is_shown(house: Warehouse) -> None:
    assert board.cut_offs(house, NOON) == []
    (row,) = cut_off_rows(house, [48 * 60, 49 * 60, 72 * 60], [])
    assert (row.left, row.cut_off_at) == (2, NOON + timedelta(days=2))


@pytest.fixture
def account(house: Warehouse) -> ShopAccount:
    shop = ShopFactory(warehouse=house)
    return ShopAccount.objects.create(shop=shop, app_key="k", app_secret="s", gateway_url="https://example.com")


def test_a_shop_shows_the_worst_that_holds(house: Warehouse, account: ShopAccount) -> None:
    now = timezone.now()

    def state() -> str:
        (row,) = sync.shops(house, now)
        return row.state

    assert state() == "ok"
    for _ in range(3):
        SyncFailure.objects.create(account=account, failed_at=now, began_at=now, code="x")
    assert state() == "near"
    account.banned_until = now + timedelta(minutes=1)
    account.save()
    assert state() == "banned"
    account.needs_authorisation_since = now
    account.save()
    assert state() == "unauthorised"
    account.opened_at = now
    account.save()
    assert state() == "open"


def test_m12_the_p95_is_a_real_update_by_nearest_rank(house: Warehouse, account: ShopAccount) -> None:
    from tests.factories.inventory import SkuBindingFactory, SkuFactory
    from wms.aliexpress.models import StockPush, StockUpdate

    now = timezone.now()
    binding = SkuBindingFactory(shop=account.shop, warehouse=house, sku=SkuFactory())
    push = StockPush.objects.create(account=account, binding=binding, product_id="1", next_at=now)
    times = {"changed_at": now, "sent_at": now, "answered_at": now, "available": 1, "version": 1}
    for index in range(1, 21):
        StockUpdate.objects.create(push=push, account=account, milliseconds=index * 100, **times)
    StockUpdate.objects.create(
        push=push, account=account, milliseconds=99000, **{**times, "answered_at": now - timedelta(days=2)}
    )
    (row,) = sync.shops(house, now)
    assert (row.p95_ms, row.updates, row.waiting) == (1900, 20, 1)
    assert sync.quick_p95(house, now) == 1900


def test_m12_a_shop_with_a_late_p95_is_not_called_normal(house: Warehouse, account: ShopAccount) -> None:
    from tests.factories.inventory import SkuBindingFactory, SkuFactory
    from wms.aliexpress.models import StockPush, StockUpdate

    now = timezone.now()
    binding = SkuBindingFactory(shop=account.shop, warehouse=house, sku=SkuFactory())
    push = StockPush.objects.create(account=account, binding=binding, product_id="1", next_at=now)
    times = {"changed_at": now, "sent_at": now, "answered_at": now, "available": 1, "version": 1}
    StockUpdate.objects.create(push=push, account=account, milliseconds=90_000, is_first=True, **times)
    (row,) = sync.shops(house, now)
    assert (row.state, row.tone, row.p95_ms) == ("ok", "ok", None)
    StockUpdate.objects.create(push=push, account=account, milliseconds=30_001, **times)
    (row,) = sync.shops(house, now)
    assert (row.state, row.tone, row.p95_ms) == ("late", "warn", 30_001)
    assert [sync.pace_tone(ms, warehouse=house) for ms in (None, 30_000, 30_001, 300_001)] == ["", "ok", "warn", "stop"]


def test_a_lane_is_stuck_when_its_oldest_due_row_is_over_20_seconds_old(db: None) -> None:
    now = timezone.now()
    facts = {"topic": "t", "key": "k", "subscriber": "s"}
    Message.objects.create(lane="fresh", next_at=now - timedelta(seconds=19), **facts)
    Message.objects.create(lane="later", next_at=now + timedelta(seconds=60), **facts)
    Message.objects.create(lane="done", state="done", next_at=now - timedelta(hours=1), **facts)
    assert sync.stuck_lanes(now) == []
    Message.objects.create(lane="old", next_at=now - timedelta(seconds=25), **facts)
    assert [(lane.lane, lane.seconds) for lane in sync.stuck_lanes(now)] == [("old", 25.0)]


def test_a_lane_is_named_by_its_work_and_by_whom_it_serves(account: ShopAccount) -> None:
    printer = PrinterFactory(warehouse=account.shop.warehouse)
    with override("en"):
        assert lane_words(account.lane("pull")) == f"Order pull · {account.shop.name}"
        assert lane_words(f"prints:{printer.pk}") == f"Printer · {printer.name}"
        assert lane_words("intake") == "imports"
        assert [lane_words(lane) for lane in ("prints:999999", "tell:channel:x", "new")] == [
            "prints:999999", "tell:channel:x", "new",
        ]  # fmt: skip
    with override("zh-hans"):
        assert lane_words(account.lane("stock")) == f"库存 · {account.shop.name}"
