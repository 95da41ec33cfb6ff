"""/orders/: what is to be sent, where it stands, holding it back and letting it go on."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from packing.models import Parcel
from picking.models import Order
from picking.operations.person_hold import hold_order, release_hold
from wms.api.door import Door
from wms.api.filters import OrderFilters
from wms.api.once import Done
from wms.api.shapes.base import Strict
from wms.api.shapes.inbound import ReasonIn
from wms.api.shapes.orders import OrderDetailOut, OrderOut
from wms.api.states import Scope
from wms.api.views.base import KEY_PARAMETER, ListDoor, OneDoor, write


class OrderRows(Door):
    read_scope, write_scope = Scope.ORDERS_READ, Scope.ORDERS_WRITE
    serializer_class = OrderOut
    queryset = Order.objects.all()

    def get_queryset(self) -> QuerySet[Order]:
        rows = Order.objects.filter(warehouse__in=self.houses())
        return rows.select_related("shop", "warehouse", "wave").prefetch_related("lines__items__sku")


class Nothing(Strict):
    """An empty object."""


class Orders(OrderRows, ListDoor):
    filterset_class = OrderFilters

    @extend_schema(operation_id="orders_list", summary="List orders", responses=OrderOut(many=True))
    def get(self, request: Request) -> Response:
        return self.list()


class OneOrder(OrderRows, OneDoor):
    serializer_class = OrderDetailOut

    def get_queryset(self) -> QuerySet[Order]:
        parcels = Prefetch("parcels", Parcel.objects.order_by("pk"))
        return super().get_queryset().prefetch_related("history", parcels)

    @extend_schema(
        operation_id="orders_read", summary="Read an order with its history and parcels", responses=OrderDetailOut
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.one()

    def shown(self, order: Order) -> Any:
        return OrderDetailOut(self.get_queryset().get(pk=order.pk)).data


class HoldOrder(OneOrder):
    http_method_names = ["post"]

    @extend_schema(
        operation_id="orders_hold",
        summary="Hold an order back",
        description="Before a wave has it. What was promised to it stays promised; no wave takes it until it is "
        "released.",
        parameters=[KEY_PARAMETER],
        request=ReasonIn,
        responses=OrderDetailOut,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        return write(self, ReasonIn, partial(self._hold, self.get_object()))

    def _hold(self, order: Order, given: dict[str, Any]) -> Done:
        return Done(200, self.shown(hold_order(cause=self.cause, order_id=order.pk, reason=given["reason"])))


class ReleaseOrder(OneOrder):
    http_method_names = ["post"]

    @extend_schema(
        operation_id="orders_release",
        summary="Release an order that was held back",
        parameters=[KEY_PARAMETER],
        request=Nothing,
        responses=OrderDetailOut,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        return write(self, Nothing, partial(self._release, self.get_object()))

    def _release(self, order: Order, given: dict[str, Any]) -> Done:
        return Done(200, self.shown(release_hold(cause=self.cause, order_id=order.pk)))
