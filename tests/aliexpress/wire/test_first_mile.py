"""First-mile handover on the wire: a closed manifest becomes a batch once, whatever becomes of the answer."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from packing.errors import BatchNothing, BatchNotYet
from packing.models import HandoverBatch, Manifest, ManifestLine, Waybill
from packing.operations.batches import commit_batches
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.factories.core import DeviceFactory, PersonFactory
from tests.floor import CAUSE
from wms.aliexpress import exchanges
from wms.aliexpress.failures import NO_SLOT, FailureKind, PlatformFailure
from wms.aliexpress.first_mile import on_manifest_closed
from wms.aliexpress.models import Evidence
from wms.aliexpress.operations.logistics import save_rule
from wms.aliexpress.payloads.handover import COMMIT, PARCEL
from wms.aliexpress.slots import await_slot
from wms.core.models import Exchange, PrintJob, Warehouse, WorkItem
from wms.core.states import WorkItemState
from wms.core.transactions import run


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "LABEL_RETRY_SECONDS", 0.05)


@pytest.fixture
def manifest(wire: Wire) -> Manifest:
    """Two parcels with waybills of the platform on a closed manifest of a shop whose bags are picked up."""
    Warehouse.objects.update(
        pickup_contact="周敏", pickup_phone="0755-28880000", pickup_city="深圳市", pickup_street="示例路 1 号"
    )
    wire.sell(BLACK, 10)
    numbers = [wire.buy(), wire.buy()]
    wire.pull()
    run(partial(save_rule, cause=CAUSE, shop=wire.shop, preferred=[], first_mile="cainiao_pickup"))
    made = Manifest.objects.create(
        warehouse=wire.warehouse, number="M1", carrier="CAINIAO_STANDARD", state="closed",
        device=DeviceFactory(warehouse=wire.warehouse), person=PersonFactory(),
    )  # fmt: skip
    for number in numbers:
        parcel = wire.parcel(number)
        wire.ask_waybill(parcel)
        ManifestLine.objects.create(manifest=made, parcel=parcel, **CAUSE.columns)
    wire.drain("interactive", tries=4)
    Exchange.objects.all().delete()
    return made


def bags(wire: Wire) -> list[dict[str, Any]]:
    return list(wire.sandbox.world.records["bag"].values())


def close(manifest: Manifest) -> None:
    run(partial(on_manifest_closed, str(manifest.pk), {}))


def test_a_closed_manifest_becomes_a_batch_with_its_number_and_paper(wire: Wire, manifest: Manifest) -> None:
    close(manifest)

    wire.drain("orders", tries=2)

    batch = HandoverBatch.objects.get()
    (bag,) = bags(wire)
    assert (batch.state, batch.number, batch.content_id, batch.order_id) == (
        *("ready", bag["code"]),
        *(str(bag["id"]), str(bag["order"])),
    )
    assert (len(bag["parcels"]), batch.parcels, bytes(batch.pdf or b"")[:5]) == (2, 2, b"%PDF-")
    assert PrintJob.objects.get(kind="batch").title == bag["code"]
    kept = Evidence.objects.get(method=COMMIT)
    assert len(kept.request["order_code_list"]) > 0


@pytest.mark.parametrize("fault", ["lost_answer", "truncated_json"])
def test_a_commit_whose_answer_was_lost_is_found_and_not_made_again(wire: Wire, manifest: Manifest, fault: str) -> None:
    wire.faults(**{fault: {"value": True, "methods": "handover.commit", "times": 1}})
    close(manifest)

    wire.drain("orders", tries=3)

    (bag,) = bags(wire)
    batch = HandoverBatch.objects.get()
    assert (batch.number, wire.calls(COMMIT)) == (bag["code"], 1)
    assert Exchange.objects.get(handler="aliexpress.commit_batch").outcome == "already_committed"


def test_asked_again_the_answer_is_what_we_have(wire: Wire, manifest: Manifest) -> None:
    close(manifest)
    wire.drain("orders", tries=2)

    (again,) = run(partial(commit_batches, cause=CAUSE, manifest_id=manifest.pk))
    wire.drain("orders")

    assert (again.state, len(bags(wire)), wire.calls(COMMIT), HandoverBatch.objects.count()) == ("ready", 1, 1, 1)


def test_a_refusal_leaves_the_manifest_and_says_why_until_it_is_committed_again(wire: Wire, manifest: Manifest) -> None:
    parcel = manifest.lines.all()[0].parcel
    waybill = parcel.waybills.get()
    code = waybill.order_code
    parcel.waybills.update(order_code="LP00000000000000")
    close(manifest)
    wire.drain("orders")

    batch = HandoverBatch.objects.get()
    assert (batch.state, batch.failure, bags(wire)) == ("failed", "PARCEL_ORDER_NOT_EXIST", [])
    assert "LP00000000000000" in batch.failure_text
    item = WorkItem.objects.get(kind="handover.batch_failed")
    assert (item.facts["code"], item.state) == ("PARCEL_ORDER_NOT_EXIST", "open")
    manifest.refresh_from_db()
    assert (manifest.state, manifest.lines.count()) == ("closed", 2)

    parcel.waybills.update(order_code=code)
    run(partial(commit_batches, cause=CAUSE, manifest_id=manifest.pk))
    wire.drain("orders", tries=2)

    batch.refresh_from_db()
    item.refresh_from_db()
    assert (batch.state, batch.failure, len(bags(wire)), item.state) == ("ready", "", 1, WorkItemState.RESOLVED)


def test_a_commit_that_got_no_slot_to_look_up_its_refusal_looks_before_it_asks_again(
    wire: Wire, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    waybill = manifest.lines.all()[0].parcel.waybills.get()
    Waybill.objects.filter(pk=waybill.pk).update(order_code="LP00000000000000")
    asked = Evidence.objects.filter(method__in=[COMMIT, PARCEL]).order_by("pk").values_list("method", flat=True)

    def until_it_is_refused(key: str, kind: str, *, seconds: float) -> None:
        if asked.all():
            raise PlatformFailure(FailureKind.NOT_SENT, NO_SLOT)
        await_slot(key, kind, seconds=seconds)

    with monkeypatch.context() as patched:
        patched.setattr("wms.aliexpress.session.await_slot", until_it_is_refused)
        close(manifest)
        (row,) = wire.drain("orders")
    assert (row.state, row.outcome, row.attempts) == ("pending", NO_SLOT, 1)
    assert list(asked.all()) == [COMMIT]

    Waybill.objects.filter(pk=waybill.pk).update(order_code=waybill.order_code)
    wire.drain("orders")
    assert list(asked.all()) == [COMMIT, PARCEL, COMMIT]
    assert len(bags(wire)) == 1


def test_the_carrier_is_told_whom_to_call_and_where_to_come(wire: Wire, manifest: Manifest) -> None:
    Warehouse.objects.update(pickup_province="广东省", pickup_postcode="518109")
    close(manifest)
    wire.drain("orders")
    (bag,) = bags(wire)
    assert bag["pickup"] == {
        "name": "周敏",
        "phone": "0755-28880000",
        "mobile": "0755-28880000",
        "address": {
            "country": "CN",
            "province": "广东省",
            "city": "深圳市",
            "street": "示例路 1 号",
            "detail_address": "示例路 1 号",
            "zip_code": "518109",
        },
    }


@pytest.mark.parametrize("gone", ["contact", "phone", "city", "street"])
def test_without_an_address_nothing_goes_on_the_wire_and_a_person_is_told(
    wire: Wire, manifest: Manifest, gone: str
) -> None:
    Warehouse.objects.update(**{f"pickup_{gone}": ""})
    close(manifest)
    wire.drain("orders")
    batch = HandoverBatch.objects.get()
    item = WorkItem.objects.get(kind="handover.batch_failed")
    assert (batch.state, batch.failure, item.facts["code"], wire.calls(COMMIT)) == (
        *("failed", "batch.no_pickup", "batch.no_pickup"),
        0,
    )


def test_a_shop_without_a_first_mile_commits_nothing_by_itself(wire: Wire, manifest: Manifest) -> None:
    run(partial(save_rule, cause=CAUSE, shop=wire.shop, preferred=[]))
    close(manifest)
    assert not HandoverBatch.objects.exists()

    run(partial(commit_batches, cause=CAUSE, manifest_id=manifest.pk))
    wire.drain("orders")

    assert (HandoverBatch.objects.get().failure, bags(wire)) == ("batch.no_way", [])


def test_an_open_manifest_and_one_of_own_carriers_are_refused(wire: Wire, manifest: Manifest) -> None:
    commit = partial(commit_batches, cause=CAUSE, manifest_id=manifest.pk)
    Manifest.objects.update(state="open")
    with pytest.raises(BatchNotYet):
        run(commit)
    Manifest.objects.update(state="closed")
    for line in manifest.lines.all():
        line.parcel.waybills.update(order_code="")
    with pytest.raises(BatchNothing):
        run(commit)
    assert not HandoverBatch.objects.exists()


def test_a_paper_that_is_not_ready_is_asked_for_again(wire: Wire, manifest: Manifest) -> None:
    wire.faults(label_not_ready={"value": 1, "methods": "handover.pdf", "times": 1})
    close(manifest)

    wire.drain("orders", tries=4)

    assert HandoverBatch.objects.get().state == "ready"
