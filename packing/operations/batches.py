"""First-mile handover: a closed manifest's parcels are committed to the platform as batches, and its paper printed."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from packing.errors import BatchNothing, BatchNotYet
from packing.locks import lock_batch, lock_manifest
from packing.models import HandoverBatch, Manifest
from packing.ports import first_mile_of
from packing.selectors.batches import BAG, batches_of, codes_by_shop
from packing.states import BATCH_MOVES, BatchState, ManifestState
from wms.core.cause import Cause
from wms.core.models import Shop
from wms.core.operations.printing import ask_print
from wms.core.printing.kinds import BATCH
from wms.core.states import move_to
from wms.core.work_items import close_work_items, raise_work_item

FAILED = "handover.batch_failed"


def commit_batches(*, cause: Cause, manifest_id: int, shop_ids: Collection[int] | None = None) -> list[HandoverBatch]:
    """Have each shop's parcels of a closed manifest committed, a thousand a batch; `shop_ids` limits it to these shops.

    A batch that the platform has, or is being asked for, is left as it is: asked again, the answer is what we have.
    One that failed is asked for anew. Refuses with BatchNotYet while the manifest is open, BatchNothing when none of
    its parcels goes by a platform's waybill. Locks the manifest, then its batches.
    """
    manifest = lock_manifest(manifest_id)
    if manifest.state != ManifestState.CLOSED:
        raise BatchNotYet(manifest=manifest.number)
    wanted = codes_by_shop(manifest)
    if shop_ids is not None:
        wanted = {shop_id: codes for shop_id, codes in wanted.items() if shop_id in shop_ids}
    shops = {shop.pk: shop for shop in Shop.objects.filter(pk__in=wanted)}
    found = [
        _commit(cause, manifest, shops[shop_id], part + 1, len(codes[part * BAG : (part + 1) * BAG]))
        for shop_id, codes in sorted(wanted.items())
        if first_mile_of(shops[shop_id]) is not None
        for part in range(-(-len(codes) // BAG))
    ]
    if not found and shop_ids is None:
        raise BatchNothing(manifest=manifest.number)
    return found


def _commit(cause: Cause, manifest: Manifest, shop: Shop, part: int, parcels: int) -> HandoverBatch:
    known = next((row for row in batches_of(manifest) if row.shop_id == shop.pk and row.part == part), None)
    batch = lock_batch(known.pk) if known else HandoverBatch(
        manifest=manifest, shop=shop, part=part, parcels=parcels, **cause.columns
    )  # fmt: skip
    if known:
        if batch.state != BatchState.FAILED:
            return batch
        move_to(batch, BatchState.REQUESTED, BATCH_MOVES)
        batch.failure = batch.failure_text = ""
        batch.requested_at = timezone.now()
    batch.save()
    port = first_mile_of(shop)
    batch.exchange = port.commit(cause=cause, batch_id=batch.pk, shop_id=shop.pk) if port else None
    batch.save(update_fields=["exchange"])
    return batch


def record_batch(*, cause: Cause, batch_id: int, number: str, content_id: str, order_id: str) -> None:
    """The platform has the batch: its number is kept, its paper asked for. A repeated answer changes nothing."""
    batch = lock_batch(batch_id)
    if batch.state != BatchState.REQUESTED:
        return
    move_to(batch, BatchState.COMMITTED, BATCH_MOVES)
    batch.number, batch.content_id, batch.order_id = number[:40], content_id[:40], order_id[:40]
    batch.committed_at = timezone.now()
    port = first_mile_of(batch.shop)
    batch.exchange = port.fetch_paper(cause=cause, batch_id=batch.pk, shop_id=batch.shop_id) if port else None
    batch.save(update_fields=["state", "number", "content_id", "order_id", "committed_at", "exchange"])
    _settle(batch)


def record_batch_failure(*, cause: Cause, batch_id: int, failure: str, text: str) -> None:
    """The platform took no batch: the manifest stays as it was, a person is told why."""
    batch = lock_batch(batch_id)
    if batch.state != BatchState.REQUESTED:
        return
    move_to(batch, BatchState.FAILED, BATCH_MOVES)
    batch.failure, batch.failure_text = failure[:60], text[:200]
    batch.save(update_fields=["state", "failure", "failure_text"])
    raise_work_item(
        cause=cause,
        kind=FAILED,
        warehouse_id=batch.manifest.warehouse_id,
        subject_type="batch",
        subject_id=batch.pk,
        subject_label=batch.manifest.number,
        facts={"manifest": batch.manifest.number, "shop": batch.shop.name, "code": failure, "said": text[:200]},
        stage="handover",
    )


def record_batch_paper(*, cause: Cause, batch_id: int, pdf: bytes) -> None:
    """The bag's paper is here: kept, and printed where the manifest was closed. A repeated answer changes nothing."""
    batch = lock_batch(batch_id)
    if batch.state != BatchState.COMMITTED:
        return
    move_to(batch, BatchState.READY, BATCH_MOVES)
    batch.pdf, batch.ready_at = pdf, timezone.now()
    batch.save(update_fields=["state", "pdf", "ready_at"])
    station = batch.manifest.station
    printer = station.printer if station is not None else None
    ask_print(
        cause=cause,
        warehouse=batch.manifest.warehouse,
        kind=BATCH,
        subject=batch.print_subject,
        title=batch.number,
        printer=printer if printer is not None and printer.is_active else None,
        station=station,
    )


def _settle(batch: HandoverBatch) -> None:
    close_work_items(kind=FAILED, subject_type="batch", subject_id=batch.pk, resolution="handover.batch_committed")
