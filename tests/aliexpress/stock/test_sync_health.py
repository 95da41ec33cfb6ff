"""What the health report says about a shop's stock [M12] [M17] [M45]."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import SkuBinding
from tests.aliexpress.stock.conftest import World
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.selectors.shop_sync import trouble_here
from wms.aliexpress.selectors.sync_health import LateShare, causes, late_share, unhealthy
from wms.core.models import FigureOverride


def test_the_share_of_late_updates_counts_changes_that_were_answered(world: World) -> None:
    now = timezone.now()
    assert late_share(world.account, since=now).percent is None
    for binding, age in zip(world.bindings[:4], (1, 2, 3, 40), strict=True):
        world.change(binding, 5, since=now - timedelta(seconds=age))
    world.change(world.bindings[4], 5, since=now - timedelta(seconds=50))
    world.known(*world.bindings[:4])
    world.drain()
    assert late_share(world.account, since=now) == LateShare(late=1, total=4)
    assert late_share(world.account, since=now).percent == 25.0


def test_a_shop_may_set_a_stricter_threshold(world: World) -> None:
    FigureOverride.objects.create(name="sync_threshold_seconds", shop=world.account.shop, value=10)
    world.change(world.bindings[0], 5, since=timezone.now() - timedelta(seconds=12))
    world.known(world.bindings[0])
    world.drain()
    assert late_share(world.account, since=timezone.now() - timedelta(minutes=1)).late == 1


def test_refused_differing_overdue_and_unverified_bindings_are_sick_and_the_others_are_not(
    world: World, django_assert_num_queries
) -> None:
    refused, differing, overdue, fresh, well, unverified = world.bindings
    world.front.refuses = {refused.pk: "ERR_SKU_NOT_FOUND"}
    for binding in (refused, differing, well, unverified):
        world.change(binding, 5)
    world.drain()
    StockPush.objects.filter(binding=differing).update(is_suspect=True, suspect_rounds=3, last_code="differs")
    SkuBinding.objects.filter(pk=unverified.pk).update(state="unverified")
    world.change(overdue, 5, since=timezone.now() - timedelta(seconds=45))
    world.change(fresh, 5)
    with django_assert_num_queries(2):
        sick = {push.binding.seller_sku: push.trouble for push in unhealthy([world.account]).select_related("binding")}
    expected = {"SKU-0": "ERR_SKU_NOT_FOUND", "SKU-1": "DIFFERS", "SKU-2": "LATE", "SKU-5": "UNVERIFIED"}
    assert sick == expected
    assert causes(unhealthy([world.account])) == [(code, 1) for code in sorted(expected.values())]


@pytest.mark.parametrize(
    ("columns", "trouble"),
    [
        ({"opened_at": timezone.now()}, "BREAKER_OPEN"),
        ({"needs_authorisation_since": timezone.now()}, "NOT_AUTHORISED"),
        ({"banned_until": timezone.now() + timedelta(hours=1)}, "BANNED"),
        ({"is_active": False}, "SHOP_OFF"),
    ],
)
def test_what_is_overdue_is_named_by_what_holds_the_shop(world: World, columns: dict, trouble: str) -> None:
    world.change(world.bindings[0], 5, since=timezone.now() - timedelta(seconds=45))
    ShopAccount.objects.update(**columns)
    assert causes(unhealthy([world.reload()])) == [(trouble, 1)]


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("transport.deadline", "TIMEOUT"),
        ("transport.connecttimeout", "TIMEOUT"),
        ("transport.http_500", "NO_ANSWER"),
        ("answer.not_json", "NO_ANSWER"),
        ("isp.service-timeout", "TIMEOUT"),
        ("isp.other", "isp.other"),
    ],
)
def test_an_answer_that_came_too_late_is_told_from_one_that_nobody_can_read(
    world: World, code: str, trouble: str
) -> None:
    world.change(world.bindings[0], 5, since=timezone.now() - timedelta(seconds=45))
    StockPush.objects.filter(binding=world.bindings[0]).update(last_code=code)
    assert causes(unhealthy([world.account])) == [(trouble, 1)]


def test_the_head_of_each_page_tells_what_stops_the_shops_of_its_warehouse(world: World) -> None:
    warehouse = world.account.shop.warehouse
    told = []
    for columns in ({}, {"failing_since": timezone.now()}, {"opened_at": timezone.now()}, {"is_active": False}):
        ShopAccount.objects.update(**columns)
        told.append(trouble_here(warehouse))
    assert told == ["", "failing", "stopped", ""]
