"""[M11] The mapping workbench at the desk."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from inventory.models import SkuBinding
from tests.aliexpress.desk.conftest import Desk, signed_in
from tests.factories.core import ShopFactory
from tests.factories.inventory import SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from wms.aliexpress.desk.words import STANDING_WORDS
from wms.core.models import AuditEntry, Message


def test_m11_the_page_says_how_many_show_zero_and_lists_them_by_standing(desk: Desk) -> None:
    SkuBindingFactory(shop=desk.shop, seller_sku="NEW", unverified=True)
    SkuBindingFactory(shop=desk.shop, seller_sku="BOUND", unverified=True, sku=SkuFactory(), match_percent=95)
    SkuBindingFactory(shop=desk.shop, seller_sku="DONE", sku=SkuFactory())
    page = desk.said(desk.get("/mapping/"))
    assert "2 platform SKUs are not verified: the front shows zero, 0 orders are held" in page
    for standing, code in (("unbound", "NEW"), ("proposed", "BOUND"), ("verified", "DONE")):
        shown = desk.get("/mapping/", standing=standing).context["page"]
        assert [row.seller_sku for row in shown] == [code]


@pytest.mark.parametrize("text", ["MC-15", "1005006", "1005 006", "magsafe"])
def test_the_search_finds_by_code_product_and_title(desk: Desk, text: str) -> None:
    SkuBindingFactory(shop=desk.shop, seller_sku="MC-15P", product_id="1005006001", title="Clear MagSafe case")
    SkuBindingFactory(shop=desk.shop, seller_sku="LED", product_id="999", title="Lamp")
    assert [row.seller_sku for row in desk.get("/mapping/", text=text).context["page"]] == ["MC-15P"]


def test_bulk_acts_tell_what_was_changed_and_what_was_left_alone(desk: Desk) -> None:
    good = SkuBindingFactory(shop=desk.shop, unverified=True, candidate=SkuFactory(), match_percent=97)
    weak = SkuBindingFactory(shop=desk.shop, unverified=True, candidate=SkuFactory(), match_percent=70)
    answer = desk.client.post("/mapping/bind/", {"pk": [good.pk, weak.pk]}, follow=True)
    assert "1 bindings changed · left alone: not above 85 % 1" in answer.content.decode()
    answer = desk.client.post("/mapping/verify/", {"pk": [good.pk]}, follow=True)
    assert SkuBinding.objects.get(state="verified") == good
    desk.client.post("/mapping/unbind/", {"pk": [good.pk]})
    good.refresh_from_db()
    assert (good.state, good.components.count()) == ("unverified", 0)


def test_a_bundle_with_a_gift_is_saved_from_the_form(desk: Desk) -> None:
    row = SkuBindingFactory(shop=desk.shop, sku=SkuFactory(code="OLD"))
    SkuFactory(code="A"), SkuFactory(code="B")
    desk.client.post(f"/mapping/{row.pk}/goods/", {"code": ["A", "", "B"], "quantity": ["2", "1", "1"], "gift": ["2"]})
    row.refresh_from_db()
    parts = sorted(row.components.values_list("sku__code", "quantity", "is_gift"))
    assert (row.state, parts) == ("unverified", [("A", 2, False), ("B", 1, True)])


@pytest.mark.parametrize(
    ("codes", "quantities", "gifts", "said"),
    [
        (["NOPE"], ["1"], [], "NOPE: no such SKU"),
        (["A", "A"], ["1", "1"], [], "A: named twice"),
        (["A"], ["0"], [], "A: units must be 1 to 9,999"),
        (["A"], ["1.5"], [], "A: units must be 1 to 9,999"),
        (["A"], ["1"], ["0"], "A: gifts alone are no goods"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_changed(
    desk: Desk, codes: list[str], quantities: list[str], gifts: list[str], said: str
) -> None:
    row = SkuBindingFactory(shop=desk.shop, sku=SkuFactory(code="OLD"))
    SkuFactory(code="A")
    told = {"code": codes, "quantity": quantities, "gift": gifts}
    answer = desk.client.post(f"/mapping/{row.pk}/goods/", told, follow=True)
    assert said in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, [part.sku.code for part in row.components.all()]) == ("verified", ["OLD"])


@pytest.mark.parametrize(
    ("verdict", "state"), [("verify", "verified"), ("refuse", "refused"), ("unbind", "unverified")]
)
def test_one_binding_is_decided_on_its_page(desk: Desk, verdict: str, state: str) -> None:
    row = SkuBindingFactory(shop=desk.shop, sku=SkuFactory(), unverified=True)
    answer = desk.client.post(f"/mapping/{row.pk}/{verdict}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/mapping/{row.pk}/")
    row.refresh_from_db()
    assert row.state == state


def test_the_way_back_never_leads_to_another_site(desk: Desk) -> None:
    row = SkuBindingFactory(shop=desk.shop, sku=SkuFactory())
    answer = desk.client.post(f"/mapping/{row.pk}/refuse/", {"back": "https://evil.example/"})
    assert answer.headers["Location"] == f"/mapping/{row.pk}/"


def test_conflicting_bindings_stand_side_by_side_and_can_be_settled(desk: Desk) -> None:
    sku = SkuFactory()
    one = SkuBindingFactory(shop=desk.shop, seller_sku="ONE", sku=sku, conflict="sku_twice")
    SkuBindingFactory(shop=desk.shop, seller_sku="TWO", sku=sku, conflict="sku_twice")
    page = desk.said(desk.get(f"/mapping/{one.pk}/"))
    assert "The same goods bound twice" in page
    assert "TWO" in page
    desk.client.post(f"/mapping/{one.pk}/settle/")
    one.refresh_from_db()
    assert (one.conflict, one.settled_conflict) == ("", "sku_twice")


def test_a_verified_mapping_is_not_called_what_a_bench_says_of_units() -> None:
    """Rooms share one catalogue of words: a bench's "Verified" (已核对) stood in the list of mappings."""
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told.append(str(STANDING_WORDS["verified"]))
    assert told == ["已校验", "Verified"]


def test_the_file_has_goods_state_and_triple(desk: Desk) -> None:
    SkuBindingFactory(shop=desk.shop, seller_sku="SET", product_id="77", components={SkuFactory(code="A"): 2})
    text = desk.get("/mapping/", export="csv").getvalue().decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(text))
    assert row[:3] == ["SET", "Shop one", "2 x A"]
    assert row[6:8] == ["verified", "77"]


def test_a_foreign_warehouses_binding_is_not_found_nor_changed(desk: Desk) -> None:
    row = SkuBindingFactory(shop=desk.shop, sku=SkuFactory(), unverified=True)
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"))
    for address in (f"/mapping/{row.pk}/verify/", f"/mapping/{row.pk}/goods/"):
        assert stranger.post(address).status_code == 404
    stranger.post("/mapping/verify/", {"pk": [row.pk]})
    row.refresh_from_db()
    assert row.state == "unverified"


def test_the_list_asks_as_much_for_fifty_as_for_two(desk: Desk) -> None:
    for number in range(2):
        SkuBindingFactory(shop=desk.shop, sku=SkuFactory(), title=f"T{number}")
    desk.get("/mapping/")
    with CaptureQueriesContext(connection) as two:
        desk.get("/mapping/")
    for number in range(48):
        SkuBindingFactory(shop=desk.shop, sku=SkuFactory(), title=f"U{number}")
    with CaptureQueriesContext(connection) as fifty:
        desk.get("/mapping/")
    assert len(fifty) <= len(two)


def test_a_bulk_act_asks_as_much_for_forty_as_for_two(desk: Desk) -> None:
    costs = []
    for count in (2, 40):
        rows = [SkuBindingFactory(shop=desk.shop, sku=SkuFactory(), unverified=True) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            desk.client.post("/mapping/verify/", {"pk": [row.pk for row in rows]})
        assert not SkuBinding.objects.exclude(state="verified").exists()
        costs.append(len(asked))
    assert costs[1] <= costs[0] + 2  # an INSERT of many rows is cut in pieces


def test_shares_of_one_warehouses_stock_are_seen_set_and_audited(desk: Desk) -> None:
    push = desk.sells("A", 10)
    sku = push.binding.components.get().sku
    other = SkuBindingFactory(shop=ShopFactory(warehouse=desk.warehouse), seller_sku="B", sku=sku)
    page = desk.get(f"/mapping/{push.binding_id}/")
    assert page.context["shown_sum"] == 10
    assert sorted(share.shown for share in page.context["shares"]) == [5, 5]
    desk.client.post(f"/mapping/{push.binding_id}/share/", {"share_percent": "80", "threshold_units": ""})
    shares = desk.get(f"/mapping/{push.binding_id}/").context["shares"]
    assert {share.binding.seller_sku: share.shown for share in shares} == {"A": 8, "B": 2}
    refused = desk.client.post(f"/mapping/{other.pk}/share/", {"share_percent": "30"}, follow=True)
    assert SkuBinding.objects.get(pk=other.pk).share_percent is None
    assert "100" in refused.content.decode()
    assert AuditEntry.objects.get(action="binding.share").person == desk.person


def test_an_overlap_is_audited_and_every_front_hears_of_it(desk: Desk) -> None:
    push = desk.sells("A", 10)
    Message.objects.all().delete()
    desk.client.post(f"/mapping/{push.binding_id}/overlap/", {"overlap_percent": "40"})
    assert AuditEntry.objects.get(action="stock.overlap").after == {"percent": 40}
    assert set(Message.objects.filter(topic="binding.changed").values_list("key", flat=True)) == {str(push.binding_id)}
    desk.client.post(f"/mapping/{push.binding_id}/overlap/", {"overlap_percent": "101"})
    assert AuditEntry.objects.filter(action="stock.overlap").count() == 1
