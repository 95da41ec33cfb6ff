"""The desk's Handover pages: manifests, their batches and parcels, a number put right; within few queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inventory.models import Sku
from packing.models import HandoverBatch, Manifest, OwnCarrier, Parcel, Waybill
from tests.factories.core import PersonFactory
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.packing.conftest import Bench, label
from wms.core.models import Assignment
from wms.core.states import Role
from wms.scan.codes import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(bench: Bench) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=bench.warehouse, role=Role.MANAGER)
    client = Client()
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def manifest(bench: Bench, black: Sku) -> Manifest:
    """A closed manifest with one parcel by the warehouse's own carrier."""
    OwnCarrier.objects.create(warehouse=bench.warehouse, service="DHL", name="DHL", number_pattern=r"\d{10}")
    order = picked_order(bench.warehouse, {black: 1}, carrier="DHL")
    scanner = bench.at()
    for raw in (order.slots.get().handling_unit.barcode, label(black), "1234567890", "1234567890"):
        scanner.scan(raw)
    handover = bench.at("handover")
    handover.scan("1234567890")
    handover.scan(make("command", "CLOSE"))
    return Manifest.objects.get()


def test_the_list_shows_each_manifest_with_its_batch(
    manager: Client, manifest: Manifest, django_assert_max_num_queries: Any
) -> None:
    shop = Parcel.objects.get().order.shop
    HandoverBatch.objects.create(manifest=manifest, shop=shop, state="ready", number="LP0041", **CAUSE.columns)
    with django_assert_max_num_queries(21):
        page = manager.get(reverse("packing:manifests")).content.decode()
    assert manifest.number in page
    assert "LP0041" in page


def test_the_list_is_narrowed_in_its_address(manager: Client, manifest: Manifest) -> None:
    shop, number = Parcel.objects.get().order.shop, Parcel.objects.get().order.number
    other = Manifest.objects.create(
        warehouse=manifest.warehouse, number="M0101-0009", carrier="UPS", device=manifest.device, person=manifest.person
    )
    HandoverBatch.objects.create(manifest=other, shop=shop, state="failed", number="LP0077", **CAUSE.columns)
    both = {manifest.number, other.number}
    for query, found in (
        ("", both),
        ("state=open", {other.number}),
        ("carrier=DHL", {manifest.number}),
        ("batch=failed", {other.number}),
        ("text=LP0077", {other.number}),
        ("text=1234567890", {manifest.number}),
        (f"text={number}", {manifest.number}),
        (f"person={manifest.person_id}", both if other.person == manifest.person else {manifest.number}),
        ("since=2099-01-01", set()),
    ):
        shown = manager.get(f"{reverse('packing:manifests')}?{query}").context["page"].rows
        assert {row.number for row in shown} == found, query
    file = b"".join(manager.get(f"{reverse('packing:manifests')}?export=csv&state=open"))  # type: ignore[arg-type]
    assert (b"LP0077" in file, manifest.number.encode() in file) == (True, False)


def test_nothing_of_an_own_carrier_is_committed_and_the_page_says_so(manager: Client, manifest: Manifest) -> None:
    here = reverse("packing:desk_manifest", args=[manifest.pk])
    answer = manager.post(reverse("packing:commit_batches", args=[manifest.pk]), follow=True)
    assert (answer.redirect_chain[0][0], HandoverBatch.objects.exists()) == (here, False)
    assert "No parcel goes by a platform waybill" in answer.content.decode()


@pytest.mark.parametrize(
    ("states", "offered"),
    [([], True), (["failed"], True), (["ready", "failed"], True), (["ready", "requested"], False)],
)
def test_a_batch_that_failed_may_be_committed_again_beside_one_that_did_not(
    manager: Client, manifest: Manifest, states: list[str], *, offered: bool
) -> None:
    shop = Parcel.objects.get().order.shop
    for part, state in enumerate(states, start=1):
        HandoverBatch.objects.create(manifest=manifest, shop=shop, part=part, state=state, **CAUSE.columns)
    page = manager.get(reverse("packing:desk_manifest", args=[manifest.pk])).content.decode()
    assert (reverse("packing:commit_batches", args=[manifest.pk]) in page) is offered


def test_a_number_is_put_right_on_the_manifests_page(manager: Client, manifest: Manifest) -> None:
    here, parcel = reverse("packing:desk_manifest", args=[manifest.pk]), Parcel.objects.get()
    assert "1234567890" in manager.get(here).content.decode()
    change = reverse("packing:renumber", args=[parcel.pk])

    refused = manager.post(change, {"number": "12"}, follow=True)
    assert "Not a number of DHL" in refused.content.decode()
    manager.post(change, {"number": "9876543210"})

    page = manager.get(here).content.decode()
    assert "9876543210" in page
    assert "1234567890" not in page
    assert Waybill.objects.filter(state="void").count() == 1
