"""/asns/: goods on their way in, announced and cancelled."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from inventory.models import InboundReceipt
from inventory.operations import AsnLine, cancel_asn, check_sku_active, open_asn
from wms.api.door import Door
from wms.api.filters import AsnFilters
from wms.api.once import Done
from wms.api.shapes.inbound import AsnIn, AsnOut, ReasonIn
from wms.api.states import Scope
from wms.api.views.base import KEY_PARAMETER, ListDoor, OneDoor, write


class AsnRows(Door):
    read_scope, write_scope = Scope.INBOUND_READ, Scope.INBOUND_WRITE
    serializer_class = AsnOut
    queryset = InboundReceipt.objects.all()

    def get_queryset(self) -> QuerySet[InboundReceipt]:
        rows = InboundReceipt.objects.filter(warehouse__in=self.houses())
        return rows.select_related("warehouse").prefetch_related("lines__sku")

    def shown(self, receipt_id: int) -> Any:
        return AsnOut(self.get_queryset().get(pk=receipt_id)).data


class Asns(AsnRows, ListDoor):
    filterset_class = AsnFilters

    @extend_schema(operation_id="asns_list", summary="List ASNs", responses=AsnOut(many=True))
    def get(self, request: Request) -> Response:
        return self.list()

    @extend_schema(
        operation_id="asns_create",
        summary="Announce goods",
        description="Their units are in transit from now on.",
        parameters=[KEY_PARAMETER],
        request=AsnIn,
        responses={201: AsnOut},
    )
    def post(self, request: Request) -> HttpResponse:
        return write(self, AsnIn, self._announce)

    def _announce(self, given: dict[str, Any]) -> Done:
        lines = [
            AsnLine(
                sku=line["sku"],
                expected_units=line["expected_units"],
                lot_code=line.get("lot", ""),
                expires_on=line.get("expires_on"),
            )
            for line in given.pop("lines")
        ]
        for line in lines:
            check_sku_active(line.sku)
        opened = open_asn(cause=self.cause, lines=lines, **given)
        return Done(201, self.shown(opened.receipt.pk), {"Location": f"/api/v1/asns/{opened.receipt.pk}/"})


class OneAsn(AsnRows, OneDoor):
    @extend_schema(operation_id="asns_read", summary="Read an ASN", responses=AsnOut)
    def get(self, request: Request, pk: int) -> Response:
        return self.one()


class CancelAsn(AsnRows, OneDoor):
    @extend_schema(
        operation_id="asns_cancel",
        summary="Cancel an ASN",
        description="Only before anything of it has come; its units are no longer in transit.",
        parameters=[KEY_PARAMETER],
        request=ReasonIn,
        responses=AsnOut,
    )
    def post(self, request: Request, pk: int) -> HttpResponse:
        return write(self, ReasonIn, partial(self._cancel, self.get_object()))

    def _cancel(self, receipt: InboundReceipt, given: dict[str, Any]) -> Done:
        cancel_asn(cause=self.cause, receipt=receipt, reason=given["reason"])
        return Done(200, self.shown(receipt.pk))
