"""The Logistics page: each shop's rule and the warehouse's own carriers, kept by form, told what is wrong."""

from __future__ import annotations

from packing.models import OwnCarrier
from tests.aliexpress.desk.conftest import Desk
from wms.aliexpress.models import LogisticsRule

PAGE = "/logistics/"


def test_a_rule_is_kept_in_its_order_and_shown(desk: Desk) -> None:
    told = {"preferred": "yanwen_jyt\n\nDHL\nDHL", "first_mile": "self_send", "hs_countries": "es, FR"}
    answer = desk.client.post(f"{PAGE}shops/{desk.shop.pk}/", told)

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    rule = LogisticsRule.objects.get(shop=desk.shop)
    assert (rule.preferred, rule.first_mile, rule.hs_countries) == (["YANWEN_JYT", "DHL"], "self_send", "ES,FR")
    page = desk.said(desk.get(PAGE))
    assert page.index("what the buyer was promised") < page.index("YANWEN_JYT") < page.index("DHL")
    assert "Bags are brought" in page


def test_a_service_that_is_none_is_told_and_nothing_kept(desk: Desk) -> None:
    answer = desk.client.post(f"{PAGE}shops/{desk.shop.pk}/", {"preferred": "顺丰"})

    assert (answer.status_code, LogisticsRule.objects.exists()) == (400, False)
    assert "顺丰" in desk.said(answer)


def test_a_carrier_is_made_changed_and_refused_without_what_it_needs(desk: Desk) -> None:
    told = {"service": "other_cn_local", "name": "Ours", "number_pattern": "[0-9]{8}", "is_active": "on"}
    refused = desk.client.post(f"{PAGE}carriers/new/", told)
    assert (refused.status_code, OwnCarrier.objects.exists()) == (400, False)
    assert "OTHER_CN_LOCAL" in desk.said(refused)

    desk.client.post(f"{PAGE}carriers/new/", {**told, "tracking_website": "https://t.example/"})
    row = OwnCarrier.objects.get()
    assert (row.service, row.warehouse_id, row.is_active) == ("OTHER_CN_LOCAL", desk.warehouse.pk, True)

    changed = {"name": "Ours", "number_pattern": "[0-9]{9}", "tracking_website": "https://t.example/"}
    desk.client.post(f"{PAGE}carriers/{row.pk}/", changed)
    row.refresh_from_db()
    assert (row.number_pattern, row.is_active) == ("[0-9]{9}", False)
    assert "not in use" in desk.said(desk.get(PAGE))
