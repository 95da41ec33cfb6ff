"""The manager's pages of waves: what they show, who may press what, and that a refusal is told and changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from picking.models import Order, PickList, Wave
from picking.planning.pace import Pace
from picking.selectors.on_time import on_time_record
from picking.selectors.outlook import outlooks
from picking.selectors.pace import pace_of, samples_of
from picking.states import OrderState, PickListState, WaveState
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.picking.conftest import Floor, Picker, make_picker
from tests.picking.walks import begin, place
from tests.picking.waves_at_desk import two_lists
from tests.reports import rows
from wms.core.messages import say
from wms.core.models import Assignment, FigureOverride, Person
from wms.core.states import Role


@pytest.fixture
def manager(floor: Floor) -> Person:
    person = PersonFactory(name="周敏")
    Assignment.objects.create(person=person, warehouse=floor.warehouse, role=Role.MANAGER)
    return person


@pytest.fixture
def desk(manager: Person, client: Client) -> Client:
    client.force_login(manager)
    cache.clear()
    return client


def press(desk: Client, wave: Wave, verb: str, **fields: object) -> str:
    """The page after the button, as text."""
    answer = desk.post(reverse("picking:wave_act", args=[wave.pk, verb]), fields, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_wave_shows_its_lists_and_its_end(floor: Floor, picker: Picker, desk: Client) -> None:
    wave = two_lists(floor)
    Wave.objects.update(due_at=timezone.now() + timedelta(hours=9))
    picker.scan(floor.carts[0].barcode)
    page = desk.get(reverse("picking:wave", args=[wave.pk])).content.decode()
    for text in (wave.number, f"{wave.number}-01", f"{wave.number}-02", picker.person.name, "8 件", "赶得上"):
        assert text in page
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert wave.number in desk.get(reverse("picking:waves")).content.decode()


@pytest.mark.parametrize("name", ["waves", "wave"])
def test_a_page_asks_as_often_for_many_lists_as_for_few(floor: Floor, desk: Client, name: str) -> None:
    wave = two_lists(floor)
    address = reverse(f"picking:{name}", args=[wave.pk] if name == "wave" else [])
    counts = []
    for _ in range(2):
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        counts.append(len(asked))
        for _ in range(4):
            floor.order((0, 1))
        floor.wave()
        PickList.objects.update(wave=wave)
    assert counts[0] == counts[1]
    assert counts[1] <= 45


def test_waves_are_narrowed_by_the_address(floor: Floor, desk: Client) -> None:
    now, house = timezone.now(), floor.warehouse
    late = {"due_at": now - timedelta(hours=1), "carrier": "YANWEN", "held_at": now}
    first = rows.wave(house, state="picking", **late)
    second = rows.wave(
        house, state="sorted", due_at=now + timedelta(days=3), carrier="CAINIAO", order_class="single_sku"
    )
    order = rows.order(house, wave=first)
    cases: dict[str, list[Wave]] = {
        "": [second, first],
        "text=" + first.number: [first],
        "text=" + order.number: [first],
        "text=nothing": [],
        "late=true": [first],
        "held=true": [first],
        "carrier=CAINIAO": [second],
        "state=sorted&state=closed": [second],
        "order_class=mixed": [first],
        "sort=due": [first, second],
        f"since={(now + timedelta(days=2)).date()}": [second],
    }
    address = reverse("picking:waves")
    for query, found in cases.items():
        assert list(desk.get(f"{address}?{query}").context["page"]) == found, query
    lines = desk.get(f"{address}?export=csv&sort=wave").getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [first.number, second.number]


def test_several_waves_are_held_and_let_go_together(floor: Floor, desk: Client) -> None:
    first = rows.wave(floor.warehouse, state="picking")
    second = rows.wave(floor.warehouse, state="cancelled")
    chosen = {"pk": [first.pk, second.pk]}
    page = desk.post(reverse("picking:hold_waves") + "?sort=due", chosen, follow=True)
    assert page.redirect_chain[-1][0] == reverse("picking:waves") + "?sort=due"
    text = page.content.decode()
    assert "2 个波次中 1 个已办" in text
    assert str(say("wave.over", {"wave": second.number, "state": "cancelled"}, "zh-hans").title) in text
    assert set(Wave.objects.filter(held_at__isnull=False)) == {first}
    desk.post(reverse("picking:let_waves_go"), chosen)
    assert not Wave.objects.filter(held_at__isnull=False).exists()
    desk.post(reverse("picking:put_waves_first"), {"every": "1"})
    assert list(Wave.objects.filter(is_urgent=True)) == [first]
    desk.post(reverse("picking:hold_waves"), {})
    assert not Wave.objects.filter(held_at__isnull=False).exists(), "nothing was chosen"


def test_each_button_does_what_it_says(floor: Floor, picker: Picker, desk: Client) -> None:
    wave = two_lists(floor)
    first, second = PickList.objects.order_by("pk")
    assert "已暂停" in press(desk, wave, "hold")
    assert "已放行" in press(desk, wave, "let-go")
    assert "最前" in press(desk, wave, "urgent")
    assert "原来的顺序" in press(desk, wave, "not-urgent")
    assert f"留给 {picker.person.name}" in press(desk, wave, "reserve", list=first.pk, person=picker.person.pk)
    assert "谁都能领" in press(desk, wave, "reserve", list=first.pk, person="")
    assert "1 张拣货单、2 单拆成" in press(desk, wave, "split", list=second.pk)
    split = Wave.objects.latest("pk")
    assert f"已并入 {wave.number}" in press(desk, split, "merge", into=wave.pk)
    assert "重排" in press(desk, wave, "replan") or "没有更短" in press(desk, wave, "replan")
    picker.scan(floor.carts[0].barcode)
    walked = PickList.objects.get(state=PickListState.PICKING)
    assert "回到队列" in press(desk, wave, "take-off", list=walked.pk)
    assert "已取消" in press(desk, wave, "abort", way="finish", pause_rule="1")
    floor.rule.refresh_from_db()
    assert floor.rule.is_active is False
    assert set(Order.objects.values_list("state", flat=True)) == {OrderState.PROMISED}
    assert "波次已结束" in press(desk, wave, "hold")


@pytest.mark.parametrize(
    ("verb", "fields"),
    [("merge", {"into": "x"}), ("split", {}), ("reserve", {"list": "0"}), ("take-off", {"list": "9"}), ("abort", {})],
)
def test_a_bad_wish_is_told_and_changes_nothing(floor: Floor, desk: Client, verb: str, fields: dict[str, str]) -> None:
    wave = two_lists(floor)
    before = Wave.objects.values().get(pk=wave.pk), list(PickList.objects.order_by("pk").values())
    assert "note-stop" in press(desk, wave, verb, **fields)
    assert (Wave.objects.values().get(pk=wave.pk), list(PickList.objects.order_by("pk").values())) == before


def test_only_a_manager_of_the_warehouse_may_press(floor: Floor, client: Client, desk: Client) -> None:
    wave = two_lists(floor)
    foreign = StockedWarehouseFactory(code="FAR")
    address = reverse("picking:wave_act", args=[wave.pk, "hold"])
    assert desk.post(reverse("picking:wave_act", args=[wave.pk, "nonsense"])).status_code == 404
    assert desk.get(address).status_code == 405
    operator = PersonFactory()
    Assignment.objects.create(person=operator, warehouse=floor.warehouse, role=Role.OPERATOR)
    client.force_login(operator)
    assert client.post(address).status_code == 403
    page = client.get(reverse("picking:wave", args=[wave.pk])).content.decode()
    assert address not in page
    far = PersonFactory()
    Assignment.objects.create(person=far, warehouse=foreign, role=Role.MANAGER)
    client.force_login(far)
    assert client.post(address).status_code == 404
    assert client.get(reverse("picking:wave", args=[wave.pk])).status_code == 404
    wave.refresh_from_db()
    assert wave.held_at is None


def test_a_walk_without_a_scan_is_shown(floor: Floor, picker: Picker, desk: Client) -> None:
    from picking.selectors import idle

    wave = two_lists(floor)
    picker.scan(floor.carts[0].barcode)
    address = reverse("picking:wave", args=[wave.pk])
    assert "没扫描" not in desk.get(address).content.decode()
    with pytest.MonkeyPatch.context() as patch:
        now = timezone.now()
        patch.setattr(idle, "idle_since", lambda warehouse: now)
        assert "没扫描" in desk.get(address).content.decode()


class TestOutlook:
    def test_the_queue_is_foreseen_with_who_walks_now(self, floor: Floor, picker: Picker) -> None:
        cache.clear()
        wave, now = two_lists(floor), timezone.now()
        Wave.objects.update(due_at=now + timedelta(minutes=30))
        (alone,) = outlooks(floor.warehouse, now)
        picker.scan(floor.carts[0].barcode)
        make_picker(floor).scan(floor.carts[1].barcode)
        (both,) = outlooks(floor.warehouse, now)
        assert alone.finish_at is not None
        assert both.finish_at is not None
        assert (alone.people, both.people) == (0, 2)
        assert both.finish_at < alone.finish_at < now + timedelta(minutes=30)
        assert (alone.tone, alone.needs, alone.progress.orders) == ("ok", 0, 4)
        FigureOverride.objects.create(name="due_close_minutes", warehouse=floor.warehouse, value=31)
        assert outlooks(floor.warehouse, now)[0].tone == "warn"
        Wave.objects.update(due_at=both.finish_at)
        (late,) = outlooks(floor.warehouse, now + timedelta(seconds=1))
        assert (late.tone, late.needs) == ("stop", None)
        Wave.objects.update(held_at=now)
        assert outlooks(floor.warehouse, now)[0].tone == "held"
        assert wave.pk == late.wave.pk

    def test_a_second_picker_may_be_what_it_needs(self, floor: Floor) -> None:
        cache.clear()
        two_lists(floor)
        now = timezone.now()
        (alone,) = outlooks(floor.warehouse, now)
        assert alone.finish_at is not None
        Wave.objects.update(due_at=now + (alone.finish_at - now) * 0.6)
        assert outlooks(floor.warehouse, now)[0].needs == 1

    def test_the_pace_is_read_from_right_scans(self, floor: Floor, picker: Picker) -> None:
        cache.clear()
        floor.put("A01-01-01", 0, 5)
        floor.put("A01-03-01", 1, 5)
        begin(floor, picker, ((0, 1), (1, 1)))
        for raw in (
            place(floor, "A01-01-01"),
            floor.skus[0].code,
            floor.totes[0].barcode,
            place(floor, "A01-01-01"),  # wrong: not a sample
            place(floor, "A01-03-01"),
        ):
            picker.scan(raw)
        samples = samples_of(floor.warehouse)
        assert [str(sample.kind) for sample in samples] == ["place", "unit", "tote", "place"]
        assert [sample.walk_mm for sample in samples] == [None, None, None, 2000]
        assert pace_of(floor.warehouse) == Pace()


def test_the_record_counts_waves_that_were_due(floor: Floor) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    rows.wave(floor.warehouse, due_at=now - hour, finished_at=now - 2 * hour)
    rows.wave(floor.warehouse, due_at=now - hour, finished_at=now)
    rows.wave(floor.warehouse, due_at=now - hour, state=WaveState.CANCELLED)
    rows.wave(floor.warehouse, due_at=now - 3 * 24 * hour, finished_at=None, state=WaveState.PICKING)
    record = on_time_record(floor.warehouse, now, 7)
    assert [(day.in_time, day.due) for day in record if day.due] == [(0, 1), (1, 2)]
    assert len(record) == 7
