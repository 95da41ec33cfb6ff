"""Work becomes notices: once a thing, counted up, told anew only when it is graver, settled with the work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.signals import post_init
from django.utils import timezone

from tests.core.people.conftest import by, person_with
from tests.factories.core import ShopFactory, WarehouseFactory
from tests.notices.conftest import Raise, channel, rule
from wms.core.models import Person, Warehouse
from wms.core.operations.work_items import claim_work_item, resolve_work_item
from wms.core.outbox.registry import lane_sources
from wms.core.states import Role
from wms.core.transactions import run
from wms.core.work_items import close_work_items
from wms.notices.models import Notice, Telling
from wms.notices.operations.acknowledge import acknowledge
from wms.notices.operations.tell import active_rules, wanted_by, wants
from wms.notices.rounds import LANE, _late, make_round
from wms.notices.states import Severity, TellingState

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_one_notice_a_thing_however_often_it_is_raised(here: Warehouse, manager: Person, raised: Raise) -> None:
    rule(channel(here, "https://robot.example/x"))
    for _ in range(3):
        raised()
        make_round(NOW)
    make_round(NOW)
    notice = Notice.objects.get()
    assert (notice.kind, notice.times, notice.severity, notice.warehouse) == ("pick.short", 3, Severity.WARNING, here)
    assert list(notice.addressees.all()) == [manager]
    assert Telling.objects.count() == 1


def test_the_sweep_finds_news_and_nothing_when_all_is_told(raised: Raise, here: Warehouse) -> None:
    due = lane_sources()[LANE]
    assert due() == set()
    raised()
    assert due() == {LANE}
    make_round(NOW)
    assert due() == set()


def test_graver_news_is_told_anew_also_to_who_acknowledged(here: Warehouse, manager: Person, raised: Raise) -> None:
    rule(channel(here, "https://robot.example/x"))
    raised()
    make_round(NOW)
    run(lambda: acknowledge(person=manager, notice_ids=[Notice.objects.get().pk]))
    raised()
    make_round(NOW)
    assert Notice.objects.get().acknowledged_by == manager
    raised(is_urgent=True)
    make_round(NOW)
    notice = Notice.objects.get()
    assert (notice.acknowledged_at, notice.severity, notice.times) == (None, Severity.URGENT, 3)
    assert Telling.objects.filter(notice=notice).count() == 2


def test_resolved_work_settles_its_notice_and_the_next_is_a_new_one(raised: Raise, here: Warehouse) -> None:
    raised()
    make_round(NOW)
    run(lambda: close_work_items(kind="pick.short", subject_type="order", subject_id="1", resolution="done"))
    make_round(NOW)
    assert Notice.objects.get().closed_at == NOW
    raised()
    make_round(NOW)
    assert Notice.objects.filter(closed_at=None).count() == 1
    assert Notice.objects.count() == 2


def test_work_that_is_resolved_before_anybody_looked_tells_nobody(raised: Raise, manager: Person) -> None:
    item = raised()
    run(lambda: resolve_work_item(cause=by(manager), item_id=item.pk, resolution="done"))
    make_round(NOW)
    assert Notice.objects.count() == 0


def test_who_claims_the_work_has_acknowledged_it(raised: Raise, manager: Person) -> None:
    item = raised()
    make_round(NOW)
    run(lambda: claim_work_item(cause=by(manager), item_id=item.pk, person=manager))
    make_round(NOW)
    assert Notice.objects.get().acknowledged_by == manager


def test_the_first_who_acknowledges_stays(raised: Raise, manager: Person, here: Warehouse) -> None:
    raised()
    make_round(NOW)
    other, ids = person_with((Role.MANAGER, here)), [Notice.objects.get().pk]
    assert run(lambda: acknowledge(person=manager, notice_ids=ids)) == 1
    assert run(lambda: acknowledge(person=other, notice_ids=ids)) == 0
    assert Notice.objects.get().acknowledged_by == manager


class TestRules:
    def test_kind_severity_warehouse_and_shop_narrow_a_rule(self, here: Warehouse, raised: Raise) -> None:
        shop = ShopFactory(warehouse=here, code="S1", name="One")
        robot = channel(None, "https://robot.example/x")
        wanted = {
            rule(robot, name="all").name,
            rule(robot, name="kind", kinds=["stock_refused"]).name,
            rule(robot, name="here", warehouse=here).name,
            rule(robot, name="shop", shop=shop).name,
        }
        rule(robot, name="other kind", kinds=["pack.mismatch"])
        rule(robot, name="graver", least_severity=3)
        rule(robot, name="there", warehouse=WarehouseFactory())
        rule(robot, name="other shop", shop=ShopFactory(warehouse=here))
        rule(robot, name="off", is_active=False)
        raised("stock_refused", facts={"shop": "One", "sku": "x", "code": "y"})
        make_round(NOW)
        notice = Notice.objects.get()
        assert notice.shop == shop
        assert {one.name for one in active_rules() if wants(one, notice)} == wanted
        assert Telling.objects.count() == 1  # four rules, one channel: told once

    def test_roles_and_people_hear_only_of_where_they_work(self, here: Warehouse, raised: Raise) -> None:
        keeper = person_with((Role.STOCK_KEEPER, here), email="keeper@example.com")
        foreign = person_with((Role.STOCK_KEEPER, WarehouseFactory()), email="f@example.com")
        everywhere = person_with((Role.STOCK_KEEPER, None))
        gone = person_with((Role.STOCK_KEEPER, here), is_active=False, email="gone@example.com")
        rule(roles=["stock_keeper"], people=[foreign, gone], sends_mail=True)
        raised()
        make_round(NOW)
        assert set(Notice.objects.get().addressees.all()) == {keeper, everywhere}
        assert [row.person for row in Telling.objects.all()] == [keeper]  # everywhere has no mail address

    def test_what_is_about_no_warehouse_reaches_the_administrators_of_each(
        self, here: Warehouse, raised: Raise
    ) -> None:
        admin = person_with((Role.ADMINISTRATOR, here))
        raised("message_parked", warehouse_id=None)
        make_round(NOW)
        assert list(Notice.objects.get().addressees.all()) == [admin]


class TestEscalation:
    def test_what_nobody_acknowledges_in_time_goes_on_once(
        self, here: Warehouse, manager: Person, raised: Raise
    ) -> None:
        chief = person_with((Role.ADMINISTRATOR, here))
        rule(channel(here, "https://robot.example/x"), people=[chief], after_minutes=10)
        raised("pack.mismatch")
        make_round(NOW)
        make_round(NOW + timedelta(minutes=9))
        assert Telling.objects.count() == 0
        for minutes in (10, 11):
            make_round(NOW + timedelta(minutes=minutes))
        assert set(Notice.objects.get().addressees.all()) == {manager, chief}
        assert [row.state for row in Telling.objects.all()] == [TellingState.QUEUED]

    def test_what_rules_have_told_of_already_is_not_read_again(self, here: Warehouse, raised: Raise) -> None:
        """However many notices nobody acknowledges: rounds come every two seconds."""
        rule(channel(here, "https://robot.example/x"), after_minutes=10, warehouse=here)
        for number in range(3):
            raised("pack.mismatch", subject=str(number))
        make_round(NOW)
        assert len(_late(NOW + timedelta(minutes=10))) == 3
        make_round(NOW + timedelta(minutes=10))
        read: list[object] = []

        def note(instance: Notice, **_: object) -> None:
            read.append(instance.pk)

        post_init.connect(note, sender=Notice)
        try:
            assert _late(NOW + timedelta(minutes=11)) == []
        finally:
            post_init.disconnect(note, sender=Notice)
        assert read == []

    def test_what_a_rule_wants_is_the_same_asked_of_one_or_of_many(self, here: Warehouse, raised: Raise) -> None:
        there, shop = WarehouseFactory(), ShopFactory(warehouse=here)
        raised("pack.mismatch")
        raised("pick.short", facts={"shop": shop.code})
        raised("pick.short", subject="2", warehouse_id=there.pk)
        raised("lane_stuck", warehouse_id=None)
        make_round(NOW)
        places: list[dict[str, object]] = [{}, {"warehouse": here}, {"warehouse": there}]
        shops: list[dict[str, object]] = [{}, {"shop": shop}]
        kinds: list[dict[str, object]] = [{}, {"kinds": ["pick.short", "lane_stuck"]}]
        for facts in (a | b | c | {"least_severity": d} for a in places for b in shops for c in kinds for d in (1, 3)):
            one = rule(**facts)
            wanted = {notice.pk for notice in Notice.objects.all() if wants(one, notice)}
            assert set(Notice.objects.filter(wanted_by(one)).values_list("pk", flat=True)) == wanted

    def test_what_somebody_has_acknowledged_does_not(self, here: Warehouse, manager: Person, raised: Raise) -> None:
        rule(channel(here, "https://robot.example/x"), after_minutes=10)
        raised("pack.mismatch")
        make_round(NOW)
        run(lambda: acknowledge(person=manager, notice_ids=[Notice.objects.get().pk]))
        make_round(NOW + timedelta(minutes=10))
        assert Telling.objects.count() == 0
