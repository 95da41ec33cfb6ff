"""[M14] [M17] What the sync page tells, and the Re-sync that a person asks for, sees and confirms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.aliexpress.desk.conftest import Desk, signed_in
from tests.factories.inventory import StockedWarehouseFactory
from wms.aliexpress.models import Evidence, EvidenceKey, PlatformBlock, ShopAccount, StockPush, StockUpdate, SyncFailure
from wms.core.models import AuditEntry, WorkItem
from wms.core.states import Role


def test_m17_each_unhealthy_sku_has_its_code_cause_and_fix(desk: Desk) -> None:
    desk.sells("WELL", 5)
    desk.sells("GONE", 5, state="verified")
    StockPush.objects.filter(binding__seller_sku="GONE").update(state="parked", last_code="ERR_SKU_NOT_FOUND")
    desk.sells("ODD", 5)
    StockPush.objects.filter(binding__seller_sku="ODD").update(state="parked", last_code="isv.something-new")
    page = desk.said(desk.get("/sync/"))
    assert "The platform does not know this SKU" in page
    assert "Check the binding&#x27;s triple, then re-sync" in page
    assert "The platform says isv.something-new" in page
    assert "WELL" not in page.split("Unhealthy SKUs")[2]


def test_a_foreign_shop_is_not_found(desk: Desk) -> None:
    assert desk.get("/sync/", shop="999999").status_code == 404


def test_m14_an_open_breaker_comes_first_with_who_may_close_it(desk: Desk) -> None:
    now = timezone.now()
    ShopAccount.objects.update(opened_at=now)
    SyncFailure.objects.bulk_create(
        SyncFailure(account=desk.account, failed_at=now - timedelta(hours=n), began_at=now, code="x") for n in range(5)
    )
    page = desk.said(desk.get("/sync/"))
    assert "Shop one: the breaker is open, 5 failures in 24 h" in page
    assert f"Only a person closes it: {desk.person.name}." in page
    assert "Stock sync stopped" in page


@pytest.mark.parametrize(
    ("columns", "held"),
    [
        ({"banned_until": timezone.now() + timedelta(hours=1)}, "Banned"),
        ({"needs_authorisation_since": timezone.now()}, "Needs authorisation"),
        ({"is_active": False}, "Switched off"),
    ],
)
def test_each_lane_says_what_holds_it(desk: Desk, columns: dict, held: str) -> None:
    ShopAccount.objects.update(**columns)
    page = desk.get("/sync/")
    assert desk.said(page).count(held) >= 4


def test_a_block_of_the_stock_method_holds_the_stock_lane_alone(desk: Desk) -> None:
    now = timezone.now()
    PlatformBlock.objects.create(
        account=desk.account, method="aliexpress.inventory.state.push", code="InsufficientPermission", since=now,
        check_at=now,
    )  # fmt: skip
    lanes = {lane.kind: lane.held for lane in desk.get("/sync/").context["shops"][0]["lanes"]}
    assert lanes == {"stock": "blocked", "pull": "", "orders": "", "interactive": ""}


def test_m10_the_page_says_what_the_shops_method_carries(desk: Desk) -> None:
    ShopAccount.objects.update(method_profile="batch")
    page = desk.said(desk.get("/sync/"))
    assert "not the whole state" in page
    ShopAccount.objects.update(method_profile="whole_state")
    assert "not the whole state" not in desk.said(desk.get("/sync/"))


def test_a_resync_shows_the_three_numbers_and_threshold_and_changes_nothing(desk: Desk) -> None:
    far, near = desk.sells("FAR", 50, shown_available=49), desk.sells("NEAR", 2)
    before = list(StockPush.objects.values())
    answer = desk.get("/sync/resync/", b=[far.binding_id, near.binding_id])
    (shown,) = answer.context["previews"]
    assert [(row.item.seller_sku, row.item.available, row.item.reserved, row.item.in_transit, row.item.threshold)
            for row in shown.rows] == [("NEAR", 2, 0, 0, 0), ("FAR", 50, 0, 0, 0)]  # fmt: skip
    assert shown.closes_breaker is False
    assert list(StockPush.objects.values()) == before


def test_m14_a_confirmed_resync_closes_the_breaker_and_sends_all_nearest_to_zero_first(desk: Desk) -> None:
    for code, units in (("FAR", 500), ("NEAR", 1), ("NONE", 0), ("MIDDLE", 20)):
        desk.sells(code, units)
    StockPush.objects.filter(binding__seller_sku="NEAR").update(state="parked", last_code="ERR_SKU_NOT_FOUND")
    ShopAccount.objects.update(opened_at=timezone.now())
    answer = desk.client.post("/sync/resync/go/", {"scope": "all"}, follow=True)
    assert "Breaker closed, 4 SKUs go out anew" in answer.content.decode()
    account = ShopAccount.objects.get()
    assert (account.opened_at, account.closed_by) == (None, desk.person)
    rows = StockPush.objects.order_by("nearness").values_list("binding__seller_sku", "nearness", "state", "last_code")
    assert list(rows) == [
        ("NONE", 0, "pending", ""), ("NEAR", 1, "pending", ""), ("MIDDLE", 20, "pending", ""),
        ("FAR", 500, "pending", ""),
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="stock_sync.resync").person == desk.person


def test_a_resync_of_one_leaves_the_others_and_closes_its_work(desk: Desk) -> None:
    one, other = desk.sells("ONE", 3), desk.sells("OTHER", 3)
    StockPush.objects.update(state="parked", last_code="ERR_SKU_NOT_FOUND")
    for push in (one, other):
        WorkItem.objects.create(
            kind="stock_refused", subject_type="binding", subject_id=str(push.binding_id), subject_label="x",
            warehouse=desk.warehouse, source="task",
        )  # fmt: skip
    desk.client.post("/sync/resync/go/", {"b": str(one.binding_id)})
    assert dict(StockPush.objects.values_list("binding__seller_sku", "state")) == {"ONE": "pending", "OTHER": "parked"}
    assert set(WorkItem.objects.values_list("subject_id", "state")) == {
        (str(one.binding_id), "resolved"), (str(other.binding_id), "open"),
    }  # fmt: skip


def test_a_resync_of_nothing_is_refused_and_closes_no_breaker(desk: Desk) -> None:
    desk.sells("A", 1)
    ShopAccount.objects.update(opened_at=timezone.now())
    answer = desk.client.post("/sync/resync/go/", {}, follow=True)
    assert "No SKU was chosen" in answer.content.decode()
    assert ShopAccount.objects.get().opened_at is not None


def test_a_foreign_warehouses_binding_is_not_sent_and_its_way_not_shown(desk: Desk) -> None:
    push = desk.sells("MINE", 1)
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"), Role.MANAGER)
    stranger.post("/sync/resync/go/", {"b": str(push.binding_id)})
    assert StockPush.objects.get().state == "idle"
    assert stranger.get(f"/sync/sku/{push.binding_id}/").status_code == 404


def test_m12_the_timeline_shows_each_version_with_its_request_latency_and_refusal(desk: Desk) -> None:
    push = desk.sells("A", 5)
    now = timezone.now()
    StockUpdate.objects.create(
        push=push, account=desk.account, changed_at=now - timedelta(seconds=41), sent_at=now - timedelta(seconds=19),
        answered_at=now, milliseconds=41_000, is_late=True, available=128, reserved=14, in_transit=60, version=315,
        request_id="req-315",
    )  # fmt: skip
    later = now + timedelta(seconds=5)
    row = Evidence.objects.create(
        account=desk.account, method="aliexpress.inventory.state.push", sent_at=later, answered_at=later, outcome="ok",
        request_id="req-316", versions={str(push.binding_id): 316}, source="task", reference="stock_push",
        response={"result": {"items": [{"seller_sku": "A", "success": False, "error_code": "ERR_SKU_LOCKED"}]}},
    )  # fmt: skip
    EvidenceKey.objects.create(evidence=row, kind="sku", value="A")
    answer = desk.get(f"/sync/sku/{push.binding_id}/")
    page = desk.said(answer)
    assert "Late: 41.0 s · Taken by the platform: 128 / 14 / 60" in page
    assert "waited 22.0 s, platform 19.0 s" in page
    assert "Refused: ERR_SKU_LOCKED" in page
    kinds = [event.kind for event in answer.context["events"]]
    assert set(kinds) == {"refused", "sent", "late", "moved"}
    assert kinds.index("late") > kinds.index("sent")


def test_the_timeline_says_who_asked_for_a_resync_and_of_what(desk: Desk) -> None:
    one, other = desk.sells("ONE", 3), desk.sells("OTHER", 3)
    for body in ({"b": str(other.binding_id)}, {"b": f"{one.binding_id},{other.binding_id}"}, {"scope": "all"}):
        desk.client.post("/sync/resync/go/", body)
    page = desk.get(f"/sync/sku/{one.binding_id}/")
    asked = [event for event in page.context["events"] if event.kind == "resync"]
    assert [(event.who, event.facts) for event in asked] == [
        (desk.person.name, {"is_all": True, "bindings": 2}), (desk.person.name, {"is_all": False, "bindings": 2}),
    ]  # fmt: skip
    assert "all of the shop: 2 SKUs" in desk.said(page)
    assert "with others: 2 SKUs in all" in desk.said(page)
    first = AuditEntry.objects.filter(action="stock_sync.resync").earliest("pk")
    assert first.after == {"bindings": [str(other.binding)]}


def test_the_page_asks_as_much_for_forty_sick_skus_as_for_two(desk: Desk) -> None:
    for number in range(2):
        desk.sells(f"A{number}", 1)
    StockPush.objects.update(state="parked", last_code="ERR_SKU_NOT_FOUND")
    desk.get("/sync/")
    with CaptureQueriesContext(connection) as two:
        desk.get("/sync/")
    for number in range(38):
        desk.sells(f"B{number}", 0)
    StockPush.objects.update(state="parked", last_code="ERR_SKU_NOT_FOUND")
    with CaptureQueriesContext(connection) as forty:
        page = desk.get("/sync/")
    assert (len(page.context["rows"]), page.context["sick_count"]) == (8, 40)
    assert len(forty) <= len(two)
