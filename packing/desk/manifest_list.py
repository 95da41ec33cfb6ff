"""Manifests as a list: what left with whom and when, and what became of their batches at the platform."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from packing.models import HandoverBatch, Manifest, ManifestLine
from packing.states import BatchState, ManifestState
from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Column, DeskList

STATES = {ManifestState.OPEN: _("being loaded"), ManifestState.CLOSED: _("Handed over")}
BATCHES = {
    BatchState.REQUESTED: _("asked for"),
    BatchState.COMMITTED: _("committed"),
    BatchState.READY: _("paper is here"),
    BatchState.FAILED: _("refused"),
}


class ManifestFilter(ListFilter):
    text = filters.CharFilter(label=_("Manifest, batch, waybill or order"), method="by_text")
    state = filters.ChoiceFilter(label=_("State"), choices=list(STATES.items()))
    carrier = filters.ChoiceFilter(label=_("Carrier"))
    batch = filters.ChoiceFilter(label=_("Batch"), choices=list(BATCHES.items()), method="by_batch")
    person = filters.ChoiceFilter(label=_("Handed over by"), field_name="person_id")
    since = FromDay(label=pgettext_lazy("time", "From"), field_name="opened_at")
    until = ToDay(label=pgettext_lazy("time", "Until"), field_name="opened_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Manifest.objects.filter(warehouse=self.warehouse).order_by().distinct()
        carriers = sorted(here.values_list("carrier", flat=True))
        people = sorted(here.values_list("person", "person__name"), key=lambda row: row[1])
        self.offer(carrier=[(name, name) for name in carriers], person=people)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The number of the manifest, of a batch, of a parcel's waybill, or of its order."""
        told = "".join(value.split())
        waybill = Q(parcel__waybills__number=told) | Q(parcel__order__number=told)
        has_parcel = Exists(ManifestLine.objects.filter(waybill, manifest=OuterRef("pk")))
        has_batch = Exists(HandoverBatch.objects.filter(manifest=OuterRef("pk"), number=told))
        return rows.filter(Q(number__icontains=told) | Q(has_batch) | Q(has_parcel))

    def by_batch(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Exists(HandoverBatch.objects.filter(manifest=OuterRef("pk"), state=value)))


class ManifestList(DeskList):
    key = "manifests"
    title = _("Handover")
    template = "packing/manifests.html"
    filters = ManifestFilter
    sort = "-opened"
    empty, empty_icon = _("Nothing was handed over yet"), "truck"
    columns = (
        Column("number", _("Manifest"), ("number",), "number"),
        Column("carrier", _("Carrier"), ("carrier",), "carrier"),
        Column("parcels", _("Parcels"), cell="count", is_number=True),
        Column("batch", _("Batch"), cell=lambda row: " ".join(batch.number for batch in row.batches.all())),
        Column("opened", _("Opened"), ("opened_at",), "opened_at"),
        Column("closed", _("Handed over"), ("closed_at", "opened_at"), "closed_at"),
        Column("person", _("Handed over by"), ("person__name",), "person.name"),
    )
    file_columns = (
        Column("station", _("Bench"), cell="station.code"),
        Column("state", _("State"), cell=lambda row: STATES[row.state]),
    )

    def rows(self) -> QuerySet[Manifest]:
        batches = Prefetch("batches", HandoverBatch.objects.defer("pdf"))
        rows = Manifest.objects.filter(warehouse=self.warehouse).select_related("person", "station")
        return rows.prefetch_related(batches)

    def dress(self, rows: list[Manifest]) -> None:
        counted = ManifestLine.objects.filter(manifest__in=[row.pk for row in rows]).order_by()
        counts = dict(counted.values_list("manifest").annotate(Count("pk")))
        for row in rows:
            row.count = counts.get(row.pk, 0)  # type: ignore[attr-defined]
