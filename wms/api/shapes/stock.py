"""Stock: the three quantities of a SKU, what lies at each place, and what somebody says lies there."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from inventory.models import SkuStock, StockBalance
from inventory.states import Condition
from wms.api.shapes.base import SkuCode, Strict, WarehouseCode, text, units

LARGEST_COUNT = 100_000_000


class SkuStockOut(serializers.ModelSerializer):
    """`available = max(0, on hand - reserved - waiting - threshold)` is what shop fronts may see."""

    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    sku = serializers.CharField(source="sku.code", read_only=True)
    available_units = units(source="available")
    reserved_units = units(source="reserved")
    in_transit_units = units(source="in_transit")
    on_hand_units = units(source="on_hand_sellable", help_text="Good units in the house, until they are handed over.")
    waiting_units = units(source="waiting", help_text="Units of orders that are not yet promised.")

    class Meta:
        model = SkuStock
        fields = (
            "id", "warehouse", "sku", "available_units", "reserved_units", "in_transit_units", "on_hand_units",
            "waiting_units", "threshold_units", "version",
        )  # fmt: skip
        read_only_fields = fields


class PlaceStockOut(serializers.ModelSerializer):
    warehouse = serializers.CharField(source="location.warehouse.code", read_only=True)
    location = serializers.CharField(source="location.code", read_only=True)
    location_kind = serializers.CharField(source="location.kind", read_only=True)
    sku = serializers.CharField(source="sku.code", read_only=True)
    lot = serializers.CharField(source="lot.code", read_only=True, default=None, allow_null=True)
    expires_on = serializers.DateField(source="lot.expires_on", read_only=True, default=None, allow_null=True)
    on_hand_units = units(source="on_hand")
    allocated_units = units(source="allocated")
    free_units = units(source="free")
    in_house_since = serializers.DateTimeField(source="aged_from", read_only=True, allow_null=True)

    class Meta:
        model = StockBalance
        fields = (
            "id", "warehouse", "location", "location_kind", "sku", "lot", "expires_on", "condition", "on_hand_units",
            "allocated_units", "free_units", "in_house_since",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Counted by hand",
            {
                "warehouse": "SZ1",
                "location": "A03-02-15",
                "sku": "CASE-IP15-BLU",
                "to_on_hand_units": 7,
                "reason": "Counted after a fall",
            },
            request_only=True,
        )
    ]
)
class AdjustmentIn(Strict):
    """What really lies at a place. A large difference changes nothing until a second person has approved it."""

    warehouse = WarehouseCode()
    location = text(24, required=True)
    sku = SkuCode()
    lot = text(40)
    condition = serializers.ChoiceField(choices=Condition.values, default=Condition.GOOD.value)
    to_on_hand_units = serializers.IntegerField(min_value=0, max_value=LARGEST_COUNT)
    reason = text(120, required=True)


class AdjustmentOut(serializers.Serializer):
    state = serializers.ChoiceField(choices=["adjusted", "waits_for_approval"], read_only=True)
    difference_units = units()
    count = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="The count that a second person approves at the desk."
    )
