"""The label of a parcel for its bench, and a manifest to sign: as PDF."""

from __future__ import annotations

from functools import partial

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from packing.models import Manifest, Parcel, Waybill
from packing.operations.label import record_print
from packing.selectors.manifests import manifest_by_id
from packing.selectors.parcels import manifest_parcels
from packing.states import WaybillState
from wms.core.cause import Cause
from wms.core.paper.documents import DocumentHead, ManifestDocument, ManifestRow, manifest
from wms.core.refusals import OperationRefused
from wms.core.transactions import run
from wms.scan.codes import make
from wms.scan.screen import Actor
from wms.scan.views import page_actor


def station_actor(request: HttpRequest) -> Actor:
    """The signed-in person at an enrolled device; anybody else finds nothing here."""
    try:
        return page_actor(request)
    except OperationRefused:
        raise Http404 from None


def label(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """GET: the label of a parcel of this device's warehouse. The first showing counts as its first print."""
    actor = station_actor(request)
    waybill = (
        Waybill.objects.filter(parcel=parcel_id, parcel__warehouse=actor.warehouse, state=WaybillState.READY)
        .order_by("-pk")
        .first()
    )
    if waybill is None or waybill.label_pdf is None:
        raise Http404
    if not waybill.prints.exists():
        cause = Cause(source="desk", person=actor.person, device=actor.device, reference="label")
        run(partial(record_print, cause=cause, waybill=waybill))
    return pdf(bytes(waybill.label_pdf), f"{waybill.number}.pdf")


def manifest_sheet(request: HttpRequest, manifest_id: int) -> HttpResponse:
    """GET: the manifest as A4, for the driver to sign."""
    actor = station_actor(request)
    found = manifest_by_id(manifest_id, [actor.warehouse.pk])
    if found is None:
        raise Http404
    language = translation.get_language() or "zh-hans"
    return pdf(manifest(content_of(found, actor), language=language), f"{found.number}.pdf")


def content_of(found: Manifest, actor: Actor) -> ManifestDocument:
    """What stands on a manifest's sheet."""
    parcels = list(manifest_parcels(found))
    weights = dict(
        Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels])
        .annotate(grams=Sum("lines__sku__weight_grams"))
        .values_list("pk", "grams")
    )
    numbers = dict(
        Waybill.objects.filter(parcel__in=parcels).exclude(state=WaybillState.VOID).values_list("parcel_id", "number")
    )
    rows = tuple(
        ManifestRow(
            waybill=numbers.get(parcel.pk, ""),
            order=parcel.order.number,
            weight_grams=weights.get(parcel.pk) or 0,
            destination=parcel.order.country,
        )
        for parcel in parcels
    )
    head = DocumentHead(
        number=found.number,
        barcode=make("document", found.number),
        warehouse=found.warehouse.code,
        made_at=timezone.now().astimezone(found.warehouse.zone),
        made_by=actor.person.name,
    )
    return ManifestDocument(head=head, carrier=found.carrier, rows=rows)


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
