"""Cart types: what a rule's cart carries comes from its type, and a cart of another type does not get its lists."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from picking.errors import WaveRuleInvalid
from picking.models import PickList, TrolleyCart, TrolleyType, Wave
from picking.operations import trolleys
from picking.operations.preview import preview
from picking.operations.trolleys import codes_in, codes_of, save_trolley_type
from picking.operations.wave_rules import check_rule, rules_now, save_rule
from picking.rules import RuleFacts, facts_of
from picking.selectors.trolleys import spans
from picking.states import PickListState, PickMode
from picking.trolley_errors import TrolleyTypeInvalid
from tests.factories.inventory import HandlingUnitFactory, StockedWarehouseFactory
from tests.factories.picking import NOON, TrolleyTypeFactory
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.test_wave_pages import desk, manager
from tests.picking.walks import triple
from wms.core.models import AuditEntry
from wms.core.transactions import run

__all__ = ["desk", "manager"]


def save(floor: Floor, kind: TrolleyType | None = None, **changes: Any) -> TrolleyType:
    given = {"name_zh": "大车", "name_en": "Large", "slots": 6, "volume_litres": None, "weight_kg": None}
    values = {**given, "modes": list(PickMode.values), **changes}
    return run(partial(save_trolley_type, cause=CAUSE, warehouse=floor.warehouse, trolley_type=kind, **values))


def name_type(floor: Floor, kind: TrolleyType | None, **changes: Any) -> RuleFacts:
    facts = replace(facts_of(floor.rule), trolley_type_id=kind.pk if kind else None, **changes)
    floor.rule = run(partial(save_rule, cause=CAUSE, warehouse=floor.warehouse, rule=facts))
    return facts_of(floor.rule)


def waved(floor: Floor, orders: int = 1) -> None:
    floor.put("A01-01-01", 0, 20)
    for _ in range(orders):
        floor.order((0, 2))
    floor.wave()


class TestNumbers:
    def test_a_rule_takes_them_from_its_type_and_keeps_its_own(self, floor: Floor) -> None:
        kind = save(floor, slots=6, volume_litres=200, weight_kg=90)
        named = name_type(floor, kind)
        assert (named.trolley_slots, named.trolley_volume_litres, named.trolley_weight_kg) == (6, 200, 90)
        save(floor, kind, slots=3)
        floor.rule.refresh_from_db()
        assert facts_of(floor.rule).slots == 3
        assert floor.rule.trolley_slots == 4

    def test_a_wave_keeps_the_type_and_the_slots_that_it_was_planned_with(self, floor: Floor) -> None:
        kind = save(floor, slots=2)
        name_type(floor, kind)
        waved(floor, orders=3)
        save(floor, kind, slots=8)
        name_type(floor, None)
        wave = Wave.objects.get()
        assert (wave.trolley_type, wave.trolley_slots, wave.pick_lists.count()) == (kind, 2, 2)

    def test_the_preview_names_it(self, floor: Floor) -> None:
        kind = save(floor)
        name_type(floor, kind)
        floor.put("A01-01-01", 0, 20)
        floor.order((0, 2))
        found = preview(floor.warehouse, rules_now(floor.warehouse), now=NOON)
        assert [(each.trolley_type, each.slots) for each in found.lists] == [(kind, 6)]

    @pytest.mark.parametrize(
        ("changes", "rule", "problem"),
        [
            ({"modes": [PickMode.ORDER]}, {}, "trolley_mode"),
            ({"is_active": False}, {}, "trolley_off"),
            ({"volume_litres": 40}, {"volume_from_cm3": 40_001}, "above_cart"),
            ({"weight_kg": 10}, {"weight_from_grams": 10_001}, "above_cart"),
        ],
    )
    def test_a_rule_whose_cart_cannot_do_it(
        self, floor: Floor, changes: dict[str, Any], rule: dict[str, Any], problem: str
    ) -> None:
        kind = save(floor, **changes)
        with pytest.raises(WaveRuleInvalid) as refused:
            name_type(floor, kind, trolley_volume_litres=kind.volume_litres, trolley_weight_kg=kind.weight_kg, **rule)
        assert refused.value.facts["problem"] == problem

    def test_another_warehouses_type_is_unknown(self, floor: Floor) -> None:
        kind = TrolleyTypeFactory(warehouse=StockedWarehouseFactory())
        with pytest.raises(WaveRuleInvalid) as refused:
            check_rule(replace(facts_of(floor.rule), trolley_type_id=kind.pk))
        assert refused.value.facts == {"field": "trolley_type", "problem": "unknown", "what": ""}


class TestCarts:
    def test_one_of_another_type_is_refused_and_nothing_changes(self, floor: Floor, picker: Picker) -> None:
        kind = save(floor, carts=[floor.carts[1].code])
        save(floor, name_zh="小车", name_en="Small", carts=[floor.carts[0].code])
        name_type(floor, kind)
        waved(floor)
        answer = picker.scan(floor.carts[0].barcode)
        assert triple(answer) == ("refused", "pick.wrong_cart", "cart")
        assert answer["text"] == f"不是这种车 · {floor.carts[0].code} 是小车 · 什么都没变"
        assert "换大车再扫" in answer["html"]
        walk = PickList.objects.get()
        assert (walk.state, walk.person, walk.cart, walk.work_version) == (PickListState.OPEN, None, None, 1)
        assert triple(picker.scan(floor.carts[1].barcode)) == ("ok", "pick.started", "slot")

    def test_one_of_no_type_gets_lists_that_ask_for_none(self, floor: Floor, picker: Picker) -> None:
        kind = save(floor, carts=[floor.carts[1].code])
        name_type(floor, kind)
        waved(floor)
        answer = picker.scan(floor.carts[0].barcode)
        assert triple(answer) == ("refused", "pick.wrong_cart", "cart")
        assert answer["text"] == f"不是这种车 · {floor.carts[0].code} 未设车型 · 什么都没变"
        Wave.objects.update(trolley_type=None)
        assert triple(picker.scan(floor.carts[0].barcode)) == ("ok", "pick.started", "slot")

    def test_lists_for_other_carts_are_passed_over_but_not_ones_own(self, floor: Floor, picker: Picker) -> None:
        save(floor, carts=[floor.carts[0].code])
        other = save(floor, name_zh="小车", name_en="Small")
        name_type(floor, other)
        waved(floor)
        first = PickList.objects.get()
        name_type(floor, None)
        waved(floor)
        PickList.objects.filter(pk=first.pk).update(reserved_for=picker.person)
        assert triple(picker.scan(floor.carts[0].barcode)) == ("refused", "pick.wrong_cart", "cart")
        PickList.objects.filter(pk=first.pk).update(reserved_for=None)
        assert triple(picker.scan(floor.carts[0].barcode)) == ("ok", "pick.started", "slot")
        assert PickList.objects.get(person=picker.person).pk != first.pk

    def test_they_are_told_by_codes_and_spans(self) -> None:
        assert codes_in("c0001 – C0003，C0009 c0002") == ["C0001", "C0002", "C0003", "C0009"]
        assert spans(["C0001", "C0002", "C0003", "C0009"]) == "C0001–C0003, C0009"
        with pytest.raises(TrolleyTypeInvalid):
            codes_in("C0009-C0002")


class TestSaving:
    def test_it_is_audited_with_its_carts(self, floor: Floor) -> None:
        kind = save(floor, carts=[cart.code for cart in floor.carts])
        save(floor, kind, carts=[floor.carts[1].code])
        assert codes_of(kind) == [floor.carts[1].code]
        made, changed = AuditEntry.objects.filter(subject="trolley_type:大车").order_by("pk")
        assert (made.action, made.after["slots"]) == ("trolley_type.made", 6)
        assert changed.before == {"carts": [cart.code for cart in floor.carts]}
        assert changed.after == {"carts": [floor.carts[1].code]}

    def test_a_change_begins_at_what_another_manager_left_a_moment_ago(self, floor: Floor) -> None:
        seen_by_both = save(floor, slots=6)
        save(floor, TrolleyType.objects.get(pk=seen_by_both.pk), slots=8)
        save(floor, seen_by_both, slots=9)
        changes = AuditEntry.objects.filter(action="trolley_type.changed").order_by("pk")
        assert [(change.before, change.after) for change in changes] == [
            ({"slots": 6}, {"slots": 8}),
            ({"slots": 8}, {"slots": 9}),
        ]

    @pytest.mark.parametrize(
        ("changes", "field", "problem"),
        [
            ({"name_zh": " ", "name_en": ""}, "name_zh", "name"),
            ({"name_zh": "小车"}, "name_zh", "taken"),
            ({"slots": 25}, "slots", "slots"),
            ({"weight_kg": 0}, "weight_kg", "zero"),
            ({"modes": []}, "modes", "no_mode"),
            ({"carts": ["C9999"]}, "carts", "unknown_cart"),
            ({"carts": ["HERE"]}, "carts", "other_type"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field(
        self, floor: Floor, changes: dict[str, Any], field: str, problem: str
    ) -> None:
        save(floor, name_zh="小车", name_en="Small", carts=[floor.carts[0].code])
        if changes.get("carts") == ["HERE"]:
            changes = {"carts": [floor.carts[0].code]}
        with pytest.raises(TrolleyTypeInvalid) as refused:
            save(floor, **changes)
        assert (refused.value.facts["field"], refused.value.facts["problem"]) == (field, problem)
        assert (TrolleyType.objects.count(), TrolleyCart.objects.count()) == (1, 1)

    @pytest.mark.parametrize(("taken", "problem"), [("name", "taken"), ("cart", "other_type")])
    def test_of_two_managers_at_once_the_later_one_is_told_as_if_he_had_come_later(
        self, floor: Floor, monkeypatch: pytest.MonkeyPatch, taken: str, problem: str
    ) -> None:
        code, other = floor.carts[0].code, TrolleyTypeFactory(warehouse=floor.warehouse)
        meanwhile = {
            "name": partial(TrolleyTypeFactory, warehouse=floor.warehouse, name_zh="大车"),
            "cart": partial(TrolleyCart.objects.create, cart=floor.carts[0], trolley_type=other),
        }
        looked = trolleys._carts_named

        def look(*told: Any) -> list[Any]:
            found = looked(*told)
            meanwhile.pop(taken, list)()
            return found

        monkeypatch.setattr(trolleys, "_carts_named", look)
        with pytest.raises(TrolleyTypeInvalid) as refused:
            save(floor, carts=[code])
        assert refused.value.facts["problem"] == problem
        assert not AuditEntry.objects.filter(subject="trolley_type:大车").exists()

    def test_another_warehouses_cart_is_unknown(self, floor: Floor) -> None:
        stranger = HandlingUnitFactory(warehouse=StockedWarehouseFactory(), cart=True)
        with pytest.raises(TrolleyTypeInvalid) as refused:
            save(floor, carts=[stranger.code + "X"])
        assert refused.value.facts["problem"] == "unknown_cart"

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [({"is_active": False}, "rule_needs_it"), ({"modes": [PickMode.ORDER]}, "rule_needs_mode")],
    )
    def test_it_stays_while_a_rule_counts_on_it(self, floor: Floor, changes: dict[str, Any], problem: str) -> None:
        kind = save(floor)
        name_type(floor, kind)
        with pytest.raises(TrolleyTypeInvalid) as refused:
            save(floor, kind, **changes)
        assert refused.value.facts["problem"] == problem


class TestPages:
    def test_a_type_is_made_listed_and_changed(self, floor: Floor, desk: Client) -> None:
        form = {"name_zh": "大车", "slots": "6", "is_active": "on", "modes": ["cluster"], "carts": floor.carts[0].code}
        answer = desk.post(reverse("picking:new_trolley_type"), form, follow=True)
        kind = TrolleyType.objects.get()
        assert (kind.name_en, kind.modes, codes_of(kind)) == ("大车", ["cluster"], [floor.carts[0].code])
        page = answer.content.decode()
        assert "大车" in page
        assert floor.carts[1].code in page  # of no type
        wrong = desk.post(reverse("picking:trolley_type", args=[kind.pk]), {**form, "carts": "C9999"})
        assert wrong.status_code == 400
        assert "本仓没有拣货车 C9999" in wrong.content.decode()
        taken = desk.post(reverse("picking:new_trolley_type"), {**form, "name_zh": "小车"})
        assert f"{floor.carts[0].code} 是大车，先从那种车里去掉" in taken.content.decode()

    def test_the_rules_form_offers_it_and_saves_it(self, floor: Floor, desk: Client) -> None:
        kind = save(floor, volume_litres=200)
        address = reverse("picking:rule", args=[floor.rule.pk])
        assert "大车 · 6 格 · 200 l" in desk.get(address).content.decode()
        form = {"name_zh": "常规", "rank": "1", "classes": ["mixed"], "min_orders": "1", "max_orders": "20"}
        form |= {"pick_mode": "cluster", "trolley_type": str(kind.pk)}
        assert desk.post(address, form).status_code == 302
        floor.rule.refresh_from_db()
        assert (floor.rule.trolley_type, floor.rule.trolley_slots) == (kind, 4)
        told = desk.post(address, {**form, "trolley_type": ""})
        assert (told.status_code, "要填" in told.content.decode()) == (400, True)

    def test_a_waves_page_shows_it(self, floor: Floor, desk: Client) -> None:
        kind = save(floor)
        name_type(floor, kind)
        waved(floor)
        assert "大车" in desk.get(reverse("picking:wave", args=[Wave.objects.get().pk])).content.decode()
