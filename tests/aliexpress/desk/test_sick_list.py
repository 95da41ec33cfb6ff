"""[M17] The list of unhealthy SKUs: narrowed, sorted, taken as a file, and chosen for a Re-sync that is shown first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.aliexpress.desk.conftest import Desk, signed_in
from tests.factories.inventory import StockedWarehouseFactory
from wms.aliexpress.models import StockPush
from wms.core.states import Role


@pytest.fixture
def sick(desk: Desk) -> Desk:
    """RED is unknown there since an hour, BLUE was refused a minute ago, WELL is well."""
    now = timezone.now()
    desk.sells("WELL", 0)
    desk.sells("RED", 0, state="verified", last_code="ERR_SKU_NOT_FOUND", since=now - timedelta(hours=1))
    desk.sells("BLUE", 0, last_code="ERR_INVALID_QUANTITY", since=now - timedelta(minutes=1))
    StockPush.objects.exclude(binding__seller_sku="WELL").update(state="parked")
    return desk


def listed(answer: Any) -> list[str]:
    return [row.binding.seller_sku for row in answer.context["page"]]


def test_sick_skus_stand_longest_first_and_are_found_by_code_cause_and_shop(sick: Desk) -> None:
    assert listed(sick.get("/sync/skus/")) == ["RED", "BLUE"]
    assert listed(sick.get("/sync/skus/", sort="-since")) == ["BLUE", "RED"]
    assert listed(sick.get("/sync/skus/", sort="trouble")) == ["BLUE", "RED"]
    assert listed(sick.get("/sync/skus/", trouble="ERR_SKU_NOT_FOUND")) == ["RED"]
    assert listed(sick.get("/sync/skus/", text="blu", shop=str(sick.account.pk))) == ["BLUE"]
    lines = sick.get("/sync/skus/", export="csv", text="red").getvalue().decode("utf-8-sig").splitlines()
    assert lines[1].startswith("RED,Shop one,ERR_SKU_NOT_FOUND,")
    assert "The platform does not know this SKU" in lines[1]


@pytest.mark.parametrize("sort", ["since", "-since", "trouble", "-sku"])
def test_the_second_page_goes_on_behind_the_first(sick: Desk, sort: str) -> None:
    for number in range(25):
        sick.sells(f"C{number:02d}", 0, state="unverified", confirmed_at=timezone.now())
    first = sick.get("/sync/skus/", size="25", sort=sort)
    rest = sick.client.get(f"/sync/skus/{first.context['shown'].next_url}")
    assert len(listed(first)) == 25
    assert sorted(listed(first) + listed(rest)) == ["BLUE", *(f"C{number:02d}" for number in range(25)), "RED"]


def test_the_chosen_are_shown_and_nothing_is_sent_before_a_person_says_so(sick: Desk) -> None:
    of = dict(StockPush.objects.values_list("binding__seller_sku", "pk"))
    page = sick.client.post("/sync/skus/resync/", {"pk": [of["RED"]]})
    assert [row.item.seller_sku for row in page.context["previews"][0].rows] == ["RED"]
    assert StockPush.objects.filter(state="parked").count() == 2
    sick.client.post("/sync/resync/go/", {"b": page.context["ids"]})
    assert set(StockPush.objects.values_list("binding__seller_sku", "state")) == {
        ("RED", "pending"), ("BLUE", "parked"), ("WELL", "idle"),
    }  # fmt: skip


def test_all_of_a_filter_are_shown_and_none_chosen_is_told(sick: Desk) -> None:
    page = sick.client.post("/sync/skus/resync/?trouble=ERR_INVALID_QUANTITY", {"every": "1"})
    assert page.context["total"] == 1
    assert "Nothing is chosen" in sick.said(sick.client.post("/sync/skus/resync/", follow=True))


def test_a_foreign_warehouse_sees_and_chooses_none_of_them(sick: Desk) -> None:
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"), Role.MANAGER)
    assert listed(stranger.get("/sync/skus/")) == []
    pk = StockPush.objects.filter(state="parked").values_list("pk", flat=True)[0]
    assert stranger.post("/sync/skus/resync/", {"pk": [pk]})["Location"] == "/sync/skus/?"


@pytest.mark.parametrize("is_whole_filter", [False, True])
def test_of_those_that_are_well_by_now_none_is_sent_and_never_all_of_the_shop(
    sick: Desk, *, is_whole_filter: bool
) -> None:
    chosen = {"every": "1"} if is_whole_filter else {"pk": str(StockPush.objects.get(binding__seller_sku="RED").pk)}
    StockPush.objects.update(state="idle", last_code="", since=None)
    answer = sick.client.post("/sync/skus/resync/?text=red", chosen, follow=True)
    assert answer.redirect_chain == [("/sync/skus/?text=red", 302)]
    assert "No SKU was chosen" in sick.said(answer)


def test_many_sick_skus_ask_no_more_queries_than_two(sick: Desk) -> None:
    sick.get("/sync/skus/")
    with CaptureQueriesContext(connection) as two:
        assert len(listed(sick.get("/sync/skus/"))) == 2
    for number in range(20):
        sick.sells(f"C{number:02d}", 0, state="unverified")
    with CaptureQueriesContext(connection) as many:
        assert len(listed(sick.get("/sync/skus/"))) == 22
    assert len(many) == len(two)
