"""[M10] Every method profile pushes and reads back; another is used only after a dry run that pushed nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import SkuBinding
from tests.aliexpress.wire.conftest import BLACK, CLEAR, WAREHOUSE, Wire
from tests.aliexpress.wire.test_desk_connect import signed_in
from tests.aliexpress.wire.test_live_push import drain, front, push, row
from tests.floor import CAUSE
from wms.aliexpress.dry_run import NOTHING_BOUND, OTHER_NAME, try_profile
from wms.aliexpress.errors import ProfileNotChecked
from wms.aliexpress.gateway import PushItem
from wms.aliexpress.live import LiveGateway
from wms.aliexpress.models import Evidence, ProfileCheck, ShopAccount, StockPush
from wms.aliexpress.operations.profiles import switch_profile
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.product_pull import pull_products
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.selectors.present import present_items
from wms.aliexpress.states import MethodProfile
from wms.core.models import AuditEntry, WorkItem
from wms.core.states import Role
from wms.core.transactions import run

P = MethodProfile
WRITES = {profile.method for profile in PROFILES.values()}


@pytest.fixture
def two(wire: Wire) -> Wire:
    for code, units in ((BLACK, 7), (CLEAR, 4)):
        wire.sell(code, units)
    wire.ask("front", shop="DEMO", units={BLACK: 0, CLEAR: 0})
    return wire


def use(wire: Wire, profile: MethodProfile) -> None:
    """As if it had been switched to, with the names that its methods want."""
    ShopAccount.objects.update(method_profile=profile)
    wire.account.refresh_from_db()
    pull_products(wire.account, cause=CAUSE)


def written(wire: Wire) -> int:
    return sum(wire.calls(method) for method in WRITES)


def sku_number(code: str) -> str:
    return str(next(s.platform_sku_id for p in catalogue.PRODUCTS["DEMO"] for s in p.skus if s.sku_code == code))


@pytest.mark.parametrize("profile", [P.CHOICE_OVERSEAS, P.SEMI_MANAGED, P.SKU_STOCKS])
def test_a_state_arrives_and_is_read_back(two: Wire, profile: MethodProfile) -> None:
    use(two, profile)
    push(two)
    drain(two)
    assert (front(two, BLACK), front(two, CLEAR)) == (7, 4)
    two.buy(BLACK, 3)
    bindings = (two.binding(BLACK).pk, two.binding(CLEAR).pk)
    rows = list(StockPush.objects.filter(binding__in=bindings))
    assert LiveGateway(two.account).read_back(two.account, rows) == dict(zip(bindings, (4, 4), strict=True))


def test_choice_overseas_carries_the_three_quantities_and_no_more(two: Wire) -> None:
    use(two, P.CHOICE_OVERSEAS)
    push(two)
    told = two.platform()["states"][BLACK][WAREHOUSE]
    assert {key for key in told if key != "updated_at"} == {
        "available_quantity", "reserved_quantity", "in_transit_quantity"
    }  # fmt: skip


def test_semi_managed_goes_by_number_and_warehouse_and_parks_one_place_alone(two: Wire) -> None:
    use(two, P.SEMI_MANAGED)
    assert two.binding(BLACK).platform_sku_id == sku_number(BLACK)
    two.faults(partial_failure=[CLEAR])
    push(two)
    drain(two)
    assert (front(two, BLACK), row(two, BLACK).state, row(two, CLEAR).state) == (7, "idle", "parked")
    assert row(two, CLEAR).last_code == "ERR_SKU_LOCKED"


@pytest.mark.parametrize("profile", [P.SKU_STOCKS, P.SEMI_MANAGED])
def test_orders_are_pulled_and_shipments_declared_under_the_global_sellers_names(
    two: Wire, profile: MethodProfile
) -> None:
    use(two, profile)
    two.ask("front", shop="DEMO", units={BLACK: 3})
    number = two.buy()
    assert two.pull().complete
    assert two.order(number).state == "promised"
    assert two.calls("aliexpress.trade.seller.orderlist.get") > 0
    assert two.calls("aliexpress.solution.order.get") == 0


@pytest.mark.parametrize("wrong", [{"available": "0"}, {"available": 0.5}, {"available": -1}, {"available": None},
                                   {"reserved": True}, {"in_transit": 1_000_000}])  # fmt: skip
def test_a_senseless_quantity_is_refused_before_the_wire(
    two: Wire, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    items = present_items(two.account, _rows(two))
    broken = [replace(item, **wrong) if item.seller_sku == BLACK else item for item in items]

    answer = LiveGateway(two.account).push_states(two.account, broken)

    assert (answer.outcome, answer.refused) == ("judged", {two.binding(BLACK).pk: "ERR_INVALID_QUANTITY"})
    assert (front(two, BLACK), front(two, CLEAR)) == (0, 4)
    kept = Evidence.objects.get(code="ERR_INVALID_QUANTITY")
    assert (kept.outcome, kept.request_id, [key.value for key in kept.keys.all()]) == ("refused", "", [BLACK])


def test_a_push_of_nothing_but_senseless_states_asks_nobody_and_is_no_success(
    two: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    SkuBinding.objects.update(product_id="not-a-number")
    ShopAccount.objects.update(failing_since=timezone.now(), rung=1, next_probe_at=timezone.now())
    push(two)
    account = ShopAccount.objects.get()
    assert (written(two), account.rung, account.failing_since is None) == (0, 1, False)
    assert {p.last_code for p in StockPush.objects.all()} == {"ERR_MISSING_FIELD"}
    assert WorkItem.objects.filter(kind="stock_refused").count() == 2


def _rows(wire: Wire) -> list[StockPush]:
    now = timezone.now()
    for binding in SkuBinding.objects.all():
        StockPush.objects.get_or_create(
            binding=binding, defaults={"account": wire.account, "product_id": binding.product_id, "next_at": now}
        )
    return list(StockPush.objects.select_related("binding__warehouse").order_by("pk"))


@pytest.mark.parametrize("profile", [P.BATCH, P.SKU_STOCKS, P.CHOICE_OVERSEAS])
def test_a_dry_run_reads_and_judges_and_pushes_nothing(two: Wire, profile: MethodProfile) -> None:
    check = try_profile(two.account, profile, cause=CAUSE)
    assert (check.is_fine, check.first_problem) == (True, "")
    assert [f["step"] for f in check.findings] == ["orders", "products", "shown", "payload"]
    assert check.payload
    assert written(two) == 0
    two.account.refresh_from_db()
    assert two.account.method_profile == P.WHOLE_STATE


def test_a_dry_run_finds_that_skus_are_named_otherwise_and_a_pull_of_products_helps(two: Wire) -> None:
    assert try_profile(two.account, P.SEMI_MANAGED, cause=CAUSE).first_problem == OTHER_NAME
    SkuBinding.objects.update(platform_sku_id="")
    for code in (BLACK, CLEAR):
        SkuBinding.objects.filter(seller_sku=code).update(platform_sku_id=sku_number(code))
    assert try_profile(two.account, P.SEMI_MANAGED, cause=CAUSE).is_fine


def test_a_dry_run_says_what_the_platform_refuses(two: Wire) -> None:
    two.faults(no_permission={"value": True, "methods": "product.query"})
    check = try_profile(two.account, P.SKU_STOCKS, cause=CAUSE)
    assert (check.is_fine, check.first_problem) == (False, "InsufficientPermission")


def test_a_shop_without_bindings_has_nothing_to_try_with(wire: Wire) -> None:
    assert try_profile(wire.account, P.BATCH, cause=CAUSE).first_problem == NOTHING_BOUND


def test_a_switch_wants_a_fresh_passed_dry_run_and_sends_everything_anew(two: Wire) -> None:
    push(two)
    switch = partial(switch_profile, cause=CAUSE, account_id=two.account.pk, profile=P.BATCH)
    with pytest.raises(ProfileNotChecked):
        run(switch)
    try_profile(two.account, P.BATCH, cause=CAUSE)
    ProfileCheck.objects.update(checked_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(ProfileNotChecked):
        run(switch)
    assert ShopAccount.objects.get().method_profile == P.WHOLE_STATE

    try_profile(two.account, P.BATCH, cause=CAUSE)
    run(switch)

    assert ShopAccount.objects.get().method_profile == P.BATCH
    assert {p.state for p in StockPush.objects.all()} == {"pending"}
    drain(two)
    assert two.calls(PROFILES[P.BATCH].method) > 0
    assert AuditEntry.objects.get(action="platform.profile_switched").after["profile"] == "batch"


def test_a_person_tries_and_switches_at_the_desk(two: Wire) -> None:
    client = signed_in(two.warehouse)
    base = f"/aliexpress/shops/{two.account.pk}/methods/"
    page = client.get(base).content.decode()
    assert "半托管分仓库存" in page
    assert "aliexpress.pop.choice.product.stocks.update" in page
    assert client.post(f"{base}batch/use/").status_code == 302
    assert ShopAccount.objects.get().method_profile == P.WHOLE_STATE
    client.post(f"{base}batch/try/")
    client.post(f"{base}batch/use/")
    assert ShopAccount.objects.get().method_profile == P.BATCH
    assert client.post(f"{base}nonsense/use/").status_code == 404
    assert signed_in(two.warehouse, Role.MANAGER).post(f"{base}batch/try/").status_code == 403


def test_an_item_is_what_every_adapter_takes() -> None:
    item = PushItem(1, "1005003574624824", "SKU-A", "12000012345678901", "SZ-01", 7, 2, 30, 3, 41)
    request = PROFILES[P.SEMI_MANAGED].request([item, replace(item, warehouse_code="SZ-02", available=1)])
    assert request == {
        "product_id": "1005003574624824",
        "pop_choice_sku_stock_list": [
            {
                "sku_id": 12000012345678901,
                "pop_choice_sku_warehouse_stock_list": [
                    {"warehouse_code": "SZ-01", "sellable_quantity": 7},
                    {"warehouse_code": "SZ-02", "sellable_quantity": 1},
                ],
            }
        ],
    }
