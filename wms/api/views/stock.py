"""/stock/: sums by SKU, what lies at places, and putting a place right."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from inventory.models import Location, Lot, SkuStock, StockBalance
from inventory.operations import adjust_at_desk
from inventory.states import PHYSICAL_KINDS
from wms.api.door import Door
from wms.api.filters import PlaceStockFilters, StockFilters
from wms.api.once import Done
from wms.api.shapes.stock import AdjustmentIn, AdjustmentOut, PlaceStockOut, SkuStockOut
from wms.api.states import Scope
from wms.api.views.base import KEY_PARAMETER, ListDoor, write


class Stock(ListDoor):
    read_scope = Scope.STOCK_READ
    serializer_class = SkuStockOut
    filterset_class = StockFilters
    queryset = SkuStock.objects.all()

    def get_queryset(self) -> QuerySet[SkuStock]:
        return SkuStock.objects.filter(warehouse__in=self.houses()).select_related("warehouse", "sku")

    @extend_schema(
        operation_id="stock_list", summary="List stock by SKU and warehouse", responses=SkuStockOut(many=True)
    )
    def get(self, request: Request) -> Response:
        return self.list()


class PlaceStock(ListDoor):
    read_scope = Scope.STOCK_READ
    serializer_class = PlaceStockOut
    filterset_class = PlaceStockFilters
    queryset = StockBalance.objects.all()

    def get_queryset(self) -> QuerySet[StockBalance]:
        rows = StockBalance.objects.filter(location__warehouse__in=self.houses(), on_hand__gt=0)
        return rows.filter(location__kind__in=PHYSICAL_KINDS).select_related("location__warehouse", "sku", "lot")

    @extend_schema(operation_id="stock_places", summary="List what lies where", responses=PlaceStockOut(many=True))
    def get(self, request: Request) -> Response:
        return self.list()


class Adjustments(Door):
    write_scope = Scope.STOCK_WRITE
    serializer_class = AdjustmentOut

    @extend_schema(
        operation_id="stock_adjust",
        summary="Say what really lies at a place",
        description="200: the books follow. 202: the difference is large; a second person decides at the desk, and "
        "nothing is changed yet. Who made the token is no second person for it.",
        parameters=[KEY_PARAMETER],
        request=AdjustmentIn,
        responses={200: AdjustmentOut, 202: AdjustmentOut},
    )
    def post(self, request: Request) -> HttpResponse:
        return write(self, AdjustmentIn, self._adjust)

    def _adjust(self, given: dict[str, Any]) -> Done:
        place = Location.objects.filter(warehouse=given["warehouse"], code=given["location"]).first()
        if place is None:
            raise _not_found("location")
        lot = Lot.objects.filter(sku=given["sku"], code=given["lot"]).first() if given.get("lot") else None
        if given.get("lot") and lot is None:
            raise _not_found("lot")
        done = adjust_at_desk(
            cause=self.cause,
            location=place,
            sku=given["sku"],
            lot=lot,
            condition=given["condition"],
            to_on_hand=given["to_on_hand_units"],
            reason=given["reason"],
        )
        state = "adjusted" if done.count_id is None else "waits_for_approval"
        told = {"state": state, "difference_units": done.difference, "count": done.count_id}
        return Done(200 if done.count_id is None else 202, told)


def _not_found(field: str) -> ValidationError:
    return ValidationError({field: [ErrorDetail(field, code="does_not_exist")]})
