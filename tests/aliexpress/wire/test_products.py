"""[M11] [M50] Products pulled over the wire become bindings; what has our code is verified when that is asked for."""

from __future__ import annotations

from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from inventory.models import SkuBinding
from inventory.operations import add_barcode, refuse_binding
from tests.aliexpress.wire.conftest import BLACK, CLEAR, LAMP, SHOP, WAREHOUSE, Wire
from tests.factories.core import PersonFactory
from tests.factories.inventory import SkuFactory, StockedWarehouseFactory
from tests.floor import CAUSE
from wms.aliexpress import product_pull
from wms.aliexpress.models import Evidence, ShopAccount, StockPush
from wms.aliexpress.operations.products import Match, match
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.products import ProductSku, product_page, product_skus
from wms.aliexpress.product_pull import pull_products
from wms.aliexpress.sandbox import catalogue
from wms.core.models import Shop, WorkItem
from wms.core.transactions import run

UNKNOWN = "binding_unknown"
ALL = {sku.sku_code: sku for sku in catalogue.skus(SHOP)}


def pull(wire: Wire, **more: Any) -> product_pull.ProductsPulled:
    return pull_products(wire.account, cause=CAUSE, **more)


def open_unknowns() -> int:
    return WorkItem.objects.filter(kind=UNKNOWN).exclude(state="resolved").count()


def test_every_sku_of_every_page_gets_a_binding(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_pull, "PAGE_SIZE", 7)
    black = SkuFactory(code=BLACK)

    pulled = pull(wire)

    assert (pulled.products, pulled.unread) == (len(catalogue.PRODUCTS[SHOP]), 0)
    told = pulled.proposals
    assert (told.proposed, told.verified, told.unknown) == (len(ALL), 0, len(ALL) - 1)
    binding = wire.binding(BLACK)
    assert (binding.product_id, binding.platform_sku_id, binding.state, binding.warehouse_code) == (
        str(ALL[BLACK].product_id), ALL[BLACK].sku_attribute, "unverified", WAREHOUSE,
    )  # fmt: skip
    assert list(binding.components.values_list("sku_id", "quantity")) == [(black.pk, 1)]
    assert open_unknowns() == len(ALL) - 1


def test_pulling_again_changes_nothing(wire: Wire) -> None:
    SkuFactory(code=BLACK)
    pull(wire, verify_codes=True)
    before = list(SkuBinding.objects.order_by("pk").values())

    again = pull(wire, verify_codes=True).proposals

    assert (again.proposed, again.verified, again.unknown) == (0, 0, len(ALL) - 1)
    assert list(SkuBinding.objects.order_by("pk").values()) == before
    assert open_unknowns() == len(ALL) - 1


def test_only_what_has_our_code_is_verified(wire: Wire) -> None:
    """A barcode proposes, a person verifies; a code whose barcode lies on other goods is not verified either."""
    SkuFactory(code=BLACK)
    by_barcode, other = SkuFactory(code="OURS-7"), SkuFactory(code="OURS-8")
    SkuFactory(code=LAMP)
    run(partial(add_barcode, sku=by_barcode, value=ALL[CLEAR].gtin))
    run(partial(add_barcode, sku=other, value=ALL[LAMP].gtin))

    assert pull(wire, verify_codes=True).proposals.verified == 1

    told = {code: (wire.binding(code).state, wire.binding(code).proposal_reason) for code in (BLACK, CLEAR, LAMP)}
    assert told == {
        BLACK: ("verified", "same_code"), CLEAR: ("unverified", "same_gtin"), LAMP: ("unverified", "gtin_differs"),
    }  # fmt: skip
    assert [row.sku_id for row in wire.binding(CLEAR).components.all()] == [by_barcode.pk]


def test_a_barcode_on_two_goods_proposes_neither(wire: Wire) -> None:
    skus = [SkuFactory(code=code) for code in ("OURS-7", "OURS-8")]
    for sku in skus:
        run(partial(add_barcode, sku=sku, value=ALL[CLEAR].gtin))

    assert match(ProductSku("1", CLEAR, "", ALL[CLEAR].gtin)) == Match(None, "gtin_ambiguous", 48, skus[0].pk)


@pytest.mark.parametrize(
    ("code", "gtin", "title", "expected"),
    [
        ("OURS", "", "", ("same_code", 95)),
        ("OURS", "6900000000008", "", ("same_code", 99)),
        ("THEIRS", "6900000000008", "", ("same_gtin", 97)),
        ("THEIRS", "", "Magnetic case clear for phone", ("similar_name", 84)),
        ("THEIRS", "", "Garden hose 30 m", ("unknown", 0)),
    ],
)
def test_m11_each_proposal_says_how_sure_it_is_and_a_name_is_never_sure_enough(
    db: None, code: str, gtin: str, title: str, expected: tuple[str, int]
) -> None:
    sku = SkuFactory(code="OURS", name_en="Magnetic case", variant_en="clear for phone")
    run(partial(add_barcode, sku=sku, value="6900000000008"))

    found = match(ProductSku("1", code, "", gtin, title))

    assert (found.reason, found.percent) == expected
    assert found.candidate_id == (sku.pk if found.percent else None)
    assert found.sku_id == (sku.pk if found.percent > 85 else None)


def test_a_binding_that_a_person_refused_stays_refused(wire: Wire) -> None:
    SkuFactory(code=BLACK)
    pull(wire)
    run(partial(refuse_binding, cause=CAUSE, binding=wire.binding(BLACK), reason="another model"))

    assert pull(wire, verify_codes=True).proposals.verified == 0
    assert wire.binding(BLACK).state == "refused"


def test_goods_that_come_to_be_later_are_bound_then_and_the_work_is_done(wire: Wire) -> None:
    pull(wire)
    assert open_unknowns() == len(ALL)
    SkuFactory(code=BLACK)

    pulled = pull(wire, verify_codes=True)

    assert (pulled.proposals.verified, wire.binding(BLACK).state, open_unknowns()) == (1, "verified", len(ALL) - 1)


def test_a_product_that_cannot_be_read_holds_up_no_other(wire: Wire) -> None:
    wire.faults(html_garbage={"value": True, "methods": "product.info.get", "times": 3})

    pulled = pull(wire)

    assert (pulled.products, pulled.unread) == (len(catalogue.PRODUCTS[SHOP]), 1)
    assert 0 < SkuBinding.objects.count() < len(ALL)


def test_a_skus_own_shape_is_read_both_ways() -> None:
    row = {"id": "14:366;5:100014064", "sku_code": "SKU-A", "ean_code": "6900000100012", "ipm_sku_stock": 3}
    expected = [ProductSku("1005003574624824", "SKU-A", "14:366;5:100014064", "6900000100012")]
    for rows in ([row, {"id": "x", "sku_code": ""}], {"global_aeop_ae_product_sku": [row]}):
        body = {"result": {"success": True, "product_id": 1005003574624824, "aeop_ae_product_s_k_us": rows}}
        assert product_skus(body) == expected


@pytest.mark.parametrize("success", [False, "false"])
def test_a_list_that_failed_is_no_empty_shop(success: object) -> None:
    with pytest.raises(Unreadable, match="150008"):
        product_page({"result": {"success": success, "error_code": 150008}})


def connect(wire: Wire, *more: str, name: str = "Second shop", gateway: str = "") -> str:
    out = StringIO()
    world = wire.sandbox.world
    call_command(
        "connect_shop", "--name", name, "--app-key", world.app_key, "--app-secret", world.app_secret,
        "--gateway", gateway or f"{wire.sandbox.url}/sync", *more, stdout=out,
    )  # fmt: skip
    return out.getvalue()


def test_a_shop_is_connected_without_a_browser(bare: Wire) -> None:
    SkuFactory(code=BLACK)

    told = connect(bare, "--code", bare.consent(), "--verify-codes", "--shop", "SHOP-2")

    shop = Shop.objects.get(code="SHOP-2")
    account = ShopAccount.objects.get(shop=shop)
    assert (shop.name, shop.warehouse, account.seller_id) == (
        "Second shop",
        bare.warehouse,
        bare.platform()["seller_id"],
    )
    assert account.access_token
    assert account.refresh_token
    assert f"proposed={len(ALL)} verified=1 unknown={len(ALL) - 1}" in told
    assert StockPush.objects.filter(account=account).count() == len(ALL)
    secrets = {bare.sandbox.world.app_secret, account.access_token, account.refresh_token}
    kept = told + str(list(Evidence.objects.values_list("request", "response")))
    assert not [secret for secret in secrets if secret in kept]


def test_a_token_that_somebody_brings_is_enough(wire: Wire) -> None:
    told = connect(wire, "--token", wire.account.access_token)

    account = ShopAccount.objects.get(shop__code="SECOND-SHOP")
    assert (account.access_expires_at, f"products={len(catalogue.PRODUCTS[SHOP])}" in told) == (None, True)


def test_a_persons_connecting_is_a_re_sync_and_closes_the_breaker(wire: Wire) -> None:
    PersonFactory(username="ops")
    connect(wire, "--token", wire.account.access_token)
    ShopAccount.objects.filter(shop__code="SECOND-SHOP").update(opened_at=timezone.now())

    connect(wire, "--token", wire.account.access_token)
    assert ShopAccount.objects.get(shop__code="SECOND-SHOP").opened_at is not None

    connect(wire, "--token", wire.account.access_token, "--person", "ops")
    assert ShopAccount.objects.get(shop__code="SECOND-SHOP").opened_at is None


@pytest.mark.parametrize("gateway", ["http://api-sg.aliexpress.com/sync", "http://10.1.2.3/sync"])
def test_plain_text_is_refused_in_both_languages_and_nothing_is_made(bare: Wire, gateway: str) -> None:
    with pytest.raises(CommandError) as refused:
        connect(bare, gateway=gateway)

    assert "网关要用 HTTPS" in str(refused.value)
    assert "The gateway must speak HTTPS" in str(refused.value)
    assert Shop.objects.count() == 1


def test_this_machines_plain_text_is_refused_outside_the_sandbox_mode(bare: Wire, settings: Any) -> None:
    settings.ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK = False

    with pytest.raises(CommandError, match="HTTPS"):
        connect(bare)

    assert Shop.objects.count() == 1


def test_a_code_that_the_platform_does_not_know_is_told(bare: Wire) -> None:
    with pytest.raises(CommandError, match="InvalidCode"):
        connect(bare, "--code", "3_never_given")

    assert ShopAccount.objects.get(shop__code="SECOND-SHOP").access_token == ""


def test_with_two_warehouses_one_must_be_named(bare: Wire) -> None:
    StockedWarehouseFactory(code="W-2")

    with pytest.raises(CommandError, match="--warehouse"):
        connect(bare)

    assert "warehouse=W-2" in connect(bare, "--warehouse", "W-2")


def test_another_application_does_not_take_a_connected_shop_over(wire: Wire) -> None:
    connect(wire, "--token", wire.account.access_token)
    out = StringIO()

    with pytest.raises(CommandError, match="another account"):
        call_command(
            "connect_shop", "--name", "Second shop", "--app-key", "other", "--app-secret", "x",
            "--gateway", f"{wire.sandbox.url}/sync", stdout=out,
        )  # fmt: skip

    assert ShopAccount.objects.get(shop__code="SECOND-SHOP").app_key == wire.sandbox.world.app_key
