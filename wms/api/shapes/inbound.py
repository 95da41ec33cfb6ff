"""ASNs: what suppliers announce, and how much of it has come."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from inventory.models import InboundLine, InboundReceipt
from inventory.states import ReceiptState
from wms.api.shapes.base import SkuCode, Strict, WarehouseCode, text

MOST_LINES, MOST_UNITS = 500, 10_000_000


class AsnLineOut(serializers.ModelSerializer):
    sku = serializers.CharField(source="sku.code", read_only=True)
    lot = serializers.CharField(source="lot_code", read_only=True)
    to_come_units = serializers.SerializerMethodField(help_text="0 once the ASN is closed.")

    class Meta:
        model = InboundLine
        fields = ("sku", "lot", "expires_on", "expected_units", "received_units", "to_come_units")
        read_only_fields = fields

    def get_to_come_units(self, line: InboundLine) -> int:
        return 0 if line.receipt.state == ReceiptState.CLOSED else line.to_come


class AsnOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    lines = AsnLineOut(many=True, read_only=True)

    class Meta:
        model = InboundReceipt
        fields = ("id", "number", "warehouse", "supplier", "expected_on", "state", "created_at", "closed_at", "lines")
        read_only_fields = fields


class AsnLineIn(Strict):
    sku = SkuCode()
    expected_units = serializers.IntegerField(min_value=1, max_value=MOST_UNITS)
    lot = text(40)
    expires_on = serializers.DateField(required=False, allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two lines",
            {
                "number": "PO-2026-1187",
                "warehouse": "SZ1",
                "supplier": "Yuanfeng",
                "expected_on": "2026-12-01",
                "lines": [
                    {"sku": "CASE-IP15-BLU", "expected_units": 300},
                    {"sku": "CREAM-50", "expected_units": 48, "lot": "B2611", "expires_on": "2028-11-30"},
                ],
            },
            request_only=True,
        )
    ]
)
class AsnIn(Strict):
    number = text(40, required=True)
    warehouse = WarehouseCode()
    supplier = text(120, default="")
    expected_on = serializers.DateField(required=False, allow_null=True, default=None)
    lines = serializers.ListField(child=AsnLineIn(), allow_empty=False, max_length=MOST_LINES)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One line a SKU and lot: the second of two is named."""
        seen: set[tuple[int, str]] = set()
        wrong: list[dict[str, Any]] = []
        for line in lines:
            key = line["sku"].pk, line.get("lot", "")
            wrong.append({"sku": [ErrorDetail("repeated", code="repeated")]} if key in seen else {})
            seen.add(key)
        if any(wrong):
            raise ValidationError(wrong)
        return lines


@extend_schema_serializer(examples=[OpenApiExample("Not sent", {"reason": "Supplier is out"}, request_only=True)])
class ReasonIn(Strict):
    reason = text(120, required=True)
