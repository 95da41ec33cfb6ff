"""Manifests at the desk: what left with whom, its batches at the platform, a number put right."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from packing.desk.documents import pdf
from packing.desk.manifest_list import ManifestList
from packing.models import HandoverBatch, Manifest, Parcel
from packing.operations.batches import commit_batches
from packing.operations.own_carrier import change_declared
from packing.selectors.batches import batches_of, sheet_rows
from packing.selectors.manifests import manifest_by_id
from packing.states import BatchState
from wms.core.desk.doors import act, cause_of
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.messages import WORDINGS, say
from wms.core.models import Warehouse
from wms.core.rights import desk_page


@require_GET
@desk_page()
def manifests(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, ManifestList, here="manifests")


@require_GET
@desk_page()
def manifest(request: HttpRequest, warehouse: Warehouse, manifest_id: int) -> HttpResponse:
    """One manifest: its batches, then each parcel with its number."""
    found = _manifest(warehouse, manifest_id)
    batches = batches_of(found)
    language = translation.get_language() or "zh-hans"
    for row in batches:
        row.said = say(row.failure, {}, language).text if row.failure in WORDINGS else row.failure_text or row.failure  # type: ignore[attr-defined]
    context = {
        "manifest": found,
        "batches": batches,
        "may_commit": found.closed_at is not None
        and (not batches or BatchState.FAILED in {row.state for row in batches}),
        "rows": sheet_rows(found),
    }
    return desk(request, warehouse, "packing/manifest.html", "manifests", context)


@require_POST
@desk_page()
def commit(request: HttpRequest, warehouse: Warehouse, manifest_id: int) -> HttpResponse:
    """Have the manifest's parcels committed as batches; what the platform has already stays."""
    found = _manifest(warehouse, manifest_id)
    work = partial(commit_batches, cause=cause_of(request, "batches"), manifest_id=found.pk)
    return act(request, work, _("Sent to the platform"), reverse("packing:desk_manifest", args=[found.pk]))


@require_GET
@desk_page()
def batch_paper(request: HttpRequest, warehouse: Warehouse, batch_id: int) -> HttpResponse:
    """The bag's paper as the platform gave it."""
    batch = get_object_or_404(HandoverBatch, pk=batch_id, manifest__warehouse=warehouse)
    if batch.pdf is None:
        raise Http404
    return pdf(bytes(batch.pdf), f"{batch.number}.pdf")


@require_POST
@desk_page()
def renumber(request: HttpRequest, warehouse: Warehouse, parcel_id: int) -> HttpResponse:
    """POST number: another number of the same own carrier for a parcel that has left."""
    parcel = get_object_or_404(Parcel.objects.select_related("manifest_line"), pk=parcel_id, warehouse=warehouse)
    line = getattr(parcel, "manifest_line", None)
    back = reverse("packing:desk_manifest", args=[line.manifest_id]) if line else reverse("packing:manifests")
    text = request.POST.get("number", "")[:60]
    work = partial(change_declared, cause=cause_of(request, "renumber"), parcel_id=parcel.pk, text=text)
    return act(request, work, _("The platform is told the new number"), back)


def _manifest(warehouse: Warehouse, manifest_id: int) -> Manifest:
    found = manifest_by_id(manifest_id, [warehouse.pk])
    if found is None:
        raise Http404
    return found
