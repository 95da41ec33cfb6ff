"""An order that no cart holds: told with the measure that breaks, or sent in several parcels where its rule says so."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inventory.models import Sku, SkuStock
from picking.models import LeftOut, Order, OrderHistory, OrderItem, OrderLine, PickList, TrolleyType
from picking.operations.cancel import request_cancel
from picking.operations.preview import preview
from picking.operations.split_large import split_large
from picking.parcels import MOST_PARCELS, Goods, parcels, parts_made
from picking.rules import facts_of
from picking.selectors.board import why_not
from tests.picking.conftest import CAUSE, Floor
from tests.picking.test_wave_pages import desk, manager
from wms.core.middleware import LANGUAGE_COOKIE
from wms.core.models import AuditEntry, WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences

__all__ = ["desk", "manager"]


def line(key: int, units: int, grams: int, *, lines: int = 1) -> Goods:
    return Goods(key, units, lines, {"units": 1, "grams": grams, "mm3": 0})


class TestArithmetic:
    def test_what_fits_is_one_parcel(self) -> None:
        assert parcels([line(1, 2, 500), line(2, 1, 100)], {"grams": 1100}) == [{1: 2, 2: 1}]

    def test_lines_stay_whole_where_they_can(self) -> None:
        goods = [line(1, 3, 300), line(2, 2, 400), line(3, 1, 150)]
        assert parcels(goods, {"grams": 1000}) == [{1: 3}, {2: 2, 3: 1}]

    def test_a_line_that_no_parcel_holds_is_cut(self) -> None:
        assert parcels([line(1, 9, 400), line(2, 1, 200)], {"grams": 1800}) == [{1: 4, 2: 1}, {1: 4}, {1: 1}]

    def test_every_limit_holds_at_once(self) -> None:
        goods = [line(1, 4, 100), line(2, 1, 10, lines=2), line(3, 1, 10)]
        found = parcels(goods, {"grams": 10_000, "units": 5, "lines": 2})
        assert found == [{2: 1}, {1: 4, 3: 1}]

    @pytest.mark.parametrize(
        "goods",
        [[line(1, 2, 1001)], [line(1, 1, 10), line(2, 1, 5, lines=4)], [line(1, MOST_PARCELS + 1, 1000)]],
        ids=["a unit too heavy", "a set of too many goods", "too many parcels"],
    )
    def test_what_cannot_be_split_is_told(self, goods: list[Goods]) -> None:
        assert parcels(goods, {"grams": 1000, "lines": 3}) is None

    @pytest.mark.parametrize(
        ("goods", "made"),
        [
            ([line(1, 2, 500)], 0),
            ([line(1, 9, 400), line(2, 1, 200)], 3),
            ([line(1, MOST_PARCELS, 1700)], MOST_PARCELS),
            ([line(1, 2, 1801)], 0),
        ],
        ids=["it fits", "three", "as many as may be", "a unit too heavy"],
    )
    def test_how_many_parcels_splitting_makes(self, goods: list[Goods], made: int) -> None:
        assert parts_made(goods, {"grams": 1800}) == made


def heavy(floor: Floor, *wanted: tuple[int, int], splits: bool = True) -> Order:
    """An order of 4-kg goods; a cart carries 16 kg."""
    Sku.objects.filter(pk__in=[sku.pk for sku in floor.skus]).update(weight_grams=4000)
    for number in range(2):
        floor.put(f"A01-0{number + 1}-01", number, 20)
    floor.rule.trolley_weight_kg, floor.rule.splits_large = 16, splits
    floor.rule.save()
    return floor.order(*wanted)


def parts(order: Order) -> list[tuple[int, str, str, list[tuple[int, int]]]]:
    """(part, state, class, (SKU, units)) of each."""
    return [
        (row.part, str(row.state), str(row.order_class), list(row.items.order_by("pk").values_list("sku", "quantity")))
        for row in Order.objects.filter(number=order.number).order_by("part")
    ]


class TestSplit:
    def test_the_next_round_walks_for_each_of_its_parcels(self, floor: Floor) -> None:
        order = heavy(floor, (0, 5), (1, 3))
        first, second = (sku.pk for sku in floor.skus[:2])
        assert floor.wave() == []
        assert LeftOut.objects.get(order=order).code == "order_splits"
        floor.wave()
        assert parts(order) == [
            (1, "waved", "single_sku", [(first, 4)]),
            (2, "waved", "mixed", [(second, 3), (first, 1)]),
        ]
        assert [walk.tasks_total for walk in PickList.objects.order_by("pk")] == [1, 2]
        assert not LeftOut.objects.exists()
        assert not WorkItem.objects.filter(kind="order.too_large").exists()
        assert differences() == []

    def test_amounts_and_lines_add_up_and_it_is_written_down(self, floor: Floor) -> None:
        order = heavy(floor, (0, 9))
        Order.objects.filter(pk=order.pk).update(amount=Decimal("90.00"))
        OrderLine.objects.filter(order=order).update(amount=Decimal("90.00"))
        floor.wave()
        floor.wave()
        rows = Order.objects.filter(number=order.number).order_by("part")
        assert [(row.amount, [(each.quantity, each.amount) for each in row.lines.all()]) for row in rows] == [
            (Decimal("40.00"), [(4, Decimal("40.00"))]),
            (Decimal("40.00"), [(4, Decimal("40.00"))]),
            (Decimal("10.00"), [(1, Decimal("10.00"))]),
        ]
        assert OrderHistory.objects.get(order=order, code="order.split_large").facts == {"parcels": 3}
        assert AuditEntry.objects.get(action="order.split_large").after["parcels"] == 3

    def test_one_unit_alone_too_large_is_somebodys_work(self, floor: Floor) -> None:
        order = heavy(floor, (0, 2))
        Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=17_000)
        before = parts(order)
        for _ in range(2):
            floor.wave()
        assert parts(order) == before
        assert WorkItem.objects.get(kind="order.too_large").subject_id == str(order.pk)

    def test_without_the_setting_a_person_is_asked(self, floor: Floor) -> None:
        order = heavy(floor, (0, 9), splits=False)
        for _ in range(2):
            floor.wave()
        assert [row[:2] for row in parts(order)] == [(1, "promised")]
        assert WorkItem.objects.filter(kind="order.too_large").exists()

    def test_an_order_that_ends_meanwhile_is_left_alone(self, floor: Floor) -> None:
        order = heavy(floor, (0, 9))
        run(partial(request_cancel, cause=CAUSE, order=Order.objects.get(), reason="buyer"))
        assert run(partial(split_large, cause=CAUSE, order_id=order.pk, facts=facts_of(floor.rule))) == 1
        assert OrderItem.objects.get().quantity == 9

    def test_what_is_promised_above_what_is_there_is_not_let_go_of(self, floor: Floor) -> None:
        """The promise is older than the loss: split now, one of the parts would wait behind every other order."""
        order = heavy(floor, (0, 9))
        SkuStock.objects.filter(sku=floor.skus[0]).update(on_hand_sellable=7)
        before = parts(order)
        assert run(partial(split_large, cause=CAUSE, order_id=order.pk, facts=facts_of(floor.rule))) == 1
        assert parts(order) == before
        SkuStock.objects.filter(sku=floor.skus[0]).update(on_hand_sellable=9)
        assert run(partial(split_large, cause=CAUSE, order_id=order.pk, facts=facts_of(floor.rule))) == 3
        assert [state for _, state, *_ in parts(order)] == ["promised"] * 3


OVER = ["36 公斤，最多 16 公斤，多 20", "36 kg, at most 16: 20 too many"]


class TestForetold:
    def test_before_and_after_the_rule_has_looked_at_it_the_number_of_parcels_is_told(self, floor: Floor) -> None:
        order = heavy(floor, (0, 5), (1, 4))
        found = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now())
        floor.wave()
        row = LeftOut.objects.get(order=order)
        assert found.left_out[order.pk] == (row.code, row.facts)
        assert (row.code, row.facts["parcels"]) == ("order_splits", 3)
        assert why_not(order.pk) == {"code": "left_out.order_splits", "facts": {**row.facts, "over": OVER}}
        floor.wave()
        assert Order.objects.filter(number=order.number, state="waved").count() == 3
        assert not WorkItem.objects.filter(kind="order.too_large").exists()

    def test_what_cannot_be_split_stays_too_large_and_says_so(self, floor: Floor) -> None:
        order = heavy(floor, (0, 9))
        Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=17_000)
        code, facts = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now()).left_out[order.pk]
        assert (code, facts["parcels"]) == ("order_too_large", 0)
        floor.wave()
        assert why_not(order.pk)["facts"]["over"][1].endswith(
            "splitting does not help: a unit is too large, or over 9 parcels"
        )

    def test_a_rule_that_splits_nothing_foretells_nothing(self, floor: Floor) -> None:
        order = heavy(floor, (0, 9), splits=False)
        code, facts = preview(floor.warehouse, [facts_of(floor.rule)], now=timezone.now()).left_out[order.pk]
        assert (code, "parcels" in facts) == ("order_too_large", False)

    @pytest.mark.parametrize(
        ("language", "told"),
        [
            ("zh-hans", ["一格放不下，拆包裹发", "分 3 个包裹：36 公斤，最多 16 公斤，多 20"]),
            ("en", ["goes in parcels", "3 parcels: 36 kg"]),
        ],
    )
    def test_the_preview_page_says_it_in_both_languages(
        self, floor: Floor, desk: Client, language: str, told: list[str]
    ) -> None:
        heavy(floor, (0, 9))
        desk.cookies[LANGUAGE_COOKIE] = language
        text = desk.get(reverse("picking:preview")).content.decode()
        assert [part for part in told if part not in text] == []


def test_the_page_names_the_measure_and_the_cart_that_would_do(floor: Floor, desk: Client) -> None:
    heavy(floor, (0, 9), splits=False)
    floor.wave()
    text = desk.get(reverse("picking:waves")).content.decode()
    assert "36 公斤，最多 16 公斤，多 20" in text
    assert "让规则拆包" in text
    for name, kilograms in (("小车", 30), ("大车", 40), ("巨车", 90)):
        TrolleyType.objects.create(warehouse=floor.warehouse, name_zh=name, name_en=name, slots=4, weight_kg=kilograms)
    text = desk.get(reverse("picking:waves")).content.decode()
    assert "规则改用“大车”" in text
    assert reverse("picking:rule", args=[floor.rule.pk]) in text
