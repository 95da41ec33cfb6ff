"""/waves/, /parcels/, /work-items/: what is done on the floor and at the bench, and what waits for a person."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from packing.models import Parcel, Waybill
from picking.models import PickList, Wave
from picking.states import PickListState
from wms.api.door import Door
from wms.api.filters import ParcelFilters, WaveFilters, WorkFilters
from wms.api.once import Done
from wms.api.shapes.floor import ParcelOut, ResolutionIn, WaveOut, WorkItemOut
from wms.api.states import Scope
from wms.api.views.base import KEY_PARAMETER, ListDoor, OneDoor, write
from wms.core.models import WorkItem
from wms.core.operations.work_items import resolve_work_item


class WaveRows(Door):
    read_scope = Scope.WAVES_READ
    serializer_class = WaveOut
    queryset = Wave.objects.all()

    def get_queryset(self) -> QuerySet[Wave]:
        live = PickList.objects.exclude(state=PickListState.CANCELLED).select_related("zone").order_by("number")
        lists = Prefetch("pick_lists", live, to_attr="live_lists")
        rows = Wave.objects.filter(warehouse__in=self.houses())
        return rows.select_related("warehouse").prefetch_related(lists)


class Waves(WaveRows, ListDoor):
    filterset_class = WaveFilters

    @extend_schema(operation_id="waves_list", summary="List waves with their progress", responses=WaveOut(many=True))
    def get(self, request: Request) -> Response:
        return self.list()


class OneWave(WaveRows, OneDoor):
    @extend_schema(operation_id="waves_read", summary="Read a wave", responses=WaveOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()


class ParcelRows(Door):
    read_scope = Scope.PARCELS_READ
    serializer_class = ParcelOut
    queryset = Parcel.objects.all()

    def get_queryset(self) -> QuerySet[Parcel]:
        waybills = Prefetch("waybills", Waybill.objects.defer("label_pdf").order_by("-pk"))
        rows = Parcel.objects.filter(warehouse__in=self.houses())
        rows = rows.select_related("warehouse", "order", "manifest_line__manifest")
        return rows.prefetch_related("lines__sku", waybills)


class Parcels(ParcelRows, ListDoor):
    filterset_class = ParcelFilters

    @extend_schema(
        operation_id="parcels_list", summary="List parcels with their waybill", responses=ParcelOut(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.list()


class OneParcel(ParcelRows, OneDoor):
    @extend_schema(operation_id="parcels_read", summary="Read a parcel", responses=ParcelOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()


class WorkRows(Door):
    read_scope, write_scope = Scope.WORK_READ, Scope.WORK_WRITE
    serializer_class = WorkItemOut
    queryset = WorkItem.objects.all()

    def get_queryset(self) -> QuerySet[WorkItem]:
        rows = WorkItem.objects.filter(warehouse__in=self.houses())
        return rows.select_related("warehouse")


class WorkItems(WorkRows, ListDoor):
    filterset_class = WorkFilters

    @extend_schema(
        operation_id="work_items_list", summary="List what waits for a person", responses=WorkItemOut(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.list()


class OneWorkItem(WorkRows, OneDoor):
    @extend_schema(operation_id="work_items_read", summary="Read a work item", responses=WorkItemOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()


class ResolveWorkItem(WorkRows, OneDoor):
    @extend_schema(
        operation_id="work_items_resolve",
        summary="Say how a work item ended",
        parameters=[KEY_PARAMETER],
        request=ResolutionIn,
        responses=WorkItemOut,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        return write(self, ResolutionIn, partial(self._resolve, self.get_object()))

    def _resolve(self, item: WorkItem, given: dict[str, Any]) -> Done:
        resolve_work_item(cause=self.cause, item_id=item.pk, resolution=given["resolution"])
        return Done(200, WorkItemOut(self.get_queryset().get(pk=item.pk)).data)
