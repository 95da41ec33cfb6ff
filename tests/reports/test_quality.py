"""[M40]-[M45] against rows made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories.inventory import SkuBindingFactory, SkuFactory
from tests.reports import rows
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.core.models import Warehouse
from wms.reports import rates
from wms.reports.periods import Period, period_of
from wms.reports.rates import Counts
from wms.reports.selectors import errors, quality

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
DAY = date(2026, 11, 20)


def two_days(house: Warehouse) -> Period:
    return Period(house, DAY, date(2026, 11, 21))


def test_m40_counts_wrong_lines_over_lines_picked_by_the_day_of_picking(house: Warehouse) -> None:
    good = rows.picked(house, NOON, lines=3)
    bad = rows.picked(house, NOON, lines=2)
    # found the next day, three times at the same line: one line of the day on which it was picked
    for kind in ("wrong", "extra", "missing"):
        rows.mismatch(rows.parcel(bad, state="cancelled"), kind, NOON + timedelta(hours=20), bad.items.first().sku)
    days = quality.wrong_picks(two_days(house))
    assert days == {DAY: Counts(1, 5), date(2026, 11, 21): Counts(0, 0)}
    assert quality.wrong_lines(two_days(house))[0].order_id == bad.pk != good.pk


def test_m40_a_label_mismatch_is_no_wrong_pick(house: Warehouse) -> None:
    order = rows.picked(house, NOON)
    rows.mismatch(rows.parcel(order), "label", NOON + timedelta(hours=1), order.items.first().sku)
    assert quality.wrong_picks(two_days(house))[DAY] == Counts(0, 1)


def test_m40_a_unit_of_no_line_counts_for_one_line_of_the_order(house: Warehouse) -> None:
    order = rows.picked(house, NOON, lines=3)
    rows.mismatch(rows.parcel(order), "extra", NOON + timedelta(hours=1), SkuFactory())
    assert quality.wrong_picks(two_days(house))[DAY] == Counts(1, 3)


def test_m40_a_line_fetched_again_keeps_its_first_day_for_the_first_fault(house: Warehouse) -> None:
    order = rows.picked(house, NOON)
    rows.mismatch(rows.parcel(order, state="cancelled"), "missing", NOON + timedelta(hours=1), order.items.first().sku)
    rows.picked_again(order, NOON + timedelta(days=1))
    days = quality.wrong_picks(two_days(house))
    assert days == {DAY: Counts(1, 1), date(2026, 11, 21): Counts(0, 1)}


def test_m40_days_are_the_warehouses_own(house: Warehouse) -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight of the 21st in Shanghai
    rows.picked(house, late)
    assert quality.wrong_picks(two_days(house)) == {DAY: Counts(0, 0), date(2026, 11, 21): Counts(0, 1)}


def test_m40_wrong_orders_are_counted_once_an_order(house: Warehouse) -> None:
    order = rows.picked(house, NOON, lines=2)
    for item in order.items.all():
        rows.mismatch(rows.parcel(order, state="cancelled"), "missing", NOON + timedelta(hours=1), item.sku)
    assert errors.wrong_orders(two_days(house)) == 1
    assert quality.wrong_picks(two_days(house))[DAY] == Counts(2, 2)


def test_m41_waves_on_time_over_waves_that_were_due(house: Warehouse) -> None:
    rows.wave(house, due_at=NOON, finished_at=NOON)
    rows.wave(house, due_at=NOON, finished_at=NOON + timedelta(seconds=1))
    rows.wave(house, due_at=NOON, state="picking")  # due, and not finished at all
    rows.wave(house, due_at=NOON, state="cancelled")
    rows.wave(house, due_at=NOON, state="draft")
    assert quality.waves_on_time(two_days(house))[DAY] == Counts(1, 3)


def test_m41_a_wave_that_is_not_due_yet_is_no_base(house: Warehouse) -> None:
    now = timezone.now()
    rows.wave(house, due_at=now + timedelta(minutes=1), state="picking")
    today = now.astimezone(house.zone).date()
    period = Period(house, today, today + timedelta(days=1))
    assert quality.total(quality.waves_on_time(period)) == Counts(0, 0)


def test_m42_a_parcel_is_right_when_every_unit_of_the_order_was_verified(house: Warehouse) -> None:
    right, short, other = (rows.picked(house, NOON, lines=2) for _ in range(3))
    rows.parcel(right, state="closed", closed_at=NOON)
    less = rows.parcel(short, state="closed", closed_at=NOON)
    less.lines.filter(pk=less.lines.first().pk).update(verified=0)
    fewer = rows.parcel(other, state="closed", closed_at=NOON)
    fewer.lines.first().delete()
    rows.parcel(rows.picked(house, NOON), state="cancelled", closed_at=NOON)
    assert quality.parcels_consistent(two_days(house))[DAY] == Counts(1, 3)


def test_m43_out_within_24_hours_over_what_left_and_what_is_overdue(house: Warehouse) -> None:
    in_time = rows.order(house, placed_at=NOON - timedelta(hours=24), state="shipped")
    rows.stepped(in_time, "shipped", NOON)
    too_late = rows.order(house, placed_at=NOON - timedelta(hours=24, seconds=1), state="shipped")
    rows.stepped(too_late, "shipped", NOON)
    rows.stepped(too_late, "shipped", NOON, was="shipped")  # a note, no second leaving
    rows.order(house, placed_at=NOON - timedelta(hours=24), state="picking")
    rows.order(house, placed_at=NOON - timedelta(hours=24), state="cancelled")
    rows.order(house, placed_at=NOON - timedelta(hours=24), state="held", hold_code="order.others_ship")
    assert quality.out_in_24_hours(two_days(house))[DAY] == Counts(1, 3)


def test_m44_cancelled_orders_over_the_orders_placed_on_that_day(house: Warehouse) -> None:
    for state in ("cancelled", "shipped", "promised", "promised"):
        rows.order(house, placed_at=NOON, state=state)
    rows.order(house, placed_at=NOON - timedelta(days=3), state="cancelled")
    assert quality.cancellations(two_days(house))[DAY] == Counts(1, 4)


def test_m45_late_updates_over_all_updates_of_this_warehouses_goods(house: Warehouse) -> None:
    binding = SkuBindingFactory(shop__warehouse=house, sku=SkuFactory())
    account = ShopAccount.objects.create(
        shop=binding.shop, app_key="k", app_secret="s", gateway_url="https://example.com"
    )
    push = StockPush.objects.create(account=account, binding=binding, product_id="1", next_at=NOON)
    for is_late in (True, False, False):
        StockUpdate.objects.create(
            push=push,
            account=account,
            changed_at=NOON,
            sent_at=NOON,
            answered_at=NOON,
            milliseconds=31000 if is_late else 900,
            is_late=is_late,
            available=1,
            version=1,
        )
    assert quality.late_updates(two_days(house))[DAY] == Counts(1, 3)


def test_figures_of_another_warehouse_are_left_out(house: Warehouse) -> None:
    from tests.factories.inventory import StockedWarehouseFactory

    other = StockedWarehouseFactory()
    order = rows.picked(other, NOON)
    rows.mismatch(rows.parcel(order, closed_at=NOON, state="closed"), "wrong", NOON, order.items.first().sku)
    rows.stepped(order, "shipped", NOON)
    for days in (quality.wrong_picks, quality.parcels_consistent, quality.out_in_24_hours, quality.cancellations):
        assert quality.total(days(two_days(house))) == Counts(0, 0), days.__name__


@pytest.mark.parametrize(
    ("counts", "target", "is_upper", "least", "expected"),
    [
        (Counts(0, 0), "0.25", True, 1, rates.FEW),
        (Counts(0, 499), "0.25", True, 500, rates.FEW),
        (Counts(1, 1000), "0.25", True, 500, rates.ON_TARGET),
        (Counts(21, 10000), "0.25", True, 500, rates.NEAR),
        (Counts(25, 10000), "0.25", True, 500, rates.NEAR),
        (Counts(26, 10000), "0.25", True, 500, rates.MISSED),
        (Counts(100, 100), "98.5", False, 1, rates.ON_TARGET),
        (Counts(985, 1000), "98.5", False, 1, rates.NEAR),
        (Counts(984, 1000), "98.5", False, 1, rates.MISSED),
        (Counts(7, 7), "100", False, 1, rates.ON_TARGET),
        (Counts(6, 7), "100", False, 1, rates.MISSED),
    ],
)
def test_a_status_says_nothing_without_data(
    counts: Counts, target: str, is_upper: bool, least: int, expected: str
) -> None:
    assert rates.status(counts, Decimal(target), is_upper_limit=is_upper, least_base=least) == expected


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (Counts(0, 0), "–"),
        (Counts(0, 9), "0"),
        (Counts(9, 9), "100"),
        (Counts(7, 6402), "0.11"),
        (Counts(9996, 10000), "99.9"),  # never rounded up to a faultless 100
        (Counts(45, 2140), "2.1"),
    ],
)
def test_percents_have_two_digits_below_one_and_one_above(counts: Counts, shown: str) -> None:
    assert counts.shown == shown


def test_a_period_counts_todays_days_back(house: Warehouse) -> None:
    period = period_of(house, datetime(2026, 11, 20, 17, 0, tzinfo=UTC), 7)
    assert (period.first, period.last, len(period.days)) == (date(2026, 11, 15), date(2026, 11, 21), 7)
    assert period.ends_at - period.starts_at == timedelta(days=7)
