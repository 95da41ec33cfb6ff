"""/skus/: goods belong to the company: every token with the scope sees all; bindings only of its warehouses."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from inventory.models import BindingComponent, Sku
from inventory.operations import add_printed_barcode, create_sku, edit_sku
from wms.api.door import Door
from wms.api.filters import SkuFilters
from wms.api.once import Done
from wms.api.shapes.goods import BarcodeIn, BarcodeOut, SkuChangeIn, SkuIn, SkuOut
from wms.api.states import Scope
from wms.api.views.base import KEY_PARAMETER, ListDoor, OneDoor, write


class SkuRows(Door):
    read_scope, write_scope = Scope.SKUS_READ, Scope.SKUS_WRITE
    serializer_class = SkuOut
    queryset = Sku.objects.all()

    def get_queryset(self) -> QuerySet[Sku]:
        sold = BindingComponent.objects.filter(binding__warehouse__in=self.houses()).order_by("pk")
        sold = sold.select_related("binding__shop", "binding__warehouse").prefetch_related("binding__components__sku")
        seen = Prefetch("binding_components", sold, to_attr="seen_components")
        return Sku.objects.prefetch_related("barcodes", seen)

    def shown(self, sku: Sku) -> Any:
        return SkuOut(self.get_queryset().get(pk=sku.pk)).data


class Skus(SkuRows, ListDoor):
    filterset_class = SkuFilters

    @extend_schema(operation_id="skus_list", summary="List SKUs", responses=SkuOut(many=True))
    def get(self, request: Request) -> Response:
        return self.list()

    @extend_schema(
        operation_id="skus_create",
        summary="Make a SKU",
        parameters=[KEY_PARAMETER],
        request=SkuIn,
        responses={201: SkuOut},
    )
    def post(self, request: Request) -> HttpResponse:
        return write(self, SkuIn, self._create)

    def _create(self, given: dict[str, Any]) -> Done:
        sku = create_sku(cause=self.cause, **given)
        return Done(201, self.shown(sku), {"Location": f"/api/v1/skus/{sku.pk}/"})


class OneSku(SkuRows, OneDoor):
    @extend_schema(operation_id="skus_read", summary="Read a SKU", responses=SkuOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()

    @extend_schema(
        operation_id="skus_update",
        summary="Change a SKU",
        parameters=[KEY_PARAMETER],
        request=SkuChangeIn,
        responses=SkuOut,
    )
    def patch(self, request: Request, pk: int) -> HttpResponse:
        return write(self, SkuChangeIn, partial(self._change, self.get_object()))

    def _change(self, sku: Sku, given: dict[str, Any]) -> Done:
        edit_sku(cause=self.cause, sku=sku, **given)
        return Done(200, self.shown(sku))


class SkuBarcodes(SkuRows, OneDoor):
    @extend_schema(
        operation_id="skus_add_barcode",
        summary="Add a barcode to a SKU",
        description="A code that is another SKU's is refused; the same code again only changes its pack quantity.",
        parameters=[KEY_PARAMETER],
        request=BarcodeIn,
        responses={201: BarcodeOut},
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        return write(self, BarcodeIn, partial(self._add, self.get_object()))

    def _add(self, sku: Sku, given: dict[str, Any]) -> Done:
        barcode = add_printed_barcode(cause=self.cause, sku=sku, **given)
        return Done(201, BarcodeOut(barcode).data)
