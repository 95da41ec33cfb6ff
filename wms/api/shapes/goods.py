"""SKUs with their barcodes, and what is sold of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from inventory.models import Barcode, BindingComponent, Sku, SkuBinding
from inventory.operations.sku_setup import BARCODE_LIMIT, PACK_LIMIT
from inventory.states import BatteryKind
from wms.api.shapes.base import Strict, text

LARGEST_MM, LARGEST_GRAMS = 100_000, 10_000_000


class BarcodeOut(serializers.ModelSerializer):
    class Meta:
        model = Barcode
        fields = ("id", "value", "kind", "pack_quantity")
        read_only_fields = fields


class ComponentOut(serializers.ModelSerializer):
    sku = serializers.CharField(source="sku.code", read_only=True)
    quantity_units = serializers.IntegerField(source="quantity", read_only=True)

    class Meta:
        model = BindingComponent
        fields = ("sku", "quantity_units", "is_gift")
        read_only_fields = fields


class BindingOut(serializers.ModelSerializer):
    """One product of a shop that this SKU is part of; more than one component makes it a bundle."""

    shop = serializers.CharField(source="shop.code", read_only=True)
    warehouse = serializers.CharField(source="warehouse.code", read_only=True)
    components = ComponentOut(many=True, read_only=True)

    class Meta:
        model = SkuBinding
        fields = ("shop", "warehouse", "product_id", "seller_sku", "platform_sku_id", "state", "components")
        read_only_fields = fields


class SkuOut(serializers.ModelSerializer):
    version = serializers.IntegerField(source="master_version", read_only=True)
    barcodes = BarcodeOut(many=True, read_only=True)
    bindings = serializers.SerializerMethodField(help_text="What shops of your warehouses sell of it.")

    class Meta:
        model = Sku
        fields = (
            "id", "code", "spu", "name_zh", "name_en", "variant_zh", "variant_en", "length_mm", "width_mm", "height_mm",
            "weight_grams", "customs_name_zh", "customs_name_en", "customs_value_usd", "hs_code",
            "battery", "is_solid_cosmetic", "is_fragile", "is_special_goods",
            "tracks_lots", "tracks_expiry", "tracks_serials", "look_alike_group", "is_active",
            "version", "barcodes", "bindings",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(BindingOut(many=True))
    def get_bindings(self, sku: Sku) -> Any:
        return BindingOut([row.binding for row in sku.seen_components], many=True).data  # type: ignore[attr-defined]


class SkuValues(Strict):
    """What can be changed of a SKU."""

    spu = text(64)
    name_zh = text(200, required=True)
    name_en = text(200, required=True)
    variant_zh = text(80)
    variant_en = text(80)
    length_mm = serializers.IntegerField(min_value=1, max_value=LARGEST_MM, required=False, allow_null=True)
    width_mm = serializers.IntegerField(min_value=1, max_value=LARGEST_MM, required=False, allow_null=True)
    height_mm = serializers.IntegerField(min_value=1, max_value=LARGEST_MM, required=False, allow_null=True)
    weight_grams = serializers.IntegerField(min_value=1, max_value=LARGEST_GRAMS, required=False, allow_null=True)
    customs_name_zh = text(100, help_text="What a waybill declares; empty: the SKU's own name.")
    customs_name_en = text(100, help_text="What a waybill declares; empty: the SKU's own name.")
    customs_value_usd = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(1_000_000),
        required=False,
        allow_null=True,
        help_text="Declared for one unit; null: what the buyer paid.",
    )
    hs_code = serializers.RegexField(r"^[0-9]{6,10}$", max_length=10, required=False, allow_blank=True)
    battery = serializers.ChoiceField(
        BatteryKind.choices, required=False, help_text="Lithium: none, inside the goods, or alone: a battery itself."
    )
    is_solid_cosmetic = serializers.BooleanField(required=False, help_text="A cosmetic that is not liquid.")
    is_fragile = serializers.BooleanField(required=False)
    is_special_goods = serializers.BooleanField(required=False, help_text="Magnets, powders, blades and the like.")
    look_alike_group = text(64)
    tracks_lots = serializers.BooleanField(required=False)
    tracks_expiry = serializers.BooleanField(required=False)
    tracks_serials = serializers.BooleanField(required=False)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A phone case",
            {"code": "CASE-IP15-BLU", "name_zh": "磁吸手机壳", "name_en": "Magnetic case", "weight_grams": 42},
            request_only=True,
        )
    ]
)
class SkuIn(SkuValues):
    code = text(64, required=True)


@extend_schema_serializer(examples=[OpenApiExample("Weighed anew", {"weight_grams": 45}, request_only=True)])
class SkuChangeIn(SkuValues):
    """Only what is named changes; nothing named is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "partial": True})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise ValidationError([ErrorDetail("empty", code="empty")])
        return attrs


@extend_schema_serializer(
    examples=[OpenApiExample("A box of ten", {"value": "6901234567892", "pack_quantity": 10}, request_only=True)]
)
class BarcodeIn(Strict):
    value = text(BARCODE_LIMIT, required=True)
    pack_quantity = serializers.IntegerField(min_value=1, max_value=PACK_LIMIT, default=1)
