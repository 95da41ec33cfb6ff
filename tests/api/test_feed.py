"""The feed: nothing that was committed is skipped, nothing is told twice, whatever order transactions end in."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import StockMovement
from packing.models import Parcel
from tests.api.kit import CAUSE, Integrator, codes, wrong
from tests.factories.inventory import LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import stock
from tests.reports import rows
from wms.api.feed import SOURCES, listen_again
from wms.api.models import FeedArrival, FeedEvent, FeedHead
from wms.api.operations import feed
from wms.api.states import Scope
from wms.api.views.events import Events
from wms.core.models import Warehouse
from wms.core.transactions import unit_of_work
from wms.core.work_items import close_work_items, raise_work_item


def follow(erp: Integrator, since: str = "", **query: str) -> tuple[list[dict[str, Any]], str]:
    body = erp.get("events/", {**query, **({"since": since} if since else {})}).json()
    return body["results"], body["cursor"]


def move(house: Warehouse, units: int = 1) -> StockMovement:
    stock(LocationFactory(warehouse=house), SkuFactory(), units)
    return StockMovement.objects.latest("pk")


def test_each_kind_is_told_with_what_it_is_about(erp: Integrator, here: Warehouse) -> None:
    _, since = follow(erp, "now")
    movement = move(here, 7)
    with unit_of_work():
        raise_work_item(
            cause=CAUSE, kind="x", warehouse_id=here.pk, subject_type="t", subject_id=1, subject_label="one"
        )
        close_work_items(kind="x", subject_type="t", subject_id=1, resolution="done")
    events, _ = follow(erp, since)
    assert [(row["kind"], row["data"].get("state")) for row in events] == [
        ("stock.moved", None),
        ("work.changed", "open"),
        ("work.changed", "resolved"),
    ]
    assert events[0]["data"] == {
        "movement_id": movement.pk,
        "sku": movement.sku.code,
        "lot": None,
        "quantity_units": 7,
        "from": {"location": movement.source_location.code, "condition": "good"},
        "to": {"location": movement.target_location.code, "condition": "good"},
        "reason": movement.reason,
    }
    assert [row["warehouse"] for row in events] == ["HERE"] * 3


def test_orders_and_parcels_are_told_by_their_states(erp: Integrator, here: Warehouse) -> None:
    parcel = rows.parcel(rows.picked(here, timezone.now()))
    _, since = follow(erp, "now")
    Parcel.objects.filter(pk=parcel.pk).update(state="verified")
    Parcel.objects.filter(pk=parcel.pk).update(is_blocked=True)
    (event,), _ = follow(erp, since)
    assert (event["kind"], event["data"]["state"], event["data"]["order"]) == (
        "parcel.changed",
        "verified",
        parcel.order.number,
    )


def test_a_follower_gets_each_event_once_in_pages(erp: Integrator, here: Warehouse) -> None:
    for _ in range(5):
        move(here)
    seen, since = [], ""
    for _ in range(4):
        events, since = follow(erp, since, limit="2")
        seen.append([row["position"] for row in events])
    assert seen == [[1, 2], [3, 4], [5], []]
    assert follow(erp, since) == ([], since)


def test_events_of_foreign_warehouses_and_of_other_scopes_are_left_out(
    erp: Integrator, here: Warehouse, there: Warehouse
) -> None:
    move(there)
    move(here)
    assert [row["warehouse"] for row in follow(erp)[0]] == ["HERE"]
    blind = Integrator(here, scopes=[Scope.EVENTS_READ, Scope.ORDERS_READ])
    events, since = follow(blind)
    assert (events, since) == ([], follow(erp)[1])
    assert follow(erp, kind="order.changed")[0] == []
    assert codes(Integrator(here, scopes=[Scope.STOCK_READ]).get("events/")) == (403, "api.scope_missing")


def test_wrong_cursors_and_kinds_are_named(erp: Integrator) -> None:
    assert wrong(erp.get("events/", {"since": "!"})) == {"since": "invalid"}
    assert wrong(erp.get("events/", {"kind": "lunch"})) == {"kind": "invalid_choice"}


def test_a_follower_that_was_away_too_long_is_told_so(erp: Integrator, here: Warehouse) -> None:
    move(here)
    _, since = follow(erp, limit="1")
    move(here)
    move(here)
    follow(erp, since)
    FeedEvent.objects.filter(position__lte=2).update(occurred_at=timezone.now() - timedelta(days=15))
    feed.purge()
    refused = erp.get("events/", {"since": since})
    assert codes(refused) == (410, "api.cursor_too_old")
    assert [row["position"] for row in follow(erp, refused.json()["facts"]["oldest"])[0]] == [3]
    assert [row["position"] for row in follow(erp)[0]] == [3]


def test_what_is_taken_away_while_a_follower_reads_is_no_silent_hole(
    erp: Integrator, here: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(here)
    _, since = follow(erp)
    move(here)
    move(here)
    follow(erp, since)
    where = Events._after

    def and_then_purged(*given: Any) -> int:
        after = where(*given)
        feed.purge()
        return after

    FeedEvent.objects.filter(position__lte=2).update(occurred_at=timezone.now() - timedelta(days=15))
    monkeypatch.setattr(Events, "_after", and_then_purged)
    assert codes(erp.get("events/", {"since": since})) == (410, "api.cursor_too_old")


def test_no_cursor_of_before_a_restore_is_taken_for_one_of_after(erp: Integrator, here: Warehouse) -> None:
    """The backup had one event; the follower has read three, and what comes after the restore is told to him anew."""
    move(here)
    follow(erp)
    kept = FeedHead.objects.get()
    move(here)
    move(here)
    _, since = follow(erp)
    FeedEvent.objects.filter(position__gt=kept.last_position).delete()
    kept.save()
    assert codes(erp.get("events/", {"since": since})) == (410, "api.cursor_too_old")
    with unit_of_work():
        feed.begin_anew()
    move(here)
    move(here)
    move(here)
    refused = erp.get("events/", {"since": since})
    assert codes(refused) == (410, "api.cursor_too_old")
    assert len(follow(erp, refused.json()["facts"]["oldest"])[0]) == 3


def test_the_purge_numbers_what_nobody_has_followed(erp: Integrator, here: Warehouse) -> None:
    move(here)
    assert FeedArrival.objects.count() == 1
    feed.purge()
    assert (FeedArrival.objects.count(), FeedEvent.objects.count()) == (0, 1)


def test_without_a_token_nothing_is_noted(here: Warehouse) -> None:
    move(here)
    assert not FeedArrival.objects.exists()


def test_every_source_is_listened_to_after_all_migrations(db: None) -> None:
    """Also those that a migration has made anew, which drops the triggers on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        known = {name for (name,) in cursor.fetchall()}
    assert set().union(*(source.triggers for source in SOURCES)) <= known


def test_a_trigger_that_a_migration_has_dropped_comes_back(erp: Integrator, here: Warehouse) -> None:
    names = [name for source in SOURCES for name in source.triggers if source.table == "inventory_stockmovement"]
    of_table = " ON inventory_stockmovement" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{of_table}")
    move(here)
    assert not FeedArrival.objects.exists()
    listen_again(using="default")
    move(here)
    assert FeedArrival.objects.count() == 1


class Late(threading.Thread):
    """A transaction that takes its numbers early and commits late."""

    def __init__(self, house: Warehouse) -> None:
        super().__init__()
        self.house, self.written, self.may_commit = house, threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with unit_of_work():
                move(self.house, 99)
                self.written.set()
                assert self.may_commit.wait(30)
        finally:
            connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_skipped() -> None:
    here, other = StockedWarehouseFactory(code="HERE"), StockedWarehouseFactory(code="NEXT")
    erp = Integrator(here, other)
    late = Late(other)
    late.start()
    assert late.written.wait(30)
    early = move(here)
    events, since = follow(erp)
    late.may_commit.set()
    late.join(30)
    assert [row["data"]["quantity_units"] for row in events] == [1]
    missed = StockMovement.objects.get(quantity=99)
    assert missed.pk < early.pk, "by its key alone a follower would have passed it by"
    events, since = follow(erp, since)
    assert [row["data"]["quantity_units"] for row in events] == [99]
    assert follow(erp, since) == ([], since)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_number_at_once_give_each_place_once() -> None:
    here = StockedWarehouseFactory(code="HERE")
    erp = Integrator(here)
    for _ in range(20):
        move(here)
    ready = threading.Barrier(4)

    def number() -> None:
        try:
            ready.wait(30)
            for _ in range(6):
                with unit_of_work():
                    feed.number_arrivals(limit=2)
        finally:
            connection.close()

    threads = [threading.Thread(target=number) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert list(FeedEvent.objects.values_list("position", flat=True)) == list(range(1, 21))
    assert (FeedHead.objects.get().last_position, FeedArrival.objects.count()) == (20, 0)
    assert len(follow(erp)[0]) == 20
