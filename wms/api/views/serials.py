"""/serials/: single units by their serial numbers, with what happened to each."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from inventory.models import SerialNumber
from wms.api.door import Door
from wms.api.filters import SerialFilters
from wms.api.shapes.serials import SerialOut
from wms.api.states import Scope
from wms.api.views.base import ListDoor, OneDoor


class SerialRows(Door):
    read_scope = Scope.STOCK_READ
    serializer_class = SerialOut
    queryset = SerialNumber.objects.all()

    def get_queryset(self) -> QuerySet[SerialNumber]:
        rows = SerialNumber.objects.filter(warehouse__in=self.houses())
        return rows.select_related("warehouse", "sku").prefetch_related("events")


class Serials(SerialRows, ListDoor):
    filterset_class = SerialFilters

    @extend_schema(
        operation_id="serials_list", summary="List serial numbers with their history", responses=SerialOut(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.list()


class OneSerial(SerialRows, OneDoor):
    @extend_schema(operation_id="serials_read", summary="Read a serial number", responses=SerialOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()
