"""The label of a parcel for its bench, and a manifest to sign: as PDF."""

from __future__ import annotations

from functools import partial

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation

from packing.models import Manifest, Parcel, Waybill
from packing.selectors.manifests import manifest_by_id
from packing.selectors.parcels import label_job, manifest_parcels
from packing.states import WaybillState
from wms.core.operations.printing import show_print
from wms.core.paper.documents import DocumentHead, ManifestDocument, ManifestRow, manifest
from wms.core.printing.handler import paper_of
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
    """GET: the label of a parcel of this device's warehouse, with its mark.

    Where the browser prints, showing it is its print.
    """
    actor = station_actor(request)
    waybill = (
        Waybill.objects.defer("label_pdf")
        .filter(parcel=parcel_id, parcel__warehouse=actor.warehouse, state=WaybillState.READY)
        .order_by("-pk")
        .first()
    )
    job = label_job(waybill) if waybill else None
    if waybill is None or job is None:
        raise Http404
    content = paper_of(job)
    if job.goes_by_browser:
        run(partial(show_print, job_id=job.pk))
    return pdf(content, f"{waybill.number}.pdf")


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
