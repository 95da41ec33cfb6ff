"""Barcodes, opening stock, ASNs, history, people: what each takes, refuses, and gives back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from inventory.models import (
    Barcode,
    DailySnapshot,
    InboundReceipt,
    Location,
    Lot,
    Sku,
    SkuStock,
    StockBalance,
    StockMovement,
)
from inventory.operations import move_stock
from inventory.operations.receive import receive_units
from tests.factories.core import PersonFactory
from tests.factories.inventory import BarcodeFactory, LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.intake.conftest import Desk, counts, problems
from wms.core.models import Assignment, Message, Person, Warehouse
from wms.core.states import Role
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()


@pytest.fixture
def tee(db: None) -> Sku:
    return SkuFactory(code="TEE")


@pytest.fixture
def place(house: Warehouse) -> Location:
    return LocationFactory(warehouse=house, code="A-11", capacity_units=10)


class TestCustoms:
    """What a waybill declares of goods is brought with them."""

    HEAD = ("SKU 编码", "中文报关名", "英文报关名", "申报价值（美元）", "HS 编码")

    def test_declared_names_value_and_hs_code_are_written_and_taken_back(self, at_desk: Desk, tee: Sku) -> None:
        done = at_desk.apply("skus", [self.HEAD, ["TEE", "T恤", "T-shirt", "1012.5", "6109.10"]])
        tee.refresh_from_db()
        kept = (tee.customs_name_zh, tee.customs_name_en, tee.customs_value_usd, tee.hs_code, tee.master_version)
        assert kept == ("T恤", "T-shirt", Decimal("1012.50"), "610910", 2)
        again = at_desk.bring("skus", [self.HEAD, ["TEE", "", "", "1012.50", ""]])
        assert counts(again) == (0, 0, 1, 0)
        at_desk.apply("skus", [self.HEAD, ["TEE", "", "", "9", ""]])
        assert problems(at_desk.undo(done)) == []
        tee.refresh_from_db()
        assert tee.customs_value_usd == 9  # changed since: nothing was taken back

    def test_an_undo_gives_back_what_there_was(self, at_desk: Desk, tee: Sku) -> None:
        Sku.objects.update(customs_value_usd="3.10")
        done = at_desk.apply("skus", [self.HEAD, ["TEE", "", "", "4.2", "610910"]])
        at_desk.undo(done)
        tee.refresh_from_db()
        assert (tee.customs_value_usd, tee.hs_code) == (Decimal("3.10"), "")

    def test_battery_and_special_goods_come_in_the_words_of_either_language(self, at_desk: Desk, tee: Sku) -> None:
        at_desk.apply("skus", [("SKU", "锂电池", "易碎", "特货"), ["TEE", "带电", "是", ""]])
        row = at_desk.bring("skus", [("SKU", "Lithium battery"), ["TEE", "inside"], ["T1", "huge"]])
        tee.refresh_from_db()
        assert (tee.battery, tee.is_solid_cosmetic, tee.is_fragile, tee.is_special_goods) == (
            "inside", False, True, False
        )  # fmt: skip
        assert problems(row) == [(3, "battery", "intake.not_choice")]

    def test_what_cannot_be_declared_is_told_by_its_cell(self, at_desk: Desk, tee: Sku) -> None:
        rows = [["TEE", "", "", "free", ""], ["T1", "x", "x", "0", ""], ["T2", "x", "x", "1.005", ""],
                ["T3", "x", "x", "", "12345"], ["T4", "x", "x", "", "61O910"]]  # fmt: skip
        row = at_desk.bring("skus", [self.HEAD, *rows])
        assert problems(row) == [
            (2, "customs_value_usd", "intake.not_amount"),
            (3, "customs_value_usd", "intake.out_of_range"),
            (4, "customs_value_usd", "intake.not_amount"),
            (5, "hs_code", "intake.not_hs_code"),
            (6, "hs_code", "intake.not_hs_code"),
        ]


class TestBarcodes:
    HEAD = ("SKU 编码", "条码", "包装数量")

    def test_gtins_are_stored_as_one_number_and_packs_are_counted(self, at_desk: Desk, tee: Sku) -> None:
        at_desk.apply("barcodes", [self.HEAD, ["TEE", "6900000100011", ""], ["TEE", "carton-1", 24]])
        assert list(Barcode.objects.values_list("value", "pack_quantity", "kind")) == [
            ("06900000100011", 1, "gtin"),
            ("CARTON-1", 24, "other"),
        ]
        tee.refresh_from_db()
        assert tee.master_version == 2

    def test_what_is_no_barcode(self, at_desk: Desk, tee: Sku, place: Location) -> None:
        BarcodeFactory(value="TAKEN", sku=SkuFactory(code="CAP"))
        row = at_desk.bring(
            "barcodes",
            [
                self.HEAD,
                ["TEE", "6900000100012", ""],
                ["TEE", place.barcode, ""],
                ["NONE", "X1", ""],
                ["TEE", "taken", ""],
                ["TEE", "X2", 0],
                ["TEE", "X3", ""],
                ["CAP", "X3", ""],
                ["TEE", "6.9E+12", ""],
            ],
        )
        assert problems(row) == [
            (2, "value", "intake.check_digit"),
            (3, "value", "intake.own_code"),
            (4, "sku", "intake.sku_unknown"),
            (5, "value", "intake.barcode_of_other"),
            (6, "pack_quantity", "intake.out_of_range"),
            (8, "", "intake.conflict"),
            (9, "value", "intake.scientific"),
        ]
        assert row.problems.get(line=2).facts == {"expected": 1}
        assert counts(row) == (1, 0, 0, 7)

    def test_undo(self, at_desk: Desk, tee: Sku) -> None:
        BarcodeFactory(value="PACK", sku=tee, pack_quantity=6)
        row = at_desk.undo(at_desk.apply("barcodes", [self.HEAD, ["TEE", "NEW", ""], ["TEE", "PACK", 12]]))
        assert row.state == "undone"
        assert list(Barcode.objects.values_list("value", "pack_quantity")) == [("PACK", 6)]


class TestOpeningStock:
    HEAD = ("库位", "SKU", "数量（件）", "批次", "有效期至")

    def test_it_is_a_movement_and_the_version_rises_once(
        self, at_desk: Desk, house: Warehouse, tee: Sku, place: Location
    ) -> None:
        other = LocationFactory(warehouse=house, code="A-12")
        row = at_desk.apply("opening_stock", [self.HEAD, ["A-11", "TEE", 4, "", ""], ["A-12", "TEE", 5, "", ""]])
        stock = SkuStock.objects.get()
        assert (stock.on_hand_sellable, stock.version) == (9, 2)
        assert Message.objects.filter(topic="stock.changed", key=f"{house.pk}:{tee.pk}").count() == 1
        movements = StockMovement.objects.order_by("pk")
        assert {m.source_location.kind for m in movements} == {"adjustment"}
        assert [(m.target_location_id, m.quantity, m.note) for m in movements] == [
            (place.pk, 4, f"import:{row.pk}"),
            (other.pk, 5, f"import:{row.pk}"),
        ]
        assert differences() == []

    def test_what_cannot_be_opening_stock(self, at_desk: Desk, house: Warehouse, tee: Sku, place: Location) -> None:
        SkuFactory(code="JAM", with_expiry=True)
        LocationFactory(warehouse=StockedWarehouseFactory(), code="FAR-1")
        at_desk.apply("opening_stock", [self.HEAD, ["A-11", "TEE", 2, "", ""]])
        LocationFactory(warehouse=house, code="B-11")
        late, past = (TODAY + timedelta(days=90)).isoformat(), (TODAY - timedelta(days=9)).isoformat()
        row = at_desk.bring(
            "opening_stock",
            [
                self.HEAD,
                ["A-11", "TEE", 2, "", ""],
                ["FAR-1", "TEE", 2, "", ""],
                ["A-11", "NONE", 2, "", ""],
                ["B-11", "JAM", 2, "", ""],
                ["B-11", "TEE", 2, "L1", ""],
                ["B-11", "JAM", 2, "L0", past],
                ["B-11", "JAM", 2, "L1", ""],
                ["B-11", "JAM", 2, "L2", late],
                ["B-11", "JAM", 2, "L3", late],
                ["A-11", "JAM", 9, "L2", late],
                ["B-11", "TEE", 0, "", ""],
            ],
        )
        assert problems(row) == [
            (2, "quantity", "intake.stock_there"),
            (3, "location", "intake.location_unknown"),
            (4, "sku", "intake.sku_unknown"),
            (5, "lot", "intake.lot_needed"),
            (6, "lot", "intake.lot_not_tracked"),
            (7, "expires_on", "intake.expired"),
            (8, "expires_on", "intake.required"),
            (10, "lot", "intake.lots_would_mix"),
            (11, "quantity", "intake.over_capacity"),
            (12, "quantity", "intake.out_of_range"),
        ]

    def test_lots_are_made(self, at_desk: Desk, place: Location) -> None:
        SkuFactory(code="JAM", with_expiry=True)
        late = TODAY + timedelta(days=90)
        at_desk.apply("opening_stock", [self.HEAD, ["A-11", "JAM", 3, "L1", late.isoformat()]])
        assert (Lot.objects.get().code, Lot.objects.get().expires_on) == ("L1", late)
        assert StockBalance.objects.get(on_hand=3).lot.code == "L1"

    def test_undo_is_a_counter_booking(self, at_desk: Desk, tee: Sku, place: Location) -> None:
        row = at_desk.undo(at_desk.apply("opening_stock", [self.HEAD, ["A-11", "TEE", 4, "", ""]]))
        assert row.state == "undone"
        assert [m.reason for m in StockMovement.objects.order_by("pk")] == ["adjust", "reversal"]
        assert SkuStock.objects.get().on_hand_sellable == 0
        assert differences() == []

    def test_units_that_moved_prevent_the_undo(
        self, at_desk: Desk, house: Warehouse, tee: Sku, place: Location
    ) -> None:
        row = at_desk.apply("opening_stock", [self.HEAD, ["A-11", "TEE", 4, "", ""]])
        other = LocationFactory(warehouse=house)
        with unit_of_work():
            move_stock(cause=at_desk.cause, sku=tee, source=place, target=other, quantity=1, lot=None)
        row = at_desk.undo(row)
        assert (row.state, row.refusal_code) == ("applied", "intake.built_on")
        assert (row.refusal_facts["label"], row.refusal_facts["count"]) == ("TEE @ A-11", 1)
        assert StockMovement.objects.filter(reason="reversal").count() == 0


class TestAsns:
    HEAD = ("到货单号", "供应商", "预计到货", "SKU", "数量（件）")

    def test_lines_of_one_number_are_one_asn_in_transit(self, at_desk: Desk, tee: Sku) -> None:
        SkuFactory(code="CAP")
        rows = [self.HEAD, ["N1", "甲", "2030/1/31", "TEE", 5], ["N2", "", "", "TEE", 7], ["N1", "", "", "CAP", 1]]
        at_desk.apply("asns", rows)
        first = InboundReceipt.objects.get(number="N1")
        assert (first.supplier, first.expected_on.isoformat(), first.lines.count()) == ("甲", "2030-01-31", 2)
        stock = SkuStock.objects.get(sku=tee)
        assert (stock.in_transit, stock.version) == (12, 2)
        assert Message.objects.filter(topic="stock.changed").count() == 2

    def test_what_is_no_asn(self, at_desk: Desk, tee: Sku) -> None:
        at_desk.apply("asns", [self.HEAD, ["N1", "", "", "TEE", 5]])
        rows = [
            self.HEAD,
            ["N1", "", "", "TEE", 5],
            ["N2", "甲", "", "TEE", 5],
            ["N2", "乙", "", "TEE", 6],
            ["N3", "", "", "NONE", 6],
            ["N4", "", "31 Jan", "TEE", 6],
        ]
        row = at_desk.bring("asns", rows)
        assert problems(row) == [
            (2, "number", "intake.asn_taken"),
            (4, "", "intake.conflict"),
            (5, "sku", "intake.sku_unknown"),
            (6, "expected_on", "intake.not_day"),
        ]

    def test_undo_until_the_first_unit_is_received(self, at_desk: Desk, house: Warehouse, tee: Sku) -> None:
        row = at_desk.undo(at_desk.apply("asns", [self.HEAD, ["N1", "", "", "TEE", 5]]))
        assert (row.state, InboundReceipt.objects.count(), SkuStock.objects.get().in_transit) == ("undone", 0, 0)
        row = at_desk.apply("asns", [self.HEAD, ["N1", "", "", "TEE", 5]])
        with unit_of_work():
            receive_units(
                cause=at_desk.cause,
                receipt=InboundReceipt.objects.get(),
                sku=tee,
                quantity=2,
                into=LocationFactory(warehouse=house, dock=True),
            )
        row = at_desk.undo(row)
        assert (row.state, row.refusal_facts) == (
            "applied",
            {"label": "N1", "users": ["件已收", "units were received"], "count": 2},
        )


class TestHistory:
    HEAD = ("SKU", "日期", "可售现有（件）", "占用（件）", "在途（件）", "可用（件）")

    def test_days_before_the_system_are_kept_and_forgotten(self, at_desk: Desk, tee: Sku) -> None:
        days = [(TODAY - timedelta(days=number)).isoformat() for number in range(2, 9)]
        row = at_desk.apply("stock_history", [self.HEAD, *(["TEE", day, 10, 3, 0, ""] for day in days)])
        assert list(DailySnapshot.objects.values_list("available", "is_imported").distinct()) == [(7, True)]
        assert DailySnapshot.objects.count() == 7
        assert at_desk.undo(row).state == "undone"
        assert DailySnapshot.objects.count() == 0

    def test_what_is_no_history(self, at_desk: Desk, house: Warehouse, tee: Sku) -> None:
        day = (TODAY - timedelta(days=3)).isoformat()
        DailySnapshot.objects.create(
            warehouse=house, sku=tee, day=day, on_hand_sellable=5, reserved=0, in_transit=0, available=5
        )
        before = (TODAY - timedelta(days=4)).isoformat()
        row = at_desk.bring(
            "stock_history",
            [
                self.HEAD,
                ["TEE", day, 9, 0, 0, 9],
                ["TEE", (TODAY + timedelta(days=2)).isoformat(), 9, 0, 0, 9],
                ["NONE", before, 9, 0, 0, 9],
                ["TEE", before, 9, 0, 0, 10],
                ["TEE", before, 9, "", 0, 9],
            ],
        )
        assert problems(row) == [
            (2, "day", "intake.day_kept"),
            (3, "day", "intake.day_not_over"),
            (4, "sku", "intake.sku_unknown"),
            (5, "available", "intake.more_than_on_hand"),
            (6, "reserved", "intake.required"),
        ]
        same = at_desk.bring("stock_history", [self.HEAD, ["TEE", day, 5, 0, 0, 5]])
        assert counts(same) == (0, 0, 1, 0)


class TestPeople:
    HEAD = ("用户名", "姓名", "工牌号", "角色")

    def test_new_people_and_further_roles(self, at_desk: Desk, house: Warehouse) -> None:
        old = PersonFactory(username="old", name="老王", badge="U000900")
        Assignment.objects.create(person=old, warehouse=house, role=Role.PICKER)
        rows = [self.HEAD, ["New", "小李", "u000901", "拣货员、packer"], ["old", "老王", "", "拣货员/收货员"]]
        row = at_desk.apply("people", rows)
        fresh = Person.objects.get(username="new")
        assert (fresh.badge, {a.role for a in fresh.assignments.all()}) == ("U000901", {"picker", "packer"})
        assert {a.role for a in old.assignments.all()} == {"picker", "receiver"}
        assert at_desk.undo(row).state == "undone"
        assert not Person.objects.filter(username="new").exists()
        assert {a.role for a in old.assignments.all()} == {"picker"}

    def test_what_a_manager_cannot_bring(self, at_desk: Desk, manager: Person) -> None:
        PersonFactory(username="far", name="远", badge="U000900")
        rows = [
            self.HEAD,
            ["a1", "甲", "", "仓库经理"],
            ["a2", "乙", "U000900", "拣货员"],
            ["far", "远", "", "拣货员"],
            [manager.username, "我", "", "拣货员"],
            ["a3", "丙", "X1", "拣货员"],
            ["a4", "丁", "", "司机"],
            ["a5", "戊", "U000902", "拣货员"],
            ["a6", "己", "U000902", "拣货员"],
        ]
        row = at_desk.bring("people", rows)
        assert problems(row) == [
            (2, "roles", "intake.not_yours"),
            (3, "badge", "intake.badge_taken"),
            (4, "username", "intake.not_yours"),
            (5, "username", "intake.not_yours"),
            (6, "badge", "intake.bad_characters"),
            (7, "roles", "intake.not_choice"),
            (9, "badge", "intake.conflict"),
        ]
