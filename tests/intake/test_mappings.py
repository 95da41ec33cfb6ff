"""Mappings come in like every other table: shown first, accepted, undone; and each bad file has its answer [M11]."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client

from inventory.intake.mappings import MappingTable
from inventory.models import BindingComponent, Sku, SkuBinding
from inventory.operations import verify_binding
from inventory.operations.bindings import verify_bindings
from tests.factories.core import ShopFactory
from tests.factories.inventory import SkuBindingFactory, SkuFactory
from tests.factories.picking import line_facts, order_facts
from tests.floor import CAUSE
from tests.intake.conftest import Desk, counts, csv_bytes, problems, xlsx_bytes
from wms.core.models import AuditEntry, Message, Shop, Warehouse
from wms.core.transactions import run
from wms.intake import limits
from wms.intake.errors import GoneSince

pytestmark = pytest.mark.django_db
HEAD = ("店铺", "商品 ID", "平台 SKU", "仓内货品", "赠品")


@pytest.fixture
def shop(house: Warehouse) -> Shop:
    for code in ("TEE", "CAP", "PEN"):
        SkuFactory(code=code)
    return ShopFactory(code="DEMO", name="旗舰店", warehouse=house)


def goods() -> dict[str, list[tuple[str, int, bool]]]:
    """By seller's SKU."""
    found: dict[str, list[tuple[str, int, bool]]] = {row.seller_sku: [] for row in SkuBinding.objects.all()}
    rows = BindingComponent.objects.order_by("sku__code")
    for seller_sku, code, units, is_gift in rows.values_list("binding__seller_sku", "sku__code", "quantity", "is_gift"):
        found[seller_sku].append((code, units, is_gift))
    return found


def test_a_code_a_bundle_and_a_gift_are_bound_and_wait_for_a_person(at_desk: Desk, shop: Shop) -> None:
    row = at_desk.apply(
        "mappings",
        [HEAD, ["DEMO", "100", "S-1", "TEE", ""], ["旗舰店", "100", "S-2", "2 x TEE + CAP", "3*PEN"]],
    )
    assert (counts(row)[:2], goods()) == (
        (2, 0),
        {"S-1": [("TEE", 1, False)], "S-2": [("CAP", 1, False), ("PEN", 3, True), ("TEE", 2, False)]},
    )
    assert set(SkuBinding.objects.values_list("state", "proposal_reason")) == {("unverified", "by_file")}
    told = set(Message.objects.filter(topic="binding.changed").values_list("key", flat=True))
    assert told == {str(pk) for pk in SkuBinding.objects.values_list("pk", flat=True)}
    ids = list(SkuBinding.objects.values_list("pk", flat=True))
    verify = partial(verify_bindings, cause=CAUSE, warehouse=shop.warehouse, binding_ids=ids)
    assert run(verify).done == 2
    assert AuditEntry.objects.get(action="binding.bound").subject == "bindings:2"


def test_changed_goods_are_to_be_verified_again_and_an_undo_gives_back_what_was_verified(
    at_desk: Desk, shop: Shop
) -> None:
    binding = SkuBindingFactory(shop=shop, sku=Sku.objects.get(code="TEE"), product_id="100", seller_sku="S-1")
    run(partial(verify_binding, cause=CAUSE, binding=binding))
    binding.refresh_from_db()
    same = at_desk.bring("mappings", [HEAD, ["DEMO", "100", "S-1", "1xTEE", ""]])
    assert counts(same) == (0, 0, 1, 0)
    row = at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "2 x TEE", "CAP"]])
    now = SkuBinding.objects.get()
    assert (now.state, now.verified_at, goods()) == (
        "unverified",
        None,
        {"S-1": [("CAP", 1, True), ("TEE", 2, False)]},
    )
    at_desk.undo(row)
    now = SkuBinding.objects.get()
    assert (now.state, now.verified_at, goods()) == (binding.state, binding.verified_at, {"S-1": [("TEE", 1, False)]})


def test_an_undo_takes_new_ones_away_unless_something_builds_on_them(at_desk: Desk, shop: Shop) -> None:
    rows = [HEAD, ["DEMO", "100", "S-1", "TEE", ""]]
    assert at_desk.undo(at_desk.apply("mappings", rows)).state == "undone"
    assert not SkuBinding.objects.exists()
    row = at_desk.apply("mappings", rows)
    run(partial(verify_binding, cause=CAUSE, binding=SkuBinding.objects.get()))
    assert (at_desk.undo(row).refusal_code, SkuBinding.objects.get().state) == ("intake.changed_since", "verified")


def test_an_order_that_came_in_by_it_keeps_a_mapping(at_desk: Desk, shop: Shop) -> None:
    from picking.operations.orders import import_order

    row = at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE", ""]])
    binding = SkuBinding.objects.get()
    SkuBinding.objects.update(state="verified")
    run(partial(import_order, cause=CAUSE, shop=shop, facts=order_facts(line_facts(binding))))
    SkuBinding.objects.update(state="unverified")
    assert (at_desk.undo(row).refusal_code, SkuBinding.objects.count()) == ("intake.built_on", 1)


def test_what_cannot_be_a_mapping_is_told_by_its_cell(at_desk: Desk, shop: Shop) -> None:
    SkuBindingFactory(shop=shop, sku=Sku.objects.get(code="TEE"), product_id="9", seller_sku="NO", state="refused")
    rows = [
        ["OTHER", "100", "S-1", "TEE", ""],
        ["DEMO", "100", "S-2", "HAT", ""],
        ["DEMO", "100", "S-3", "0 x TEE", ""],
        ["DEMO", "100", "S-4", "TEE + TEE", ""],
        ["DEMO", "100", "S-5", "TEE", "TEE"],
        ["DEMO", "100", "S-6", "", ""],
        ["DEMO", "9", "NO", "TEE", ""],
        ["DEMO", "100", "S-7", " + ".join(f"A{n}" for n in range(9)), ""],
    ]
    row = at_desk.bring("mappings", [HEAD, *rows])
    assert problems(row) == [
        (2, "shop", "intake.shop_unknown"),
        (3, "goods", "intake.sku_unknown"),
        (4, "goods", "intake.not_goods"),
        (5, "goods", "intake.goods_twice"),
        (6, "gifts", "intake.goods_twice"),
        (7, "goods", "intake.required"),
        (8, "seller_sku", "intake.binding_refused"),
        (9, "goods", "intake.goods_too_many"),
    ]
    assert SkuBinding.objects.count() == 1


def test_one_triple_by_the_shops_code_and_by_its_name_is_told_not_written_twice(at_desk: Desk, shop: Shop) -> None:
    first, second = ["DEMO", "100", "S-1", "TEE", ""], ["旗舰店", "100", "S-1", "CAP", ""]
    row = at_desk.bring("mappings", [HEAD, first, second])
    assert (counts(row)[0], problems(row)) == (1, [(3, "", "intake.conflict")])
    at_desk.apply("mappings", [HEAD, first])
    row = at_desk.bring("mappings", [HEAD, second, first])
    assert (counts(row), problems(row)) == ((0, 1, 0, 1), [(3, "", "intake.conflict")])


def test_a_gift_that_a_blank_cell_keeps_is_no_goods_beside(at_desk: Desk, shop: Shop) -> None:
    at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE", "CAP"]])
    before = goods()
    row = at_desk.bring("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE + CAP", ""]])
    assert problems(row) == [(2, "goods", "intake.gift_stands")]
    other = at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE + CAP", "PEN"]])
    assert (counts(other)[1], goods()["S-1"]) == (1, [("CAP", 1, False), ("PEN", 1, True), ("TEE", 1, False)])
    at_desk.undo(other)
    assert goods() == before


@pytest.mark.parametrize("change", [{"code": "TEE-2"}, None], ids=["renamed", "deleted"])
def test_goods_that_are_gone_keep_an_undo_from_giving_them_back(
    at_desk: Desk, shop: Shop, change: dict[str, str] | None
) -> None:
    at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE", ""]])
    row = at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "CAP", ""]])
    gone = Sku.objects.filter(code="TEE")
    gone.update(**change) if change else gone.delete()
    at_desk.undo(row)
    assert (row.state, row.refusal_code) == ("applied", "intake.gone_since")
    assert row.refusal_facts == {"label": "100/S-1", "gone": "TEE"}
    assert goods() == {"S-1": [("CAP", 1, False)]}
    with pytest.raises(GoneSince):
        run(partial(MappingTable().undo, cause=CAUSE, warehouse=shop.warehouse, journal=row.steps.get().journal))


def test_a_mapping_that_is_gone_has_nothing_to_be_given_back(at_desk: Desk, shop: Shop) -> None:
    at_desk.apply("mappings", [HEAD, *(["DEMO", "100", name, "TEE", ""] for name in ("S-1", "S-2"))])
    row = at_desk.apply("mappings", [HEAD, *(["DEMO", "100", name, "CAP", ""] for name in ("S-1", "S-2"))])
    SkuBinding.objects.filter(seller_sku="S-1").delete()
    at_desk.undo(row)
    assert (row.state, goods()) == ("undone", {"S-2": [("TEE", 1, False)]})


def test_a_cell_that_is_a_skus_code_is_that_sku(at_desk: Desk, shop: Shop) -> None:
    for code in ("12x20-BOX", "20-BOX", "3xCAP+PEN"):
        SkuFactory(code=code)
    told = {
        "12x20-BOX": [("12x20-BOX", 1, False)],
        "12 x 20-BOX": [("20-BOX", 12, False)],
        "2x20-BOX": [("20-BOX", 2, False)],
        "3xCAP+PEN": [("3xCAP+PEN", 1, False)],
        "2xCAP+PEN": [("CAP", 2, False), ("PEN", 1, False)],
    }
    row = at_desk.apply("mappings", [HEAD, *(["DEMO", "100", f"S-{n}", cell, ""] for n, cell in enumerate(told))])
    assert (counts(row)[:2], goods()) == ((5, 0), {f"S-{n}": parts for n, parts in enumerate(told.values())})
    again = at_desk.bring("mappings", [HEAD, ["DEMO", "100", "S-0", "1 x 12x20-BOX", ""]])
    assert counts(again) == (0, 0, 1, 0)
    wrong = [["DEMO", "100", "W-1", "0xTEE", ""], ["DEMO", "100", "W-2", "TEE", "CAP+CAP"]]
    assert problems(at_desk.bring("mappings", [HEAD, *wrong])) == [
        (2, "goods", "intake.not_goods"),
        (3, "gifts", "intake.goods_twice"),
    ]


def test_a_formula_is_refused_by_its_cell(at_desk: Desk, shop: Shop) -> None:
    content = xlsx_bytes([HEAD], lambda _book, sheet: sheet.write_formula("D2", '="TEE"', None, "TEE"))
    assert (2, "goods", "intake.formula") in problems(at_desk.bring("mappings", content, "m.xlsx"))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_chinese_reads_the_same_in_both_encodings(at_desk: Desk, shop: Shop, encoding: str) -> None:
    rows = [HEAD, ["旗舰店", "100", "S-1", "TEE", ""]]
    assert counts(at_desk.bring("mappings", csv_bytes(rows, encoding=encoding))) == (1, 0, 0, 0)


def test_a_million_rows_are_refused_by_their_number_before_they_are_read(at_desk: Desk, shop: Shop) -> None:
    line = b"\r\nDEMO,100,S-1,TEE,"
    row = at_desk.bring("mappings", ",".join(HEAD).encode() + line * 1_000_000)
    assert (row.state, row.refusal_code, row.refusal_facts) == (
        "failed",
        "intake.too_many_rows",
        {"limit": limits.ROWS},
    )
    assert not SkuBinding.objects.exists()


def test_the_lists_own_file_comes_back_unchanged(at_desk: Desk, shop: Shop, desk: Client) -> None:
    at_desk.apply("mappings", [HEAD, ["DEMO", "100", "S-1", "TEE", ""], ["DEMO", "100", "S-2", "2xCAP + TEE", "PEN"]])
    content: Any = desk.get("/mapping/?export=csv")
    text = b"".join(content) if content.streaming else content.content
    row = at_desk.bring("mappings", text, "bindings.csv")
    assert (counts(row), problems(row)) == ((0, 0, 2, 0), [])
